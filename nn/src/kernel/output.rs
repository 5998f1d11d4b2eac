//! The last affine map. It has few outputs, so its products are dot products: lanes run over
//! the inputs, and the matrix is kept transposed, one row of weights for each output.

use hyperwell_autodiff::lane::{Float, Lane};

use super::row;

/// `to[p]` = b + Σₖ a[p, k] w[k] for one output.
#[inline(always)]
pub(crate) fn dot_rows<L: Lane>(
    a: &[L::Float],
    stride: usize,
    weights: &[L::Float],
    bias: L::Float,
    to: &mut [L::Float],
) {
    let columns = weights.len();
    let weights = row::<L>(weights, 0, columns);
    for p in 0..to.len() {
        let a = row::<L>(a, p * stride, columns);
        let mut sum = L::constant(0.0);
        for v in 0..columns / L::LANES {
            sum = L::load(&a[v]).mul_add(L::load(&weights[v]), sum);
        }
        to[p] = bias + sum.sum();
    }
}

/// The sum of a slice, in order.
#[inline(always)]
pub(crate) fn total<T: Float>(x: &[T]) -> T {
    let mut sum = T::default();
    for &x in x {
        sum += x;
    }
    sum
}

//! The last affine map. It has few outputs, so its products are dot products: lanes run over
//! the inputs, and the matrix is kept transposed, one row of weights for each output.

use hyperwell_autodiff::lane::{Float, Lane};

use super::row;

/// `to[p]` = b + Σₖ a[p, k] w[k] for one output, four rows at a time; they are a multiple of four.
#[inline(always)]
pub(crate) fn dot_rows<L: Lane>(
    a: &[L::Float],
    stride: usize,
    weights: &[L::Float],
    bias: L::Float,
    to: &mut [L::Float],
) {
    debug_assert!(to.len().is_multiple_of(4), "rows come in fours");
    let columns = weights.len();
    let weights = row::<L>(weights, 0, columns);
    for (to, a) in to
        .as_chunks_mut::<4>()
        .0
        .iter_mut()
        .zip(a.chunks(4 * stride))
    {
        let mut rows = [weights; 4];
        for i in 0..4 {
            rows[i] = row::<L>(a, i * stride, columns);
        }
        let mut sums = [L::constant(0.0); 4];
        for v in 0..columns / L::LANES {
            let w = L::load(&weights[v]);
            for i in 0..4 {
                sums[i] = L::load(&rows[i][v]).mul_add(w, sums[i]);
            }
        }
        for i in 0..4 {
            to[i] = bias + sums[i].sum();
        }
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

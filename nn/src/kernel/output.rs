//! The last affine map. It has few outputs, so its products are dot products: lanes run over
//! the inputs, and the matrix is kept transposed, one row of weights for each output.

use hyperwell_autodiff::lane::{Float, Lane};

use super::{row, row_mut};

/// `to[p]` = b + Σₖ a[p, k] w[k] for one channel and one output.
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

/// ā[p, k] (+)= ȳ[p] w[k]: what one output sends back in one channel.
#[inline(always)]
pub(crate) fn spread<L: Lane>(
    seeds: &[L::Float],
    weights: &[L::Float],
    stride: usize,
    first: bool,
    bar: &mut [L::Float],
) {
    let columns = weights.len();
    let weights = row::<L>(weights, 0, columns);
    for p in 0..seeds.len() {
        let seed = L::splat(seeds[p]);
        let to = row_mut::<L>(bar, p * stride, columns);
        for v in 0..columns / L::LANES {
            let before = if first {
                L::constant(0.0)
            } else {
                L::load(&to[v])
            };
            seed.mul_add(L::load(&weights[v]), before).store(&mut to[v]);
        }
    }
}

/// w̄[k] += Σₚ ȳ[p] a[p, k] for one channel and one output.
#[inline(always)]
pub(crate) fn add_weighted_rows<L: Lane>(
    seeds: &[L::Float],
    a: &[L::Float],
    stride: usize,
    gradient: &mut [L::Float],
) {
    let columns = gradient.len();
    let gradient = row_mut::<L>(gradient, 0, columns);
    for p in 0..seeds.len() {
        let seed = L::splat(seeds[p]);
        let a = row::<L>(a, p * stride, columns);
        for v in 0..columns / L::LANES {
            seed.mul_add(L::load(&a[v]), L::load(&gradient[v]))
                .store(&mut gradient[v]);
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

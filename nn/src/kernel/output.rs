//! The last affine map. It has few outputs, so its products are dot products: lanes run over
//! the inputs, and the matrix is kept transposed, one row of weights for each output.

use hyperwell_autodiff::lane::{Float, Lane};

/// `to[p]` = b + Σₖ a[p, k] w[k] for one channel and one output.
#[inline(always)]
pub(crate) fn dot_rows<L: Lane>(
    a: &[L::Float],
    stride: usize,
    weights: &[L::Float],
    bias: L::Float,
    to: &mut [L::Float],
) {
    let weights = L::chunks(weights).0;
    for (row, to) in a.chunks_exact(stride).zip(to) {
        let row = &L::chunks(row).0[..weights.len()];
        let mut sum = L::constant(0.0);
        for (x, w) in row.iter().zip(weights) {
            sum = L::load(x).mul_add(L::load(w), sum);
        }
        *to = bias + sum.sum();
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
    for (row, &seed) in bar.chunks_exact_mut(stride).zip(seeds) {
        let seed = L::splat(seed);
        for (to, w) in L::chunks_mut(row).0.iter_mut().zip(L::chunks(weights).0) {
            let before = if first { L::constant(0.0) } else { L::load(to) };
            seed.mul_add(L::load(w), before).store(to);
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
    for (row, &seed) in a.chunks_exact(stride).zip(seeds) {
        let seed = L::splat(seed);
        for (to, x) in L::chunks_mut(gradient).0.iter_mut().zip(L::chunks(row).0) {
            seed.mul_add(L::load(x), L::load(to)).store(to);
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

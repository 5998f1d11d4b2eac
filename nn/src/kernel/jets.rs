//! The jet of an activation function: the chain rule, forward.
//!
//! Each neuron carries the value z, the gradient ∂z (D channels) and the second-order
//! channel z⊙ = Σ wᵢ ∂ᵢᵢz through the affine map; then, with a = f(z),
//!
//! ∂ᵢa = f'(z) ∂ᵢz,  a⊙ = f'(z) z⊙ + f''(z) Σ wᵢ (∂ᵢz)².

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use crate::Activation;

/// A block's matrices of one layer: `rows` points of `columns` neurons, `stride` apart,
/// and the derivative channels `channel` apart.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub(crate) rows: usize,
    /// Whole cache lines.
    pub(crate) columns: usize,
    /// Distance between rows of the values kept (f, q).
    pub(crate) kept_stride: usize,
    /// Distance between rows of derivative and adjoint channels.
    pub(crate) stride: usize,
    /// Distance between channels.
    pub(crate) channel: usize,
}

/// a ← the derivative channels of f(z), for channels ∂₁ … ∂_D, ⊙.
#[inline(always)]
pub(crate) fn derivatives<L: Lane, const D: usize>(
    activation: Activation,
    block: Block,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    a: &mut [L::Float],
) {
    with_function!(activation, F => derivatives_of::<F, L, D>(block, weights, (f, q), z, a));
}

#[inline(always)]
fn derivatives_of<F: Function, L: Lane, const D: usize>(
    block: Block,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    a: &mut [L::Float],
) {
    let weights = weights.map(L::splat);
    let vectors = block.columns / L::LANES;
    for row in 0..block.rows {
        let f = &L::chunks(&f[row * block.kept_stride..][..block.columns]).0[..vectors];
        let q = &L::chunks(&q[row * block.kept_stride..][..block.columns]).0[..vectors];
        let at = |channel: usize| channel * block.channel + row * block.stride;
        let mut gradient = [f; D];
        for (i, gradient) in gradient.iter_mut().enumerate() {
            *gradient = &L::chunks(&z[at(i)..][..block.columns]).0[..vectors];
        }
        let second = &L::chunks(&z[at(D)..][..block.columns]).0[..vectors];
        for v in 0..vectors {
            let (d1, d2, _) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let mut squares = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&gradient[i][v]);
                (d1 * g).store(&mut L::chunks_mut(&mut a[at(i)..][..block.columns]).0[v]);
                squares = (weights[i] * g).mul_add(g, squares);
            }
            let second = d1.mul_add(L::load(&second[v]), d2 * squares);
            second.store(&mut L::chunks_mut(&mut a[at(D)..][..block.columns]).0[v]);
        }
    }
}

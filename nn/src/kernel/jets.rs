//! The jet of an activation function: the chain rule, forward.
//!
//! Each neuron carries the value z, the gradient ∂z (D channels) and the second-order
//! channel z⊙ = Σ wᵢ ∂ᵢᵢz through the affine map; then, with a = f(z),
//!
//! ∂ᵢa = f'(z) ∂ᵢz,  a⊙ = f'(z) z⊙ + f''(z) Σ wᵢ (∂ᵢz)².

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use super::{channels, channels_mut, row, row_mut};
use crate::Activation;
use crate::loss::BLOCK;
use crate::plan::Layer;

/// a ← the derivative channels of f(z), for channels ∂₁ … ∂_D, ⊙ of one block.
#[inline(always)]
pub(crate) fn derivatives<L: Lane, const D: usize>(
    activation: Activation,
    layer: Layer,
    weights: [L::Float; D],
    kept: (&[L::Float], &[L::Float]),
    z: &[L::Float],
    a: &mut [L::Float],
) {
    with_function!(activation, F => derivatives_of::<F, L, D>(layer, weights, kept, z, a));
}

#[inline(always)]
fn derivatives_of<F: Function, L: Lane, const D: usize>(
    layer: Layer,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    a: &mut [L::Float],
) {
    let weights = weights.map(L::splat);
    let (runs, len) = layer.runs();
    let apart = BLOCK * layer.stride;
    for run in 0..runs {
        let f = row::<L>(f, run * len, len);
        let q = row::<L>(q, run * len, len);
        let at = run * layer.stride;
        let gradient: [_; D] = channels::<L, D>(z, apart, at, len);
        let second = row::<L>(z, D * apart + at, len);
        let (a_gradient, a_second) = a.split_at_mut(D * apart);
        let a_gradient: [_; D] = channels_mut::<L, D>(a_gradient, apart, at, len);
        let a_second = row_mut::<L>(a_second, at, len);
        for v in 0..len / L::LANES {
            // ANCHOR: chain
            let (d1, d2, _) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let mut squares = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&gradient[i][v]);
                (d1 * g).store(&mut a_gradient[i][v]);
                squares = (weights[i] * g).mul_add(g, squares);
            }
            let second = d1.mul_add(L::load(&second[v]), d2 * squares);
            second.store(&mut a_second[v]);
            // ANCHOR_END: chain
        }
    }
}

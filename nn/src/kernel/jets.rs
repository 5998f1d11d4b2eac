//! The jet of an activation function: the chain rule, forward.
//!
//! Each neuron carries the value z, the gradient ∂z (D channels) and the second-order
//! channel z⊙ = Σ wᵢ ∂ᵢᵢz through the affine map; then, with a = f(z),
//!
//! ∂ᵢa = f'(z) ∂ᵢz,  a⊙ = f'(z) z⊙ + f''(z) Σ wᵢ (∂ᵢz)².

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use super::{row, row_mut};
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
    let columns = layer.columns;
    for p in 0..BLOCK {
        let at = |channel: usize| (channel * BLOCK + p) * layer.stride;
        let f = row::<L>(f, p * layer.kept, columns);
        let q = row::<L>(q, p * layer.kept, columns);
        let mut gradient = [f; D];
        for i in 0..D {
            gradient[i] = row::<L>(z, at(i), columns);
        }
        let second = row::<L>(z, at(D), columns);
        for v in 0..columns / L::LANES {
            // ANCHOR: chain
            let (d1, d2, _) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let mut squares = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&gradient[i][v]);
                (d1 * g).store(&mut row_mut::<L>(a, at(i), columns)[v]);
                squares = (weights[i] * g).mul_add(g, squares);
            }
            let second = d1.mul_add(L::load(&second[v]), d2 * squares);
            second.store(&mut row_mut::<L>(a, at(D), columns)[v]);
            // ANCHOR_END: chain
        }
    }
}

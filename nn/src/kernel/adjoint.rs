//! The adjoint of a jet: the chain rule of [`super::jets`] read backwards.
//!
//! For a loss ℓ write ā = ∂ℓ/∂a. From a = f(z), ∂ᵢa = f' ∂ᵢz, a⊙ = f' z⊙ + f'' Σ wᵢ(∂ᵢz)²:
//!
//! z̄⊙ = f' ā⊙
//! ∂̄ᵢz = f' ∂̄ᵢa + 2 wᵢ f'' ∂ᵢz ā⊙
//! z̄ = f' ā + f'' Σ ∂ᵢz ∂̄ᵢa + (f'' z⊙ + f''' Σ wᵢ(∂ᵢz)²) ā⊙

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use super::{row, row_mut};
use crate::Activation;
use crate::loss::BLOCK;
use crate::plan::Layer;

/// `bar` ← z̄ from ā, in place, for the channels value, ∂₁ … ∂_D, ⊙ of one block; `z` holds the
/// derivative channels of z.
#[inline(always)]
pub(crate) fn adjoint<L: Lane, const D: usize>(
    activation: Activation,
    layer: Layer,
    weights: [L::Float; D],
    kept: (&[L::Float], &[L::Float]),
    z: &[L::Float],
    bar: &mut [L::Float],
) {
    with_function!(activation, F => adjoint_of::<F, L, D>(layer, weights, kept, z, bar));
}

#[inline(always)]
fn adjoint_of<F: Function, L: Lane, const D: usize>(
    layer: Layer,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    bar: &mut [L::Float],
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
            let (d1, d2, d3) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let second_bar = &mut row_mut::<L>(bar, at(D + 1), columns)[v];
            let a2 = L::load(second_bar);
            (d1 * a2).store(second_bar);
            let twice = (d2 + d2) * a2;
            let mut squares = L::constant(0.0);
            let mut products = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&gradient[i][v]);
                let weighted = weights[i] * g;
                squares = weighted.mul_add(g, squares);
                let gradient_bar = &mut row_mut::<L>(bar, at(i + 1), columns)[v];
                let a1 = L::load(gradient_bar);
                products = g.mul_add(a1, products);
                d1.mul_add(a1, weighted * twice).store(gradient_bar);
            }
            let value_bar = &mut row_mut::<L>(bar, at(0), columns)[v];
            let curvature = d2.mul_add(L::load(&second[v]), d3 * squares);
            let z0 = d1.mul_add(L::load(value_bar), d2.mul_add(products, curvature * a2));
            z0.store(value_bar);
        }
    }
}

/// The gradient of the bias: `gradient` += the sum of z̄'s value rows.
#[inline(always)]
pub(crate) fn add_rows<L: Lane>(layer: Layer, bar: &[L::Float], gradient: &mut [L::Float]) {
    let sums = row_mut::<L>(gradient, 0, layer.columns);
    for p in 0..BLOCK {
        let row = row::<L>(bar, p * layer.stride, layer.columns);
        for v in 0..layer.columns / L::LANES {
            (L::load(&sums[v]) + L::load(&row[v])).store(&mut sums[v]);
        }
    }
}

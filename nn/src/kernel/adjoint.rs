//! The adjoint of a jet: the chain rule of [`super::jets`] read backwards.
//!
//! For a loss ℓ write ā = ∂ℓ/∂a. From a = f(z), ∂ᵢa = f' ∂ᵢz, a⊙ = f' z⊙ + f'' Σ wᵢ(∂ᵢz)²:
//!
//! z̄⊙ = f' ā⊙
//! ∂̄ᵢz = f' ∂̄ᵢa + 2 wᵢ f'' ∂ᵢz ā⊙
//! z̄ = f' ā + f'' Σ ∂ᵢz ∂̄ᵢa + (f'' z⊙ + f''' Σ wᵢ(∂ᵢz)²) ā⊙

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use super::jets::Block;
use crate::Activation;

/// `bar` ← z̄ from ā, in place, for the channels value, ∂₁ … ∂_D, ⊙; `z` holds the derivative
/// channels of z.
#[inline(always)]
pub(crate) fn adjoint<L: Lane, const D: usize>(
    activation: Activation,
    block: Block,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    bar: &mut [L::Float],
) {
    with_function!(activation, F => adjoint_of::<F, L, D>(block, weights, (f, q), z, bar));
}

#[inline(always)]
fn adjoint_of<F: Function, L: Lane, const D: usize>(
    block: Block,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    bar: &mut [L::Float],
) {
    let weights = weights.map(L::splat);
    let two = L::constant(2.0);
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
            let (d1, d2, d3) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let second_bar = &mut L::chunks_mut(&mut bar[at(D + 1)..][..block.columns]).0[v];
            let a2 = L::load(second_bar);
            (d1 * a2).store(second_bar);
            let mut squares = L::constant(0.0);
            let mut products = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&gradient[i][v]);
                let weighted = weights[i] * g;
                squares = weighted.mul_add(g, squares);
                let gradient_bar = &mut L::chunks_mut(&mut bar[at(i + 1)..][..block.columns]).0[v];
                let a1 = L::load(gradient_bar);
                products = g.mul_add(a1, products);
                d1.mul_add(a1, two * weighted * d2 * a2).store(gradient_bar);
            }
            let value_bar = &mut L::chunks_mut(&mut bar[at(0)..][..block.columns]).0[v];
            let curvature = d2.mul_add(L::load(&second[v]), d3 * squares);
            let z0 = d1.mul_add(L::load(value_bar), d2.mul_add(products, curvature * a2));
            z0.store(value_bar);
        }
    }
}

/// The gradient of the bias: `gradient` += the sum of z̄'s value rows.
#[inline(always)]
pub(crate) fn add_rows<L: Lane>(block: Block, bar: &[L::Float], gradient: &mut [L::Float]) {
    for row in bar.chunks_exact(block.stride).take(block.rows) {
        let row = L::chunks(&row[..block.columns]).0;
        for (x, sum) in row.iter().zip(L::chunks_mut(gradient).0) {
            (L::load(sum) + L::load(x)).store(sum);
        }
    }
}

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

/// Where ā comes from.
pub(crate) trait Incoming<L: Lane, const D: usize> {
    /// ā of vector `v` of point `p` for the channels value, ∂₁ … ∂_D, ⊙; `stored` are the vectors
    /// at this place of `bar`.
    fn at(&self, p: usize, v: usize, stored: impl Fn(usize) -> L) -> (L, [L; D], L);
}

/// The layer above is hidden and has stored ā in `bar`.
pub(crate) struct FromHidden;

impl<L: Lane, const D: usize> Incoming<L, D> for FromHidden {
    #[inline(always)]
    fn at(&self, _: usize, _: usize, stored: impl Fn(usize) -> L) -> (L, [L; D], L) {
        let mut gradient = [L::constant(0.0); D];
        for i in 0..D {
            gradient[i] = stored(i + 1);
        }
        (stored(0), gradient, stored(D + 1))
    }
}

/// The layer above is the last affine map: ā[k] = Σ ȳ w[k] over the outputs.
pub(crate) struct FromOutputs<'a, T> {
    /// ȳ as in [`crate::ChannelsMut`].
    pub(crate) seeds: &'a [T],
    /// For each output one row of weights.
    pub(crate) weights: &'a [T],
    pub(crate) columns: usize,
}

impl<L: Lane, const D: usize> Incoming<L, D> for FromOutputs<'_, L::Float> {
    #[inline(always)]
    fn at(&self, p: usize, v: usize, _: impl Fn(usize) -> L) -> (L, [L; D], L) {
        let zero = L::constant(0.0);
        let (mut value, mut gradient, mut second) = (zero, [zero; D], zero);
        for (output, seeds) in self.seeds.chunks_exact((D + 2) * BLOCK).enumerate() {
            let w = L::load(&row::<L>(self.weights, output * self.columns, self.columns)[v]);
            let seed = |channel: usize| L::splat(seeds[channel * BLOCK + p]);
            value = seed(0).mul_add(w, value);
            for i in 0..D {
                gradient[i] = seed(i + 1).mul_add(w, gradient[i]);
            }
            second = seed(D + 1).mul_add(w, second);
        }
        (value, gradient, second)
    }
}

/// `bar` ← z̄ for the channels value, ∂₁ … ∂_D, ⊙ of one block; `z` holds the derivative channels
/// of z.
#[inline(always)]
pub(crate) fn adjoint<L: Lane, const D: usize>(
    activation: Activation,
    layer: Layer,
    weights: [L::Float; D],
    kept: (&[L::Float], &[L::Float]),
    z: &[L::Float],
    incoming: &impl Incoming<L, D>,
    bar: &mut [L::Float],
) {
    with_function!(activation, F => {
        adjoint_of::<F, L, D>(layer, weights, kept, z, incoming, bar)
    });
}

#[inline(always)]
fn adjoint_of<F: Function, L: Lane, const D: usize>(
    layer: Layer,
    weights: [L::Float; D],
    (f, q): (&[L::Float], &[L::Float]),
    z: &[L::Float],
    incoming: &impl Incoming<L, D>,
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
            // ANCHOR: adjoint
            let (d1, d2, d3) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let stored = |channel: usize| L::load(&row::<L>(bar, at(channel), columns)[v]);
            let (a0, a1, a2) = incoming.at(p, v, stored);
            let twice = (d2 + d2) * a2;
            let mut squares = L::constant(0.0);
            let mut products = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&gradient[i][v]);
                let weighted = weights[i] * g;
                squares = weighted.mul_add(g, squares);
                products = g.mul_add(a1[i], products);
                let z1 = d1.mul_add(a1[i], weighted * twice);
                z1.store(&mut row_mut::<L>(bar, at(i + 1), columns)[v]);
            }
            let curvature = d2.mul_add(L::load(&second[v]), d3 * squares);
            let z0 = d1.mul_add(a0, d2.mul_add(products, curvature * a2));
            z0.store(&mut row_mut::<L>(bar, at(0), columns)[v]);
            (d1 * a2).store(&mut row_mut::<L>(bar, at(D + 1), columns)[v]);
            // ANCHOR_END: adjoint
        }
    }
}

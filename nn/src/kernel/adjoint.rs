//! The adjoint of a jet: the chain rule of [`super::jets`] read backwards.
//!
//! For a loss ℓ write ā = ∂ℓ/∂a. From a = f(z), ∂ᵢa = f' ∂ᵢz, a⊙ = f' z⊙ + f'' Σ wᵢ(∂ᵢz)²,
//! with pᵢ = 2 wᵢ ∂ᵢz ā⊙:
//!
//! z̄⊙ = f' ā⊙
//! ∂̄ᵢz = f' ∂̄ᵢa + f'' pᵢ
//! z̄ = f' ā + f'' (z⊙ ā⊙ + Σ ∂ᵢz ∂̄ᵢa) + ½ f''' Σ ∂ᵢz pᵢ

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use super::{channels, channels_mut, row, row_mut};
use crate::Activation;
use crate::loss::BLOCK;
use crate::plan::Layer;

/// ā at one place for the channels value, ∂₁ … ∂_D, ⊙.
type Adjoints<X, const D: usize> = (X, [X; D], X);

/// Where ā comes from.
pub(crate) trait Incoming<L: Lane, const D: usize> {
    /// The division of a block that `at` wants: (runs, numbers of each).
    fn runs(&self, layer: Layer) -> (usize, usize);
    /// ā of vector `v` of run `run`; `stored` is what stands at this place of `bar`.
    fn at(&self, run: usize, v: usize, stored: Adjoints<&L::Array, D>) -> Adjoints<L, D>;
}

/// The layer above is hidden and has stored ā in `bar`.
pub(crate) struct FromHidden;

impl<L: Lane, const D: usize> Incoming<L, D> for FromHidden {
    #[inline(always)]
    fn runs(&self, layer: Layer) -> (usize, usize) {
        layer.runs()
    }

    #[inline(always)]
    fn at(&self, _: usize, _: usize, stored: Adjoints<&L::Array, D>) -> Adjoints<L, D> {
        let mut gradient = [L::constant(0.0); D];
        for i in 0..D {
            gradient[i] = L::load(stored.1[i]);
        }
        (L::load(stored.0), gradient, L::load(stored.2))
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
    /// Each point has seeds of its own.
    #[inline(always)]
    fn runs(&self, layer: Layer) -> (usize, usize) {
        (BLOCK, layer.columns)
    }

    #[inline(always)]
    fn at(&self, p: usize, v: usize, _: Adjoints<&L::Array, D>) -> Adjoints<L, D> {
        let zero = L::constant(0.0);
        let (mut value, mut gradient, mut second) = (zero, [zero; D], zero);
        for (output, seeds) in self.seeds.chunks_exact((D + 2) * BLOCK).enumerate() {
            let w = L::load(&row::<L>(self.weights, output * self.columns, self.columns)[v]);
            value = L::splat(seeds[p]).mul_add(w, value);
            for i in 0..D {
                gradient[i] = L::splat(seeds[(i + 1) * BLOCK + p]).mul_add(w, gradient[i]);
            }
            second = L::splat(seeds[(D + 1) * BLOCK + p]).mul_add(w, second);
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
    let twice = weights.map(|w| L::splat(w + w));
    let (runs, len) = incoming.runs(layer);
    let apart = BLOCK * layer.stride;
    for run in 0..runs {
        let f = row::<L>(f, run * len, len);
        let q = row::<L>(q, run * len, len);
        let at = run * layer.stride;
        let z_gradient: [_; D] = channels::<L, D>(z, apart, at, len);
        let z_second = row::<L>(z, D * apart + at, len);
        let (value, rest) = bar.split_at_mut(apart);
        let (gradient, second) = rest.split_at_mut(D * apart);
        let value = row_mut::<L>(value, at, len);
        let gradient: [_; D] = channels_mut::<L, D>(gradient, apart, at, len);
        let second = row_mut::<L>(second, at, len);
        for v in 0..len / L::LANES {
            let mut stored = [&value[v]; D];
            for i in 0..D {
                stored[i] = &gradient[i][v];
            }
            let (a0, a1, a2) = incoming.at(run, v, (&value[v], stored, &second[v]));
            // ANCHOR: adjoint
            let (d1, d2, half_d3) = F::derivatives(L::load(&f[v]), L::load(&q[v]));
            let mut first = L::load(&z_second[v]) * a2;
            let mut squares = L::constant(0.0);
            for i in 0..D {
                let g = L::load(&z_gradient[i][v]);
                let p = twice[i] * g * a2;
                first = g.mul_add(a1[i], first);
                squares = g.mul_add(p, squares);
                d1.mul_add(a1[i], d2 * p).store(&mut gradient[i][v]);
            }
            d1.mul_add(a0, d2.mul_add(first, half_d3 * squares))
                .store(&mut value[v]);
            (d1 * a2).store(&mut second[v]);
            // ANCHOR_END: adjoint
        }
    }
}

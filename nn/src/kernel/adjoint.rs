//! The adjoint of a jet: the chain rule of [`super::jets`] read backwards.
//!
//! For a loss ℓ write ā = ∂ℓ/∂a. From a = f(z), ∂ᵢa = f' ∂ᵢz, a⊙ = f' z⊙ + f'' Σ wᵢ (∂ᵢz)²,
//! with x = z and pᵢ = 2 wᵢ ∂ᵢx ā⊙:
//!
//! z̄⊙ = f' ā⊙
//! ∂̄ᵢz = f' ∂̄ᵢa + f'' pᵢ
//! z̄ = f' ā + f'' (x⊙ ā⊙ + Σ ∂ᵢx ∂̄ᵢa) + ½ f''' Σ ∂ᵢx pᵢ
//!
//! If f' = F(f), then f'' = F' F and f''' = (F'' F + F'²) F. With F ∂ᵢz = ∂ᵢa and F z⊙ = a⊙ − F' F Σ wᵢ (∂ᵢz)² the three lines
//! become the same with x = a and F, F', ½ F'' in place of f', f'', ½ f''': then nothing of z is needed.

use std::marker::PhantomData;

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::Lane;

use super::activation::{Derivatives, Function, with_function};
use super::product::Finish;
use super::{vectors, vectors_mut};
use crate::Activation;

/// ā as it comes → z̄.
pub(crate) struct Adjoint<'a, T, const D: usize, O> {
    pub(crate) neurons: usize,
    /// Has the weights wᵢ of the second-order channel.
    pub(crate) operator: PhantomData<fn() -> O>,
    /// What is kept of the values: all neurons at each vector of points.
    pub(crate) f: &'a [T],
    pub(crate) q: &'a [T],
    /// Channels ∂₁ … ∂_D, ⊙ of each neuron: of a where the function is autonomous, else of z.
    pub(crate) x: &'a [T],
    /// z̄: channels value, ∂₁ … ∂_D, ⊙ of each neuron.
    pub(crate) bar: &'a mut [T],
    pub(crate) activation: Activation,
}

impl<L: Lane, const D: usize, O: SecondOrder<D>> Finish<L> for Adjoint<'_, L::Float, D, O> {
    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    ) {
        for channel in (0..V).step_by(D + 2) {
            let at = (point + channel / (D + 2)) * self.neurons + neuron;
            let f = &vectors::<L>(self.f)[at..][..R];
            let q = &vectors::<L>(self.q)[at..][..R];
            let x = &vectors::<L>(self.x)[at * (D + 1)..][..R * (D + 1)];
            let bar = &mut vectors_mut::<L>(self.bar)[at * (D + 2)..][..R * (D + 2)];
            with_function!(self.activation, function => for r in 0..R {
                let (a0, a2) = (sums[r][channel], sums[r][channel + D + 1]);
                // ANCHOR: adjoint
                let Derivatives { first, second, half_third } =
                    function.derivatives(L::load(&f[r]), L::load(&q[r]));
                let mut mixed = L::load(&x[r * (D + 1) + D]) * a2;
                let mut squares = L::constant(0.0);
                for i in 0..D {
                    let a1 = sums[r][channel + 1 + i];
                    let g = L::load(&x[r * (D + 1) + i]);
                    let p = L::constant(2.0 * O::WEIGHTS[i]) * g * a2;
                    mixed = g.mul_add(a1, mixed);
                    squares = g.mul_add(p, squares);
                    second.mul_add(p, first * a1).store(&mut bar[r * (D + 2) + 1 + i]);
                }
                let z0 = half_third.mul_add(squares, second.mul_add(mixed, first * a0));
                z0.store(&mut bar[r * (D + 2)]);
                (first * a2).store(&mut bar[r * (D + 2) + D + 1]);
                // ANCHOR_END: adjoint
            });
        }
    }
}

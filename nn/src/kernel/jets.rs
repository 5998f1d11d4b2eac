//! The jet of an activation function: the chain rule, forward.
//!
//! Each neuron carries the value z, the gradient ∂z (D channels) and the second-order
//! channel z⊙ = Σ wᵢ ∂ᵢᵢz through the affine map; then, with a = f(z),
//!
//! ∂ᵢa = f'(z) ∂ᵢz,  a⊙ = f'(z) z⊙ + f''(z) Σ wᵢ (∂ᵢz)²
//!
//! or, if f' = F(f), a⊙ = F z⊙ + F' Σ wᵢ ∂ᵢz ∂ᵢa.

use std::marker::PhantomData;

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::{Float, Lane};

use super::activation::{Derivatives, Function, with_function};
use super::product::Finish;
use super::{prefetch, vectors, vectors_mut};
use crate::Activation;

/// The derivative channels of z as they come, and those of a = f(z).
pub(crate) struct Chain<'a, T, const D: usize, O> {
    pub(crate) neurons: usize,
    /// Has the weights wᵢ of the second-order channel.
    pub(crate) operator: PhantomData<fn() -> O>,
    /// What is kept of the values: all neurons at each vector of points.
    pub(crate) f: &'a [T],
    pub(crate) q: &'a [T],
    /// (f, q) of the next block, to be fetched meanwhile; or nothing.
    pub(crate) next: (&'a [T], &'a [T]),
    /// Channels ∂₁ … ∂_D, ⊙ of each neuron; those of z only where the function is not autonomous.
    pub(crate) z: &'a mut [T],
    pub(crate) a: &'a mut [T],
    pub(crate) activation: Activation,
}

impl<L: Lane, const D: usize, O: SecondOrder<D>> Finish<L> for Chain<'_, L::Float, D, O> {
    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    ) {
        with_function!(self.activation, function => self.apply(function, point, neuron, sums));
    }
}

impl<T: Float, const D: usize, O: SecondOrder<D>> Chain<'_, T, D, O> {
    #[inline(always)]
    fn apply<F: Function, L: Lane<Float = T>, const R: usize, const V: usize>(
        &mut self,
        function: F,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    ) {
        for channel in (0..V).step_by(D + 1) {
            let at = (point + channel / (D + 1)) * self.neurons + neuron;
            let f = &vectors::<L>(self.f)[at..][..R];
            let q = &vectors::<L>(self.q)[at..][..R];
            let a = &mut vectors_mut::<L>(self.a)[at * (D + 1)..][..R * (D + 1)];
            prefetch::<L, R>(self.next, at);
            for r in 0..R {
                // ANCHOR: chain
                let Derivatives { first, second, .. } =
                    function.derivatives(L::load(&f[r]), L::load(&q[r]));
                let mut squares = L::constant(0.0);
                for i in 0..D {
                    let dz = sums[r][channel + i];
                    let da = first * dz;
                    da.store(&mut a[r * (D + 1) + i]);
                    let dx = if F::AUTONOMOUS { da } else { dz };
                    squares = (L::constant(O::WEIGHTS[i]) * dz).mul_add(dx, squares);
                }
                let a2 = second.mul_add(squares, first * sums[r][channel + D]);
                a2.store(&mut a[r * (D + 1) + D]);
                // ANCHOR_END: chain
            }
            if const { !F::AUTONOMOUS } {
                let z = &mut vectors_mut::<L>(self.z)[at * (D + 1)..][..R * (D + 1)];
                for r in 0..R {
                    for c in 0..D + 1 {
                        sums[r][channel + c].store(&mut z[r * (D + 1) + c]);
                    }
                }
            }
        }
    }
}

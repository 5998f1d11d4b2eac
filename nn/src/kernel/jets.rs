//! The jet of an activation function: the chain rule, forward.
//!
//! Each neuron carries the value z, the gradient ∂z (D channels) and the second-order
//! channel z⊙ = Σ wᵢ ∂ᵢᵢz through the affine map; then, with a = f(z),
//!
//! ∂ᵢa = f'(z) ∂ᵢz,  a⊙ = f'(z) z⊙ + f''(z) Σ wᵢ (∂ᵢz)².

use hyperwell_autodiff::lane::Lane;

use super::activation::{Derivatives, Function, with_function};
use super::product::Finish;
use super::{vectors, vectors_mut};
use crate::Activation;

/// The derivative channels of z as they come, and those of a = f(z).
pub(crate) struct Chain<'a, T, const D: usize> {
    pub(crate) neurons: usize,
    /// The weights wᵢ of the second-order channel.
    pub(crate) weights: [T; D],
    /// What is kept of the values: all neurons at each vector of points.
    pub(crate) f: &'a [T],
    pub(crate) q: &'a [T],
    /// Channels ∂₁ … ∂_D, ⊙ of each neuron.
    pub(crate) z: &'a mut [T],
    pub(crate) a: &'a mut [T],
    pub(crate) activation: Activation,
}

impl<L: Lane, const D: usize> Finish<L> for Chain<'_, L::Float, D> {
    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    ) {
        let mut weights = [L::constant(0.0); D];
        for i in 0..D {
            weights[i] = L::splat(self.weights[i]);
        }
        for first_channel in (0..V).step_by(D + 1) {
            let at = (point + first_channel / (D + 1)) * self.neurons + neuron;
            let f = &vectors::<L>(self.f)[at..][..R];
            let q = &vectors::<L>(self.q)[at..][..R];
            let z = &mut vectors_mut::<L>(self.z)[at * (D + 1)..][..R * (D + 1)];
            let a = &mut vectors_mut::<L>(self.a)[at * (D + 1)..][..R * (D + 1)];
            with_function!(self.activation, function => for r in 0..R {
                // ANCHOR: chain
                let Derivatives { m, d1, d2, .. } =
                    function.derivatives(L::load(&f[r]), L::load(&q[r]));
                let first = m * d1;
                let mut squares = L::constant(0.0);
                for i in 0..D {
                    let g = sums[r][first_channel + i];
                    g.store(&mut z[r * (D + 1) + i]);
                    (first * g).store(&mut a[r * (D + 1) + i]);
                    squares = (weights[i] * g).mul_add(g, squares);
                }
                let second = sums[r][first_channel + D];
                second.store(&mut z[r * (D + 1) + D]);
                (m * d2.mul_add(squares, d1 * second)).store(&mut a[r * (D + 1) + D]);
                // ANCHOR_END: chain
            });
        }
    }
}

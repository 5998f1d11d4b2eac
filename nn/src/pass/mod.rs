//! The two passes of a step.
//!
//! [`values`]: the values of all neurons at all points come first, because the normalisation of the
//! loss couples the points; they are kept. Then, block by block, [`jets`] computes the derivative channels,
//! the loss answers with its seeds, and [`reverse`] turns these into the gradient at once, while
//! everything it needs is still in the cache. [`rows`] does so for each point apart.

pub(crate) mod collect;
pub(crate) mod global;
pub(crate) mod jets;
pub(crate) mod reverse;
pub(crate) mod rows;
pub(crate) mod seeds;
pub(crate) mod values;

use std::marker::PhantomData;

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::{Float, Lane};

use crate::chunk::{Kept, LayerDerivatives};
use crate::inputs::Arranged;
use crate::kernel::adjoint::Adjoint;
use crate::kernel::product::{Matrix, product};
use crate::plan::Plan;

/// What every pass reads.
pub(crate) struct Network<'a, T, const D: usize, O> {
    pub(crate) plan: &'a Plan,
    pub(crate) parameters: &'a [T],
    pub(crate) inputs: &'a Arranged<T>,
    /// Has the weights wᵢ of the second-order channel Σ wᵢ ∂ᵢᵢ.
    pub(crate) operator: PhantomData<fn() -> O>,
}

// Derived, they would ask the same of O, of which there is no value.
impl<T, const D: usize, O> Clone for Network<'_, T, D, O> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const D: usize, O> Copy for Network<'_, T, D, O> {}

impl<'a, T: Float, const D: usize, O: SecondOrder<D>> Network<'a, T, D, O> {
    /// The product of affine map `layer`, with its bias or without.
    #[inline(always)]
    fn forward(&self, layer: usize, with_bias: bool) -> Matrix<'a, T, false> {
        let shape = &self.plan.shape;
        Matrix {
            weights: &self.parameters[shape.weights(layer)],
            inner: shape.widths()[layer],
            neurons: shape.widths()[layer + 1],
            bias: with_bias.then_some(&self.parameters[shape.biases(layer)]),
        }
    }

    /// What enters affine map `layer` at block `index` of a chunk, block `block` of the batch: the values, and the derivative channels.
    #[inline(always)]
    fn entering<'b>(
        &self,
        kept: &'b Kept<T>,
        hidden: &'b [LayerDerivatives<T>],
        layer: usize,
        (index, block): (usize, usize),
    ) -> (&'b [T], &'b [T])
    where
        'a: 'b,
    {
        match layer.checked_sub(1) {
            None => self.inputs.block::<D>(block),
            Some(before) => (kept.layer(self.plan, before, index).0, &hidden[before].a),
        }
    }

    /// `next` ← z̄ of hidden layer `layer` of block `index`, from its derivatives `x` ([`LayerDerivatives::for_adjoint`]) and z̄ of the affine map behind it.
    #[inline(always)]
    fn backward<L: Lane<Float = T>>(
        &self,
        kept: &Kept<T>,
        (layer, index): (usize, usize),
        x: &[T],
        bar: &[T],
        next: &mut [T],
    ) {
        let plan = self.plan;
        let shape = &plan.shape;
        let (f, q) = kept.layer(plan, layer, index);
        let neurons = shape.hidden()[layer];
        let matrix = Matrix::<_, true> {
            weights: &self.parameters[shape.weights(layer + 1)],
            inner: shape.widths()[layer + 2],
            neurons,
            bias: None,
        };
        let points = plan.block / L::LANES;
        let mut finish = Adjoint {
            neurons,
            operator: self.operator,
            f,
            q,
            x,
            bar: next,
            activation: shape.activation(),
        };
        product::<L, _, _>(matrix, bar, points, D + 2, &mut finish);
    }
}

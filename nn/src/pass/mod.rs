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

use crate::inputs::Inputs;
use crate::packed::Packed;
use crate::plan::Plan;

/// What every pass reads.
#[derive(Clone, Copy)]
pub(crate) struct Network<'a, T, const D: usize> {
    pub(crate) plan: &'a Plan,
    pub(crate) packed: &'a Packed<T>,
    pub(crate) inputs: &'a Inputs<T, D>,
    /// The weights wᵢ of the second-order channel Σ wᵢ ∂ᵢᵢ.
    pub(crate) second_order: [T; D],
}

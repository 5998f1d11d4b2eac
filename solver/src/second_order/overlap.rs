//! A weighted sum of a network's values, for its gradient.

use hyperwell_autodiff::lane::Lane;
use hyperwell_nn::{Channels, ChannelsMut, Loss, Sums, block_points};

/// Σ cᵢ N(tᵢ). With c = 2wb²N this has the gradient of ∫ψ².
pub(super) struct Overlap {
    coefficients: Vec<f64>,
}

impl Overlap {
    pub(super) fn new(mut coefficients: Vec<f64>) -> Self {
        coefficients.resize(
            coefficients.len().next_multiple_of(block_points::<f64>()),
            0.0,
        );
        Self { coefficients }
    }
}

impl Loss<f64> for Overlap {
    type Global = ();

    fn global<L: Lane<Float = f64>>(&self, _: &[f64]) {}

    #[inline(always)]
    fn block<L: Lane<Float = f64>>(
        &self,
        (): (),
        first: usize,
        _: Channels<'_, f64>,
        seeds: &mut ChannelsMut<'_, f64>,
    ) -> Sums {
        seeds
            .get(0, 0)
            .copy_from_slice(&self.coefficients[first..][..block_points::<f64>()]);
        seeds.get(1, 0).fill(0.0);
        seeds.get(2, 0).fill(0.0);
        Sums::default()
    }
}

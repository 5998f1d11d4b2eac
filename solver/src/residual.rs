//! The loss of a physics-informed network: the residual of the Schrödinger equation and
//! the normalisation.

use hyperwell_autodiff::lane::{Float, Lane};
use hyperwell_nn::{Channels, ChannelsMut, Loss, Sums, block_points};

use crate::column::{column, part};
use crate::norm::norm;

/// ℓ = Σ wᵢ rᵢ² + λ (Σ vᵢ ψᵢ² − 1)²  with  r = (H − E) ψ.
///
/// At each point both are linear in the jet (N, N', N'') of the network: ψ = b N and
/// r = (k − E b) N + k₁ N' + k₂ N'', with coefficients that hold the boundary factor, the
/// potential and the mass. They are computed once for each set of points, so that a potential costs a training
/// step nothing, however it is written.
///
/// ψ = 0 is a local minimum of ℓ unless λ exceeds half of the mean of |(H − E)ψ|² for a
/// normalised ψ.
#[derive(Clone, Debug)]
pub struct ResidualLoss<T> {
    coefficients: Coefficients<T>,
    /// λ
    norm_weight: f64,
    /// E
    energy: f64,
}

/// One point's part in a [`ResidualLoss`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ResidualPoint {
    /// b: ψ = b N
    pub boundary: f64,
    /// k: the factor of N in H ψ
    pub value: f64,
    /// k₁: the factor of N'
    pub gradient: f64,
    /// k₂: the factor of N''
    pub second: f64,
    /// w: the weight of r²
    pub residual_weight: f64,
    /// v: the weight of ψ² in the norm
    pub norm_weight: f64,
}

/// The same by columns, in whole blocks; points that do not exist weigh nothing.
#[derive(Clone, Debug)]
struct Coefficients<T> {
    boundary: Vec<T>,
    value: Vec<T>,
    gradient: Vec<T>,
    second: Vec<T>,
    residual_weight: Vec<T>,
    norm_weight: Vec<T>,
}

impl<T: Float> ResidualLoss<T> {
    /// The loss on these points, with λ and E.
    pub fn new(points: &[ResidualPoint], norm_weight: f64, energy: f64) -> Self {
        let coefficients = Coefficients {
            boundary: column(points, |p| p.boundary),
            value: column(points, |p| p.value),
            gradient: column(points, |p| p.gradient),
            second: column(points, |p| p.second),
            residual_weight: column(points, |p| p.residual_weight),
            norm_weight: column(points, |p| p.norm_weight),
        };
        ResidualLoss {
            coefficients,
            norm_weight,
            energy,
        }
    }

    /// E
    pub fn energy(&self) -> f64 {
        self.energy
    }

    /// Sets E, the one coefficient that training moves.
    pub fn set_energy(&mut self, energy: f64) {
        self.energy = energy;
    }

    /// The parts of the loss, from what the engine returned: I = Σ v ψ² and the sums.
    pub fn parts(&self, norm: f64, sums: Sums) -> LossParts {
        LossParts {
            residual: sums[0],
            norm,
            penalty: self.norm_weight * (norm - 1.0).powi(2),
            energy_gradient: sums[1],
        }
    }
}

/// What a loss is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LossParts {
    /// Σ w r²
    pub residual: f64,
    /// I = Σ v ψ²
    pub norm: f64,
    /// λ (I − 1)²
    pub penalty: f64,
    /// ∂ℓ/∂E = −2 Σ w r ψ
    pub energy_gradient: f64,
}

impl LossParts {
    /// ℓ
    pub fn loss(&self) -> f64 {
        self.residual + self.penalty
    }
}

impl<T: Float> Loss<T> for ResidualLoss<T> {
    /// I
    type Global = f64;

    #[inline(always)]
    fn global<L: Lane<Float = T>>(&self, values: &[T]) -> f64 {
        norm::<L>(
            values,
            &self.coefficients.boundary,
            &self.coefficients.norm_weight,
        )
    }

    #[inline(always)]
    fn block<L: Lane<Float = T>>(
        &self,
        norm: f64,
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums {
        let c = &self.coefficients;
        let part = |column: &[T], at: usize| part::<L>(column, first, at);
        let jet = |channel: usize, at: usize| L::load(&L::chunks(jets.get(channel, 0)).0[at]);
        let energy = L::constant(self.energy);
        let two = L::constant(2.0);
        let penalty = L::constant(4.0 * self.norm_weight * (norm - 1.0));

        let mut residual = L::constant(0.0);
        let mut energy_gradient = L::constant(0.0);
        for at in 0..block_points::<T>() / L::LANES {
            // ANCHOR: seeds
            let boundary = part(&c.boundary, at);
            let k0 = energy.neg_mul_add(boundary, part(&c.value, at));
            let k1 = part(&c.gradient, at);
            let k2 = part(&c.second, at);
            let n = jet(0, at);
            let psi = boundary * n;
            let r = k0.mul_add(n, k1.mul_add(jet(1, at), k2 * jet(2, at)));
            let weighted = part(&c.residual_weight, at) * r;
            residual = weighted.mul_add(r, residual);
            energy_gradient = weighted.mul_add(psi, energy_gradient);

            let seed = two * weighted;
            let norm_seed = penalty * part(&c.norm_weight, at) * psi * boundary;
            let mut put =
                |channel: usize, x: L| x.store(&mut L::chunks_mut(seeds.get(channel, 0)).0[at]);
            put(0, seed.mul_add(k0, norm_seed));
            put(1, seed * k1);
            put(2, seed * k2);
            // ANCHOR_END: seeds
        }
        [
            residual.sum().to_f64(),
            -2.0 * energy_gradient.sum().to_f64(),
            0.0,
            0.0,
        ]
    }
}

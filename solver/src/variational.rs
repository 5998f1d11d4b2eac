//! The energy functional, whose minimum is the ground state.

use hyperwell_autodiff::lane::{Float, Lane};
use hyperwell_nn::{Channels, ChannelsMut, Loss, Sums, block_points};

use crate::column::{column, part};
use crate::norm::norm;

/// ℓ = ⟨ψ, H ψ⟩ + λ (∫ψ² − 1)²  with  ⟨ψ, H ψ⟩ = ∫ (μ ψ_t² + v ψ²).
///
/// A stationary point obeys H ψ = 2 λ (1 − ∫ψ²) ψ: it is an exact eigenfunction, with ∫ψ² = 1 − ε/2λ. Every
/// excited state is a saddle, so the descent ends at the ground state from
/// almost every start, which the residual does not do: it vanishes at every eigenfunction.
///
/// A solve begins with a short descent of this functional and so knows where to look; the residual then
/// makes ψ exact. For λ ≤ ε/2 the minimum is ψ = 0.
#[derive(Clone, Debug)]
pub struct EnergyLoss<T> {
    boundary: Vec<T>,
    boundary_slope: Vec<T>,
    kinetic_weight: Vec<T>,
    potential_weight: Vec<T>,
    norm_weight: Vec<T>,
    penalty: f64,
}

/// One point's part in an [`EnergyLoss`].
#[derive(Clone, Copy, Debug)]
pub struct EnergyPoint {
    /// B: ψ = B N
    pub boundary: f64,
    /// B': ψ_t = B' N + B N'
    pub boundary_slope: f64,
    /// The weight of ψ_t² in the energy.
    pub kinetic_weight: f64,
    /// The weight of ψ² in the energy.
    pub potential_weight: f64,
    /// The weight of ψ² in the norm.
    pub norm_weight: f64,
}

impl<T: Float> EnergyLoss<T> {
    /// The functional on these points, with λ.
    pub fn new(points: &[EnergyPoint], penalty: f64) -> Self {
        EnergyLoss {
            boundary: column(points, |p| p.boundary),
            boundary_slope: column(points, |p| p.boundary_slope),
            kinetic_weight: column(points, |p| p.kinetic_weight),
            potential_weight: column(points, |p| p.potential_weight),
            norm_weight: column(points, |p| p.norm_weight),
            penalty,
        }
    }

    /// λ
    pub fn penalty(&self) -> f64 {
        self.penalty
    }

    /// Sets λ.
    pub fn set_penalty(&mut self, penalty: f64) {
        self.penalty = penalty;
    }
}

impl<T: Float> Loss<T> for EnergyLoss<T> {
    /// ∫ψ²
    type Global = f64;

    #[inline(always)]
    fn global<L: Lane<Float = T>>(&self, values: &[T]) -> f64 {
        norm::<L>(values, &self.boundary, &self.norm_weight)
    }

    #[inline(always)]
    fn block<L: Lane<Float = T>>(
        &self,
        norm: f64,
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums {
        let part = |column: &[T], at: usize| part::<L>(column, first, at);
        let jet = |channel: usize, at: usize| L::load(&L::chunks(jets.get(channel, 0)).0[at]);
        let two = L::constant(2.0);
        let penalty = L::constant(2.0 * self.penalty * (norm - 1.0));

        let mut energy = L::constant(0.0);
        for at in 0..block_points::<T>() / L::LANES {
            let b = part(&self.boundary, at);
            let b1 = part(&self.boundary_slope, at);
            let psi = b * jet(0, at);
            let slope = b1.mul_add(jet(0, at), b * jet(1, at));
            let kinetic = part(&self.kinetic_weight, at) * slope;
            let potential = part(&self.potential_weight, at) * psi;
            energy = kinetic.mul_add(slope, potential.mul_add(psi, energy));

            let psi_seed = two * (part(&self.norm_weight, at) * psi).mul_add(penalty, potential);
            let slope_seed = two * kinetic;
            let mut put =
                |channel: usize, x: L| x.store(&mut L::chunks_mut(seeds.get(channel, 0)).0[at]);
            put(0, psi_seed.mul_add(b, slope_seed * b1));
            put(1, slope_seed * b);
            put(2, L::constant(0.0));
        }
        [energy.sum().to_f64(), 0.0, 0.0, 0.0]
    }
}

//! The distance to a known wavefunction: how a training begins at a state other than the one that a descent finds.

use hyperwell_autodiff::lane::{Float, Lane};
use hyperwell_nn::{Channels, ChannelsMut, Loss, Sums, block_points};

use crate::column::{column, part};
use crate::norm::norm;

/// ℓ = Σ wᵢ [ (ψᵢ − φᵢ)² + α (ψ_tᵢ − φ_tᵢ)² ], ψ = B N, for the values φ of a coarse solution and its slopes: with
/// α = 1/Σ w φ_t² both parts are of one size, and the kinetic energy comes out as well as the norm.
///
/// A descent of the energy finds the ground state alone. A network for an excited state is brought near it by this loss,
/// to the state of a [`Survey`](crate::Survey), and owes it the start and none of its digits:
///
/// ```
/// use hyperwell::{FitLoss, Problem, Sampling, Trial};
/// use hyperwell_autodiff::lane::Isa;
/// use hyperwell_nn::{Activation, Adam, Engine, Initialization, Mlp, Shape};
///
/// let trial = Trial::new(&Problem::infinite_well(), 2)?;
/// let rule = trial.rule(Sampling::GaussLegendre, 64, 0)?;
/// let survey = trial.survey().expect("an excited state has one");
/// let loss = FitLoss::<f64>::new(&trial.fit_points(&rule, survey));
///
/// let shape = Shape::new(&[trial.features(), 16, 1], Activation::Tanh)?;
/// let mut network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 0);
/// let mut engine = Engine::new(&shape, trial.inputs(&trial.ts(&rule)), Isa::detect(), 1);
/// let mut gradient = vec![0.0; shape.parameters()];
/// let mut adam = Adam::new(shape.parameters());
/// let mut distance = f64::INFINITY;
/// for _ in 0..1500 {
///     let (_, sums) = engine.gradient(&network, &loss, &mut gradient);
///     adam.step(Isa::detect(), 1e-2, &gradient, network.parameters_mut());
///     distance = sums[0];
/// }
/// assert!(distance < 1e-2, "{distance}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FitLoss<T> {
    boundary: Vec<T>,
    boundary_slope: Vec<T>,
    target: Vec<T>,
    target_slope: Vec<T>,
    weight: Vec<T>,
    slope_weight: f64,
}

/// One point's part in a [`FitLoss`].
#[derive(Clone, Copy, Debug)]
pub struct FitPoint {
    /// B: ψ = B N
    pub boundary: f64,
    /// B': ψ_t = B' N + B N'
    pub boundary_slope: f64,
    /// φ
    pub target: f64,
    /// φ_t
    pub target_slope: f64,
    /// w
    pub weight: f64,
}

impl<T: Float> FitLoss<T> {
    /// The distance on these points.
    pub fn new(points: &[FitPoint]) -> Self {
        let slopes: f64 = points
            .iter()
            .map(|p| p.weight * p.target_slope.powi(2))
            .sum();
        FitLoss {
            boundary: column(points, |p| p.boundary),
            boundary_slope: column(points, |p| p.boundary_slope),
            target: column(points, |p| p.target),
            target_slope: column(points, |p| p.target_slope),
            weight: column(points, |p| p.weight),
            slope_weight: 1.0 / slopes.max(f64::MIN_POSITIVE),
        }
    }
}

impl<T: Float> Loss<T> for FitLoss<T> {
    /// ∫ψ²
    type Global = f64;

    #[inline(always)]
    fn global<L: Lane<Float = T>>(&self, values: &[T]) -> f64 {
        norm::<L>(values, &self.boundary, &self.weight)
    }

    #[inline(always)]
    fn block<L: Lane<Float = T>>(
        &self,
        _norm: f64,
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums {
        let part = |column: &[T], at: usize| part::<L>(column, first, at);
        let jet = |channel: usize, at: usize| L::load(&L::chunks(jets.get(channel, 0)).0[at]);
        let two = L::constant(2.0);
        let slope_weight = L::constant(self.slope_weight);
        let mut distance = L::constant(0.0);
        for at in 0..block_points::<T>() / L::LANES {
            let b = part(&self.boundary, at);
            let b1 = part(&self.boundary_slope, at);
            let difference = b * jet(0, at) - part(&self.target, at);
            let slope = b1.mul_add(jet(0, at), b * jet(1, at)) - part(&self.target_slope, at);
            let weight = two * part(&self.weight, at);
            let (seed, slope_seed) = (weight * difference, weight * slope_weight * slope);
            distance = seed.mul_add(difference, slope_seed.mul_add(slope, distance));
            let mut put =
                |channel: usize, x: L| x.store(&mut L::chunks_mut(seeds.get(channel, 0)).0[at]);
            put(0, seed.mul_add(b, slope_seed * b1));
            put(1, slope_seed * b);
            put(2, L::constant(0.0));
        }
        [0.5 * distance.sum().to_f64(), 0.0, 0.0, 0.0]
    }
}

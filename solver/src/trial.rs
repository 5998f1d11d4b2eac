//! The trial function ψ = B·N: what the network is given, and what its output is
//! multiplied with.

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::Inputs;

use crate::Problem;
use crate::coordinate::Coordinate;
use crate::quadrature::PiecewiseRule;
use crate::residual::ResidualPoint;
use crate::variational::EnergyPoint;

/// ψ(t) = B(t) N(u, r₁², r₂², …) with the boundary factor B = 1 − t² and one *kink* rⱼ = max(t − tⱼ, 0) for
/// each jump tⱼ of V or m.
///
/// B vanishes at both ends, and so does ψ, whatever the weights are (Lagaris, Likas &
/// Fotiadis, IEEE Trans. Neural Netw. 9, 987, 1998). Where V or m jumps, ψ'' jumps while ψ and ψ' do not; r² has just that
/// regularity, so a smooth network of r² can follow, and no network of t alone can.
///
/// In general u = t. Where V and m are symmetric the ground state is even, and the trial function is made so: u = t², and |t| in
/// place of t in the kinks, of which those on the right remain. Two wells apart need this: their even and odd
/// state differ little in energy, and a descent that begins in one well hardly finds the other.
///
/// With it a training loop is a few lines:
///
/// ```
/// use hyperwell::{Problem, ResidualLoss, Sampling, Trial};
/// use hyperwell_autodiff::lane::Isa;
/// use hyperwell_nn::{Activation, Adam, Engine, Initialization, Mlp, Shape};
///
/// let problem = Problem::infinite_well();
/// let trial = Trial::new(&problem);
/// let rule = Sampling::GaussLegendre.points(&problem, 64, 0)?;
/// let points: Vec<_> = trial.points(&rule).into_iter().map(|(residual, _)| residual).collect();
/// let energy = trial.coordinate().scaled_energy(9.8696);
/// let loss = ResidualLoss::<f64>::new(&points, 1000.0, energy);
///
/// let shape = Shape::new(&[trial.features(), 16, 1], Activation::Tanh)?;
/// let mut network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 0);
/// let mut engine = Engine::new(&shape, trial.inputs(&trial.ts(&rule)), [1.0], Isa::detect(), 1);
/// let mut gradient = vec![0.0; shape.parameters()];
/// let mut adam = Adam::new(shape.parameters());
/// let mut step = || {
///     let (norm, sums) = engine.gradient(&network, &loss, &mut gradient);
///     adam.step(Isa::detect(), 1e-2, &gradient, network.parameters_mut());
///     loss.parts(norm, sums).loss()
/// };
/// let first = step();
/// let last = (0..500).map(|_| step()).last().unwrap_or(first);
/// assert!(last < 1e-2 * first);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trial {
    problem: Problem,
    coordinate: Coordinate,
    even: bool,
    kinks: Vec<f64>,
}

/// The value, first and second derivative of a function of t.
pub type Taylor = [f64; 3];

impl Trial {
    /// The trial function of a problem.
    pub fn new(problem: &Problem) -> Self {
        let coordinate = Coordinate::new(problem);
        let jumps = problem.jumps();
        let even = problem.is_symmetric();
        let kinks = problem
            .breakpoints()
            .iter()
            .enumerate()
            .filter(|(_, edge)| jumps.contains(edge))
            .map(|(piece, _)| coordinate.edge(piece))
            .filter(|&kink| !even || kink > 0.0)
            .collect();
        Trial {
            problem: problem.clone(),
            coordinate,
            even,
            kinks,
        }
    }

    /// The map between x and t.
    pub fn coordinate(&self) -> &Coordinate {
        &self.coordinate
    }

    /// Numbers that enter the network at each point.
    pub fn features(&self) -> usize {
        1 + self.kinks.len()
    }

    /// B and its derivatives.
    pub fn boundary(t: f64) -> Taylor {
        [1.0 - t * t, -2.0 * t, -2.0]
    }

    /// The features at t with their derivatives: u, then the kinks.
    pub fn features_at(&self, t: f64) -> impl Iterator<Item = Taylor> + '_ {
        // d|t|/dt is the sign of t; its jump at 0 meets no kink there.
        let (place, sign) = if self.even {
            (t.abs(), t.signum())
        } else {
            (t, 1.0)
        };
        let u = if self.even {
            [t * t, 2.0 * t, 2.0]
        } else {
            [t, 1.0, 0.0]
        };
        // ANCHOR: features
        let kinks = self.kinks.iter().map(move |&kink| {
            let r = (place - kink).max(0.0);
            [r * r, 2.0 * sign * r, if place > kink { 2.0 } else { 0.0 }]
        });
        std::iter::once(u).chain(kinks)
        // ANCHOR_END: features
    }

    /// What the engine needs at points `ts`.
    pub fn inputs<T: Float>(&self, ts: &[f64]) -> Inputs<T, 1> {
        let mut inputs = Inputs::new(ts.len(), self.features());
        for (point, &t) in ts.iter().enumerate() {
            for (feature, taylor) in self.features_at(t).enumerate() {
                let [value, gradient, second] = taylor.map(T::from_f64);
                inputs.set(point, feature, value, [gradient], second);
            }
        }
        inputs
    }

    /// t of each point of a rule.
    pub fn ts(&self, rule: &PiecewiseRule) -> Vec<f64> {
        let points = rule.points().iter().zip(rule.pieces());
        points
            .map(|(&x, &piece)| self.coordinate.t(piece, x))
            .collect()
    }

    /// The coefficients of both losses at the points of a rule. Integrals are over x, the domain counted
    /// as 2 wide.
    pub fn points(&self, rule: &PiecewiseRule) -> Vec<(ResidualPoint, EnergyPoint)> {
        let unit = 0.5 * self.problem.width();
        let pieces = self.problem.pieces();
        let points = rule.points().iter().zip(rule.weights()).zip(rule.pieces());
        points
            .map(|((&x, &weight), &piece)| {
                let [b, b1, b2] = Trial::boundary(self.coordinate.t(piece, x));
                let mass = self.coordinate.relative_mass(piece, x);
                let v = self
                    .coordinate
                    .scaled_energy(pieces[piece].potential.value(x));
                let weight = weight / unit;
                // ψ_tt = B'' N + 2 B' N' + B N''
                let residual = ResidualPoint {
                    boundary: b,
                    value: v * b - mass * b2,
                    gradient: -2.0 * mass * b1,
                    second: -mass * b,
                    residual_weight: weight,
                    norm_weight: weight,
                };
                let energy = EnergyPoint {
                    boundary: b,
                    boundary_slope: b1,
                    kinetic_weight: mass * weight,
                    potential_weight: v * weight,
                    norm_weight: weight,
                };
                (residual, energy)
            })
            .collect()
    }
}

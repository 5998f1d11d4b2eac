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
/// In general u = t. Where V and m are symmetric the states are even and odd in turn, and the trial function is made so: u = t², and |t|
/// in place of t in the kinks, of which those on the right remain; for an odd state B = t(1 − t²). Two wells apart need this: their even
/// and odd state differ little in energy, and a descent that begins in one well hardly finds the other.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    problem: Problem,
    coordinate: Coordinate,
    parity: Parity,
    kinks: Vec<f64>,
}

/// What ψ(−t) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parity {
    /// Anything.
    Neither,
    /// ψ(t)
    Even,
    /// −ψ(t)
    Odd,
}

/// The value, first and second derivative of a function of t.
pub(crate) type Taylor = [f64; 3];

impl Trial {
    /// The trial function of the `state`-th state.
    pub(crate) fn new(problem: &Problem, state: usize) -> Self {
        let coordinate = Coordinate::new(problem);
        let jumps = problem.jumps();
        let parity = match (problem.is_symmetric(), state.is_multiple_of(2)) {
            (false, _) => Parity::Neither,
            (true, true) => Parity::Even,
            (true, false) => Parity::Odd,
        };
        let kinks = problem
            .breakpoints()
            .iter()
            .enumerate()
            .filter(|(_, edge)| jumps.contains(edge))
            .map(|(piece, _)| coordinate.edge(piece))
            .filter(|&kink| parity == Parity::Neither || kink > 0.0)
            .collect();
        Trial {
            problem: problem.clone(),
            coordinate,
            parity,
            kinks,
        }
    }

    pub(crate) fn coordinate(&self) -> &Coordinate {
        &self.coordinate
    }

    /// What the measure of the points is smaller by than dx: half the width of the domain.
    pub(crate) fn half_width(&self) -> f64 {
        0.5 * self.problem.width()
    }

    /// Numbers that enter the network at each point.
    pub(crate) fn features(&self) -> usize {
        1 + self.kinks.len()
    }

    /// B and its derivatives.
    pub(crate) fn boundary(&self, t: f64) -> Taylor {
        match self.parity {
            Parity::Neither | Parity::Even => [1.0 - t * t, -2.0 * t, -2.0],
            Parity::Odd => [t * (1.0 - t * t), 1.0 - 3.0 * t * t, -6.0 * t],
        }
    }

    /// The features at t with their derivatives: u, then the kinks.
    pub(crate) fn features_at(&self, t: f64) -> impl Iterator<Item = Taylor> + '_ {
        // d|t|/dt is the sign of t; its jump at 0 meets no kink there.
        let (place, sign, u) = match self.parity {
            Parity::Neither => (t, 1.0, [t, 1.0, 0.0]),
            Parity::Even | Parity::Odd => (t.abs(), t.signum(), [t * t, 2.0 * t, 2.0]),
        };
        let kinks = self.kinks.iter().map(move |&kink| {
            let r = (place - kink).max(0.0);
            [r * r, 2.0 * sign * r, if place > kink { 2.0 } else { 0.0 }]
        });
        std::iter::once(u).chain(kinks)
    }

    /// What the engine needs at points `ts`.
    pub(crate) fn inputs<T: Float>(&self, ts: &[f64]) -> Inputs<T, 1> {
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
    pub(crate) fn ts(&self, rule: &PiecewiseRule) -> Vec<f64> {
        let points = rule.points().iter().zip(rule.pieces());
        points
            .map(|(&x, &piece)| self.coordinate.t(piece, x))
            .collect()
    }

    /// The coefficients of both losses at the points of a rule. Integrals are over x, the domain counted
    /// as 2 wide.
    pub(crate) fn points(&self, rule: &PiecewiseRule) -> Vec<(ResidualPoint, EnergyPoint)> {
        let unit = self.half_width();
        let pieces = self.problem.pieces();
        let points = rule.points().iter().zip(rule.weights()).zip(rule.pieces());
        points
            .map(|((&x, &weight), &piece)| {
                let [b, b1, b2] = self.boundary(self.coordinate.t(piece, x));
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

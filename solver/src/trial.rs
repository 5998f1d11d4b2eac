//! The trial function ψ = B·N: what the network is given, and what its output is
//! multiplied with.

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::Inputs;

use crate::coordinate::Coordinate;
use crate::focus::Focus;
use crate::quadrature::PiecewiseRule;
use crate::residual::ResidualPoint;
use crate::variational::EnergyPoint;
use crate::{Error, Problem, Sampling};

/// ψ(t) = B(t) N(u, r₁², r₂², …) with the boundary factor B = 1 − t² and one *kink* rⱼ = max(t − tⱼ, 0) for
/// each jump tⱼ of V or m.
///
/// B vanishes at both ends, and so does ψ, whatever the weights are (Lagaris, Likas &
/// Fotiadis, IEEE Trans. Neural Netw. 9, 987, 1998). Where V or m jumps, ψ'' jumps while ψ and ψ' do not; r² has just that
/// regularity, so a smooth network of r² can follow, and no network of t alone can.
///
/// On a domain much wider than the state, t is seen through a [`Focus`]: everything below then holds for g(t) in its place.
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
    /// The magnifying map in x, where points are laid, and in t, where the network looks.
    focus: Option<(Focus, Focus)>,
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
        // Without a look at the state the domain is taken as it is.
        let focus = Focus::on_state(problem, state).ok().flatten().map(|in_x| {
            let (center, width) = in_x.center_and_width();
            let piece = coordinate.piece_at(center);
            let center_t = match parity {
                Parity::Neither => coordinate.t(piece, center),
                Parity::Even | Parity::Odd => 0.0,
            };
            let in_t = Focus::new(
                (-1.0, 1.0),
                center_t,
                width * coordinate.slope(piece, center),
            );
            (in_x, in_t)
        });
        let in_focus = |t: f64| focus.as_ref().map_or(t, |(_, in_t)| in_t.at(t)[0]);
        let kinks = problem
            .breakpoints()
            .iter()
            .enumerate()
            .filter(|(_, edge)| jumps.contains(edge))
            .map(|(piece, _)| coordinate.edge(piece))
            .filter(|&kink| parity == Parity::Neither || kink > 0.0)
            .map(in_focus)
            .collect();
        Trial {
            problem: problem.clone(),
            coordinate,
            parity,
            kinks,
            focus,
        }
    }

    /// `n` points of the problem, for `epoch` where they are random.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] if `n` does not reach the minimum of every piece.
    pub(crate) fn rule(
        &self,
        sampling: Sampling,
        n: usize,
        epoch: u64,
    ) -> Result<PiecewiseRule, Error> {
        let in_x = self.focus.as_ref().map(|(in_x, _)| in_x);
        sampling.points_in_focus(&self.problem, n, epoch, in_x)
    }

    /// How much wider the network sees the state than it is in t; an energy of one in units of its own is the square of this.
    pub(crate) fn magnification(&self) -> f64 {
        self.focus
            .as_ref()
            .map_or(1.0, |(_, in_t)| in_t.magnification())
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
        let [g, g1, g2] = match &self.focus {
            Some((_, in_t)) => in_t.at(t),
            None => [t, 1.0, 0.0],
        };
        // f(g(t))'' = f''(g) g'² + f'(g) g''
        let of_t = move |[f, f1, f2]: Taylor| [f, f1 * g1, f2 * g1 * g1 + f1 * g2];
        // d|g|/dg is the sign of g; its jump at 0 meets no kink there.
        let (place, sign, u) = match self.parity {
            Parity::Neither => (g, 1.0, [g, 1.0, 0.0]),
            Parity::Even | Parity::Odd => (g.abs(), g.signum(), [g * g, 2.0 * g, 2.0]),
        };
        let kinks = self.kinks.iter().map(move |&kink| {
            let r = (place - kink).max(0.0);
            [r * r, 2.0 * sign * r, if place > kink { 2.0 } else { 0.0 }]
        });
        std::iter::once(u).chain(kinks).map(of_t)
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

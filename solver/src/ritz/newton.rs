//! Energy–Newton: a small hidden layer trained until it holds several states to rounding.
//!
//! The output weights of a hidden layer θ are eliminated by Rayleigh and Ritz, which leaves the lowest energies as functions
//! of θ alone. Newton's method minimises their sum F(θ) = Σ_{j∈J} E_j: a sum, because single levels change places while
//! their sum stays smooth, clusters included.
//!
//! With ψ_j the Ritz states, tᵢ the part of ∂ψ_j/∂θᵢ outside of the Ritz space (what lies inside changes nothing to first
//! order) and X_mi = ⟨ψ_m, (H − E_j)tᵢ⟩, perturbation theory to second order gives
//!
//! gᵢ = 2 Σ_j X_ji,   G = 2 Σ_j [ ⟨t, (H − E_j)t⟩ − Σ_{m∉J} X_m X_mᵀ/(E_m − E_j) ].
//!
//! That is the Hessian but for a term with ∂²ψ, which vanishes with the residual (as in Gauss and Newton's method). The step
//! is −(G₊ + λ)⁻¹g with negative eigenvalues of G set to 0 and λ as of Levenberg and Marquardt.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::hidden::Hidden;
use super::orthonormal::{EnergyRows, Orthonormal, floor};
use super::rule::{Places, Samples};
use super::whole::Family;
use crate::gram::{across, gram};

/// Where F is evaluated.
pub(super) struct Setting<'a> {
    pub(super) places: &'a Places,
    /// The largest weight that neurons may have. A steeper one would jump from one point to the next: the rule would not see its
    /// slope, and find states below the lowest level.
    pub(super) steepest: f64,
    /// About the energy of the highest state of interest.
    pub(super) energy: f64,
    /// The size of J: the lowest so many.
    pub(super) states: usize,
}

/// Ritz states of one hidden layer.
pub(super) struct Eliminated {
    /// Energies above V₀, ascending.
    levels: Vec<f64>,
    /// Normalised states, as energy rows and as √w-weighted values.
    rows: DMatrix<f64>,
    values: DMatrix<f64>,
    /// States in terms of the layer's functions.
    pub(super) coefficients: DMatrix<f64>,
    floor: f64,
}

/// Directions that add less than this are dropped: in the training a smaller cut would only add noise to F. In the layers of a network, bounds
/// came out no narrower at 1e-11 nor at 1e-7.
const RANK: f64 = 1e-9;

/// Steps, each with one evaluation of F.
const STEPS: usize = 150;

/// The training ends when this many steps together gain less than [`GAIN`] of F.
const PATIENCE: usize = 6;

/// See [`PATIENCE`].
const GAIN: f64 = 1e-14;

impl Eliminated {
    /// The states that `hidden` holds.
    pub(super) fn new(setting: &Setting<'_>, hidden: &Hidden) -> Self {
        Self::in_span(setting, &hidden.samples(setting.places))
    }

    /// The states in the span of some functions.
    pub(super) fn in_span(setting: &Setting<'_>, samples: &Samples) -> Self {
        let floor = floor([samples], setting.energy);
        let energy = EnergyRows::new(samples, floor);
        let basis = Orthonormal::new(energy.rows.clone(), RANK);
        let values = energy.values(&basis.columns);
        let modes = SymmetricEigen::new(gram(&values));
        // μ = 1/(E − V₀): the largest first.
        let mut order: Vec<usize> = (0..modes.eigenvalues.len()).collect();
        order.sort_by(|&i, &j| modes.eigenvalues[j].total_cmp(&modes.eigenvalues[i]));
        let mut turn = DMatrix::zeros(order.len(), order.len());
        for (column, &i) in order.iter().enumerate() {
            let scale = 1.0 / modes.eigenvalues[i].max(f64::MIN_POSITIVE).sqrt();
            turn.set_column(column, &(modes.eigenvectors.column(i) * scale));
        }
        Self {
            levels: order.iter().map(|&i| 1.0 / modes.eigenvalues[i]).collect(),
            rows: &basis.columns * &turn,
            values: values * &turn,
            coefficients: basis.coefficients * turn,
            floor,
        }
    }

    /// The √w-weighted values of the lowest states.
    pub(super) fn values(&self, states: usize) -> DMatrix<f64> {
        self.values
            .columns(0, states.min(self.values.ncols()))
            .into_owned()
    }

    /// The lowest energies.
    pub(super) fn energies(&self, states: usize) -> Vec<f64> {
        let lowest = self.levels.iter().take(states);
        lowest.map(|level| level + self.floor).collect()
    }

    /// F, in energies above V₀.
    fn sum(&self, states: usize) -> f64 {
        self.levels.iter().take(states).sum()
    }

    /// g and G.
    fn derivatives(&self, setting: &Setting<'_>, hidden: &Hidden) -> (DVector<f64>, DMatrix<f64>) {
        let count = 2 * hidden.neurons();
        let samples = Samples::new(setting.places.clone(), count, |t| hidden.tangents(t));
        let energy = EnergyRows::new(&samples, self.floor);
        let mut rows = energy.rows.clone();
        let mut values = energy.values(&rows);
        for _ in 0..2 {
            let inside = across(&self.values, &values);
            rows -= &self.rows * &inside;
            values -= &self.values * &inside;
        }
        // For the derivative of a function with coefficient 1; a state's own are its coefficients times that.
        let (stiffness, mass) = (gram(&rows), gram(&values));
        let x = across(&self.rows, &rows);
        let mut g = DVector::zeros(count);
        let mut hessian = DMatrix::zeros(count, count);
        for j in 0..setting.states {
            let level = self.levels[j];
            let mut part = &stiffness - &mass * level;
            for (m, other) in self.levels.iter().enumerate().skip(setting.states) {
                part.ger(
                    -1.0 / (other - level),
                    &x.row(m).transpose(),
                    &x.row(m).transpose(),
                    1.0,
                );
            }
            let c = |i: usize| self.coefficients[(hidden.function(i / 2), j)];
            for i in 0..count {
                g[i] += 2.0 * c(i) * x[(j, i)];
                for l in 0..count {
                    hessian[(i, l)] += 2.0 * c(i) * c(l) * part[(i, l)];
                }
            }
        }
        (g, hessian)
    }
}

/// Trains `hidden`; returns it with its Ritz states. `observer` is shown both at the start and after each successful step.
pub(super) fn train(
    setting: &Setting<'_>,
    mut hidden: Hidden,
    observer: &mut dyn FnMut(&Hidden, &Eliminated),
) -> (Hidden, Eliminated) {
    let mut states = Eliminated::new(setting, &hidden);
    observer(&hidden, &states);
    let mut damping = 1e-2;
    let mut growth = 2.0;
    let mut history = vec![states.sum(setting.states)];
    let mut steps = 0;
    'training: while steps < STEPS {
        let (g, hessian) = states.derivatives(setting, &hidden);
        let modes = SymmetricEigen::new(hessian);
        let largest = modes.eigenvalues.max().max(f64::MIN_POSITIVE);
        let along = modes.eigenvectors.tr_mul(&g);
        loop {
            if steps == STEPS || damping > 1e12 {
                break 'training;
            }
            steps += 1;
            // ANCHOR: step
            let divisor = modes
                .eigenvalues
                .map(|value| value.max(0.0) + damping * DAMPING * largest);
            let step = -(&modes.eigenvectors * along.component_div(&divisor));
            // ANCHOR_END: step
            let moved = hidden.moved(step.as_slice(), setting.steepest);
            let tried = Eliminated::new(setting, &moved);
            let last = history[history.len() - 1];
            let sum = tried.sum(setting.states);
            if sum < last {
                (hidden, states) = (moved, tried);
                history.push(sum);
                observer(&hidden, &states);
                damping /= 4.0;
                growth = 2.0;
                break;
            }
            damping *= growth;
            growth *= 2.0;
        }
        let recent = history[history.len().saturating_sub(PATIENCE + 1)];
        if history.len() > PATIENCE && recent - history[history.len() - 1] <= GAIN * recent {
            break;
        }
    }
    (hidden, states)
}

/// λ in units of the largest curvature.
const DAMPING: f64 = 1e-4;

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::Problem;
    use crate::coordinate::Coordinate;
    use crate::ritz::whole::Whole;
    use crate::ritz::{Features, SpectrumSettings};

    /// About `points` places for the barrier, and a layer that is not trained.
    pub(in crate::ritz) fn barrier(points: f64, neurons: usize) -> (Places, Hidden) {
        let problem = Problem::barrier();
        let coordinate = Coordinate::new(&problem);
        let jumps = [coordinate.edge(0), coordinate.edge(1)];
        let settings = SpectrumSettings::default();
        let whole = Whole::new(&problem, coordinate, &settings);
        let places = whole.places(points).expect("V is finite");
        (places, Hidden::new(Features::Tanh, &jumps, neurons, 1))
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_sum_of_energies() {
        let (places, hidden) = barrier(120.0, 6);
        let setting = Setting {
            places: &places,
            steepest: f64::INFINITY,
            energy: 200.0,
            states: 2,
        };
        let states = Eliminated::new(&setting, &hidden);
        let (g, _) = states.derivatives(&setting, &hidden);
        let sum = |step: &[f64]| {
            let moved = hidden.moved(step, setting.steepest);
            Eliminated::new(&setting, &moved).sum(2)
        };
        let h = 1e-5;
        for i in 0..g.len() {
            let mut step = vec![0.0; g.len()];
            step[i] = h;
            let up = sum(&step);
            step[i] = -h;
            let slope = (up - sum(&step)) / (2.0 * h);
            // h² of the third derivative, and F's rounding of 1e-13 over h.
            assert!(
                (g[i] - slope).abs() < 1e-6 * g.norm(),
                "{i}: {} {slope}",
                g[i]
            );
        }
    }
}

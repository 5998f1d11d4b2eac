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
//!
//! F is quadratic in the error of ψ, and its rounding would hide errors of 1e-7; g is linear in it and shows them. Where what a step gains
//! drowns in F's rounding it is therefore taken from the slopes at both ends (W. W. Hager and H. Zhang, SIAM J. Optim. 16, 170 (2005)):
//!
//! F(θ) − F(θ + s) ≈ −½ (g(θ) + g(θ + s))·s.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::eliminated::{Eliminated, Setting};
use super::hidden::Hidden;
use super::orthonormal::EnergyRows;
use super::rule::Samples;
use crate::gram::{across, gram};
use crate::second_order::Damping;

/// Steps, each with one evaluation of F.
const STEPS: usize = 150;

/// The training ends when this many successful steps together gain less than [`GAIN`] of F.
const PATIENCE: usize = 6;

/// See [`PATIENCE`].
const GAIN: f64 = 1e-14;

/// What changes F by a smaller part drowns: ψ is a sum of some hundred to 1e5 times its size, so that F is off by up to 3e-13.
const DROWNED: f64 = 1e-12;

/// λ in units of the largest curvature, at the start. Measured: with less the first steps throw neurons about.
const DAMPING: f64 = 1e-2;

/// The largest λ in the same units: if so short a step does not help, θ is as good as numbers go.
const LARGEST: f64 = 1e8;

/// tᵢ for all weights, for functions with coefficient 1: a state's own are its coefficients times that.
struct Tangents {
    /// tᵢ as energy rows and as √w-weighted values.
    rows: DMatrix<f64>,
    values: DMatrix<f64>,
    /// X, a row for each Ritz state: the same for all j, because t is orthogonal to the Ritz states.
    coupling: DMatrix<f64>,
    /// The coefficient of each weight's function in each state of J.
    coefficients: DMatrix<f64>,
}

impl Tangents {
    fn new(setting: &Setting<'_>, hidden: &Hidden, states: &Eliminated) -> Self {
        let count = 2 * hidden.neurons();
        let samples = Samples::new(setting.places.clone(), count, |t| hidden.tangents(t));
        let energy = EnergyRows::new(&samples, states.floor);
        let mut values = energy.values(&energy.rows);
        let mut rows = energy.rows;
        for _ in 0..2 {
            let inside = across(&states.values, &values);
            rows -= &states.rows * &inside;
            values -= &states.values * &inside;
        }
        Self {
            coupling: across(&states.rows, &rows),
            coefficients: DMatrix::from_fn(count, setting.states, |i, j| {
                states.coefficients[(hidden.function(i / 2), j)]
            }),
            rows,
            values,
        }
    }

    /// g
    fn gradient(&self) -> DVector<f64> {
        let own = self.coupling.rows(0, self.coefficients.ncols()).transpose();
        2.0 * own.component_mul(&self.coefficients).column_sum()
    }

    /// G
    fn hessian(&self, states: &Eliminated) -> DMatrix<f64> {
        let c = &self.coefficients;
        let wanted = c.ncols();
        let mut raised = c.clone();
        for (mut column, level) in raised.column_iter_mut().zip(&states.levels) {
            column *= *level;
        }
        let mut hessian = gram(&self.rows).component_mul(&(c * c.transpose()));
        hessian -= gram(&self.values).component_mul(&(raised * c.transpose()));
        for (j, c) in c.column_iter().enumerate() {
            let mut others = self.coupling.rows_range(wanted..).into_owned();
            for (mut row, level) in others.row_iter_mut().zip(&states.levels[wanted..]) {
                row *= 1.0 / (level - states.levels[j]).sqrt();
            }
            for (mut column, c) in others.column_iter_mut().zip(c.iter()) {
                column *= *c;
            }
            hessian -= gram(&others);
        }
        2.0 * hessian
    }
}

/// F(θ + s) ≈ F + g·s + ½ sᵀG₊s
struct Model {
    /// The eigenvectors of G, its eigenvalues where they are not negative, and g in the eigenvectors.
    directions: DMatrix<f64>,
    curvatures: DVector<f64>,
    slopes: DVector<f64>,
}

impl Model {
    fn new(gradient: &DVector<f64>, hessian: DMatrix<f64>) -> Self {
        let modes = SymmetricEigen::new(hessian);
        Self {
            slopes: modes.eigenvectors.tr_mul(gradient),
            curvatures: modes.eigenvalues.map(|value| value.max(0.0)),
            directions: modes.eigenvectors,
        }
    }

    /// The step with λ in units of the largest curvature, and what the model promises that F loses.
    fn step(&self, damping: f64) -> (DVector<f64>, f64) {
        let lambda = damping * self.curvatures.max().max(f64::MIN_POSITIVE);
        // ANCHOR: step
        let divisor = self.curvatures.add_scalar(lambda);
        let parts = -self.slopes.component_div(&divisor);
        let step = &self.directions * &parts;
        // ANCHOR_END: step
        let squares = parts.component_mul(&parts);
        let promised = -self.slopes.dot(&parts) - 0.5 * squares.dot(&self.curvatures);
        (step, promised)
    }
}

/// Trains `hidden`; returns it with its Ritz states. A layer that does not hold the wanted states is left as it is. `observer` is shown both at the start and after each successful step.
pub(super) fn train(
    setting: &Setting<'_>,
    mut hidden: Hidden,
    observer: &mut dyn FnMut(&Hidden, &Eliminated),
) -> (Hidden, Eliminated) {
    let mut states = Eliminated::new(setting, &hidden);
    observer(&hidden, &states);
    if !states.sum(setting.states).is_finite() {
        return (hidden, states);
    }
    let mut tangents = Tangents::new(setting, &hidden, &states);
    let mut damping = Damping::new(DAMPING);
    let mut gains = Vec::new();
    let mut steps = 0;
    'training: while steps < STEPS {
        let g = tangents.gradient();
        let model = Model::new(&g, tangents.hessian(&states));
        loop {
            if steps == STEPS || damping.value() > LARGEST {
                break 'training;
            }
            steps += 1;
            let (step, promised) = model.step(damping.value());
            let moved = hidden.moved(step.as_slice(), setting.steepest);
            let tried = Eliminated::new(setting, &moved);
            let sum = states.sum(setting.states);
            let fall = sum - tried.sum(setting.states);
            // Not where it is uphill beyond doubt.
            let there = (fall > -DROWNED * sum).then(|| Tangents::new(setting, &moved, &tried));
            let gain = match &there {
                Some(there) if fall < DROWNED * sum => -0.5 * (&g + there.gradient()).dot(&step),
                _ => fall,
            };
            if let Some(there) = there.filter(|_| gain > 0.0) {
                (hidden, states, tangents) = (moved, tried, there);
                observer(&hidden, &states);
                damping.relax(gain / promised);
                gains.push(gain / sum);
                break;
            }
            damping.tighten();
        }
        if gains.len() >= PATIENCE && gains[gains.len() - PATIENCE..].iter().sum::<f64>() <= GAIN {
            break;
        }
    }
    (hidden, states)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problem;
    use crate::coordinate::Coordinate;
    use crate::ritz::rule::Places;
    use crate::ritz::whole::Whole;
    use crate::ritz::{Features, SpectrumSettings};

    /// About `points` places for the barrier, and a layer that is not trained.
    fn barrier(points: f64, neurons: usize) -> (Places, Hidden) {
        let problem = Problem::barrier();
        let coordinate = Coordinate::new(&problem);
        let jumps = [coordinate.edge(0), coordinate.edge(1)];
        let settings = SpectrumSettings::default();
        let whole = Whole::new(&problem, coordinate, &settings);
        let places = whole.places(points).expect("V is finite");
        (places, Hidden::new(Features::Tanh, &jumps, neurons, 1))
    }

    fn two_states(places: &Places) -> Setting<'_> {
        Setting {
            places,
            steepest: f64::INFINITY,
            energy: 200.0,
            states: 2,
        }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_sum_of_energies() {
        let (places, hidden) = barrier(120.0, 6);
        let setting = two_states(&places);
        let states = Eliminated::new(&setting, &hidden);
        let g = Tangents::new(&setting, &hidden, &states).gradient();
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

    #[test]
    fn the_hessian_is_the_slope_of_the_gradient_where_the_residual_is_small() {
        let (places, hidden) = barrier(120.0, 12);
        let setting = two_states(&places);
        let (hidden, states) = train(&setting, hidden, &mut |_, _| ());
        let hessian = Tangents::new(&setting, &hidden, &states).hessian(&states);
        let gradient = |step: &[f64]| {
            let moved = hidden.moved(step, setting.steepest);
            let states = Eliminated::new(&setting, &moved);
            Tangents::new(&setting, &moved, &states).gradient()
        };
        let h = 1e-5;
        for i in 0..hessian.nrows() {
            let mut step = vec![0.0; hessian.nrows()];
            step[i] = h;
            let up = gradient(&step);
            step[i] = -h;
            let slope = (up - gradient(&step)) / (2.0 * h);
            let column = hessian.column(i);
            let error = (&slope - column).norm();
            // The term that is left out is 1e-4 of it here.
            assert!(
                error < 1e-3 * hessian.norm(),
                "{i}: {error:e} of {:e}",
                hessian.norm()
            );
        }
    }

    #[test]
    fn a_layer_is_trained_if_it_holds_the_states_and_none_beyond() {
        // Three envelopes and a neuron.
        let (places, hidden) = barrier(60.0, 1);
        for (states, trained) in [(4, true), (5, false)] {
            let setting = Setting {
                places: &places,
                steepest: f64::INFINITY,
                energy: 200.0,
                states,
            };
            let mut shown = 0;
            train(&setting, hidden.clone(), &mut |_, _| shown += 1);
            assert_eq!(shown > 1, trained, "{states} states");
        }
    }
}

//! A coarse classical look at the spectrum before the training: where the levels are, and where the state lives.
//!
//! Published networks for the Schrödinger equation are weakest in finding the state that was asked for. Second-order finite
//! differences find it in milliseconds, to three to six digits: enough to say where on the domain a network must look
//! ([`Focus`](crate::focus::Focus)), whether a descent has gone to the right level, where it may begin if
//! not, and how far the next level is, which tells what a residual is worth. What is trained then owes none of its digits to
//! the grid.

use crate::reference::{OnGrid, ReferenceState, finite_difference};
use crate::{Error, Problem};

/// Levels and a state from finite differences, as a [`Trial`](crate::Trial) knows them.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The levels up to two above the state.
    levels: Vec<f64>,
    state: ReferenceState,
    /// The distance of levels that differ in parity counts only where both parities are searched.
    every: usize,
    /// ⟨V⟩
    mean_potential: f64,
    /// Mean and standard deviation of x in the state, relative to the domain.
    place: (f64, f64),
}

/// Intervals of the grid, for low states and for each state.
const INTERVALS: usize = 4000;
const INTERVALS_PER_STATE: usize = 40;

impl Survey {
    /// Looks for state `n`. Cost: milliseconds for low states.
    ///
    /// # Errors
    /// If potential or mass have no finite values on the grid.
    pub(crate) fn new(problem: &Problem, n: usize) -> Result<Self, Error> {
        let symmetric = problem.is_symmetric();
        let intervals = INTERVALS.max(INTERVALS_PER_STATE * n);
        let mut states = finite_difference(problem, n + 3, intervals, OnGrid::Averaged)?;
        let levels = states.iter().map(ReferenceState::energy).collect();
        let state = states.swap_remove(n);
        Ok(Survey {
            mean_potential: state.energy() - kinetic_energy(problem, &state, intervals),
            place: place(problem, &state, intervals, symmetric),
            levels,
            state,
            every: if symmetric { 2 } else { 1 },
        })
    }

    /// The energy of the state.
    pub fn energy(&self) -> f64 {
        self.levels[self.state.n()]
    }

    /// (ψ, ψ') at `x`, with ∫ψ² = 1.
    pub fn psi(&self, x: f64) -> (f64, f64) {
        let (psi, slope, _) = self.state.psi(x);
        (psi, slope)
    }

    /// ⟨V⟩, which lies below the energy and above the least of V.
    pub(crate) fn mean_potential(&self) -> f64 {
        self.mean_potential
    }

    /// n
    pub(crate) fn nodes(&self) -> usize {
        self.state.n()
    }

    /// ⟨T⟩ = E − ⟨V⟩
    pub(crate) fn kinetic_energy(&self) -> f64 {
        self.energy() - self.mean_potential
    }

    /// Mean and standard deviation of x in the state, relative to the domain.
    pub(crate) fn place(&self) -> (f64, f64) {
        self.place
    }

    /// The distance to the nearest level with which a trial function can mix the state.
    pub fn spacing(&self) -> f64 {
        let (n, level) = (self.state.n(), self.energy());
        let above = self.levels[n + self.every] - level;
        match n.checked_sub(self.every) {
            Some(below) => above.min(level - self.levels[below]),
            None => above,
        }
    }

    /// Whether `energy` belongs to this level rather than to one of its neighbours, as far as the grid can tell.
    pub fn agrees(&self, energy: f64) -> bool {
        (energy - self.energy()).abs() <= 0.5 * self.spacing() + self.state.error_estimate()
    }
}

/// Mean and standard deviation of x in a state, relative to the domain.
fn place(
    problem: &Problem,
    state: &ReferenceState,
    intervals: usize,
    symmetric: bool,
) -> (f64, f64) {
    let [mut norm, mut first, mut second] = [0.0; 3];
    for i in 1..intervals {
        let x = i as f64 / intervals as f64;
        let density = state.psi(problem.from() + problem.width() * x).0.powi(2);
        norm += density;
        first += density * x;
        second += density * x * x;
    }
    // The halves of a symmetric problem mirror one another, whatever rounding makes of the state.
    let mean = if symmetric { 0.5 } else { first / norm };
    let variance = second / norm - mean * (2.0 * first / norm - mean);
    (mean, variance.max(0.0).sqrt())
}

/// ∫ψ'²/m.
fn kinetic_energy(problem: &Problem, state: &ReferenceState, intervals: usize) -> f64 {
    let h = problem.width() / intervals as f64;
    let term = |i: usize| {
        let x = problem.from() + h * (i as f64 + 0.5);
        h * state.psi(x).1.powi(2) / problem.mass().value(x)
    };
    (0..intervals).map(term).sum()
}

//! What Ritz's method knows of the state that a network has been trained for.

use crate::bounds::{Bounds, Level, isolated, rounding};
use crate::quadrature::PiecewiseRule;
use crate::ritz::{RitzState, Spectrum, SpectrumSettings};
use crate::wavefunction::Measured;
use crate::{Error, Problem};

/// The lowest states up to the one that is next to the wanted: which levels are next to it, and whether what was trained is it.
pub(crate) struct Guide {
    states: Vec<RitzState>,
    n: usize,
    /// The n-th state may be mixed with the states n ± `every`: with its neighbours, or with those of its parity.
    every: usize,
}

/// |⟨ψ, φ⟩| from which two normalised states count as the same. A state that is half another has 0.7.
const SAME: f64 = 0.95;

impl Guide {
    /// # Errors
    /// As [`Spectrum::solve`], and [`Error::NotResolved`] if there are not so many states.
    pub(crate) fn new(problem: &Problem, n: usize) -> Result<Self, Error> {
        let every = if problem.is_symmetric() { 2 } else { 1 };
        let wanted = SpectrumSettings {
            states: n + every + 1,
            ..SpectrumSettings::default()
        };
        let states = Spectrum::solve(problem, &wanted)?.states().to_vec();
        if states.len() <= n + every {
            let reason = "the features hold fewer states than were asked for";
            return Err(Error::NotResolved { state: n, reason });
        }
        Ok(Self { states, n, every })
    }

    /// Whether a normalised ψ, given at the points of `rule`, is the wanted state; nothing where that is not known.
    pub(crate) fn recognises(&self, rule: &PiecewiseRule, psi: &[f64]) -> Option<bool> {
        let state = &self.states[self.n];
        let terms = rule.points().iter().zip(rule.weights()).zip(psi);
        let overlap: f64 = terms.map(|((&x, w), psi)| w * psi * state.psi(x)[0]).sum();
        state.converged().then_some(overlap.abs() > SAME)
    }

    /// Bounds of the wanted level from a state as it was measured; none where the level or its neighbours are not known, or the
    /// state is too far from it.
    pub(crate) fn bounds(&self, problem: &Problem, state: Measured) -> Option<Bounds> {
        let neighbour = |n: usize| Some(&self.states[n]).filter(|state| state.converged());
        let above = neighbour(self.n + self.every)?.energy_lower();
        let below = match self.n.checked_sub(self.every) {
            None => f64::NEG_INFINITY,
            Some(n) => neighbour(n)?.energy_upper(),
        };
        let farthest = problem.from().abs().max(problem.to().abs());
        let level = Level {
            energy: state.rayleigh,
            residual: state.residual,
            rounding: rounding(state.size, farthest / problem.width()),
        };
        isolated(level, below, above)
    }
}

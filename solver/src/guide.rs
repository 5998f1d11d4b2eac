//! What Ritz's method knows of the state that a network is trained for.

use crate::bounds::{Bounds, Level, isolated};
use crate::quadrature::PiecewiseRule;
use crate::ritz::{RitzState, Spectrum, SpectrumSettings};
use crate::{Error, Problem, Settings};

/// The lowest states up to the one above the wanted: where its training may start, which levels are next to it, and whether
/// what was trained is it.
#[derive(Clone, Debug)]
pub(crate) struct Guide {
    states: Vec<RitzState>,
    n: usize,
}

/// |⟨ψ, φ⟩| from which two normalised states count as the same. A state that is half another has 0.7.
const SAME: f64 = 0.95;

impl Guide {
    /// # Errors
    /// As [`Spectrum::solve`], and [`Error::NotResolved`] if there are not so many states.
    pub(crate) fn new(problem: &Problem, settings: &Settings) -> Result<Self, Error> {
        let n = settings.state;
        let wanted = SpectrumSettings {
            states: n + 2,
            ..SpectrumSettings::default()
        };
        let states = Spectrum::solve(problem, &wanted)?.states().to_vec();
        if states.len() < n + 2 {
            let reason = "the features hold fewer states than were asked for";
            return Err(Error::NotResolved { state: n, reason });
        }
        Ok(Self { states, n })
    }

    /// The wanted state.
    pub(crate) fn state(&self) -> &RitzState {
        &self.states[self.n]
    }

    /// Whether a normalised ψ, given at the points of `rule`, is the wanted state; nothing where that is not known.
    pub(crate) fn recognises(&self, rule: &PiecewiseRule, psi: &[f64]) -> Option<bool> {
        let state = self.state();
        let terms = rule.points().iter().zip(rule.weights()).zip(psi);
        let overlap: f64 = terms.map(|((&x, w), psi)| w * psi * state.psi(x)[0]).sum();
        state.converged().then_some(overlap.abs() > SAME)
    }

    /// Bounds of the wanted level from an approximate state; none where it and its neighbours are not known, or the state is
    /// too far from it.
    pub(crate) fn bounds(&self, level: Level) -> Option<Bounds> {
        let neighbour = |n: usize| Some(&self.states[n]).filter(|state| state.converged());
        let above = neighbour(self.n + 1)?.energy_lower();
        let below = match self.n {
            0 => f64::NEG_INFINITY,
            n => neighbour(n - 1)?.energy_upper(),
        };
        isolated(level, below, above)
    }
}

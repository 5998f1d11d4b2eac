//! The classical answer that a network's is compared with.

use hyperwell::reference::{self, ReferenceState};
use hyperwell::{Error, Problem};

/// The state that was asked for, and its neighbourhood.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) state: ReferenceState,
    /// The distance to the nearest other level.
    spacing: f64,
}

impl Reference {
    /// State `n` of the problem, if a classical method resolves it.
    pub(crate) fn of(problem: &Problem, n: usize) -> Option<Reference> {
        let mut states = lowest(problem, n + 2).ok()?;
        let above = states.pop()?.energy();
        let state = states.pop()?;
        let below = states
            .pop()
            .map_or(f64::NEG_INFINITY, |below| below.energy());
        let spacing = (above - state.energy()).min(state.energy() - below);
        Some(Reference { state, spacing })
    }

    /// |E − E_ref| / |E_ref|; large where E_ref happens to be close to zero.
    pub(crate) fn relative_error(&self, energy: f64) -> f64 {
        ((energy - self.state.energy()) / self.state.energy()).abs()
    }

    /// |E − E_ref| over the distance to the nearest other level: the same for
    /// any origin of the energy.
    pub(crate) fn spacing_error(&self, energy: f64) -> f64 {
        (energy - self.state.energy()).abs() / self.spacing
    }

    /// ψ_ref(x)
    pub(crate) fn psi(&self, x: f64) -> f64 {
        self.state.psi(x).0
    }
}

/// Exact matching where it applies, else spectral elements.
fn lowest(problem: &Problem, states: usize) -> Result<Vec<ReferenceState>, Error> {
    (0..states)
        .map(|n| reference::exact(problem, n))
        .collect::<Result<_, _>>()
        .or_else(|_| reference::spectral(problem, states))
}

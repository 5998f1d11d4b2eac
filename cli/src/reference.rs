//! The classical answer that a network's is compared with.

use hyperwell::reference::{self, ReferenceState};
use hyperwell::{Error, Problem};

/// The state that was asked for, and its neighbourhood.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) state: ReferenceState,
    /// The distance to the nearest other level.
    pub(crate) spacing: f64,
}

impl Reference {
    /// State `n` of the problem, if a classical method resolves it.
    pub(crate) fn of(problem: &Problem, n: usize) -> Result<Reference, Error> {
        let mut states = reference::best(problem, n + 2)?;
        let mut highest = || {
            let reason = "fewer states were found than asked for";
            states.pop().ok_or(Error::NotResolved { state: n, reason })
        };
        let above = highest()?.energy();
        let state = highest()?;
        let below = states
            .pop()
            .map_or(f64::NEG_INFINITY, |below| below.energy());
        let spacing = (above - state.energy()).min(state.energy() - below);
        Ok(Reference { state, spacing })
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

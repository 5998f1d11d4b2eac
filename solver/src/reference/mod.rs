//! Classical answers to compare a network with. Nothing here knows of networks.
//!
//! | method | for | error of E |
//! |---|---|---|
//! | [`exact`] | constant pieces, any state | rounding |
//! | `spectral` (feature `dense`) | any potential and mass, lowest states | rounding where pieces are smooth |
//! | [`numerov`] | smooth potential, constant mass, lowest states | h⁴ |
//! | [`finite_difference`] | any potential and mass, lowest states | h² |
//!
//! [`best`] takes the first of them that fits. All return [`ReferenceState`]s: E, an estimate of its error, and ψ, ψ′, ψ″
//! anywhere.

mod finite_difference;
mod grid;
mod layer;
mod layered_wave;
mod matching;
mod numerov;
mod root;
#[cfg(feature = "dense")]
mod spectral;
mod state;
mod symmetry;
mod tridiagonal;

pub use finite_difference::{OnGrid, finite_difference};
pub use matching::exact;
pub use numerov::numerov;
#[cfg(feature = "dense")]
pub use spectral::spectral;
pub use state::ReferenceState;

use crate::{Error, Problem};

/// The lowest `states` states by the most accurate method: exact matching where all pieces are constant, else spectral
/// elements.
///
/// # Errors
/// As the method's own; [`Error::NotConstant`] for pieces that vary if the crate is built without the feature `dense`.
///
/// ```
/// use hyperwell::{Problem, reference};
///
/// let states = reference::best(&Problem::barrier(), 2)?;
/// assert!((states[0].energy() - 25.0596862901580).abs() < 1e-12);
/// # Ok::<(), hyperwell::Error>(())
/// ```
pub fn best(problem: &Problem, states: usize) -> Result<Vec<ReferenceState>, Error> {
    match (0..states).map(|n| exact(problem, n)).collect() {
        #[cfg(feature = "dense")]
        Err(Error::NotConstant { .. }) => spectral(problem, states),
        answer => answer,
    }
}

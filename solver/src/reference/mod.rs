//! Classical answers to compare a network with. Nothing here knows of networks.
//!
//! | method | for | accuracy |
//! |---|---|---|
//! | [`exact`] | constant pieces, any state | rounding |
//! | [`spectral`] (feature `dense`) | any potential and mass, lowest states | rounding where pieces are smooth |

mod layer;
mod layered_wave;
mod matching;
mod root;
#[cfg(feature = "dense")]
mod spectral;
mod state;
mod symmetry;

pub use matching::exact;
#[cfg(feature = "dense")]
pub use spectral::spectral;
pub use state::ReferenceState;

//! Classical answers to compare a network with. Nothing here knows of networks.
//!
//! | method | for | accuracy |
//! |---|---|---|
//! | [`exact`] | constant pieces, any state | rounding |

mod layer;
mod layered_wave;
mod matching;
mod root;
mod state;
mod symmetry;

pub use matching::exact;
pub use state::ReferenceState;

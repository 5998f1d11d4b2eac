//! What the peers share: the work of the step benchmark, the start weights, the clock and the report.

pub mod clock;
pub mod options;
pub mod start;
pub mod work;

pub use options::Options;
pub use work::Work;

/// Whatever stops a peer: an option, a file or the library under measurement.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Adam's rate.
pub const RATE: f64 = 1e-3;
/// Adam's decay of the first moment.
pub const BETA1: f64 = 0.9;
/// Adam's decay of the second moment.
pub const BETA2: f64 = 0.999;
/// Adam's guard against division by zero.
pub const EPSILON: f64 = 1e-8;
/// The weight of (∫ψ² − 1)² in the loss.
pub const NORM_WEIGHT: f64 = 1000.0;

//! Many states at once, to machine precision: the Rayleigh–Ritz method in a basis of network features.
//!
//! A network with one hidden layer is a sum of features, and only its output weights are needed to reach a state once there
//! are enough features: they follow from a symmetric eigenproblem. Training replaced by linear algebra (an *extreme learning
//! machine*: G.-B. Huang, Q.-Y. Zhu and C.-K. Siew, Neurocomputing 70, 489 (2006)) gives all lowest states at once, in
//! milliseconds. It is a close relative of spectral elements: with polynomials in place of features it would be that.

mod basis;
mod computed;
mod condensed;
mod count;
mod element;
mod feature;
mod judge;
mod measure;
mod mesh;
mod pencil;
mod rule;
mod spectrum;
mod state;

pub use feature::Features;
pub use spectrum::{Spectrum, SpectrumSettings};
pub use state::RitzState;

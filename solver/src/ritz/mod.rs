//! Many states at once, to machine precision: the Rayleigh–Ritz method in a basis of network features.
//!
//! A network with one hidden layer is a sum of features, and only its output weights are needed once there are enough of
//! them: they follow from a symmetric eigenproblem. Training replaced by linear algebra (an *extreme learning machine*:
//! G.-B. Huang, Q.-Y. Zhu and C.-K. Siew, Neurocomputing 70, 489 (2006)) gives all lowest states at once, in milliseconds.
//!
//! The domain is cut into elements, each with a small network of its own, narrower where ψ oscillates faster, and joined so
//! that ψ and ψ′/m are continuous. It is a close relative of spectral elements: with polynomials in place of features it
//! would be just that, and no worse. What the features show is what the hidden layer of a network can represent; what only
//! a network can do, to adapt them, begins where they are trained.
//!
//! | file | holds |
//! |---|---|
//! | `feature`, `element`, `rule` | neurons; the functions of one element; their values at quadrature points |
//! | `orthonormal`, `condensed` | functions made orthonormal in energy, by pivoted QR; those of an element |
//! | `pencil`, `basis` | the chain of elements as a block tridiagonal pencil; its lowest states |
//! | `sector` | even and odd states apart, where the problem is symmetric |
//! | `count`, `mesh` | levels below an energy, and where ψ lives; elements placed and refined by that |
//! | `measure`, `judge` | states on a finer rule; whether each is accurate and the one that was asked for |
//! | `whole` | functions for the whole domain: their states, judged |
//! | `hidden`, `eliminated`, `newton`, `trained` | one hidden layer; the states it holds; energy–Newton on its weights; its spectrum |
//! | `network` | the hidden layers of a trained network, and the spectrum in them |
//! | `step` | what an observer of energy–Newton sees |
//! | `spectrum`, `computed`, `state` | settings and result; one round of refinement; a state |

mod basis;
mod computed;
mod condensed;
mod count;
mod element;
mod eliminated;
mod feature;
mod hidden;
mod judge;
mod measure;
mod mesh;
mod network;
mod newton;
mod orthonormal;
mod pencil;
mod rule;
mod sector;
mod spectrum;
mod state;
mod step;
mod trained;
mod whole;

pub use feature::Features;
pub use spectrum::{Spectrum, SpectrumSettings};
pub use state::RitzState;
pub use step::NewtonStep;

#![forbid(unsafe_code)]
//! solver

#[cfg(feature = "dense")]
pub mod bounds;
mod builtin;
mod collocation;
mod coordinate;
mod error;
mod piecewise;
mod problem;
mod progress;
pub mod quadrature;
mod random;
pub mod reference;
mod residual;
#[cfg(feature = "dense")]
pub mod ritz;
mod schedule;
mod settings;
mod shape;
mod solution;
mod solver;
mod table;
mod training;
mod trial;
mod variational;
mod wavefunction;

pub use collocation::Sampling;
pub use error::Error;
pub use piecewise::Piecewise;
pub use problem::{Piece, Problem};
pub use progress::{Phase, Progress};
pub use residual::{LossParts, ResidualLoss, ResidualPoint};
pub use settings::{Energy, Limits, Precision, Settings, UnknownPrecision};
pub use shape::Shape;
pub use solution::{Outcome, Solution};
pub use solver::Solver;
pub use table::Table;

#![forbid(unsafe_code)]
//! solver

mod builtin;
mod collocation;
mod error;
mod piecewise;
mod problem;
pub mod quadrature;
mod random;
mod settings;
mod shape;
mod table;

pub use collocation::Sampling;
pub use error::Error;
pub use piecewise::Piecewise;
pub use problem::{Piece, Problem};
pub use settings::{Energy, Precision, Settings, UnknownPrecision};
pub use shape::Shape;
pub use table::Table;

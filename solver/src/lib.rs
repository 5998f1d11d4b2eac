#![forbid(unsafe_code)]
//! solver

mod builtin;
mod collocation;
mod error;
mod piecewise;
mod problem;
pub mod quadrature;
mod random;
mod table;

pub use collocation::Sampling;
pub use error::Error;
pub use piecewise::{Piecewise, Shape};
pub use problem::{Piece, Problem};
pub use table::Table;

#![forbid(unsafe_code)]
//! solver

mod builtin;
mod collocation;
mod error;
mod piecewise;
mod problem;
pub mod quadrature;
mod random;
pub mod reference;
mod shape;
mod table;

pub use collocation::Sampling;
pub use error::Error;
pub use piecewise::Piecewise;
pub use problem::{Piece, Problem};
pub use shape::Shape;
pub use table::Table;

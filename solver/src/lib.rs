#![forbid(unsafe_code)]
//! solver
mod settings;
pub use settings::{Energy, Precision, Settings, UnknownPrecision};

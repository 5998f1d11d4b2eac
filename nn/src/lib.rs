#![forbid(unsafe_code)]
//! nn
mod activation;
pub use activation::{Activation, UnknownActivation};
/// placeholder
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Initialization { 
/// Glorot
#[default] Xavier, 
/// He
He, 
/// Sitzmann
Siren }

#![forbid(unsafe_code)]
//! The step benchmark: one training step that any other program can do as well.
//!
//! One step is the loss, its exact gradient for all weights and E, and an Adam update (β 0.9, 0.999,
//! ε 1e-8, rate 1e-3), full batch, on
//!
//! - midpoints xᵢ = a + (i + ½) h, h = (b − a)/N, V sampled at the points;
//! - ψ = g N with g = (x − a)(b − x)/s and N an MLP 1-H-…-H-1 with tanh;
//! - ℓ = mean r² + 1000 (h Σ ψ² − 1)², r = −ψ'' + (V − E) ψ;
//! - E = c e with e trained from 1; for the infinite well E = π² is held.

pub mod peak;
mod start;
mod step;

pub use start::{Start, StartError};
pub use step::{Benchmark, Step};

//! Exact first and second derivatives by forward-mode automatic
//! differentiation, without a tape.
//!
//! A formula written for any [`Scalar`] yields its derivatives when it is
//! evaluated on one of three kinds of number:
//!
//! | number | carries | for |
//! |---|---|---|
//! | [`Dual<T>`] | u, u' | one first derivative; nested, any order |
//! | [`HyperDual<T>`] | u, ∂₁u, ∂₂u, ∂₁∂₂u | one entry of a Hessian |
//! | [`Jet<T, D>`](Jet) | u, ∇u, Σ aᵢ∂ᵢᵢu | gradient and Laplacian in one sweep; ψ, ψ', ψ'' for D = 1 |
//!
//! `T` is `f32`, `f64`, a SIMD vector of the `wide` crate, or one of these
//! numbers again. [`derivative()`], [`second_derivative`], [`gradient`],
//! [`hessian`] and [`laplacian`] are shortcuts for a closure.
//!
//! ```
//! use hyperwell_autodiff::{Jet, Scalar};
//!
//! // ψ = x e^(−x²/2) is the first excited state of −ψ'' + x²ψ = Eψ, with E = 3.
//! let [x] = Jet::<f64, 1>::variables([0.8]);
//! let psi = x * (-0.5 * x * x).exp();
//! let residual = -psi.second + (0.8 * 0.8 - 3.0) * psi.value;
//! assert!(residual.abs() < 1e-15);
//! ```
//!
//! Start reading at the source of `jet.rs` for how a second derivative is
//! carried, then `chain_rule.rs` and `elementary.rs` for how every elementary
//! function follows from one rule. The book tells the same with more words, from
//! [a difference quotient to dual numbers](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/1-differences.md)
//! and on to [hyper-dual numbers and jets](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/2-second-derivatives.md);
//! [its chapter on lanes](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/8-lanes.md) is about [`lane`].

#![deny(unsafe_code)]

mod operators;

mod chain_rule;
mod derivative;
mod dual;
mod elementary;
pub mod function;
mod hyper_dual;
mod jet;
pub mod lane;
mod scalar;
mod wide;

pub use chain_rule::ChainRule;
pub use derivative::{derivative, gradient, hessian, laplacian, second_derivative};
pub use dual::Dual;
pub use hyper_dual::HyperDual;
pub use jet::{Jet, Laplacian, SecondOrder};
pub use scalar::{Arithmetic, Scalar};

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

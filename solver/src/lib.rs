#![forbid(unsafe_code)]
//! Physics-informed neural networks for one-dimensional quantum wells.
//!
//! A quantum well is a [`Problem`]: a domain, a potential in pieces and, where it varies, a mass. A
//! [`Solver`] trains a small network on the stationary Schrödinger equation
//!
//! −(ψ'/m)' + V ψ = E ψ,  ψ = 0 at both ends,
//!
//! and gives a [`Solution`]: E, ψ and how far both can be trusted. Everything is dimensionless (ħ²/2 = 1).
//!
//! ```
//! use hyperwell::{Problem, Settings, Solver, reference};
//!
//! let problem = Problem::infinite_well();
//! let settings = Settings {
//!     hidden: vec![16, 16], steps: 3000, learning_rate: 1e-2, ..Settings::default()
//! };
//! let solution = Solver::new(problem.clone(), settings)?.solve()?;
//! let exact = reference::exact(&problem, 0)?;
//! println!("E = {:.6}, exactly {:.6}", solution.energy(), exact.energy());
//! assert!(solution.converged() && solution.psi_error(&exact) < 1e-2);
//! # Ok::<(), hyperwell::Error>(())
//! ```
//!
//! # How a state is found
//!
//! ψ = B·N: a factor that vanishes at the ends times a network of t and of one *kink* for each jump of the potential; where
//! the problem is symmetric, of t² and |t|, so that ψ is even or odd as the state is.
//! A short descent of the energy ⟨ψ, Hψ⟩ finds the ground state and its energy, a fit to a coarse finite-difference state an
//! excited one; then Adam minimises the residual ∫|(H − E)ψ|² with ∫ψ² = 1 and E as one more parameter. With the feature `dense` Levenberg–Marquardt or
//! L-BFGS may go on from there ([`Stage`]), to rounding. The energy that is reported is the Rayleigh
//! quotient of the ψ that came out, whose error is the square of ψ's.
//!
//! # Where things are
//!
//! | | |
//! |---|---|
//! | the problem | [`Problem`], [`Piecewise`], [`Curve`] |
//! | the training | [`Solver`], [`Settings`], [`Progress`], [`Checkpoint`], [`Solution`] |
//! | the points | [`Sampling`], [`quadrature`] |
//! | trial function and losses, for a training loop of your own | [`Trial`], [`ResidualLoss`], [`EnergyLoss`], [`FitLoss`] |
//! | checkpoints and models as bytes | `files`, with the feature of that name |
//! | many states at once; bounds | `ritz`, with the feature `dense`; [`bounds`](mod@bounds) |
//! | the answer by other means | [`reference`](mod@reference) |
//!
//! The book derives [the loss](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/5-schroedinger.md),
//! [what is done where V jumps](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/7-jumps.md) and
//! [Ritz and Newton](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/9-ritz-newton.md), and says
//! [when not to use a network](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/10-when-not.md).
//!
//! The seed of this work is the paper "Physics-Informed Neural Networks for One-Dimensional Quantum Well
//! Problems" (arXiv:2504.05367).

pub mod bounds;
mod builtin;
mod checkpoint;
mod collocation;
mod column;
mod coordinate;
mod curve;
mod draw;
mod error;
mod features;
#[cfg(feature = "files")]
pub mod files;
mod fit;
mod focus;
#[cfg(feature = "dense")]
mod gram;
#[cfg(feature = "dense")]
mod guide;
mod mass;
mod norm;
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
#[cfg(feature = "dense")]
mod second_order;
mod settings;
mod solution;
mod solver;
mod stage;
mod survey;
mod table;
mod training;
mod trial;
mod variational;
mod wavefunction;

pub use checkpoint::{Checkpoint, Position};
pub use collocation::Sampling;
pub use coordinate::Coordinate;
pub use curve::Curve;
pub use error::Error;
pub use fit::{FitLoss, FitPoint};
pub use piecewise::Piecewise;
pub use problem::{Piece, Problem};
pub use progress::{Moment, Phase, Progress};
pub use residual::{LossParts, ResidualLoss, ResidualPoint};
pub use schedule::Schedule;
pub use settings::{Energy, Limits, Precision, Settings, UnknownPrecision};
pub use solution::{Outcome, Solution};
pub use solver::Solver;
pub use stage::{Stage, UnknownStage};
pub use survey::Survey;
pub use table::Table;
pub use trial::{Taylor, Trial};
pub use variational::{EnergyLoss, EnergyPoint};
pub use wavefunction::Wavefunction;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

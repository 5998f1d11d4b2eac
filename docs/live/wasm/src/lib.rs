#![deny(unsafe_code)]
//! What the live page in `docs/live` runs, compiled to WebAssembly by `docs/live/build.sh`.
//!
//! A [`Run`] trains like the solver does, on the same trial function and losses, but hands control back after every few
//! steps, so that a page can draw between them. A [`Microscope`] shows one point of it: every neuron's jet on the way
//! forward and its adjoint on the way back: what the book derives for
//! [a network of jets](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/3-network.md) and
//! [its adjoint](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/4-adjoint.md). [`newton`] is
//! [the other way](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/9-ritz-newton.md) to the same state.
//!
//! ```
//! use hyperwell::Problem;
//! use hyperwell_live::{Choice, Run};
//!
//! let mut run = Run::new(Problem::infinite_well(), &Choice::default())?;
//! run.advance(100);
//! assert_eq!(run.status().step, 100);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod choice;
pub mod exports;
mod microscope;
mod newton;
mod potential;
mod run;
mod status;
mod view;

pub use choice::Choice;
pub use microscope::{Microscope, Neuron, Triple};
pub use newton::{Newton, newton};
pub use potential::Potential;
pub use run::Run;
pub use status::{Phase, Status};
pub use view::Drawing;

#![forbid(unsafe_code)]
//! A small multilayer perceptron that knows its own derivatives.
//!
//! At every point of a batch an [`Engine`] computes the network's output together with its gradient in D
//! variables and one second-order channel Σ wᵢ ∂ᵢᵢ (for D = 1 simply N, N', N''), and the exact gradient of any [`Loss`] on these
//! channels with respect to every weight. There is no tape: forward, each layer applies the chain rule of a
//! jet; backward, its adjoint, written by hand. One step costs about 6 (D + 2) N H² floating-point operations for each matrix between two hidden
//! layers of H neurons on N points, and allocates nothing.
//!
//! ```
//! use hyperwell_autodiff::lane::{Isa, Lane};
//! use hyperwell_nn::*;
//!
//! /// Σ (u' − u)² / 2: zero for u = eˣ (and for u = 0).
//! struct Growth;
//! impl Loss<f64> for Growth {
//!     type Global = ();
//!     fn global<L: Lane<Float = f64>>(&self, _: &[f64]) {}
//!     fn block<L: Lane<Float = f64>>(
//!         &self, _: (), _: usize, jets: Channels<'_, f64>, seeds: &mut ChannelsMut<'_, f64>,
//!     ) -> Sums {
//!         let mut loss = 0.0;
//!         for i in 0..block_points::<f64>() {
//!             let r = jets.get(1, 0)[i] - jets.get(0, 0)[i];
//!             loss += 0.5 * r * r;
//!             seeds.get(0, 0)[i] = -r; // ∂loss/∂u
//!             seeds.get(1, 0)[i] = r; //  ∂loss/∂u'
//!             seeds.get(2, 0)[i] = 0.0; // ∂loss/∂u''
//!         }
//!         [loss, 0.0, 0.0, 0.0]
//!     }
//! }
//!
//! let shape = Shape::new(&[1, 16, 16, 1], Activation::Tanh)?;
//! let mut network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 0);
//! let points: Vec<[f64; 1]> = (0..64).map(|i| [f64::from(i) / 64.0]).collect();
//! let mut engine = Engine::new(&shape, Inputs::coordinates(&points), Isa::detect(), 1);
//! let mut gradient = vec![0.0; shape.parameters()];
//! let mut adam = Adam::new(shape.parameters());
//! let (_, before) = engine.gradient(&network, &Growth, &mut gradient);
//! for _ in 0..200 {
//!     engine.gradient(&network, &Growth, &mut gradient);
//!     adam.step(Isa::detect(), 1e-2, &gradient, network.parameters_mut());
//! }
//! let (_, after) = engine.gradient(&network, &Growth, &mut gradient);
//! assert!(after[0] < 1e-2 * before[0]);
//! # Ok::<(), ShapeError>(())
//! ```
//!
//! [`Mlp::evaluate`] is the definition of the network, for any kind of number; evaluated with jets or duals it is what the engine
//! is tested against. `src/kernel/README.md` describes the layout. The book evaluates
//! [a network of jets by hand](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/3-network.md) and derives
//! [the adjoint](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/4-adjoint.md) line by line.

mod activation;
mod adam;
mod buffer;
mod chunk;
mod engine;
mod initialization;
mod inputs;
mod kernel;
mod loss;
mod mlp;
mod pass;
mod plan;
mod random;
mod shape;
mod share;

pub use activation::{Activation, UnknownActivation};
pub use adam::{Adam, Moments};
pub use engine::Engine;
pub use initialization::{Initialization, UnknownInitialization};
pub use inputs::Inputs;
pub use loss::{Channels, ChannelsMut, Loss, Sums, block_points};
pub use mlp::Mlp;
pub use random::Random;
pub use shape::{Shape, ShapeError};

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#![forbid(unsafe_code)]
//! nn
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
mod packed;
mod pass;
mod plan;
mod random;
mod shape;

pub use activation::{Activation, UnknownActivation};
pub use adam::Adam;
pub use engine::Engine;
pub use initialization::{Initialization, UnknownInitialization};
pub use inputs::Inputs;
pub use loss::{BLOCK, Channels, ChannelsMut, Loss, Sums};
pub use mlp::Mlp;
pub use random::Random;
pub use shape::{Shape, ShapeError};

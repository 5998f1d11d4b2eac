//! Checkpoints and models as bytes.
//!
//! A model is a [safetensors](https://huggingface.co/docs/safetensors) file ([`Model`]), which many programs open. A checkpoint
//! ([`SavedCheckpoint`]) is such a file in an envelope that shows every damage. Nothing here touches a disk; what
//! comes from one is data, and no bytes make this code panic or take more memory than a few times their own.

mod checkpoint;
mod envelope;
mod error;
mod model;
mod tensors;

pub use checkpoint::SavedCheckpoint;
pub use envelope::VERSION;
pub use error::FileError;
pub use model::Model;

//! The arithmetic of a training step, written once for any vector type.
//! The README in this folder explains the layout.

pub(crate) mod activation;
pub(crate) mod adam;
pub(crate) mod adjoint;
pub(crate) mod jets;
pub(crate) mod output;
pub(crate) mod pack;
pub(crate) mod panel;
pub(crate) mod product;

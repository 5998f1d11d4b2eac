//! The `hyperwell` command.
#![forbid(unsafe_code)]
fn main() {}

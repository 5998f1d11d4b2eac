#![forbid(unsafe_code)]
//! benches

#![forbid(unsafe_code)]
//! solver

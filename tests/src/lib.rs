#![forbid(unsafe_code)]
//! tests

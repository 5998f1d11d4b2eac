#![forbid(unsafe_code)]
//! nn

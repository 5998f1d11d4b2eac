#![forbid(unsafe_code)]
//! Tests that cross crates; see the folder `tests`. This library holds only the README's example.

/// The example of the project's README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

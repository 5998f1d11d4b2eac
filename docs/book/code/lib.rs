#![forbid(unsafe_code)]
//! The samples of the book in `docs/book/src`, compiled and run: `cargo test -p hyperwell-book`.
//!
//! Every chapter is the documentation of an item below, so that its Rust samples and the solutions of its exercises are
//! doc tests. Source that a chapter quotes from the crates is included when the book is built; it is compiled where it lives.

macro_rules! chapters {
    ($($file:literal $name:ident)*) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!(concat!("../src/", $file, ".md"))]
            struct $name;
        )*

        /// The chapters, in order, without `.md`.
        pub const CHAPTERS: &[&str] = &[$($file),*];
    };
}

chapters! {
    "introduction" Introduction
    "1-differences" Differences
    "2-second-derivatives" SecondDerivatives
    "3-network" Network
    "4-adjoint" Adjoint
    "5-schroedinger" Schroedinger
    "6-adam" Adam
    "7-jumps" Jumps
    "8-lanes" Lanes
    "9-ritz-newton" RitzNewton
    "10-when-not" WhenNot
}

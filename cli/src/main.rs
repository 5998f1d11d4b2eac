//! The `hyperwell` command: trains a neural network on the Schrödinger equation
//! of a quantum well and reports the energy E and the wavefunction ψ.
//!
//! One file or folder per command ([`solve`], [`mod@spectrum`], [`mod@compare`], [`problem`], [`explain`]); beside them
//! what the commands share: the options ([`args`], [`training`], [`value`]), the problem file, and
//! what a run shows ([`progress`], [`report`], [`summary`], [`sketch`]) and keeps
//! ([`run_directory`]).
#![forbid(unsafe_code)]

mod args;
mod compare;
mod error;
mod explain;
mod expression;
mod output;
mod problem;
mod problem_file;
mod progress;
mod reference;
mod report;
mod run_directory;
mod sketch;
mod solve;
mod spectrum;
mod stages;
mod summary;
mod training;
mod units;
mod value;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Solve(args) => solve::run(&args),
        Command::Spectrum(args) => spectrum::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Problem(args) => problem::run(&args),
        Command::Explain(args) => explain::run(&args),
    };
    done.unwrap_or_else(|error| {
        error.print();
        error.exit_code()
    })
}

//! The `hyperwell` command: trains a neural network on the Schrödinger equation
//! of a quantum well and reports the energy E and the wavefunction ψ.
//!
//! The commands are for people and scripts (`hyperwell help`); this library is their implementation.
//!
//! One file or folder per command (`solve`, `spectrum`, `compare`, `eval`, `problem`, `explain`, `shell`); beside them what the commands
//! share: the options (`args`, `training` and the values in them: `value`, `hidden`, `stages`), the problem file, and
//! what a run shows (`progress`, `report`, `summary`, `sketch`) and
//! keeps (`run_directory`, `figure`, `page`).
//!
//! What it does is told by [the book](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/introduction.md), and when something
//! else does it better by [its last chapter](https://github.com/hyperwell/hyperwell/blob/main/docs/book/src/10-when-not.md).
#![forbid(unsafe_code)]

mod args;
mod as_text;
mod compare;
mod error;
mod eval;
mod explain;
mod expression;
mod figure;
mod hidden;
mod interrupt;
mod output;
mod page;
mod plan;
mod problem;
mod problem_file;
mod progress;
mod reference;
mod report;
mod run_directory;
mod saved;
mod shell;
mod sketch;
mod solve;
mod spectrum;
mod stages;
mod summary;
mod ticks;
mod training;
mod typeset;
mod units;
mod value;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

/// Does what the command line says; the exit code of the process.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Solve(args) => solve::run(&args),
        Command::Spectrum(args) => spectrum::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Problem(args) => problem::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
    };
    done.unwrap_or_else(|error| {
        error.print();
        error.exit_code()
    })
}

/// The problem that the text of a problem file describes. Tables that it names are looked for where the process runs.
///
/// # Errors
/// The message that a user sees if the text describes no problem; no text is harmful.
///
/// ```
/// let text = "name = 'a well'\n[domain]\nfrom = 0\nto = 1\n[potential]\nexpression = 'x^2'";
/// let problem = hyperwell_cli::read_problem(text)?;
/// assert_eq!(problem.potential().value(0.5), 0.25);
/// assert!(hyperwell_cli::read_problem("name = 1").is_err());
/// # Ok::<(), String>(())
/// ```
pub fn read_problem(text: &str) -> Result<hyperwell::Problem, String> {
    problem_file::read(Path::new("problem.toml"), text)
        .map(|loaded| loaded.problem)
        .map_err(|malformed| malformed.to_string())
}

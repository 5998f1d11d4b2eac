//! What can go wrong in a command, in the words that a user sees.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use crate::expression::{Broken, SyntaxError};
use crate::problem_file::Malformed;

/// Exit code of a run that did not converge, or failed on the way.
pub(crate) const FAILED: u8 = 1;

/// Exit code for wrong input or wrong options; clap uses the same.
const WRONG_INPUT: u8 = 2;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Error {
    /// Neither a built-in problem nor a file.
    UnknownProblem(String),
    /// A command that does not exist, asked for by `man`.
    UnknownCommand(String),
    /// A problem file, or a table that it names, that cannot be read.
    Unreadable { path: PathBuf, source: io::Error },
    /// A problem file that does not describe a problem.
    Malformed(Malformed),
    /// An expression on the command line that is none.
    Expression(SyntaxError),
    /// An expression that cannot be differentiated where it was asked to be.
    NoDerivative(Broken),
    /// Settings that need more memory than is reasonable.
    TooLarge {
        weights: usize,
        values: usize,
        most: usize,
    },
    /// Problem and settings do not go together.
    Settings(hyperwell::Error),
    /// A file that results are to go into cannot be written; found before training.
    Unwritable { path: PathBuf, source: io::Error },
    /// The run directory cannot be written; found before training.
    Directory { path: PathBuf, source: io::Error },
    /// The run directory is not free for a new run.
    Occupied { path: PathBuf, reason: String },
    /// The run in a directory cannot go on.
    Resume { path: PathBuf, reason: String },
    /// What a run left is none of its problem.
    Model { path: PathBuf, reason: String },
    /// Training ended without a solution.
    Training(hyperwell::Error),
    /// No classical method resolves the state.
    Reference(hyperwell::Error),
    /// Results could not be written.
    Output { path: PathBuf, source: io::Error },
}

impl Error {
    /// `path` cannot take a new run.
    pub(crate) fn occupied(path: &Path, reason: &str) -> Error {
        Error::Occupied {
            path: path.into(),
            reason: reason.to_owned(),
        }
    }

    /// 2 where the user's input is at fault, 1 otherwise.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Error::Training(_) | Error::Reference(_) | Error::Output { .. } => FAILED,
            _ => WRONG_INPUT,
        })
    }

    /// Writes the message to stderr.
    pub(crate) fn print(&self) {
        message(ERROR, "error", self);
    }
}

/// Writes what a user should know to stderr.
pub(crate) fn note(text: impl fmt::Display) {
    message(NOTE, "note", text);
}

/// Writes a warning to stderr.
pub(crate) fn warn(text: impl fmt::Display) {
    message(WARNING, "warning", text);
}

fn message(style: Style, kind: &str, text: impl fmt::Display) {
    // Nobody is left to be told if stderr is closed.
    let _ = writeln!(anstream::stderr(), "{style}{kind}:{style:#} {text}");
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UnknownProblem(name) => {
                write!(
                    f,
                    "'{}' is neither a built-in problem nor a file",
                    name.escape_debug()
                )?;
                match nearest(name) {
                    Some(known) => write!(f, "\n\n  tip: a similar problem exists: '{known}'"),
                    None => write!(
                        f,
                        "\n\n  tip: built-in are {}; anything else is a path to a TOML file",
                        hyperwell::Problem::BUILTIN.join(", ")
                    ),
                }
            }
            Error::UnknownCommand(name) => write!(
                f,
                "there is no command '{}'; `hyperwell help` lists them",
                name.escape_debug()
            ),
            Error::Unreadable { path, source } => {
                write!(f, "cannot read '{}': {source}", path.display())
            }
            Error::Malformed(malformed) => malformed.fmt(f),
            Error::Expression(error) => error.fmt(f),
            Error::NoDerivative(broken) => broken.fmt(f),
            Error::TooLarge {
                weights,
                values,
                most,
            } => write!(
                f,
                "the network has {weights} weights, and its neurons times the points are {values}; \
                 each may be at most {most}: choose a smaller --hidden or fewer --points"
            ),
            Error::Settings(error) | Error::Training(error) | Error::Reference(error) => {
                error.fmt(f)
            }
            Error::Directory { path, source } => write!(
                f,
                "cannot write a run into '{}': {source}; a run needs a directory that can be \
                 created or written to",
                path.display()
            ),
            Error::Occupied { path, reason } => {
                write!(f, "cannot write a run into '{}': {reason}", path.display())
            }
            Error::Resume { path, reason } => {
                write!(f, "cannot resume '{}': {reason}", path.display())
            }
            Error::Model { path, reason } => {
                write!(f, "cannot use '{}': {reason}", path.display())
            }
            Error::Unwritable { path, source } | Error::Output { path, source } => {
                write!(f, "cannot write '{}': {source}", path.display())
            }
        }
    }
}

/// The built-in problem that `name` is a misspelling of.
fn nearest(name: &str) -> Option<&'static str> {
    hyperwell::Problem::BUILTIN
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, known)| *distance <= known.len() / 3)
        .min()
        .map(|(_, known)| known)
}

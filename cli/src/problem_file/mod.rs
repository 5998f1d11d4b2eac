//! Problem files: their data model as TOML writes it.
//!
//! [`mod@load`] finds a problem by name or path, [`mod@read`] makes a
//! [`hyperwell::Problem`] of a file and checks it on the way, its functions in [`mod@profile`]; [`mod@write`] prints a
//! file as a person would write it.

mod load;
mod malformed;
mod profile;
mod read;
mod table;
mod write;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use toml::Spanned;

pub(crate) use self::load::{Loaded, builtin, load, load_file, read, read_text};
pub(crate) use self::malformed::Malformed;
use crate::training::Training;
use crate::units::Units;
use crate::value::Finite;

/// A problem file; [`Spanned`] is what messages about it point at.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProblemFile {
    pub(crate) name: Spanned<String>,
    pub(crate) domain: Domain,
    pub(crate) potential: Spanned<Profile>,
    pub(crate) mass: Option<Spanned<Profile>>,
    pub(crate) units: Option<Units>,
    /// Defaults for the options.
    #[serde(default)]
    pub(crate) solve: Training,
}

/// ψ is zero at both ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with from and to")]
pub(crate) struct Domain {
    pub(crate) from: Spanned<Finite>,
    pub(crate) to: Spanned<Finite>,
}

/// A function of x: exactly one of the three.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with one of: pieces, expression, table"
)]
pub(crate) struct Profile {
    pub(crate) pieces: Option<Vec<Spanned<Piece>>>,
    pub(crate) expression: Option<Spanned<String>>,
    pub(crate) table: Option<Spanned<PathBuf>>,
}

/// One of the pieces, which run from left to right; the last has no `to`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a piece such as { to = 1.0, value = 20 }"
)]
pub(crate) struct Piece {
    pub(crate) to: Option<Spanned<Finite>>,
    pub(crate) value: Spanned<Value>,
}

/// A number, or an expression in x.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a finite number, or an expression in quotes such as \"0.5*x^2\""
)]
pub(crate) enum Value {
    Number(Finite),
    Expression(String),
}

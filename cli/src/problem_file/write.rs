//! A problem file as a person would write it.

use std::fmt;

use hyperwell::{Piecewise, Problem};
use serde::Serialize;
use toml::Spanned;
use toml::ser::ValueSerializer;

use super::{Domain, Piece, ProblemFile, Profile, Value};
use crate::training::Training;
use crate::value::Finite;

impl ProblemFile {
    /// The file of a problem whose potential is constant in each piece and
    /// whose mass is 1, as the built-in ones are.
    pub(super) fn of_constants(problem: &Problem) -> Option<ProblemFile> {
        Some(ProblemFile {
            name: unplaced(problem.name().to_owned()),
            domain: Domain {
                from: finite(problem.from())?,
                to: finite(problem.to())?,
            },
            potential: unplaced(constants(problem.potential())?),
            mass: None,
            units: None,
            solve: Training::default(),
        })
    }
}

fn constants(profile: &Piecewise) -> Option<Profile> {
    let ends = profile.breakpoints().iter().map(|&to| finite(to));
    let pieces = profile.curves().iter().zip(ends.map(Some).chain([None]));
    let piece = |(curve, to): (&hyperwell::Curve, Option<Option<_>>)| {
        let value = Value::Number(curve.constant()?.try_into().ok()?);
        let to = match to {
            Some(to) => Some(to?),
            None => None,
        };
        Some(unplaced(Piece {
            to,
            value: unplaced(value),
        }))
    };
    Some(Profile {
        pieces: Some(pieces.map(piece).collect::<Option<_>>()?),
        ..Profile::default()
    })
}

/// A value that stands in no file yet.
fn unplaced<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

fn finite(number: f64) -> Option<Spanned<Finite>> {
    number.try_into().ok().map(unplaced)
}

/// `value` on one line, as TOML.
fn inline(value: &impl Serialize) -> Result<String, fmt::Error> {
    let mut text = String::new();
    value
        .serialize(ValueSerializer::new(&mut text))
        .map_err(|_| fmt::Error)?;
    Ok(text)
}

impl fmt::Display for ProblemFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "name = {}", inline(&self.name)?)?;
        table(f, "domain", &self.domain)?;
        writeln!(f, "\n[potential]\n{}", self.potential.as_ref())?;
        if let Some(mass) = &self.mass {
            writeln!(f, "\n[mass]\n{}", mass.as_ref())?;
        }
        if let Some(units) = &self.units {
            table(f, "units", units)?;
        }
        if self.solve != Training::default() {
            table(f, "solve", &self.solve)?;
        }
        Ok(())
    }
}

/// A table of single values.
fn table(f: &mut fmt::Formatter<'_>, name: &str, values: &impl Serialize) -> fmt::Result {
    let values = toml::to_string(values).map_err(|_| fmt::Error)?;
    write!(f, "\n[{name}]\n{values}")
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(expression) = &self.expression {
            write!(f, "expression = {}", inline(expression)?)?;
        }
        if let Some(path) = &self.table {
            write!(f, "table = {}", inline(path)?)?;
        }
        if let Some(pieces) = &self.pieces {
            writeln!(f, "pieces = [")?;
            for piece in pieces {
                writeln!(f, "  {},", inline(piece)?)?;
            }
            write!(f, "]")?;
        }
        Ok(())
    }
}

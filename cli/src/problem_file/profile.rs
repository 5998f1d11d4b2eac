//! A function of x in a problem file: V or m, given as pieces, an expression or a table.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use hyperwell::{Curve, Piecewise, Table};
use toml::Spanned;

use super::load::read_text;
use super::read::Reader;
use super::{Malformed, Piece, Profile, Value, table};
use crate::expression::Expression;

/// The largest table, some ten thousand rows: more cost the reference seconds.
const LARGEST_TABLE: u64 = 2 << 20;

/// Ends of pieces and what is in them, from left to right.
type Curves = Vec<(f64, Curve)>;

impl Reader<'_> {
    /// V or m as the file gives it.
    pub(super) fn profile(
        &self,
        key: &str,
        (from, to): (f64, f64),
        profile: &Spanned<Profile>,
    ) -> Result<Piecewise, Malformed> {
        let curves = match profile.as_ref() {
            Profile {
                pieces: Some(pieces),
                expression: None,
                table: None,
            } => self.pieces(key, (from, to), pieces, profile)?,
            Profile {
                expression: Some(text),
                pieces: None,
                table: None,
            } => self.expression(
                &format!("{key}.expression"),
                (from, to),
                text,
                text.as_ref(),
            )?,
            Profile {
                table: Some(name),
                pieces: None,
                expression: None,
            } => {
                vec![(
                    to,
                    self.table(&format!("{key}.table"), name, name.as_ref())?
                        .into(),
                )]
            }
            _ => {
                let what = "expected exactly one of: pieces, expression, table";
                return Err(self.malformed(key, profile, what));
            }
        };
        Piecewise::from_pieces(from, curves).map_err(|error| self.malformed(key, profile, error))
    }

    fn pieces(
        &self,
        key: &str,
        (from, to): (f64, f64),
        pieces: &[Spanned<Piece>],
        whole: &Spanned<Profile>,
    ) -> Result<Curves, Malformed> {
        let (Some(last), mut start) = (pieces.len().checked_sub(1), from) else {
            return Err(self.malformed(key, whole, "expected at least one piece"));
        };
        let mut curves = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let key = format!("{key}.pieces[{index}]");
            let end = match &piece.as_ref().to {
                Some(end) if index < last => {
                    let at = f64::from(*end.as_ref());
                    if !(start < at && at < to) {
                        let what = format!(
                            "expected a place between {start}, where this piece starts, and {to}, \
                             where the domain ends; got {at}"
                        );
                        return Err(self.malformed(&format!("{key}.to"), end, what));
                    }
                    at
                }
                Some(end) => {
                    let what = "the last piece runs to the end of the domain and has no `to`";
                    return Err(self.malformed(&format!("{key}.to"), end, what));
                }
                None if index < last => {
                    let what = "expected a `to`; only the last piece has none";
                    return Err(self.malformed(&key, piece, what));
                }
                None => to,
            };
            let value = &piece.as_ref().value;
            match value.as_ref() {
                Value::Number(number) => curves.push((end, f64::from(*number).into())),
                Value::Expression(text) => {
                    let key = format!("{key}.value");
                    curves.extend(self.expression(&key, (start, end), value, text)?);
                }
            }
            start = end;
        }
        Ok(curves)
    }

    fn expression<T>(
        &self,
        key: &str,
        (from, to): (f64, f64),
        at: &Spanned<T>,
        text: &str,
    ) -> Result<Curves, Malformed> {
        let expression = Expression::parse(text).map_err(|error| self.malformed(key, at, error))?;
        let pieces = expression
            .pieces(from, to)
            .map_err(|error| self.malformed(key, at, error))?;
        let curve = |(end, piece): (f64, Expression)| match piece.constant() {
            Some(value) => (end, value.into()),
            None => (end, Curve::function(move |x| piece.value(x))),
        };
        Ok(pieces.into_iter().map(curve).collect())
    }

    /// A table in a file of its own, named relative to this one.
    fn table<T>(&self, key: &str, at: &Spanned<T>, name: &Path) -> Result<Table, Malformed> {
        let path = self.directory().join(name);
        let cannot = |reason: &dyn Display| {
            let what = format!("cannot read '{}': {reason}", path.display());
            self.malformed(key, at, what)
        };
        // A pipe or a device that somebody's file names would keep its reader waiting.
        let is_special = |found: fs::Metadata| !found.is_file() && !found.is_dir();
        if fs::metadata(&path).is_ok_and(is_special) {
            return Err(cannot(&"it is no regular file"));
        }
        let text = read_text(&path, LARGEST_TABLE).map_err(|error| cannot(&error))?;
        table::parse(&path, &text)
    }
}

/// A potential in multiples of `unit`.
pub(super) fn dimensionless(
    potential: &Piecewise,
    unit: f64,
) -> Result<Piecewise, hyperwell::Error> {
    if unit == 1.0 {
        return Ok(potential.clone());
    }
    let scaled = |curve: &Curve| match curve {
        Curve::Constant(value) => Ok((value / unit).into()),
        Curve::Table(table) => {
            let knots = table.knots().to_vec();
            let values = knots.iter().map(|&x| table.value(x) / unit).collect();
            Table::new(knots, values).map(Curve::from)
        }
        Curve::Function(f) => {
            let f = f.clone();
            Ok(Curve::function(move |x| f(x) / unit))
        }
    };
    let curves: Vec<Curve> = potential
        .curves()
        .iter()
        .map(scaled)
        .collect::<Result<_, _>>()?;
    let ends = potential
        .breakpoints()
        .iter()
        .copied()
        .chain([potential.to()]);
    Piecewise::from_pieces(potential.from(), ends.zip(curves))
}

//! From the text of a problem file to a problem.

use std::fmt::Display;
use std::fs;
use std::path::Path;

use hyperwell::{Piecewise, Problem, Shape, Table};
use toml::Spanned;

use super::load::{Loaded, read_text};
use super::{Malformed, Piece, ProblemFile, Profile, Value, table};
use crate::expression::Expression;
use crate::units::Scale;

/// The largest table, some ten thousand rows: more cost the reference seconds.
const LARGEST_TABLE: u64 = 2 << 20;

/// Reads one file and knows where things stand in it.
pub(super) struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

/// Ends of pieces and what is in them, from left to right.
type Shapes = Vec<(f64, Shape)>;

impl<'a> Reader<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str) -> Reader<'a> {
        Reader { path, text }
    }

    /// What paths in the file are relative to.
    fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// `what` is wrong with the value of `key`, which stands `at` this place.
    fn malformed<T>(&self, key: &str, at: &Spanned<T>, what: impl Display) -> Malformed {
        Malformed::new(self.path, what)
            .at(self.text, at.span())
            .key(key)
    }

    pub(super) fn load(&self) -> Result<Loaded, Malformed> {
        let file: ProblemFile = toml::from_str(self.text).map_err(|error| {
            let malformed = Malformed::new(self.path, error.message());
            match error.span() {
                Some(span) => malformed.at(self.text, span),
                None => malformed,
            }
        })?;
        let problem = self.problem(&file)?;
        Ok(Loaded {
            problem,
            file,
            directory: self.directory().to_owned(),
        })
    }

    fn problem(&self, file: &ProblemFile) -> Result<Problem, Malformed> {
        let name = file.name.as_ref();
        // It is printed in terminals and reports, where control characters do harm.
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            return Err(self.malformed("name", &file.name, "expected text on one line"));
        }
        file.solve
            .check()
            .map_err(|what| Malformed::new(self.path, what).key("solve"))?;
        let (from, to) = (
            f64::from(*file.domain.from.as_ref()),
            f64::from(*file.domain.to.as_ref()),
        );
        if to <= from {
            let what = format!("expected more than domain.from, which is {from}; got {to}");
            return Err(self.malformed("domain.to", &file.domain.to, what));
        }
        let potential = self.profile("potential", (from, to), &file.potential)?;
        let potential = dimensionless(&potential, Scale::from(file.units).energy)
            .map_err(|error| self.malformed("potential", &file.potential, error))?;
        let problem = Problem::new(name, potential);
        let Some(mass) = &file.mass else {
            return Ok(problem);
        };
        problem
            .with_mass(self.profile("mass", (from, to), mass)?)
            .map_err(|error| self.malformed("mass", mass, error))
    }

    /// V or m as the file gives it.
    fn profile(
        &self,
        key: &str,
        (from, to): (f64, f64),
        profile: &Spanned<Profile>,
    ) -> Result<Piecewise, Malformed> {
        let shapes = match profile.as_ref() {
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
        Piecewise::from_pieces(from, shapes).map_err(|error| self.malformed(key, profile, error))
    }

    fn pieces(
        &self,
        key: &str,
        (from, to): (f64, f64),
        pieces: &[Spanned<Piece>],
        whole: &Spanned<Profile>,
    ) -> Result<Shapes, Malformed> {
        let (Some(last), mut start) = (pieces.len().checked_sub(1), from) else {
            return Err(self.malformed(key, whole, "expected at least one piece"));
        };
        let mut shapes = Vec::new();
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
                Value::Number(number) => shapes.push((end, f64::from(*number).into())),
                Value::Expression(text) => {
                    let key = format!("{key}.value");
                    shapes.extend(self.expression(&key, (start, end), value, text)?);
                }
            }
            start = end;
        }
        Ok(shapes)
    }

    fn expression<T>(
        &self,
        key: &str,
        (from, to): (f64, f64),
        at: &Spanned<T>,
        text: &str,
    ) -> Result<Shapes, Malformed> {
        let expression = Expression::parse(text).map_err(|error| self.malformed(key, at, error))?;
        let pieces = expression
            .pieces(from, to)
            .map_err(|error| self.malformed(key, at, error))?;
        let shape = |(end, piece): (f64, Expression)| match piece.constant() {
            Some(value) => (end, value.into()),
            None => (end, Shape::function(move |x| piece.value(x))),
        };
        Ok(pieces.into_iter().map(shape).collect())
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
fn dimensionless(potential: &Piecewise, unit: f64) -> Result<Piecewise, hyperwell::Error> {
    if unit == 1.0 {
        return Ok(potential.clone());
    }
    let scaled = |shape: &Shape| match shape {
        Shape::Constant(value) => Ok((value / unit).into()),
        Shape::Table(table) => {
            let knots = table.knots().to_vec();
            let values = knots.iter().map(|&x| table.value(x) / unit).collect();
            Table::new(knots, values).map(Shape::from)
        }
        Shape::Function(f) => {
            let f = f.clone();
            Ok(Shape::function(move |x| f(x) / unit))
        }
    };
    let shapes: Vec<Shape> = potential
        .shapes()
        .iter()
        .map(scaled)
        .collect::<Result<_, _>>()?;
    let ends = potential
        .breakpoints()
        .iter()
        .copied()
        .chain([potential.to()]);
    Piecewise::from_pieces(potential.from(), ends.zip(shapes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WHOLE: &str = r#"
name = "well"
[domain]
from = -3.0
to = 3.0
[potential]
pieces = [ { to = -1.0, value = 20 }, { to = 1.0, value = "0.5*x^2 + step(x)" }, { value = 2e1 } ]
[mass]
expression = "1 + 0.1*abs(x - min(x, 0.5))"
[units]
length = "nm"
energy = "meV"
mass = "electron"
[solve]
hidden = [4, 4]
learning-rate = 0.01
"#;

    fn load(text: &str) -> Result<Loaded, Malformed> {
        Reader::new(Path::new("problem.toml"), text).load()
    }

    #[test]
    fn the_whole_format_is_read() {
        let loaded = load(WHOLE).unwrap();
        assert_eq!(loaded.problem.breakpoints(), [-1.0, 0.0, 0.5, 1.0]);
        assert_eq!(loaded.problem.mass().value(1.5), 1.1);
    }

    #[test]
    fn what_is_printed_is_read_as_the_same_file() {
        let first = load(WHOLE).unwrap().file;
        let printed = first.to_string();
        let again = load(&printed).unwrap().file;
        assert_eq!(again, first);
        assert_eq!(again.to_string(), printed);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// Whatever is cut out and put in: an answer and no panic.
        #[test]
        fn a_damaged_file_is_read_or_refused(
            at in 0..WHOLE.len(),
            removed in 0usize..20,
            added in r#"[-+*/^().,'"= \[\]{}\\a-z0-9\n\PC]{0,8}"#,
        ) {
            let end = (at + removed).min(WHOLE.len());
            let _ = load(&[&WHOLE[..at], &added, &WHOLE[end..]].concat());
        }

        #[test]
        fn any_expression_is_read_or_refused(text in "([-+*/^()., x0-9e]|abs|min|step|sin){0,40}") {
            if let Ok(expression) = Expression::parse(&text) {
                let _ = expression.pieces(-1.0, 2.0);
            }
        }
    }
}

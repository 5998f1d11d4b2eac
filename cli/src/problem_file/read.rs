//! From the text of a problem file to a problem.

use std::fmt::Display;
use std::path::Path;

use hyperwell::Problem;
use toml::Spanned;

use super::load::Loaded;
use super::profile::dimensionless;
use super::{Malformed, ProblemFile};
use crate::units::Scale;

/// Reads one file and knows where things stand in it.
pub(super) struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str) -> Reader<'a> {
        Reader { path, text }
    }

    /// What paths in the file are relative to.
    pub(super) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// `what` is wrong with the value of `key`, which stands `at` this place.
    pub(super) fn malformed<T>(&self, key: &str, at: &Spanned<T>, what: impl Display) -> Malformed {
        Malformed::new(self.path, what)
            .at(self.text, at.span())
            .key(key)
    }

    pub(super) fn load(&self) -> Result<Loaded, Malformed> {
        let file: ProblemFile = toml::from_str(self.text).map_err(|error| {
            let malformed = Malformed::new(self.path, in_words(error.message()));
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
}

/// serde names the types of Rust, which who writes a file need not know.
fn in_words(message: &str) -> String {
    message
        .replace("expected f64", "expected a number")
        .replace("expected i64", "expected a whole number")
        .replace("expected a sequence", "expected a list")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::expression::Expression;

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

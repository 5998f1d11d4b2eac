//! A message about a file: where, what, and what would be right.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a file describes no problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    path: PathBuf,
    line: Option<usize>,
    /// The key as in `potential.pieces`; empty where there is none.
    key: String,
    what: String,
}

impl Malformed {
    /// About the file as a whole.
    pub(crate) fn new(path: &Path, what: impl fmt::Display) -> Malformed {
        Malformed {
            path: path.into(),
            line: None,
            key: String::new(),
            what: what.to_string(),
        }
    }

    /// The same, about this line, counted from 1.
    pub(crate) fn at_line(self, line: usize) -> Malformed {
        Malformed {
            line: Some(line),
            ..self
        }
    }

    /// The same, about the line of `text` that `span` begins in.
    pub(crate) fn at(self, text: &str, span: Range<usize>) -> Malformed {
        let before = &text.as_bytes()[..span.start.min(text.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        self.at_line(line)
    }

    /// The same, about the value of this key.
    pub(crate) fn key(self, key: impl Into<String>) -> Malformed {
        Malformed {
            key: key.into(),
            ..self
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        if !self.key.is_empty() {
            write!(f, " {}:", self.key)?;
        }
        write!(f, " {}", self.what)
    }
}

impl std::error::Error for Malformed {}

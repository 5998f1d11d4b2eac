//! From the argument PROBLEM to a problem.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hyperwell::Problem;

use super::read::Reader;
use super::{Malformed, ProblemFile};
use crate::error::Error;
use crate::units::Scale;

/// A problem file is written by hand; what is larger is something else.
const LARGEST_FILE: u64 = 1 << 20;

/// A problem and the file that it came from.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// In the dimensionless form that the library solves.
    pub(crate) problem: Problem,
    pub(crate) file: ProblemFile,
    /// What paths in the file are relative to.
    pub(crate) directory: PathBuf,
}

impl Loaded {
    /// The units in which the user thinks of the problem.
    pub(crate) fn scale(&self) -> Scale {
        self.file.units.into()
    }
}

/// The built-in problem of this name, or else what the file at this path says.
pub(crate) fn load(name_or_path: &str) -> Result<Loaded, Error> {
    if let Some(loaded) = builtin(name_or_path) {
        return Ok(loaded);
    }
    let path = PathBuf::from(name_or_path);
    let looks_like_path = path.extension().is_some() || path.components().count() > 1;
    if !looks_like_path && !path.exists() {
        return Err(Error::UnknownProblem(name_or_path.to_owned()));
    }
    load_file(&path)
}

/// What the file at this path says.
pub(crate) fn load_file(path: &Path) -> Result<Loaded, Error> {
    let text = read_text(path, LARGEST_FILE).map_err(|source| Error::Unreadable {
        path: path.into(),
        source,
    })?;
    read(path, &text).map_err(Error::Malformed)
}

/// What this text says; `path` is for messages, and what paths in it are relative to.
pub(crate) fn read(path: &Path, text: &str) -> Result<Loaded, Malformed> {
    Reader::new(path, text).load()
}

/// The built-in problem of this name.
pub(crate) fn builtin(name: &str) -> Option<Loaded> {
    let problem = Problem::builtin(name).ok()?;
    let file = ProblemFile::of_constants(&problem)?;
    Some(Loaded {
        problem,
        file,
        directory: PathBuf::new(),
    })
}

/// The text of a file of at most `most` bytes.
pub(crate) fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    if bytes.len() as u64 > most {
        return Err(invalid(format!("larger than {} MiB", most >> 20)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        invalid(format!("line {line} is not UTF-8 text"))
    })
}

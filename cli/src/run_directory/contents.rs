//! The problem of a run as files that need no others.

use std::io;
use std::path::Path;

use crate::problem_file::{Loaded, ProblemFile, read_text};
use crate::training::Training;

pub(crate) const PROBLEM: &str = "problem.toml";

/// The largest file that is read back.
const LARGEST: u64 = 2 << 20;

/// `problem.toml` and the tables that it names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contents {
    pub(super) file: ProblemFile,
    /// Names and texts.
    pub(super) tables: Vec<(&'static str, String)>,
}

impl Contents {
    /// The problem with the options of a run; its tables lie beside it.
    pub(super) fn new(loaded: &Loaded, training: &Training) -> io::Result<Contents> {
        let mut file = ProblemFile {
            solve: training.clone(),
            ..loaded.file.clone()
        };
        let profiles = [
            ("potential.csv", Some(&mut file.potential)),
            ("mass.csv", file.mass.as_mut()),
        ];
        let mut tables = Vec::new();
        for (name, profile) in profiles {
            if let Some(table) = profile.and_then(|profile| profile.get_mut().table.as_mut()) {
                let path = loaded.directory.join(table.as_ref());
                tables.push((name, read_text(Path::new(&path), LARGEST)?));
                *table.get_mut() = name.into();
            }
        }
        Ok(Contents { file, tables })
    }

    /// All files with their names, the problem last.
    pub(super) fn files(&self) -> Vec<(&'static str, String)> {
        let mut files = self.tables.clone();
        files.push((PROBLEM, self.file.to_string()));
        files
    }

    /// A checksum of all of it.
    pub(super) fn fingerprint(&self) -> String {
        let mut hasher = crc32fast::Hasher::new();
        for (name, text) in self.files() {
            hasher.update(name.as_bytes());
            hasher.update(text.as_bytes());
        }
        format!("{:08x}", hasher.finalize())
    }
}

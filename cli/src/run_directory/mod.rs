//! The directory of a run (`--out DIR`): what it was, how it goes on, and what came out.
//!
//! | file | written |
//! |---|---|
//! | `problem.toml`, tables that it names | at the start ([`contents`]) |
//! | `checkpoint.bin`, `checkpoint.previous.bin` | at the start and every few seconds ([`checkpoints`], [`saver`]) |
//! | `history.csv`, `psi.csv` ([`tables`]), `model.safetensors`, plots, the report | at the end |
//! | `result.json` | last: where it is, the run is complete |
//! | `checkpoint.lock` | locked while a process works there |

mod atomic;
mod checkpoints;
mod contents;
mod notes;
mod saver;
mod tables;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hyperwell::Checkpoint;
use hyperwell::files::SavedCheckpoint;

use self::contents::Contents;
pub(crate) use self::contents::PROBLEM;
pub(crate) use self::notes::Notes;
pub(crate) use self::saver::Saver;
pub(crate) use self::tables::{PsiRow, history_csv, psi_csv};
use crate::error::Error;
use crate::problem_file::{self, Loaded};
use crate::shell::quoted;
use crate::training::Training;

/// Written last.
pub(crate) const RESULT: &str = "result.json";
/// The trained network.
pub(crate) const MODEL: &str = "model.safetensors";
/// Held by the process that works in the directory; the system lets go of it however the process ends.
const LOCK: &str = "checkpoint.lock";
/// Everything that a run leaves beside its checkpoints; the result goes first, because it says that the rest is there.
const OUTCOME: [&str; 10] = [
    RESULT,
    "report.html",
    "psi.svg",
    "training.svg",
    "history.csv",
    "psi.csv",
    MODEL,
    PROBLEM,
    "potential.csv",
    "mass.csv",
];

/// A directory that this process alone writes a run into.
#[derive(Debug)]
pub(crate) struct RunDirectory {
    path: PathBuf,
    notes: Notes,
    _lock: File,
}

/// A run that is to go on.
pub(crate) struct Resumed {
    pub(crate) directory: RunDirectory,
    pub(crate) loaded: Loaded,
    pub(crate) checkpoint: Checkpoint,
}

impl RunDirectory {
    /// Makes the directory where there is none, takes away what an earlier complete run left, and saves the problem
    /// with the options of this one, such that `solve DIR/problem.toml` repeats it, and its start.
    ///
    /// # Errors
    /// If the directory cannot be written, holds other files, a run that is not complete, or is another process's.
    pub(crate) fn create(
        path: &Path,
        loaded: &Loaded,
        training: &Training,
        notes: Notes,
        start: Checkpoint,
    ) -> Result<RunDirectory, Error> {
        let unwritable = |source| Error::Directory {
            path: path.into(),
            source,
        };
        // Read before anything is removed: it may lie here.
        let contents = Contents::new(loaded, training).map_err(unwritable)?;
        let notes = Notes {
            fingerprint: contents.fingerprint(),
            ..notes
        };
        if path.exists() && !path.is_dir() {
            return Err(Error::occupied(path, "it is a file; choose a directory"));
        }
        fs::create_dir_all(path).map_err(unwritable)?;
        let empty = fs::read_dir(path).map_err(unwritable)?.next().is_none();
        if !empty && !path.join(LOCK).exists() {
            return Err(Error::occupied(
                path,
                "it holds files that are no run; choose an empty or a new directory",
            ));
        }
        let directory = RunDirectory {
            path: path.into(),
            notes,
            _lock: lock(path)?,
        };
        if checkpoints::exist(path) && !path.join(RESULT).exists() {
            let continues = format!(
                "it holds a run that is not complete; `hyperwell solve --resume {}` continues it, \
                 and another directory takes a new one",
                quoted(&path.to_string_lossy())
            );
            return Err(Error::occupied(path, &continues));
        }
        directory.begin(&contents, start).map_err(unwritable)?;
        Ok(directory)
    }

    fn begin(&self, contents: &Contents, start: Checkpoint) -> io::Result<()> {
        for name in OUTCOME {
            atomic::remove(&self.path.join(name))?;
        }
        checkpoints::remove(&self.path)?;
        for (name, text) in contents.files() {
            atomic::replace(&self.path, name, text.as_bytes())?;
        }
        let start = SavedCheckpoint {
            checkpoint: start,
            notes: self.notes.clone().into(),
        };
        checkpoints::write(&self.path, &start)
    }

    /// The run in the directory, to go on from its last good checkpoint.
    ///
    /// # Errors
    /// If there is none, it is being written, or its problem has changed.
    pub(crate) fn resume(path: &Path) -> Result<Resumed, Error> {
        let refused = |reason: &str| Error::Resume {
            path: path.into(),
            reason: reason.to_owned(),
        };
        if !path.join(PROBLEM).exists() || !path.join(LOCK).exists() {
            return Err(refused("there is no run in it"));
        }
        let lock = lock(path)?;
        let SavedCheckpoint { checkpoint, notes } = checkpoints::read(path)?;
        let notes = Notes::from(notes);
        let loaded = problem_file::load_file(&path.join(PROBLEM))?;
        let contents =
            Contents::new(&loaded, &loaded.file.solve).map_err(|source| Error::Unreadable {
                path: path.join(PROBLEM),
                source,
            })?;
        if contents.fingerprint() != notes.fingerprint {
            return Err(refused(
                "its problem.toml, or a table of it, has changed since the run began; \
                 start the changed problem as a run of its own, with --out",
            ));
        }
        Ok(Resumed {
            directory: RunDirectory {
                path: path.into(),
                notes,
                _lock: lock,
            },
            loaded,
            checkpoint,
        })
    }

    /// Whether `loaded` with these options is the problem of `resumed`.
    pub(crate) fn is_same_problem(resumed: &Loaded, loaded: &Loaded) -> io::Result<bool> {
        let training = &resumed.file.solve;
        Ok(Contents::new(loaded, training)? == Contents::new(resumed, training)?)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Begins to write checkpoints in the background.
    pub(crate) fn saver(&self, every: Duration) -> Saver {
        Saver::new(&self.path, self.notes.clone(), every)
    }

    /// Writes one file of the run.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        atomic::replace(&self.path, name, bytes.as_ref()).map_err(|source| Error::Output {
            path: self.path.join(name),
            source,
        })
    }
}

fn lock(path: &Path) -> Result<File, Error> {
    let locked = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.join(LOCK))
        .map_err(TryLockError::Error)
        .and_then(|file| file.try_lock().map(|()| file));
    locked.map_err(|error| match error {
        TryLockError::WouldBlock => Error::occupied(
            path,
            "another process is writing a run there at this moment",
        ),
        TryLockError::Error(source) => Error::Directory {
            path: path.into(),
            source,
        },
    })
}

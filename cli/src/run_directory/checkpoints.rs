//! The checkpoints of a run: the last one and the one before.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use hyperwell::files::SavedCheckpoint;

use super::atomic;
use crate::error::{self, Error};

/// The last checkpoint.
const LAST: &str = "checkpoint.bin";
/// The one before, for the case that something happens to the last one.
const PREVIOUS: &str = "checkpoint.previous.bin";

/// More than a network of the largest size needs.
const LARGEST: u64 = 4 << 30;

/// Whether the directory holds a checkpoint, be it good or not.
pub(super) fn exist(directory: &Path) -> bool {
    [LAST, PREVIOUS]
        .iter()
        .any(|name| directory.join(name).exists())
}

/// Takes the checkpoints of an earlier run away.
pub(super) fn remove(directory: &Path) -> io::Result<()> {
    atomic::remove(&directory.join(LAST))?;
    atomic::remove(&directory.join(PREVIOUS))
}

/// Writes a checkpoint; the last one becomes the previous one. At every moment one of both is whole.
pub(super) fn write(directory: &Path, saved: &SavedCheckpoint) -> io::Result<()> {
    let bytes = saved.encode().map_err(io::Error::other)?;
    // The new one is whole on the disk before the names move.
    let next = atomic::prepare(directory, LAST, &bytes)?;
    let last = directory.join(LAST);
    if last.exists() {
        fs::rename(&last, directory.join(PREVIOUS))?;
    }
    fs::rename(next, last)?;
    atomic::sync(directory)
}

/// The last checkpoint that is whole; a warning tells of one that is not.
pub(super) fn read(directory: &Path) -> Result<SavedCheckpoint, Error> {
    let mut reasons = Vec::new();
    for name in [LAST, PREVIOUS] {
        let path = directory.join(name);
        match read_one(&path) {
            Ok(saved) => {
                for reason in reasons {
                    error::warn(format!(
                        "{reason}; going on from '{}' instead",
                        path.display()
                    ));
                }
                return Ok(saved);
            }
            // A run that was ended between the two renames has the previous one only.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => reasons.push(format!("'{}' cannot be used: {error}", path.display())),
        }
    }
    let reason = if reasons.is_empty() {
        "there is no checkpoint in it".to_owned()
    } else {
        reasons.join("; ")
    };
    Err(Error::Resume {
        path: directory.into(),
        reason,
    })
}

fn read_one(path: &Path) -> io::Result<SavedCheckpoint> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    SavedCheckpoint::decode(&bytes)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

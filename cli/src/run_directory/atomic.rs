//! Files that are replaced as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `directory/name`. A reader, and a machine that comes up after a power cut, see the old file or
/// the new one, never a part. After an error the old file is there still.
pub(super) fn replace(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = prepare(directory, name, bytes)?;
    fs::rename(&unfinished, directory.join(name))?;
    sync(directory)
}

/// Brings the bytes onto the disk, under a name that nobody reads, to be renamed to `name`.
pub(super) fn prepare(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let unfinished = directory.join(format!(".{name}.part"));
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(unfinished),
        Err(error) => {
            // A disk that is full is so much the less full.
            let _ = fs::remove_file(&unfinished);
            Err(error)
        }
    }
}

/// Makes what was renamed or removed in a directory last.
pub(super) fn sync(directory: &Path) -> io::Result<()> {
    // Where a directory cannot be opened as a file (Windows), it need not be synced either.
    if cfg!(unix) {
        File::open(directory)?.sync_all()
    } else {
        Ok(())
    }
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

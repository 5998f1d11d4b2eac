//! Why bytes are no checkpoint or no model.

use std::fmt;

use super::VERSION;

/// Why bytes are no checkpoint or no model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// Something else: it does not begin as these files do.
    Foreign,
    /// Written by a newer version of this program.
    Newer {
        /// The version of its format.
        version: u32,
    },
    /// It has another length than it says, as after a crash in the midst of writing.
    Torn {
        /// Bytes that there should be.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// The checksum is not that of the contents.
    Damaged,
    /// The contents are none that this program writes.
    Malformed {
        /// What is wrong with them.
        reason: String,
    },
}

impl FileError {
    pub(super) fn malformed(reason: impl fmt::Display) -> FileError {
        FileError::Malformed {
            reason: reason.to_string(),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Foreign => f.write_str("this is not a hyperwell checkpoint"),
            FileError::Newer { version } => write!(
                f,
                "its format is version {version}, and this program reads up to version {VERSION}; use a newer hyperwell"
            ),
            FileError::Torn { expected, found } => {
                write!(f, "it is torn: {found} bytes of {expected}")
            }
            FileError::Damaged => f.write_str("it is damaged: the checksum does not match"),
            FileError::Malformed { reason } => write!(f, "its contents are wrong: {reason}"),
        }
    }
}

impl std::error::Error for FileError {}

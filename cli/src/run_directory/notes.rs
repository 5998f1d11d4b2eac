//! What a checkpoint says about the run that it belongs to.

use std::collections::BTreeMap;

/// Kept beside the state of the training in each checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notes {
    /// A checksum of the problem and its options, which the run goes on with only if they are the same.
    pub(crate) fingerprint: String,
    /// The command that began the run.
    pub(crate) command: String,
    /// The instruction set, on which the last bits depend.
    pub(crate) isa: String,
    /// The version of the program that began the run.
    pub(crate) version: String,
}

impl From<Notes> for BTreeMap<String, String> {
    fn from(notes: Notes) -> BTreeMap<String, String> {
        let Notes {
            fingerprint,
            command,
            isa,
            version,
        } = notes;
        [
            ("fingerprint", fingerprint),
            ("command", command),
            ("isa", isa),
            ("version", version),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }
}

impl From<BTreeMap<String, String>> for Notes {
    /// What is missing is empty, and so equal to nothing.
    fn from(mut notes: BTreeMap<String, String>) -> Notes {
        let mut take = |key: &str| notes.remove(key).unwrap_or_default();
        Notes {
            fingerprint: take("fingerprint"),
            command: take("command"),
            isa: take("isa"),
            version: take("version"),
        }
    }
}

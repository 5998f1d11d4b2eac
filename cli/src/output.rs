//! stdout, which a reader may close at any time.

use std::io::{self, ErrorKind, Write};

use crate::error::Error;

/// Prints `text`, with its colours only where they will be seen. A reader that
/// has gone away (`| head -1`) is no error.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut stdout = anstream::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(cannot_print(error)),
        _ => Ok(()),
    }
}

fn cannot_print(source: io::Error) -> Error {
    Error::Output {
        path: "standard output".into(),
        source,
    }
}

//! Checkpoints every few seconds, beside the training.

use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use hyperwell::Moment;
use hyperwell::files::SavedCheckpoint;

use super::{Notes, checkpoints};
use crate::error::{self, Error};

/// Writes checkpoints in a thread of its own: a disk takes its time, and training need not wait.
pub(crate) struct Saver {
    every: Duration,
    last: Instant,
    notes: Notes,
    sender: SyncSender<SavedCheckpoint>,
    thread: JoinHandle<Result<(), Error>>,
}

impl Saver {
    pub(super) fn new(directory: &Path, notes: Notes, every: Duration) -> Saver {
        let directory = directory.to_owned();
        // One that waits while another is being written is enough.
        let (sender, receiver) = sync_channel::<SavedCheckpoint>(1);
        let thread = thread::spawn(move || {
            let mut written = Ok(());
            for saved in receiver {
                let before = written;
                written = checkpoints::write(&directory, &saved).map_err(|source| Error::Output {
                    path: directory.join("checkpoint.bin"),
                    source,
                });
                // The training is worth going on; but it is told once that it is not safe.
                if let (Ok(()), Err(error)) = (&before, &written) {
                    error::warn(format!("{error}; the last good checkpoint is kept"));
                }
            }
            written
        });
        Saver {
            every,
            last: Instant::now(),
            notes,
            sender,
            thread,
        }
    }

    fn saved(&self, moment: &Moment<'_>) -> SavedCheckpoint {
        SavedCheckpoint {
            checkpoint: moment.checkpoint(),
            notes: self.notes.clone().into(),
        }
    }

    /// Keeps this moment, if the last one kept was long enough ago.
    pub(crate) fn keep_now_and_then(&mut self, moment: &Moment<'_>) {
        if self.last.elapsed() < self.every {
            return;
        }
        self.last = Instant::now();
        match self.sender.try_send(self.saved(moment)) {
            // The disk is slower than the clock: this one is left out.
            Ok(()) | Err(TrySendError::Full(_)) | Err(TrySendError::Disconnected(_)) => {}
        }
    }

    /// Keeps this moment, the last of an interrupted run; returns the step from which it will go on.
    pub(crate) fn keep(&self, moment: &Moment<'_>) -> usize {
        let saved = self.saved(moment);
        let step = saved.checkpoint.position.step;
        // The thread lives until the sender goes.
        let _ = self.sender.send(saved);
        step
    }

    /// Waits until everything is on the disk.
    ///
    /// # Errors
    /// If the last checkpoint could not be written.
    pub(crate) fn finish(self) -> Result<(), Error> {
        drop(self.sender);
        self.thread.join().unwrap_or(Ok(()))
    }
}

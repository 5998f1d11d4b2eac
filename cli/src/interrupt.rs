//! Ctrl-C.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a process that is ended by Ctrl-C, as shells count it.
const INTERRUPTED: i32 = 130;

/// Whether the user wants the run to end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    wanted: Arc<AtomicBool>,
}

impl Interrupt {
    /// From now on the first Ctrl-C (or a request to terminate) is only noted, and the second ends the process at once.
    pub(crate) fn listen() -> Interrupt {
        let interrupt = Interrupt::default();
        let wanted = Arc::clone(&interrupt.wanted);
        // Where no handler can be set, Ctrl-C ends the process, and the last periodic checkpoint is there.
        let _ = ctrlc::set_handler(move || {
            if wanted.swap(true, Ordering::Relaxed) {
                process::exit(INTERRUPTED);
            }
        });
        interrupt
    }

    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }
}

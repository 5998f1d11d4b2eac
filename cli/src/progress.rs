//! The progress of training on stderr, where stderr is a terminal.

use std::time::{Duration, Instant};

use hyperwell::Progress;
use indicatif::{ProgressBar, ProgressStyle};

use crate::units::Scale;

/// Often enough to look alive, too rarely to cost anything.
const REFRESH: Duration = Duration::from_millis(80);

/// A bar with energy, loss, rate and time left; nothing where it would not be seen.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// When the first step was seen, and which it was: a resumed run does not begin at 1.
    first: Option<(Instant, usize)>,
    shown: Instant,
    scale: Scale,
}

impl Bar {
    /// A bar for the problem `name`; with `quiet` it stays hidden.
    pub(crate) fn new(name: &str, quiet: bool, scale: Scale) -> Bar {
        // indicatif itself hides the bar where stderr is no terminal.
        let bar = if quiet {
            ProgressBar::hidden()
        } else {
            ProgressBar::no_length()
        };
        let style = "{prefix:.bold} {bar:20.cyan/dim} {percent:>3}%  {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.set_prefix(name.to_owned());
        Bar {
            bar,
            first: None,
            shown: Instant::now(),
            scale,
        }
    }

    /// Shows this step, if the last one shown was long enough ago.
    pub(crate) fn show(&mut self, progress: &Progress) {
        let (started, first) = *self.first.get_or_insert((Instant::now(), progress.step));
        if self.bar.is_hidden() || self.shown.elapsed() < REFRESH {
            return;
        }
        self.shown = Instant::now();
        let &Progress {
            step, steps, loss, ..
        } = progress;
        let (energy, unit) = (progress.energy * self.scale.energy, self.scale.energy_name);
        let rate = (step - first) as f64 / started.elapsed().as_secs_f64();
        let left = steps.saturating_sub(step) as f64 / rate;
        let left = Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX);
        self.bar.set_length(steps as u64);
        self.bar.set_position(step as u64);
        self.bar.set_message(format!(
            "E {energy:.6}{unit}  loss {loss:.1e}  {rate:.0}/s  {:#} left",
            indicatif::HumanDuration(left)
        ));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

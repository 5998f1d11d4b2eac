//! How the learning rate runs over the steps of a phase.

use std::f64::consts::PI;

/// The learning rate over the steps of a phase, after a short linear rise.
///
/// Adam moves every weight by about the learning rate at every step, so the rate at the end is the
/// noise that remains in the weights.
///
/// ```
/// use hyperwell::Schedule;
/// let rate = |step| Schedule::Cosine.learning_rate(0.01, step, 1000);
/// assert!(rate(20) > 100.0 * rate(999));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schedule {
    /// Half a cosine from the peak down to a thousandth of it (Loshchilov & Hutter, arXiv:1608.03983,
    /// without restarts).
    #[default]
    Cosine,
    /// The same fall at a constant factor from step to step.
    Exponential,
    /// The peak to the end.
    Constant,
}

/// The last learning rate as a fraction of the highest.
const FINAL: f64 = 1e-3;
/// The rise takes this fraction of the steps.
const RISE: usize = 50;

impl Schedule {
    /// The rate of step `step` (from 0) of `steps`, at most `peak`.
    pub fn learning_rate(self, peak: f64, step: usize, steps: usize) -> f64 {
        let rise = (steps / RISE).max(1);
        if step < rise {
            return peak * (step + 1) as f64 / rise as f64;
        }
        let progress = (step - rise) as f64 / (steps - rise).max(1) as f64;
        peak * match self {
            Schedule::Cosine => FINAL + (1.0 - FINAL) * 0.5 * (1.0 + (PI * progress).cos()),
            Schedule::Exponential => FINAL.powf(progress),
            Schedule::Constant => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FINAL, Schedule};

    #[test]
    fn rises_to_the_peak_and_falls_to_its_fraction() {
        for schedule in [Schedule::Cosine, Schedule::Exponential] {
            assert!(schedule.learning_rate(2.0, 0, 1000) < 0.2);
            assert_eq!(schedule.learning_rate(2.0, 20, 1000), 2.0);
            let last = schedule.learning_rate(2.0, 999, 1000);
            assert!(
                (last / (2.0 * FINAL) - 1.0).abs() < 0.01,
                "{schedule:?} {last}"
            );
        }
    }

    #[test]
    fn one_step_has_a_rate() {
        assert_eq!(Schedule::Cosine.learning_rate(2.0, 0, 1), 2.0);
    }
}

//! How the learning rate runs over the steps of a phase.

/// A short linear rise, then half a cosine down to a small fraction of the peak
/// (Loshchilov & Hutter, arXiv:1608.03983, without restarts).
///
/// Adam moves every weight by about the learning rate at every step, so the rate at the end is the
/// noise that remains in the weights.
pub(crate) fn learning_rate(peak: f64, step: usize, steps: usize) -> f64 {
    let rise = (steps / 50).max(1);
    if step < rise {
        return peak * (step + 1) as f64 / rise as f64;
    }
    let progress = (step - rise) as f64 / (steps - rise).max(1) as f64;
    let cosine = 0.5 * (1.0 + (std::f64::consts::PI * progress).cos());
    peak * (FINAL + (1.0 - FINAL) * cosine)
}

/// The last learning rate as a fraction of the highest.
const FINAL: f64 = 1e-3;

#[cfg(test)]
mod tests {
    use super::{FINAL, learning_rate};

    #[test]
    fn rises_to_the_peak_and_falls_to_its_fraction() {
        assert!(learning_rate(2.0, 0, 1000) < 0.2);
        assert_eq!(learning_rate(2.0, 20, 1000), 2.0);
        let last = learning_rate(2.0, 999, 1000);
        assert!((last / (2.0 * FINAL) - 1.0).abs() < 0.01, "{last}");
    }

    #[test]
    fn one_step_has_a_rate() {
        assert_eq!(learning_rate(2.0, 0, 1), 2.0);
    }
}

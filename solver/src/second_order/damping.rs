//! How long the next step may be.

/// The damping μ of Levenberg's and Marquardt's methods by H. B. Nielsen's rule (*Damping parameter in Marquardt's method*,
/// IMM-REP-1999-05). With ρ the gain over what the model promised,
///
/// μ ← μ max(1/3, 1 − (2ρ − 1)³) if ρ > 0; otherwise the step is taken back and μ ← μν, ν ← 2ν, from ν = 2 on.
pub(crate) struct Damping {
    value: f64,
    growth: f64,
}

impl Damping {
    pub(crate) fn new(value: f64) -> Self {
        Self { value, growth: 2.0 }
    }

    /// μ
    pub(crate) fn value(&self) -> f64 {
        self.value
    }

    /// μ is at least this.
    pub(crate) fn raise(&mut self, least: f64) {
        self.value = self.value.max(least);
    }

    /// After a step that gained `ratio` of what was promised, which is more than 0.
    pub(crate) fn relax(&mut self, ratio: f64) {
        let surprise = 1.0 - (2.0 * ratio - 1.0).powi(3);
        self.value *= surprise.max(1.0 / 3.0);
        self.growth = 2.0;
    }

    /// After a step that gained nothing.
    pub(crate) fn tighten(&mut self) {
        self.value *= self.growth;
        self.growth *= 2.0;
    }
}

#[cfg(test)]
mod tests {
    use super::Damping;

    #[test]
    fn follows_the_trust_in_the_model() {
        let mut damping = Damping::new(1.0);
        // As promised: shorter by the most there is; half of it: as it was; next to nothing: twice.
        for (ratio, value) in [(1.0, 1.0 / 3.0), (0.5, 1.0 / 3.0), (0.0, 2.0 / 3.0)] {
            damping.relax(ratio);
            assert_eq!(damping.value(), value);
        }
        damping.tighten();
        damping.tighten();
        assert_eq!(damping.value(), 8.0 * 2.0 / 3.0);
        damping.relax(0.5);
        damping.tighten();
        assert_eq!(damping.value(), 16.0 * 2.0 / 3.0);
        damping.raise(100.0);
        assert_eq!(damping.value(), 100.0);
    }
}

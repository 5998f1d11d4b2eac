//! ∫ m dx, of a mass that may vary within one part in a thousand of its piece.

use crate::Curve;
use crate::quadrature::gauss_legendre;

/// Gauss–Legendre panels over one piece, each narrow enough for m.
#[derive(Clone, Debug)]
pub(crate) struct MassIntegral {
    mass: Curve,
    /// (points on [−1, 1], weights)
    rule: (Vec<f64>, Vec<f64>),
    /// Where each panel begins, and ∫ m dx over it.
    panels: Vec<(f64, f64)>,
}

/// Points of a panel.
const POINTS: usize = 16;

/// Panels at first, so that what is narrower than a piece by a factor of a thousand does not hide between points.
const PANELS: usize = 64;

/// A panel is narrow enough where its halves say the same to this part of the whole.
const SAME: f64 = 1e-15;

/// Halvings at most: enough for a jump that is written as a function.
const HALVINGS: usize = 40;

/// No more panels are halved when there are so many: a function may jump everywhere.
const MOST_PANELS: usize = 20_000;

impl MassIntegral {
    /// Cost: some thousand evaluations of a mass that is not constant.
    pub(crate) fn new(mass: &Curve, from: f64, to: f64) -> Self {
        let mut integral = Self {
            mass: mass.clone(),
            rule: gauss_legendre(POINTS),
            panels: vec![(from, 0.0)],
        };
        if mass.constant().is_none() {
            let width = (to - from) / PANELS as f64;
            let edge = |k: usize| {
                if k == PANELS {
                    to
                } else {
                    from + k as f64 * width
                }
            };
            let parts: Vec<f64> = (0..PANELS)
                .map(|k| integral.gauss(edge(k), edge(k + 1) - edge(k)))
                .collect();
            let small = SAME * parts.iter().sum::<f64>();
            integral.panels.clear();
            for (k, part) in parts.into_iter().enumerate() {
                integral.add((edge(k), edge(k + 1)), part, small, HALVINGS);
            }
        }
        integral
    }

    /// Appends the panels between two places, over which one alone gives `whole`.
    fn add(&mut self, (from, to): (f64, f64), whole: f64, small: f64, halvings: usize) {
        let middle = 0.5 * (from + to);
        let (left, right) = (
            self.gauss(from, middle - from),
            self.gauss(middle, to - middle),
        );
        // Written so that what is not a number ends it.
        let many = self.panels.len() >= MOST_PANELS;
        if halvings > 0 && !many && (left + right - whole).abs() > small {
            self.add((from, middle), left, small, halvings - 1);
            self.add((middle, to), right, small, halvings - 1);
        } else {
            self.panels.push((from, left + right));
        }
    }

    /// ∫ m dx from `from` on over the distance `length`, to rounding of itself however short that is.
    pub(crate) fn over(&self, from: f64, length: f64) -> f64 {
        if let Some(mass) = self.mass.constant() {
            return mass * length;
        }
        let to = from + length;
        let first = self.panels[1..].partition_point(|panel| panel.0 <= from);
        let last = self.panels[1..].partition_point(|panel| panel.0 < to);
        if first >= last {
            return self.gauss(from, length);
        }
        let inside: f64 = self.panels[first + 1..last]
            .iter()
            .map(|panel| panel.1)
            .sum();
        let (left, right) = (self.panels[first + 1].0, self.panels[last].0);
        self.gauss(from, left - from) + inside + self.gauss(right, to - right)
    }

    fn gauss(&self, from: f64, length: f64) -> f64 {
        let half = 0.5 * length;
        let nodes = self.rule.0.iter().zip(&self.rule.1);
        nodes
            .map(|(t, w)| half * w * self.mass.value(from + half * (t + 1.0)))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Piecewise;

    #[test]
    fn a_narrow_bump_is_not_missed_and_short_parts_are_accurate() {
        // ∫ exp(−((x − c)/s)²) over all x is s √π.
        let bump = |x: f64| 1.0 + 20.0 * (-((x - 0.4) / 0.01).powi(2)).exp();
        let pieces = Piecewise::function(-5.0, 5.0, bump).unwrap();
        let integral = MassIntegral::new(&pieces.curves()[0], -5.0, 5.0);
        let exact = 10.0 + 0.2 * std::f64::consts::PI.sqrt();
        assert!((integral.over(-5.0, 10.0) - exact).abs() < 1e-14 * exact);
        let parts = integral.over(-5.0, 5.4) + integral.over(0.4, 4.6);
        assert!((parts - exact).abs() < 1e-14 * exact);
        assert!((integral.over(3.0, 1e-9) / 1e-9 - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_mass_that_jumps_everywhere_ends() {
        let noise = |x: f64| 1.0 + 0.1 * (1e9 * x).sin().signum();
        let pieces = Piecewise::function(0.0, 1.0, noise).unwrap();
        let integral = MassIntegral::new(&pieces.curves()[0], 0.0, 1.0);
        assert!((integral.over(0.0, 1.0) - 1.0).abs() < 0.1);
    }
}

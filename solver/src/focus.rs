//! A map that shows the part of a wide domain where the state lives at its own size.
//!
//! A domain is often much wider than the state in it: an oscillator on [−50, 50], a molecule whose well is a tenth of the
//! way to dissociation. A network that sees the whole domain as [−1, 1] then meets a spike, and evenly laid points miss
//! it. The map
//!
//! g(y) = asinh((y − c)/w), shifted and scaled onto [−1, 1],
//!
//! is a magnifying glass with centre c: linear within w of it, logarithmic outside. The network is given g in place of t, and
//! points are laid evenly in g. c and w come from the [`Survey`]; they only say where to look.

use crate::Problem;
use crate::survey::Survey;
use crate::trial::Taylor;

/// A magnifying map on an interval.
#[derive(Clone, Debug)]
pub(crate) struct Focus {
    center: f64,
    width: f64,
    /// asinh at the middle and half of its range: g = (asinh(u) − middle)/half.
    middle: f64,
    half: f64,
}

/// Ground states with a larger standard deviation, relative to the width of the domain, need no glass.
const SMALL: f64 = 0.03;
/// Nor do any states with a larger one than this: they fill the domain.
const LARGE: f64 = 0.15;
/// w for a state with a standard deviation of one.
const WIDTH: f64 = 2.0;

/// The standard deviation from which state `n` needs no glass: that of an oscillator grows as √(2n + 1), while the length
/// that a network must tell apart stays.
fn large_enough(n: usize) -> f64 {
    (SMALL * ((2 * n + 1) as f64).sqrt()).min(LARGE)
}

impl Focus {
    /// The map from `from`–`to` to [−1, 1] with this centre and width.
    pub(crate) fn new((from, to): (f64, f64), center: f64, width: f64) -> Self {
        let (left, right) = (
            ((from - center) / width).asinh(),
            ((to - center) / width).asinh(),
        );
        Focus {
            center,
            width,
            middle: 0.5 * (left + right),
            half: 0.5 * (right - left),
        }
    }

    /// The map for the state that was surveyed, on the domain in x; none where it fills a fair part of the domain.
    pub(crate) fn on_state(problem: &Problem, survey: &Survey) -> Option<Self> {
        let (mean, deviation) = survey.place();
        let width = problem.width();
        (deviation < large_enough(survey.nodes())).then(|| {
            let domain = (problem.from(), problem.to());
            Focus::new(
                domain,
                problem.from() + width * mean,
                WIDTH * width * deviation,
            )
        })
    }

    /// Where the glass is held, and how wide it is.
    pub(crate) fn center_and_width(&self) -> (f64, f64) {
        (self.center, self.width)
    }

    /// g with its derivatives, g' = 1/(h √(w² + (y − c)²)).
    pub(crate) fn at(&self, y: f64) -> Taylor {
        let distance = y - self.center;
        let root = distance.hypot(self.width);
        let slope = 1.0 / (self.half * root);
        [
            ((distance / self.width).asinh() - self.middle) / self.half,
            slope,
            -slope * distance / (root * root),
        ]
    }

    /// y and dy/dg.
    fn inverse(&self, g: f64) -> (f64, f64) {
        let u = self.middle + self.half * g;
        (
            self.center + self.width * u.sinh(),
            self.half * self.width * u.cosh(),
        )
    }

    /// The largest slope: how many times the state is magnified when the interval is two wide.
    pub(crate) fn magnification(&self) -> f64 {
        1.0 / (self.half * self.width)
    }

    /// Points and weights on the unit interval, moved so that they lie in `from`–`to` as they lay in g.
    pub(crate) fn relaid(&self, (from, to): (f64, f64), unit: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let (left, right) = (self.at(from)[0], self.at(to)[0]);
        let width = to - from;
        let relaid = |&(place, weight): &(f64, f64)| {
            let (y, slope) = self.inverse(left + (right - left) * place);
            ((y - from) / width, weight * (right - left) * slope / width)
        };
        unit.iter().map(relaid).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Focus, Survey};
    use crate::{Piecewise, Problem};

    #[test]
    fn derivatives_and_the_inverse_belong_to_the_map() {
        let focus = Focus::new((-3.0, 7.0), 1.0, 0.2);
        assert!((focus.at(-3.0)[0] + 1.0).abs() < 1e-14 && (focus.at(7.0)[0] - 1.0).abs() < 1e-14);
        for y in [-2.5, 0.9, 1.0, 1.3, 6.0] {
            let h = 1e-4;
            let [g, g1, g2] = focus.at(y);
            let (left, right) = (focus.at(y - h), focus.at(y + h));
            assert!(((right[0] - left[0]) / (2.0 * h) - g1).abs() < 1e-5);
            assert!(((right[1] - left[1]) / (2.0 * h) - g2).abs() < 1e-4);
            let (back, slope) = focus.inverse(g);
            assert!((back - y).abs() < 1e-12 && (slope * g1 - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn relaid_points_still_integrate() {
        let focus = Focus::new((-3.0, 7.0), 1.0, 0.2);
        let relaid = focus.relaid((0.0, 2.0), &crate::quadrature::composite(40));
        let integral: f64 = relaid.iter().map(|(t, w)| w * (2.0 * t).cos()).sum();
        assert!((integral - 0.5 * 2.0_f64.sin()).abs() < 1e-12);
    }

    #[test]
    fn only_a_small_state_is_magnified() {
        let oscillator = |half: f64| {
            let potential = Piecewise::function(-half, half, |x| x * x);
            Problem::new("oscillator", potential.expect("finite"))
        };
        let focus = |half| {
            let problem = oscillator(half);
            Focus::on_state(&problem, &Survey::new(&problem, 0).expect("finite"))
        };
        assert!(focus(8.0).is_none());
        let (center, width) = focus(50.0).expect("small").center_and_width();
        assert!(
            center == 0.0 && (width - 2.0 * 0.5_f64.sqrt()).abs() < 1e-2,
            "{center} {width}"
        );
    }
}

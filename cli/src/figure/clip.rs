//! The parts of a curve that lie inside its plot.

use super::{Curve, Plot, Stroke};

type Point = (f64, f64);

impl Curve {
    /// Runs of points inside the plot. A line that leaves it ends at the edge, and comes back as another one; where a value is
    /// missing it has a gap.
    pub(super) fn parts(&self, plot: &Plot) -> Vec<Vec<Point>> {
        let place = |&(x, y): &Point| (plot.x.place(x), plot.y.place(y));
        let places: Vec<Point> = self.points.iter().map(place).collect();
        let runs = places.split(|(x, y)| !x.is_finite() || !y.is_finite());
        let (from, to) = (plot.y.from, plot.y.to);
        let mut parts: Vec<Vec<Point>> = Vec::new();
        for run in runs {
            if run.len() == 1 || matches!(self.stroke, Stroke::Rings | Stroke::Mark(_)) {
                let inside = run.iter().filter(|at| (from..=to).contains(&at.1));
                parts.extend(inside.map(|at| vec![*at]));
                continue;
            }
            let mut end = None;
            for line in run.windows(2) {
                if let Some([a, b]) = clip(line[0], line[1], from, to) {
                    match parts.last_mut().filter(|_| end == Some(a)) {
                        Some(part) => part.push(b),
                        None => parts.push(vec![a, b]),
                    }
                    end = Some(b);
                }
            }
        }
        parts
    }
}

/// The part of the line from `a` to `b` with `from` ≤ y ≤ `to`.
fn clip(a: Point, b: Point, from: f64, to: f64) -> Option<[Point; 2]> {
    let rise = b.1 - a.1;
    if rise == 0.0 {
        return (from..=to).contains(&a.1).then_some([a, b]);
    }
    // a + t (b − a) is at the edges for these t.
    let (t, u) = ((from - a.1) / rise, (to - a.1) / rise);
    let (enters, leaves) = (t.min(u), t.max(u));
    let at = |t: f64| (a.0 + t * (b.0 - a.0), (a.1 + t * rise).clamp(from, to));
    (enters <= 1.0 && leaves >= 0.0).then(|| {
        [
            if enters > 0.0 { at(enters) } else { a },
            if leaves < 1.0 { at(leaves) } else { b },
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, Ink};
    use super::*;

    fn parts(points: &[Point]) -> Vec<Vec<Point>> {
        let axis = || Axis::exactly(String::new(), (0.0, 4.0));
        let plot = Plot {
            x: axis(),
            y: axis(),
            curves: Vec::new(),
        };
        Curve::solid("", Ink::Network, points.to_vec()).parts(&plot)
    }

    #[test]
    fn a_line_ends_where_it_leaves_the_plot() {
        let up_and_down = [(0.0, 0.0), (1.0, 8.0), (2.0, 0.0), (3.0, 2.0)];
        let expected = vec![
            vec![(0.0, 0.0), (0.5, 4.0)],
            vec![(1.5, 4.0), (2.0, 0.0), (3.0, 2.0)],
        ];
        assert_eq!(parts(&up_and_down), expected);
        let through = [(1.0, -4.0), (1.0, 8.0)];
        assert_eq!(parts(&through), [[(1.0, 0.0), (1.0, 4.0)]]);
        assert!(parts(&[(0.0, 5.0), (1.0, 9.0), (2.0, 9.0)]).is_empty());
    }

    #[test]
    fn a_missing_value_is_a_gap_and_a_lone_one_a_point() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, 1.0), (3.0, 1.0)];
        let expected = vec![vec![(0.0, 1.0)], vec![(2.0, 1.0), (3.0, 1.0)]];
        assert_eq!(parts(&points), expected);
    }
}

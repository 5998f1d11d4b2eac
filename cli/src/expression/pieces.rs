//! An expression, cut where it jumps or has a kink.

use std::fmt;

use super::{Expression, Node};

/// Places that are looked at in search of switches.
const SAMPLES: usize = 2000;

/// Pieces are wider than this, relative to the domain.
const CLOSEST: f64 = 1e-9;

/// More pieces than this are a mistake, or a function that is nowhere smooth.
const MOST_PIECES: usize = 200;

/// The switches of an expression change too often to find every place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unresolved;

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "step, sign, abs, min or max switch too often to find every place (at most {MOST_PIECES})"
        )
    }
}

impl std::error::Error for Unresolved {}

impl Expression {
    /// The smooth pieces of the expression between `from` and `to`, each with
    /// the x where it ends.
    ///
    /// Where the argument of step, sign or abs, or the difference of the two of
    /// min or max, changes sign, a piece ends; in the piece the function is
    /// replaced by the branch that it takes there. So `step(x - 1)` becomes the
    /// two constants 0 and 1, which meet exactly at 1.
    pub(crate) fn pieces(&self, from: f64, to: f64) -> Result<Vec<(f64, Expression)>, Unresolved> {
        let edges = self.edges(from, to)?;
        let mut start = from;
        let mut pieces: Vec<(f64, Expression)> = Vec::new();
        for end in edges.into_iter().chain([to]) {
            let inside = |fraction: f64| start + (end - start) * fraction;
            let sides = self.0.sides(inside(0.5));
            if [0.12, 0.31, 0.71, 0.93]
                .iter()
                .any(|&at| self.0.sides(inside(at)) != sides)
            {
                return Err(Unresolved);
            }
            let piece = Expression(self.0.without_switches(inside(0.5)));
            match pieces.last_mut() {
                // A switch that switches nothing, as in step(abs(x) - 1) at 0.
                Some((last, same))
                    if same.constant().is_some_and(|v| Some(v) == piece.constant()) =>
                {
                    *last = end;
                }
                _ => pieces.push((end, piece)),
            }
            start = end;
        }
        Ok(pieces)
    }

    /// Where switches change, ascending and inside the domain.
    fn edges(&self, from: f64, to: f64) -> Result<Vec<f64>, Unresolved> {
        let closest = CLOSEST * (to - from).max(from.abs()).max(to.abs());
        // Off the round numbers where switches are put.
        let inside = (0..SAMPLES).map(|i| from + (to - from) * (i as f64 + 0.43) / SAMPLES as f64);
        let (mut left, mut before) = (from, self.0.sides(from));
        let mut edges = Vec::new();
        for right in inside.chain([to]) {
            let here = self.0.sides(right);
            while before != here {
                let (edge, behind) = self.0.change(left, right, &before);
                let last = edges.last().copied().unwrap_or(from);
                // Switches at one place, or at an end, differ by rounding alone.
                if edge - last > closest && to - edge > closest {
                    edges.push(edge);
                }
                if edges.len() >= MOST_PIECES {
                    return Err(Unresolved);
                }
                (left, before) = (edge.max(left), behind);
            }
            left = right;
        }
        Ok(edges)
    }
}

impl Node {
    /// On which side every switch is at `x`.
    pub(super) fn sides(&self, x: f64) -> Vec<bool> {
        let mut sides = Vec::new();
        self.value(x, &mut |side| sides.push(side));
        sides
    }

    /// Where between `left` and `right` the sides stop to be `before`, by
    /// bisection down to neighbouring floats, and the sides behind it.
    fn change(&self, mut left: f64, mut right: f64, before: &[bool]) -> (f64, Vec<bool>) {
        loop {
            let middle = 0.5 * (left + right);
            if middle <= left || middle >= right {
                // Of the two neighbours take the one that is shorter in decimal:
                // it is what the user wrote, 1 and not 1.0000000000000002.
                let length = |x: f64| x.to_string().len();
                let edge = if length(left) < length(right) {
                    left
                } else {
                    right
                };
                return (edge, self.sides(right));
            }
            if self.sides(middle) == before {
                left = middle
            } else {
                right = middle
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of the pieces and their values, where constant.
    fn pieces(text: &str, from: f64, to: f64) -> Vec<(f64, Option<f64>)> {
        let pieces = Expression::parse(text).unwrap().pieces(from, to).unwrap();
        pieces
            .into_iter()
            .map(|(end, piece)| (end, piece.constant()))
            .collect()
    }

    #[test]
    fn steps_become_constants_that_meet_exactly_where_they_were_put() {
        let well = [(-1.0, Some(20.0)), (1.0, Some(0.0)), (3.0, Some(20.0))];
        assert_eq!(pieces("20*step(abs(x) - 1)", -3.0, 3.0), well);
        assert_eq!(pieces("20*(1 - step(x + 1)*step(1 - x))", -3.0, 3.0), well);
        assert_eq!(
            pieces("step(x)", -0.7, 0.3),
            [(0.0, Some(0.0)), (0.3, Some(1.0))]
        );
        assert_eq!(
            pieces("sign(x - 0.1)", 0.0, 1.0),
            [(0.1, Some(-1.0)), (1.0, Some(1.0))]
        );
    }

    #[test]
    fn switches_at_one_place_or_at_an_end_cut_nothing_narrow() {
        let both = "step(x - 0.1) + 2*step(0.1 - x)";
        assert_eq!(pieces(both, 0.0, 1.0), [(0.1, Some(2.0)), (1.0, Some(1.0))]);
        assert_eq!(pieces("step(-x) + step(x)", 0.0, 1.0), [(1.0, Some(1.0))]);
        assert_eq!(
            pieces("step(x - 1) + step(1 - x)", 0.0, 1.0),
            [(1.0, Some(1.0))]
        );
    }

    #[test]
    fn a_switch_close_to_an_end_is_found() {
        let text = "step(x - 0.0001) + step(x - 0.9999)";
        let ends = [(0.0001, Some(0.0)), (0.9999, Some(1.0)), (1.0, Some(2.0))];
        assert_eq!(pieces(text, 0.0, 1.0), ends);
    }

    #[test]
    fn kinks_end_pieces_and_leave_smooth_branches() {
        let text = "abs(x) + max(x, 0.5) + min(x^2, 1)";
        let whole = Expression::parse(text).unwrap();
        let pieces = whole.pieces(-2.0, 2.0).unwrap();
        let ends: Vec<f64> = pieces.iter().map(|(end, _)| *end).collect();
        assert_eq!(ends, [-1.0, 0.0, 0.5, 1.0, 2.0]);
        let mut start = -2.0;
        for (end, piece) in &pieces {
            assert!(piece.0.sides(0.0).is_empty(), "a switch is left");
            for i in 0..10 {
                let x = start + (end - start) * (f64::from(i) + 0.5) / 10.0;
                assert_eq!(piece.value(x), whole.value(x), "at {x}");
            }
            start = *end;
        }
    }

    #[test]
    fn a_periodic_potential_has_a_piece_for_every_wall() {
        assert_eq!(pieces("30*step(sin(2*pi*x))", 0.05, 4.95).len(), 10);
    }

    #[test]
    fn an_expression_without_switches_is_one_piece() {
        assert_eq!(pieces("x^2", -1.0, 1.0), [(1.0, None)]);
        assert_eq!(pieces("3*pi^0", -1.0, 1.0), [(1.0, Some(3.0))]);
    }

    #[test]
    fn switches_that_change_too_often_are_an_error() {
        for text in ["step(sin(1e4*x))", "step(sin(1e9*x))", "abs(sin(1/x))"] {
            let pieces = Expression::parse(text).unwrap().pieces(-1.0, 1.0);
            assert_eq!(pieces.err(), Some(Unresolved), "{text}");
        }
    }
}

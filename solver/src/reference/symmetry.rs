//! Problems that are their own mirror image, whose states are even and odd in turn.
//!
//! Each parity is solved on the left half alone, with ψ′ = 0 or ψ = 0 at the centre. A pair of levels split by less than
//! rounding has no other numerical answer: on the whole domain any mixture of the two would do as well.

use super::layer::Ray;
use crate::{Problem, Shape};

/// What a state of a symmetric problem is in the mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parity {
    Even,
    Odd,
}

impl Parity {
    /// The parity of state `n`: it has n nodes, and one at the centre if n is odd.
    pub(super) fn of(n: usize) -> Self {
        if n.is_multiple_of(2) {
            Self::Even
        } else {
            Self::Odd
        }
    }

    /// ψ at the mirrored place, divided by ψ.
    pub(super) fn sign(self) -> f64 {
        match self {
            Self::Even => 1.0,
            Self::Odd => -1.0,
        }
    }

    /// The solution at the centre.
    pub(super) fn centre(self) -> Ray {
        match self {
            Self::Even => Ray::EVEN,
            Self::Odd => Ray::WALL,
        }
    }
}

/// Whether potential and mass are symmetric about the middle of the domain, up to rounding.
pub(super) fn is_symmetric(problem: &Problem) -> bool {
    let size = problem.from().abs().max(problem.to().abs());
    let mirror = |x: f64| problem.from() + (problem.to() - x);
    let pieces = problem.pieces();
    pieces.iter().zip(pieces.iter().rev()).all(|(left, right)| {
        (left.width() - right.width()).abs() <= 4.0 * f64::EPSILON * size
            && same(left.potential, right.potential, left.from, left.to, mirror)
            && same(left.mass, right.mass, left.from, left.to, mirror)
    })
}

/// Whether two shapes agree in the mirror: constants exactly, anything else at 32 places to 1e-13 of its size.
fn same(a: &Shape, b: &Shape, from: f64, to: f64, mirror: impl Fn(f64) -> f64) -> bool {
    if let (Some(a), Some(b)) = (a.constant(), b.constant()) {
        return a == b;
    }
    const PLACES: usize = 32;
    let places = (0..PLACES).map(|i| from + (to - from) * (i as f64 + 0.5) / PLACES as f64);
    let values: Vec<_> = places.map(|x| (a.value(x), b.value(mirror(x)))).collect();
    let size = values
        .iter()
        .map(|(a, b)| a.abs().max(b.abs()))
        .fold(0.0, f64::max);
    values.iter().all(|(a, b)| (a - b).abs() <= 1e-13 * size)
}

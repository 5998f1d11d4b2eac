//! Problems that are their own mirror image, whose states are even and odd in turn.
//!
//! Each parity is solved on the left half alone, with ψ′ = 0 or ψ = 0 at the centre. A pair of levels split by less than
//! rounding has no other numerical answer: on the whole domain any mixture of the two would do as well.

use super::layer::Ray;

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

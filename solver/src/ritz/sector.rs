//! Even and odd states apart.

use super::element::End;
use super::measure::Measured;

/// The states that are computed together.
///
/// Where V and m are symmetric about the middle, states are even and odd in turn. Each kind is then computed apart, on the
/// right half: an even ψ has slope 0 in the middle, an odd one is 0 there. That is half the work; and an even and an odd level
/// that no number of digits tells apart, as of two wells with a high barrier between them, cannot mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sector {
    /// All states, on the whole domain.
    Whole,
    /// Even states, on the right half.
    Even,
    /// Odd states, on the right half.
    Odd,
}

impl Sector {
    /// The sectors of a problem: levels take turns.
    pub(super) fn all(symmetric: bool) -> &'static [Sector] {
        if symmetric {
            &[Sector::Even, Sector::Odd]
        } else {
            &[Sector::Whole]
        }
    }

    /// What ψ is subject to at the left end of the elements.
    pub(super) fn left_end(self) -> End {
        match self {
            Sector::Whole | Sector::Odd => End::Wall,
            Sector::Even => End::Mirror,
        }
    }

    /// ψ(−t)/ψ(t), where it is a half that was computed.
    pub(super) fn sign(self) -> Option<f64> {
        match self {
            Sector::Whole => None,
            Sector::Even => Some(1.0),
            Sector::Odd => Some(-1.0),
        }
    }

    /// The whole state, of which the right half was measured.
    pub(super) fn unfolded(self, half: Measured) -> Measured {
        match self.sign() {
            None => half,
            Some(sign) => Measured {
                norm: 2.0 * half.norm,
                nodes: 2 * half.nodes + usize::from(self == Sector::Odd),
                // The first lobe is the last one in the mirror.
                sign: sign * half.last_sign,
                last_sign: half.last_sign,
                ..half
            },
        }
    }
}

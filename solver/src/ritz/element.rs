//! An element: an interval with a small network of its own, joined smoothly to its neighbours.

use hyperwell_autodiff::Jet;

use super::feature::{Features, Neuron};
use crate::coordinate::Coordinate;
use crate::random::SplitMix64;
use crate::trial::Taylor;

/// The functions that live on one interval, −1 ≤ τ ≤ 1 in it:
///
/// - *inner functions* W, W f₁(τ), W f₂(τ), … with features f and the window W = (1 + τ)^p (1 − τ)^q, p = 1 at a wall and
///   2 elsewhere, so that ψ vanishes at walls, and value and slope vanish where another element begins;
/// - at each end that joins another element two *joints*, the cubic Hermite polynomials with ψ = 1 and with ψ_t = 1 there.
///   The neighbour has the same, and together ψ and ψ_t are continuous: in t, with mass jumps or without, ψ is C¹ and no more.
///   At a mirror the first of them is one more inner function, and there is no second.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Ends in x.
    pub(super) from: f64,
    pub(super) to: f64,
    /// Index among the problem's pieces.
    pub(super) piece: usize,
    ends: [End; 2],
    /// Half of its width in t.
    half: f64,
    neurons: Vec<Neuron>,
}

/// What is at an end of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// ψ = 0.
    Wall,
    /// Another element.
    Joint,
    /// The middle of a symmetric problem, for an even state: ψ_t = 0.
    Mirror,
}

/// A function on an element, with its derivatives in t.
type Local = Jet<f64, 1>;

impl Element {
    pub(super) fn new(
        coordinate: &Coordinate,
        piece: usize,
        [from, to]: [f64; 2],
        ends: [End; 2],
    ) -> Self {
        Element {
            from,
            to,
            piece,
            ends,
            half: 0.5 * coordinate.growth(piece, from, to - from),
            neurons: Vec::new(),
        }
    }

    /// Gives the element `count` untrained features.
    pub(super) fn with_features(mut self, kind: Features, count: usize, seed: u64) -> Self {
        // The place names the stream: refining one element leaves the others as they are.
        let purpose = [self.from.to_bits(), self.to.to_bits()];
        self.neurons = kind.draw(count, &mut SplitMix64::new(seed, &purpose));
        self
    }

    pub(super) fn width(&self) -> f64 {
        self.to - self.from
    }

    /// The number of features.
    pub(super) fn features(&self) -> usize {
        self.neurons.len()
    }

    /// The number of inner functions.
    pub(super) fn inner(&self) -> usize {
        1 + self.neurons.len() + self.count(End::Mirror)
    }

    /// The number of joints.
    pub(super) fn joints(&self) -> usize {
        2 * self.count(End::Joint)
    }

    fn count(&self, kind: End) -> usize {
        self.ends.iter().filter(|&&end| end == kind).count()
    }

    /// τ at the distance `length` from the left end. It does not go through t, of which a narrow element is a small part with few digits.
    pub(super) fn tau(&self, coordinate: &Coordinate, length: f64) -> f64 {
        coordinate.growth(self.piece, self.from, length) / self.half - 1.0
    }

    /// All functions at τ, each with its first and second derivative in t: inner ones, then the joints from left to right,
    /// value before slope.
    pub(super) fn at(&self, tau: f64) -> impl Iterator<Item = Taylor> + '_ {
        let tau = Local::new(tau, [1.0 / self.half], 0.0);
        let one = Local::constant(1.0);
        let (up, down) = (one + tau, one - tau);
        let end = |side: Local, end: End| {
            if end == End::Wall { side } else { side * side }
        };
        let window = end(up, self.ends[0]) * end(down, self.ends[1]);
        let features = self.neurons.iter().map(move |f| window * f.at(tau));
        // Hermite's cubics for the end where `away` = 0, `toward` = 2: value and slope.
        let hermite = move |away: Local, toward: Local, slope: f64| {
            let square = toward * toward * Local::constant(0.25);
            let value = square * (one + away);
            [value, square * away * Local::constant(slope * self.half)]
        };
        let ends = [
            (self.ends[0], hermite(up, down, 1.0)),
            (self.ends[1], hermite(down, up, -1.0)),
        ];
        let at = move |kind: End, count: usize| {
            let ends = ends.into_iter().filter(move |(end, _)| *end == kind);
            ends.flat_map(move |(_, functions)| functions.into_iter().take(count))
        };
        std::iter::once(window)
            .chain(features)
            .chain(at(End::Mirror, 1))
            .chain(at(End::Joint, 2))
            .map(|f| [f.value, f.gradient[0], f.second])
    }
}

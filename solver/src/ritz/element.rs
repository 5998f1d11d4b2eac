//! An element: an interval with a small network of its own, joined smoothly to its neighbours.

use hyperwell_autodiff::Jet;

use super::feature::{Features, Neuron};
use crate::coordinate::Coordinate;
use crate::random::SplitMix64;
use crate::trial::Taylor;

/// The functions that live on one interval of t, −1 ≤ τ ≤ 1 in it:
///
/// - *inner functions* W, W f₁(τ), W f₂(τ), … with features f and the window W = (1 + τ)^p (1 − τ)^q, p = 1 at a wall and
///   2 elsewhere, so that ψ vanishes at walls, and value and slope vanish where another element begins;
/// - at each end that is no wall two *joints*, the cubic Hermite polynomials with ψ = 1 and with ψ_t = 1 there. The
///   neighbour has the same, and together ψ and ψ_t are continuous: in t, with mass jumps or without, ψ is C¹ and no more.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Ends in x.
    pub(super) from: f64,
    pub(super) to: f64,
    /// Index among the problem's pieces.
    pub(super) piece: usize,
    /// Whether each end is a wall.
    pub(super) wall: [bool; 2],
    centre: f64,
    half: f64,
    neurons: Vec<Neuron>,
}

/// A function of t on an element.
type Local = Jet<f64, 1>;

impl Element {
    pub(super) fn new(
        coordinate: &Coordinate,
        piece: usize,
        [from, to]: [f64; 2],
        wall: [bool; 2],
    ) -> Self {
        let (left, right) = (coordinate.t(piece, from), coordinate.t(piece, to));
        Element {
            from,
            to,
            piece,
            wall,
            centre: 0.5 * (left + right),
            half: 0.5 * (right - left),
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
        1 + self.neurons.len()
    }

    /// The number of joints.
    pub(super) fn joints(&self) -> usize {
        2 * self.wall.iter().filter(|&&wall| !wall).count()
    }

    /// All functions at t, each with its first and second derivative in t: inner ones, then the joints from left to right,
    /// value before slope.
    pub(super) fn at(&self, t: f64) -> impl Iterator<Item = Taylor> + '_ {
        let tau = Local::new((t - self.centre) / self.half, [1.0 / self.half], 0.0);
        let one = Local::constant(1.0);
        let (up, down) = (one + tau, one - tau);
        let end = |side: Local, wall: bool| if wall { side } else { side * side };
        let window = end(up, self.wall[0]) * end(down, self.wall[1]);
        let features = self.neurons.iter().map(move |f| window * f.at(tau));
        // Hermite's cubics for the end where `away` = 0, `toward` = 2.
        let joint = move |away: Local, toward: Local, slope: f64| {
            let square = toward * toward * Local::constant(0.25);
            let value = square * (one + away);
            [value, square * away * Local::constant(slope * self.half)]
        };
        let left = (!self.wall[0]).then(|| joint(up, down, 1.0));
        let right = (!self.wall[1]).then(|| joint(down, up, -1.0));
        std::iter::once(window)
            .chain(features)
            .chain(left.into_iter().chain(right).flatten())
            .map(|f| [f.value, f.gradient[0], f.second])
    }
}

//! The dimensionless coordinate in which a network sees a problem.
//!
//! With a position-dependent mass it is ψ'/m that is continuous. In the coordinate s with
//! ds = m dx that quantity is simply dψ/ds, so ψ(s) is continuously differentiable across every
//! jump of the mass, and −(ψ'/m)' = −m d²ψ/ds². Scaled to t ∈ [−1, 1], s − s̄ = S t, and with energies in
//! units of m̄/S², the equation reads
//!
//! −μ ψ_tt + (v − ε) ψ = 0,  μ = m/m̄,  v = (V − V₀) S²/m̄,  ε = (E − V₀) S²/m̄.
//!
//! m̄ is the mean mass and V₀ the least value of V at some places, or less, so that 0 < ε. For m = 1 the
//! coordinate is x itself, scaled.

use crate::mass::MassIntegral;
use crate::quadrature::gauss_legendre;
use crate::{Curve, Piece, Problem};

/// The map between x and t, and between E and ε.
///
/// t runs from −1 to 1 over the domain and is proportional to ∫m dx, so that ψ(t) has no kink where the mass jumps; ε is
/// the energy above the least potential, in units of m̄/S² (S half of ∫m dx, m̄ the mean mass).
///
/// ```
/// use hyperwell::{Coordinate, Problem};
///
/// let coordinate = Coordinate::new(&Problem::finite_well());
/// assert_eq!(coordinate.t(1, 0.75), 0.25);
/// assert_eq!(coordinate.energy(coordinate.scaled_energy(1.64)), 1.64);
/// ```
#[derive(Clone, Debug)]
pub struct Coordinate {
    /// Where each piece starts, in x and in s; at last the end of the domain.
    edges: Vec<(f64, f64)>,
    masses: Vec<Curve>,
    integrals: Vec<MassIntegral>,
    middle: f64,
    half: f64,
    mean_mass: f64,
    lowest_potential: f64,
}

/// Places in each piece where V is looked at for its least value.
const LOOKS: usize = 64;

impl Coordinate {
    /// The coordinate of a problem.
    pub fn new(problem: &Problem) -> Self {
        let pieces = problem.pieces();
        let mut edges = vec![(problem.from(), 0.0)];
        let integral = |piece: &Piece<'_>| MassIntegral::new(piece.mass, piece.from, piece.to);
        let integrals: Vec<MassIntegral> = pieces.iter().map(integral).collect();
        let mut s = 0.0;
        for (piece, integral) in pieces.iter().zip(&integrals) {
            s += integral.over(piece.from, piece.width());
            edges.push((piece.to, s));
        }
        let looks = gauss_legendre(LOOKS).0;
        let lowest = |piece: &Piece<'_>| {
            let sample = |&t: &f64| {
                piece
                    .potential
                    .value(piece.from + piece.width() * 0.5 * (t + 1.0))
            };
            looks.iter().map(sample).fold(f64::INFINITY, f64::min)
        };
        Coordinate {
            lowest_potential: pieces.iter().map(lowest).fold(f64::INFINITY, f64::min),
            masses: pieces.iter().map(|piece| piece.mass.clone()).collect(),
            integrals,
            edges,
            middle: 0.5 * s,
            half: 0.5 * s,
            mean_mass: s / problem.width(),
        }
    }

    /// The same with V₀ at most `potential`.
    pub(crate) fn with_floor(self, potential: f64) -> Self {
        Coordinate {
            lowest_potential: self.lowest_potential.min(potential),
            ..self
        }
    }

    /// t at position `x` of piece `piece`.
    pub fn t(&self, piece: usize, x: f64) -> f64 {
        let (from, s) = self.edges[piece];
        (s + self.integrals[piece].over(from, x - from) - self.middle) / self.half
    }

    /// By how much t grows from `from` on over the distance `length`, to rounding of itself: a difference of two t has that of t.
    #[cfg(feature = "dense")]
    pub(crate) fn growth(&self, piece: usize, from: f64, length: f64) -> f64 {
        self.integrals[piece].over(from, length) / self.half
    }

    /// t at the end of piece `piece`.
    pub fn edge(&self, piece: usize) -> f64 {
        (self.edges[piece + 1].1 - self.middle) / self.half
    }

    /// m at `x`.
    pub fn mass(&self, piece: usize, x: f64) -> f64 {
        self.masses[piece].value(x)
    }

    /// μ at `x`.
    pub fn relative_mass(&self, piece: usize, x: f64) -> f64 {
        self.mass(piece, x) / self.mean_mass
    }

    /// The piece that holds `x`; at an edge the one to the right.
    pub fn piece_at(&self, x: f64) -> usize {
        let inner = &self.edges[1..self.edges.len() - 1];
        inner.partition_point(|&(edge, _)| edge <= x)
    }

    /// dt/dx at `x`.
    pub fn slope(&self, piece: usize, x: f64) -> f64 {
        self.mass(piece, x) / self.half
    }

    /// d²t/dx² at `x`, from a difference quotient of the mass inside the piece.
    pub fn curvature(&self, piece: usize, x: f64) -> f64 {
        if self.masses[piece].constant().is_some() {
            return 0.0;
        }
        let (from, to) = (self.edges[piece].0, self.edges[piece + 1].0);
        let step = 1e-5 * (to - from);
        let (left, right) = ((x - step).max(from), (x + step).min(to));
        (self.mass(piece, right) - self.mass(piece, left)) / ((right - left) * self.half)
    }

    /// The energy unit m̄/S².
    pub fn energy_unit(&self) -> f64 {
        self.mean_mass / (self.half * self.half)
    }

    /// ε of E, or v of V.
    pub fn scaled_energy(&self, energy: f64) -> f64 {
        (energy - self.lowest_potential) / self.energy_unit()
    }

    /// E of ε.
    pub fn energy(&self, scaled: f64) -> f64 {
        self.lowest_potential + scaled * self.energy_unit()
    }
}

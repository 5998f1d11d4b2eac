//! The Schrödinger problem: domain, potential and mass.

use crate::{Curve, Error, Piecewise};

/// The stationary Schrödinger equation on an interval between hard walls,
///
/// −d/dx( 1/m(x) · dψ/dx ) + V(x) ψ = E ψ,  ψ(from) = ψ(to) = 0,
///
/// in units where ħ²/2m₀ = 1. The mass defaults to 1: −ψ″ + Vψ = Eψ. Where m jumps, ψ and ψ′/m are continuous (BenDaniel and
/// Duke, Phys. Rev. 152, 683 (1966)).
///
/// ```
/// use hyperwell::{Piecewise, Problem};
///
/// let oscillator = Problem::new("oscillator", Piecewise::function(-8.0, 8.0, |x| x * x)?);
/// assert_eq!((oscillator.from(), oscillator.to()), (-8.0, 8.0));
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Problem {
    name: String,
    potential: Piecewise,
    mass: Piecewise,
}

/// An interval on which both potential and mass are one curve each.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// Left end.
    pub from: f64,
    /// Right end.
    pub to: f64,
    /// The potential on this interval.
    pub potential: &'a Curve,
    /// The mass on this interval.
    pub mass: &'a Curve,
}

impl Piece<'_> {
    /// The length of the interval.
    pub fn width(&self) -> f64 {
        self.to - self.from
    }

    /// The intervals within the piece on which potential and mass are smooth: the piece, cut at the rows of tables.
    fn smooth_parts(&self) -> Vec<(f64, f64)> {
        let narrow = 1e-9 * self.width();
        let knots = self.potential.knots().iter().chain(self.mass.knots());
        let inside = |x: &f64| *x > self.from + narrow && *x < self.to - narrow;
        let mut edges: Vec<f64> = knots.copied().filter(inside).collect();
        edges.extend([self.from, self.to]);
        edges.sort_by(f64::total_cmp);
        edges.dedup_by(|right, left| *right - *left <= narrow);
        edges.windows(2).map(|edge| (edge[0], edge[1])).collect()
    }
}

impl Problem {
    /// A problem on the domain of `potential`, with mass 1.
    pub fn new(name: impl Into<String>, potential: Piecewise) -> Self {
        let mass = Piecewise::from_constants(&[potential.from(), potential.to()], &[1.0]);
        Self {
            name: name.into(),
            potential,
            mass,
        }
    }

    /// The same problem with a mass that depends on position.
    ///
    /// # Errors
    /// [`Error::MassDomain`] if the mass is given on another domain, [`Error::Mass`] where it is not positive (looked at in
    /// the same places as the values of a [`Piecewise`]).
    pub fn with_mass(mut self, mass: Piecewise) -> Result<Self, Error> {
        let domain = (self.from(), self.to());
        if (mass.from(), mass.to()) != domain {
            return Err(Error::MassDomain {
                potential: domain,
                mass: (mass.from(), mass.to()),
            });
        }
        mass.check_values(|x, value| {
            if value >= 1.0 / Piecewise::LIMIT {
                Ok(())
            } else {
                Err(Error::Mass { x, value })
            }
        })?;
        self.mass = mass;
        Ok(self)
    }

    /// The same problem under another name.
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What the problem is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Left wall.
    pub fn from(&self) -> f64 {
        self.potential.from()
    }

    /// Right wall.
    pub fn to(&self) -> f64 {
        self.potential.to()
    }

    /// Distance between the walls.
    pub fn width(&self) -> f64 {
        self.to() - self.from()
    }

    /// V.
    pub fn potential(&self) -> &Piecewise {
        &self.potential
    }

    /// m.
    pub fn mass(&self) -> &Piecewise {
        &self.mass
    }

    /// The intervals between all breakpoints of V and of m, from left to right.
    ///
    /// Quadrature and collocation belong inside them. Breakpoints of V and m that differ by rounding alone are one.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let edges = [&[self.from()], self.breakpoints().as_slice(), &[self.to()]].concat();
        let piece = |edge: &[f64]| {
            let middle = 0.5 * (edge[0] + edge[1]);
            Piece {
                from: edge[0],
                to: edge[1],
                potential: &self.potential.curves()[self.potential.piece_at(middle)],
                mass: &self.mass.curves()[self.mass.piece_at(middle)],
            }
        };
        edges.windows(2).map(piece).collect()
    }

    /// The intervals on which V and m are smooth, as (index of the piece, from, to): the pieces, cut at the rows of tables.
    pub(crate) fn smooth_intervals(&self) -> Vec<(usize, f64, f64)> {
        let pieces = self.pieces();
        let parts = |(index, piece): (usize, &Piece<'_>)| {
            let parts = piece.smooth_parts().into_iter();
            parts.map(move |(from, to)| (index, from, to))
        };
        pieces.iter().enumerate().flat_map(parts).collect()
    }

    /// The breakpoints of V and m together, ascending.
    pub fn breakpoints(&self) -> Vec<f64> {
        self.merge(self.potential.breakpoints(), self.mass.breakpoints())
    }

    /// The places where V or m really jump, ascending: there ψ″, and where m jumps also ψ′, is discontinuous.
    pub fn jumps(&self) -> Vec<f64> {
        self.merge(&self.potential.jumps(), &self.mass.jumps())
    }

    /// Whether potential and mass are symmetric about the middle of the domain, up to rounding: then the states are even and
    /// odd in turn, and the ground state is even.
    ///
    /// Constants are compared exactly, anything else at 4096 places of each piece, so that no narrow well hides on one side, and at the
    /// rows of a table, to 1e-13 of its size. Cost: so many evaluations at two places each.
    ///
    /// ```
    /// use hyperwell::{Piecewise, Problem};
    ///
    /// let double_well = Piecewise::function(-3.0, 3.0, |x| (x * x - 1.0).powi(2))?;
    /// assert!(Problem::new("double well", double_well).is_symmetric());
    /// let ramp = Piecewise::function(-3.0, 3.0, |x| x)?;
    /// assert!(!Problem::new("ramp", ramp).is_symmetric());
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn is_symmetric(&self) -> bool {
        let size = self.from().abs().max(self.to().abs());
        let mirror = |x: f64| self.from() + (self.to() - x);
        let pieces = self.pieces();
        pieces.iter().zip(pieces.iter().rev()).all(|(left, right)| {
            let places = (left.from, left.to);
            (left.width() - right.width()).abs() <= 4.0 * f64::EPSILON * size
                && same(left.potential, right.potential, places, mirror)
                && same(left.mass, right.mass, places, mirror)
        })
    }

    fn merge(&self, a: &[f64], b: &[f64]) -> Vec<f64> {
        let same = Piecewise::NARROWEST * self.width().max(self.from().abs()).max(self.to().abs());
        let mut all = [a, b].concat();
        all.sort_by(f64::total_cmp);
        all.dedup_by(|right, left| *right - *left <= same);
        all
    }
}

/// Whether `a` on the interval from–to is `b` in the mirror.
fn same(a: &Curve, b: &Curve, (from, to): (f64, f64), mirror: impl Fn(f64) -> f64) -> bool {
    if let (Some(a), Some(b)) = (a.constant(), b.constant()) {
        return a == b;
    }
    const PLACES: usize = 4096;
    let regular = (0..PLACES).map(|i| from + (to - from) * (i as f64 + 0.5) / PLACES as f64);
    let rows = a.knots().iter().copied();
    let mirrored = b.knots().iter().map(|&x| mirror(x));
    let values: Vec<_> = regular
        .chain(rows.chain(mirrored).filter(|x| (from..=to).contains(x)))
        .map(|x| (a.value(x), b.value(mirror(x))))
        .collect();
    let size = values
        .iter()
        .map(|(a, b)| a.abs().max(b.abs()))
        .fold(0.0, f64::max);
    values.iter().all(|(a, b)| (a - b).abs() <= 1e-13 * size)
}

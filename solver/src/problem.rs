//! The Schrödinger problem: domain, potential and mass.

use crate::{Error, Piecewise, Shape};

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

/// An interval on which both potential and mass have one shape.
#[derive(Clone, Debug)]
pub struct Piece<'a> {
    /// Left end.
    pub from: f64,
    /// Right end.
    pub to: f64,
    /// The potential on this interval.
    pub potential: &'a Shape,
    /// The mass on this interval.
    pub mass: &'a Shape,
}

impl Piece<'_> {
    /// The length of the interval.
    pub fn width(&self) -> f64 {
        self.to - self.from
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
                potential: &self.potential.shapes()[self.potential.piece_at(middle)],
                mass: &self.mass.shapes()[self.mass.piece_at(middle)],
            }
        };
        edges.windows(2).map(piece).collect()
    }

    /// The breakpoints of V and m together, ascending.
    pub fn breakpoints(&self) -> Vec<f64> {
        self.merge(self.potential.breakpoints(), self.mass.breakpoints())
    }

    /// The places where V or m really jump, ascending: there ψ″, and where m jumps also ψ′, is discontinuous.
    pub fn jumps(&self) -> Vec<f64> {
        self.merge(&self.potential.jumps(), &self.mass.jumps())
    }

    fn merge(&self, a: &[f64], b: &[f64]) -> Vec<f64> {
        let same = Piecewise::NARROWEST * self.width().max(self.from().abs()).max(self.to().abs());
        let mut all = [a, b].concat();
        all.sort_by(f64::total_cmp);
        all.dedup_by(|right, left| *right - *left <= same);
        all
    }
}

//! Numerov's method: fourth order at the price of second.

use super::{
    ReferenceState,
    grid::{self, Grid, Scheme},
    tridiagonal::Tridiagonal,
};
use crate::{Error, Problem};

/// The lowest `states` states by Numerov's method on `intervals` equal intervals, for a mass that is the same everywhere.
///
/// With ψ″ = fψ, f = m(V − E), and y = (1 − h²f/12) ψ,
///
/// y_{i+1} − 2y_i + y_{i−1} = h²f_i/(1 − h²f_i/12) · y_i
///
/// (B. Numerov, Mon. Not. R. Astron. Soc. 84, 592 (1924)). Instead of shooting, the levels are counted as the negative pivots
/// of this tridiagonal system, so that none is missed. The error of E is O(h⁴) where V is smooth; a jump of V spoils it to
/// O(h) or O(h²), which is what happens to those who sample V. Cost: some sixty passes over the grid for each state.
///
/// # Errors
/// [`Error::VaryingMass`] for a mass that depends on position, [`Error::TooFewPoints`] for less than twelve intervals or two
/// for each state and one more, [`Error::Value`] where V is not finite, [`Error::NotResolved`] if h²m(max V − min V) reaches 12: y then changes its sign by itself.
///
/// ```
/// use hyperwell::{Piecewise, Problem, reference};
///
/// let oscillator = Problem::new("oscillator", Piecewise::function(-8.0, 8.0, |x| x * x)?);
/// let states = reference::numerov(&oscillator, 3, 800)?;
/// assert!((states[2].energy() - 5.0).abs() < 1e-7);
/// # Ok::<(), hyperwell::Error>(())
/// ```
pub fn numerov(
    problem: &Problem,
    states: usize,
    intervals: usize,
) -> Result<Vec<ReferenceState>, Error> {
    let masses: Vec<_> = problem
        .mass()
        .curves()
        .iter()
        .map(|shape| shape.constant())
        .collect();
    let mass = match masses[0] {
        Some(mass) if masses.iter().all(|&other| other == Some(mass)) => mass,
        _ => return Err(Error::VaryingMass),
    };
    grid::lowest(problem, states, intervals, |grid| {
        Numerov::new(problem, mass, grid)
    })
}

struct Numerov {
    mass: f64,
    h_squared: f64,
    /// V above its least value.
    height: Vec<f64>,
    floor: f64,
}

impl Numerov {
    fn new(problem: &Problem, mass: f64, grid: Grid) -> Result<Self, Error> {
        let value = |i: usize| {
            let x = grid.x(i as f64);
            grid::finite(x, problem.potential().value(x))
        };
        let potential: Vec<f64> = (1..grid.intervals)
            .map(value)
            .collect::<Result<_, Error>>()?;
        let floor = potential.iter().fold(f64::INFINITY, |a, &b| a.min(b));
        let highest = potential.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        let h_squared = grid.h * grid.h;
        if h_squared * mass * (highest - floor) >= 12.0 {
            let reason = "the grid is too coarse for so high a potential";
            return Err(Error::NotResolved { state: 0, reason });
        }
        let height = potential.iter().map(|v| v - floor).collect();
        Ok(Self {
            mass,
            h_squared,
            height,
            floor,
        })
    }

    fn h_squared_f(&self, i: usize, energy: f64) -> f64 {
        self.h_squared * self.mass * (self.height[i] - energy)
    }
}

impl Tridiagonal for Numerov {
    fn len(&self) -> usize {
        self.height.len()
    }

    fn diagonal(&self, i: usize, energy: f64) -> f64 {
        let f = self.h_squared_f(i, energy);
        2.0 + f / (1.0 - f / 12.0)
    }

    fn off(&self, _: usize) -> f64 {
        -1.0
    }
}

impl Scheme for Numerov {
    fn floor(&self) -> f64 {
        self.floor
    }

    fn psi(&self, i: usize, energy: f64) -> f64 {
        1.0 / (1.0 - self.h_squared_f(i, energy) / 12.0)
    }
}

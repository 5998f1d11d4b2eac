//! Equidistant grids: what finite differences and Numerov's method have in common.

use super::{ReferenceState, state::Wave, tridiagonal::Tridiagonal};
use crate::{Error, Problem};

/// The places from + i·h, i = 0…intervals; ψ = 0 at both ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) from: f64,
    pub(super) h: f64,
    pub(super) intervals: usize,
}

impl Grid {
    fn new(problem: &Problem, intervals: usize) -> Self {
        Self {
            from: problem.from(),
            h: problem.width() / intervals as f64,
            intervals,
        }
    }

    /// Place number `i`, or a place between two for a broken `i`.
    pub(super) fn x(&self, i: f64) -> f64 {
        self.from + i * self.h
    }
}

/// A value of V that can be computed with.
pub(super) fn finite(x: f64, value: f64) -> Result<f64, Error> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Error::Value { x, value })
    }
}

/// A value of m that can be divided by.
pub(super) fn positive(x: f64, value: f64) -> Result<f64, Error> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(Error::Mass { x, value })
    }
}

/// A way to put the Schrödinger equation on a grid: T(E) y = 0, one row for each place inside.
pub(super) trait Scheme: Tridiagonal {
    /// What the energies of T are counted from: the least potential, so that a constant added to V costs no accuracy in ψ.
    fn floor(&self) -> f64;

    /// ψ at row `i`, divided by y there.
    fn psi(&self, i: usize, energy: f64) -> f64;
}

/// The lowest states on a grid; the error estimate is how far the energies are from those on a grid twice as coarse. That is
/// three times the error at second order; where jumps lie differently in the cells of both grids it is only its size.
pub(super) fn lowest<S: Scheme>(
    problem: &Problem,
    states: usize,
    intervals: usize,
    scheme: impl Fn(Grid) -> Result<S, Error>,
) -> Result<Vec<ReferenceState>, Error> {
    // The coarse grid needs a row for each state and six places for the interpolation.
    let minimum = states
        .saturating_add(1)
        .max(GridWave::PLACES)
        .saturating_mul(2);
    if intervals < minimum {
        return Err(Error::TooFewPoints {
            points: intervals,
            minimum,
        });
    }
    let (fine, coarse) = (
        Grid::new(problem, intervals),
        Grid::new(problem, intervals / 2),
    );
    let (matrix, rough) = (scheme(fine)?, scheme(coarse)?);
    let step = (1.0 / problem.width()).powi(2);
    let state = |n| {
        let height = matrix.eigenvalue(n, step);
        let energy = matrix.floor() + height;
        let change = energy - (rough.floor() + rough.eigenvalue(n, step));
        let wave = GridWave::new(fine, &matrix, height);
        ReferenceState::new(problem, n, energy, wave)
            .with_error_estimate(change.abs())
            .checked()
    };
    (0..states).map(state).collect()
}

/// ψ between the places of a grid: the polynomial of degree five through the nearest six.
struct GridWave {
    grid: Grid,
    psi: Vec<f64>,
}

impl GridWave {
    const PLACES: usize = 6;

    fn new(grid: Grid, matrix: &impl Scheme, energy: f64) -> Self {
        let mut psi = matrix.eigenvector(energy);
        psi.iter_mut()
            .enumerate()
            .for_each(|(i, y)| *y *= matrix.psi(i, energy));
        let norm = (grid.h * psi.iter().map(|psi| psi * psi).sum::<f64>()).sqrt();
        let largest = psi.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        // The first lobe is positive; what comes before it may be rounding.
        let first = psi
            .iter()
            .find(|psi| psi.abs() > 1e-9 * largest)
            .map_or(1.0, |psi| psi.signum());
        let inside = psi.iter().map(|psi| first * psi / norm);
        Self {
            grid,
            psi: std::iter::once(0.0).chain(inside).chain([0.0]).collect(),
        }
    }
}

impl Wave for GridWave {
    fn at(&self, x: f64) -> (f64, f64, f64) {
        let place = (x - self.grid.from) / self.grid.h;
        let half = (Self::PLACES / 2) as f64;
        let last = (self.grid.intervals + 1 - Self::PLACES) as f64;
        let first = (place - half + 1.0).floor().clamp(0.0, last);
        let mut differences = [0.0; Self::PLACES];
        differences.copy_from_slice(&self.psi[first as usize..first as usize + Self::PLACES]);
        // Newton's form: Δᵏ/k! in place, then Horner's rule with derivatives.
        for k in 1..Self::PLACES {
            for i in (k..Self::PLACES).rev() {
                differences[i] = (differences[i] - differences[i - 1]) / k as f64;
            }
        }
        let t = place - first;
        let (mut psi, mut slope, mut curvature) = (0.0, 0.0, 0.0);
        for k in (0..Self::PLACES).rev() {
            let s = t - k as f64;
            curvature = curvature * s + 2.0 * slope;
            slope = slope * s + psi;
            psi = psi * s + differences[k];
        }
        (
            psi,
            slope / self.grid.h,
            curvature / (self.grid.h * self.grid.h),
        )
    }
}

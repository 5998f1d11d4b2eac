//! Second-order finite differences: what most people write first.

use super::{
    ReferenceState,
    grid::{self, Grid, Scheme},
    tridiagonal::Tridiagonal,
};
use crate::{Error, Piecewise, Problem, quadrature::composite};

/// How potential and mass are put on a grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnGrid {
    /// The mean over the cell around each place: keeps second order where they jump.
    #[default]
    Averaged,
    /// The value at each place: misplaces a jump by up to half a cell.
    Sampled,
}

/// The lowest `states` states from central differences on `intervals` equal intervals,
///
/// −(1/h²) [ (ψ_{i+1} − ψ_i)/m_{i+½} − (ψ_i − ψ_{i−1})/m_{i−½} ] + V_i ψ_i = E ψ_i.
///
/// The error of E is O(h²) (O(h) where a sampled V jumps), below which rounding is about 1e-16/h². Cost: some sixty passes over
/// the grid for each state.
///
/// # Errors
/// [`Error::TooFewPoints`] for less than twelve intervals or two for each state and one more; [`Error::Value`] or
/// [`Error::Mass`] where the grid meets a potential that is not finite or a mass that is not positive.
///
/// ```
/// use hyperwell::{Problem, reference::{OnGrid, finite_difference}};
///
/// let states = finite_difference(&Problem::finite_well(), 1, 1000, OnGrid::Averaged)?;
/// assert!((states[0].energy() - 1.6394801885460).abs() < 1e-4);
/// # Ok::<(), hyperwell::Error>(())
/// ```
pub fn finite_difference(
    problem: &Problem,
    states: usize,
    intervals: usize,
    on_grid: OnGrid,
) -> Result<Vec<ReferenceState>, Error> {
    grid::lowest(problem, states, intervals, |grid| {
        FiniteDifference::new(problem, grid, on_grid)
    })
}

struct FiniteDifference {
    diagonal: Vec<f64>,
    off: Vec<f64>,
    floor: f64,
}

impl FiniteDifference {
    fn new(problem: &Problem, grid: Grid, on_grid: OnGrid) -> Result<Self, Error> {
        let at = |f: &Piecewise, middle: f64| match on_grid {
            OnGrid::Averaged => mean(f, grid.x(middle - 0.5), grid.x(middle + 0.5)),
            OnGrid::Sampled => f.value(grid.x(middle)),
        };
        let bond = |i: usize| {
            let middle = i as f64 + 0.5;
            let mass = grid::positive(grid.x(middle), at(problem.mass(), middle))?;
            Ok(1.0 / (mass * grid.h * grid.h))
        };
        let value = |i: usize| grid::finite(grid.x(i as f64), at(problem.potential(), i as f64));
        let bonds: Vec<f64> = (0..grid.intervals)
            .map(bond)
            .collect::<Result<_, Error>>()?;
        let potential: Vec<f64> = (1..grid.intervals)
            .map(value)
            .collect::<Result<_, Error>>()?;
        let off = bonds[1..bonds.len() - 1].iter().map(|b| -b).collect();
        let floor = potential.iter().fold(f64::INFINITY, |a, &b| a.min(b));
        let row = |(b, v): (&[f64], &f64)| b[0] + b[1] + (v - floor);
        let diagonal = bonds.windows(2).zip(&potential).map(row).collect();
        Ok(Self {
            diagonal,
            off,
            floor,
        })
    }
}

impl Tridiagonal for FiniteDifference {
    fn len(&self) -> usize {
        self.diagonal.len()
    }

    fn diagonal(&self, i: usize, energy: f64) -> f64 {
        self.diagonal[i] - energy
    }

    fn off(&self, i: usize) -> f64 {
        self.off[i]
    }
}

impl Scheme for FiniteDifference {
    fn floor(&self) -> f64 {
        self.floor
    }

    fn psi(&self, _: usize, _: f64) -> f64 {
        1.0
    }
}

/// The mean of a function between two places, three Gauss points in each piece.
fn mean(f: &Piecewise, from: f64, to: f64) -> f64 {
    let inside = f
        .breakpoints()
        .iter()
        .copied()
        .filter(|&x| x > from && x < to);
    let mut edges = vec![from];
    edges.extend(inside);
    edges.push(to);
    let rule = composite(3);
    let integral = |edge: &[f64]| {
        let width = edge[1] - edge[0];
        let piece = f.piece_at(0.5 * (edge[0] + edge[1]));
        rule.iter()
            .map(|(t, w)| w * width * f.value_in(piece, edge[0] + width * t))
            .sum::<f64>()
    };
    edges.windows(2).map(integral).sum::<f64>() / (to - from)
}

//! How many levels lie below an energy.

use std::f64::consts::PI;

use crate::Problem;

/// A cell in which potential and mass are taken as constant.
#[derive(Clone, Copy, Debug)]
struct Cell {
    from: f64,
    width: f64,
    potential: f64,
    mass: f64,
}

/// The problem as a staircase, for counting levels and for judging where ψ oscillates.
///
/// By Sturm's oscillation theorem the solution of the equation at energy E that vanishes at the left wall has as many zeros
/// inside the domain as there are levels below E. The staircase moves levels by a fraction of their spacing that falls with
/// the square of the cell width; that is enough to know which state is which, and how much resolution a problem needs.
#[derive(Clone, Debug)]
pub(super) struct Staircase {
    cells: Vec<Cell>,
}

/// Cells over the whole domain.
const CELLS: usize = 512;

/// The fewest cells in an interval between breakpoints.
const FEWEST: usize = 4;

impl Staircase {
    /// `intervals` as (piece, from, to).
    pub(super) fn new(problem: &Problem, intervals: &[(usize, f64, f64)]) -> Self {
        let pieces = problem.pieces();
        let mut cells = Vec::new();
        for &(piece, from, to) in intervals {
            let share = (CELLS as f64 * (to - from) / problem.width()).ceil() as usize;
            let count = share.max(FEWEST);
            let width = (to - from) / count as f64;
            cells.extend((0..count).map(|i| {
                let middle = from + (i as f64 + 0.5) * width;
                Cell {
                    from: from + i as f64 * width,
                    width,
                    potential: pieces[piece].potential.value(middle),
                    mass: pieces[piece].mass.value(middle),
                }
            }));
        }
        Self { cells }
    }

    /// The number of levels below `energy`.
    pub(super) fn levels_below(&self, energy: f64) -> usize {
        // u = ψ and p = ψ′/m go on continuously from cell to cell; only their ratio matters.
        let (mut u, mut p) = (0.0_f64, 1.0_f64);
        let mut zeros = 0;
        for cell in &self.cells {
            let q = cell.mass * (energy - cell.potential);
            let wave = q.abs().sqrt();
            let (before, slope) = (u, cell.mass * p / wave);
            let phase = wave * cell.width;
            let flat = phase < 1e-8;
            let (next, derivative) = if flat {
                (u + cell.mass * p * cell.width, p)
            } else if q > 0.0 {
                let (sin, cos) = phase.sin_cos();
                let turns = (f64::atan2(u, slope) + phase) / PI;
                zeros += (turns.floor() - (f64::atan2(u, slope) / PI).floor()) as usize;
                (
                    u * cos + slope * sin,
                    wave / cell.mass * (slope * cos - u * sin),
                )
            } else {
                // e^−phase (cosh, sinh)
                let fall = (-2.0 * phase).exp();
                let (cosh, sinh) = (0.5 * (1.0 + fall), 0.5 * (1.0 - fall));
                (
                    u * cosh + slope * sinh,
                    wave / cell.mass * (slope * cosh + u * sinh),
                )
            };
            if (flat || q <= 0.0)
                && ((before < 0.0 && next >= 0.0) || (before > 0.0 && next <= 0.0))
            {
                zeros += 1;
            }
            let size = next.abs().max(derivative.abs());
            (u, p) = (next / size, derivative / size);
        }
        zeros
    }

    /// The least V.
    pub(super) fn floor(&self) -> f64 {
        let potential = self.cells.iter().map(|cell| cell.potential);
        potential.fold(f64::INFINITY, f64::min)
    }

    /// An energy with at least `count` levels below it, and not many more.
    pub(super) fn energy_above(&self, count: usize) -> f64 {
        let floor = self.floor();
        let width: f64 = self.cells.iter().map(|cell| cell.width).sum();
        let mass = self
            .cells
            .iter()
            .map(|cell| cell.mass)
            .fold(f64::INFINITY, f64::min);
        let (mut low, mut high) = (0.0, (PI / width).powi(2) / mass);
        while self.levels_below(floor + high) < count {
            (low, high) = (high, 4.0 * high);
        }
        while high - low > 0.02 * high {
            let middle = 0.5 * (low + high);
            if self.levels_below(floor + middle) < count {
                low = middle;
            } else {
                high = middle;
            }
        }
        floor + high
    }

    /// ∫ √(m |E − V|) dx from `from` to `to`: the phase of ψ where E > V, the exponent of its decay elsewhere.
    pub(super) fn action(&self, energy: f64, from: f64, to: f64) -> f64 {
        let part = |cell: &Cell| {
            let inside = (cell.from + cell.width).min(to) - cell.from.max(from);
            inside.max(0.0) * (cell.mass * (energy - cell.potential).abs()).sqrt()
        };
        self.cells.iter().map(part).sum()
    }
}

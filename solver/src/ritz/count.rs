//! How many levels lie below an energy.

use std::f64::consts::PI;

use crate::{Piece, Problem};

/// A cell in which potential and mass are taken as constant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) piece: usize,
    pub(super) from: f64,
    pub(super) width: f64,
    pub(super) potential: f64,
    pub(super) mass: f64,
    /// Counts for an action no less than this.
    pub(super) least: f64,
}

impl Cell {
    /// A cell with V and m of its middle.
    pub(super) fn new(pieces: &[Piece<'_>], piece: usize, from: f64, width: f64) -> Self {
        let middle = from + 0.5 * width;
        Self {
            piece,
            from,
            width,
            potential: pieces[piece].potential.value(middle),
            mass: pieces[piece].mass.value(middle),
            least: 0.0,
        }
    }
}

/// The problem as a staircase, for counting levels and for judging where ψ oscillates.
///
/// By Sturm's oscillation theorem the solution of the equation at energy E that vanishes at the left wall has as many zeros
/// inside the domain as there are levels below E. The staircase moves levels by a fraction of their spacing that falls with
/// the square of the cell width; that is enough to know which state is which, and how much resolution a problem needs.
#[derive(Clone, Debug)]
pub(super) struct Staircase {
    pub(super) cells: Vec<Cell>,
}

/// Cells over the whole domain.
const CELLS: usize = 512;

/// The fewest cells in an interval between breakpoints.
const FEWEST: usize = 4;

/// ψ turns by no more than this in a cell of a refined staircase.
const TURN: f64 = 0.2;

/// Where V is constant a cell is exact; below V it only tells how far ψ has decayed.
const DECAY: f64 = 4.0;

/// The most parts that a cell is cut into at once.
const MOST_PARTS: f64 = 32.0;

impl Staircase {
    /// `intervals` as (piece, from, to).
    pub(super) fn new(problem: &Problem, intervals: &[(usize, f64, f64)]) -> Self {
        let pieces = problem.pieces();
        let mut cells = Vec::new();
        for &(piece, from, to) in intervals {
            let share = (CELLS as f64 * (to - from) / problem.width()).ceil() as usize;
            let count = if is_constant(&pieces[piece]) {
                1
            } else {
                share.max(FEWEST)
            };
            let width = (to - from) / count as f64;
            let cell = |i| Cell::new(&pieces, piece, from + i as f64 * width, width);
            cells.extend((0..count).map(cell));
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
                let angle = f64::atan2(u, slope);
                zeros += (((angle + phase) / PI).floor() - (angle / PI).floor()) as usize;
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

    /// The largest |x| in widths of the domain.
    pub(super) fn remoteness(&self) -> f64 {
        let (first, last) = (self.cells[0], self.cells[self.cells.len() - 1]);
        let to = last.from + last.width;
        first.from.abs().max(to.abs()) / (to - first.from)
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

    /// Cells cut finer where ψ, at energies up to `energy`, turns or decays much within one.
    pub(super) fn refined(&self, problem: &Problem, energy: f64) -> Self {
        let pieces = problem.pieces();
        let mut cells = Vec::with_capacity(self.cells.len());
        for (cell, (_, _, action)) in self.cells.iter().zip(self.actions(energy).cells) {
            let turn = match is_constant(&pieces[cell.piece]) {
                false => TURN,
                true if cell.potential < energy => f64::INFINITY,
                true => DECAY,
            };
            let parts = (action / turn).ceil().clamp(1.0, MOST_PARTS) as usize;
            let width = cell.width / parts as f64;
            let part = |i| Cell {
                least: cell.least / parts as f64,
                ..Cell::new(&pieces, cell.piece, cell.from + i as f64 * width, width)
            };
            cells.extend((0..parts).map(part));
        }
        Self { cells }
    }
}

pub(super) fn is_constant(piece: &Piece<'_>) -> bool {
    piece.potential.constant().is_some() && piece.mass.constant().is_some()
}

//! Where V or m varies faster than the cells of a staircase show.

use super::count::{Cell, Staircase, is_constant};
use crate::{Piece, Problem};

/// Places in a cell that are looked at, and the parts that a rough one is cut into.
const LOOKS: usize = 8;

/// V is rough where what differs from a straight line could turn ψ by more than this within the cell.
const TURN: f64 = 0.05;

/// m is rough where it differs by more than this part of itself.
const MASS: f64 = 0.2;

/// How often a cell is cut.
const DEPTH: usize = 4;

/// Rough cells count for this action: an element takes no more than 16 of them, so that each holds a point of the coarser rule.
const LEAST: f64 = 0.08;

/// More cells than this are not needed for anything that V and m may do.
const MOST_CELLS: usize = 20_000;

impl Staircase {
    /// Cells in which V or m is not what its middle tells, cut finer where a level at `energy` or lower may see it: a well or a barrier
    /// much narrower than the domain must not hide between places that are looked at.
    ///
    /// What is narrower than a few thousandths of an interval between breakpoints may still hide; a breakpoint beside it helps.
    pub(super) fn probed(&self, problem: &Problem, energy: f64) -> Self {
        let pieces = problem.pieces();
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in &self.cells {
            if is_constant(&pieces[cell.piece]) {
                cells.push(*cell);
            } else {
                probe(&pieces, *cell, energy, DEPTH, &mut cells);
            }
        }
        Self { cells }
    }
}

fn probe(pieces: &[Piece<'_>], cell: Cell, energy: f64, depth: usize, cells: &mut Vec<Cell>) {
    let width = cell.width / LOOKS as f64;
    let parts: Vec<Cell> = (0..LOOKS)
        .map(|i| Cell::new(pieces, cell.piece, cell.from + i as f64 * width, width))
        .collect();
    if cells.len() > MOST_CELLS || !is_rough(&parts, energy) {
        cells.push(cell);
        return;
    }
    for part in parts {
        let part = Cell {
            least: LEAST,
            ..part
        };
        if depth > 1 {
            probe(pieces, part, energy, depth - 1, cells);
        } else {
            cells.push(part);
        }
    }
}

fn is_rough(parts: &[Cell], energy: f64) -> bool {
    let least = |value: fn(&Cell) -> f64| parts.iter().map(value).fold(f64::INFINITY, f64::min);
    let most = |value: fn(&Cell) -> f64| parts.iter().map(value).fold(0.0, f64::max);
    // The largest distance from the straight line through the first and the last.
    let bend = |value: fn(&Cell) -> f64| {
        let (first, last) = (value(&parts[0]), value(&parts[LOOKS - 1]));
        let line = |i: usize| first + (last - first) * i as f64 / (LOOKS - 1) as f64;
        let distances = parts
            .iter()
            .enumerate()
            .map(|(i, part)| (value(part) - line(i)).abs());
        distances.fold(0.0, f64::max)
    };
    let width = parts[0].width * LOOKS as f64;
    let mass = most(|cell| cell.mass);
    let turn = width * (mass * bend(|cell| cell.potential)).sqrt();
    let seen = least(|cell| cell.potential) < energy;
    seen && (turn > TURN || bend(|cell| cell.mass) > MASS * least(|cell| cell.mass))
}

//! Where elements begin and end, and how many features each has.

use super::count::Staircase;
use super::element::{Element, End};
use super::feature::Features;
use super::judge::Verdict;
use super::measure::Measured;
use super::sector::Sector;
use crate::Problem;
use crate::coordinate::Coordinate;

/// An element to be.
#[derive(Clone, Copy, Debug)]
struct Cell {
    piece: usize,
    from: f64,
    to: f64,
    features: usize,
}

/// The cells of a problem.
pub(super) struct Mesh {
    staircase: Staircase,
    energy: f64,
    cells: Vec<Cell>,
}

/// The most that ψ may turn (or decay, in exponents) in one element at first.
const ACTION: f64 = 1.3;

/// Rounds in which the staircase finds where ψ lives: each looks a factor of 32 closer.
const REFINEMENTS: usize = 3;

/// States count as far below the highest at this many times the distance over which the upper half of the levels spreads.
const DEEP: f64 = 10.0;

/// Their depths are gone through in steps of this factor: decays differ by its root.
const STEP: f64 = 4.0;

/// Seven orders of magnitude are enough.
const MOST_STEPS: usize = 12;

/// A decay counts for less than a turn: three times as much of it in an element is no harder.
const FASTER: f64 = 1.0 / 3.0;

/// Features that resolve an element with [`ACTION`]; more would be alike to rounding.
const MOST_FEATURES: usize = 16;

/// Features for each unit of action, and
const PER_ACTION: f64 = 6.0;

/// the fewest that are worth having: with the window they reach fifth-degree polynomials.
const FEWEST_FEATURES: usize = 6;

/// An element is refined where its part of σ² is above this fraction of an even share: one round should do.
const SHARE: f64 = 0.1;

/// A cell of which the middle of the domain leaves less than this part is left out.
const SLIVER: f64 = 0.3;

/// Rounding of an integral over an element, relative to what all of them add up from.
const SUM: f64 = 16.0 * f64::EPSILON;

/// What is asked of a state whose bounds are narrow enough but whose tails are not clean.
const BETTER: f64 = 1e-2;

impl Mesh {
    /// Cells for the lowest `states` states.
    pub(super) fn new(problem: &Problem, states: usize) -> Self {
        let intervals = problem.smooth_intervals();
        let mut staircase = Staircase::new(problem, &intervals);
        let mut energy = staircase.energy_above(states);
        staircase = staircase.probed(problem, energy);
        energy = staircase.energy_above(states);
        for _ in 0..REFINEMENTS {
            staircase = staircase.refined(problem, energy);
            energy = staircase.energy_above(states);
        }
        // States far below the others decay much faster than those.
        let span = energy - staircase.energy_above(states.div_ceil(2));
        let mut lower = Vec::new();
        let mut depth = energy - staircase.energy_above(1);
        while depth > DEEP * span && lower.len() < MOST_STEPS {
            lower.push(energy - depth);
            depth /= STEP;
        }
        for &lower in &lower {
            for _ in 0..REFINEMENTS {
                staircase = staircase.refined(problem, lower);
            }
        }
        let mut actions = staircase.actions(energy);
        for &lower in &lower {
            actions = actions.or(&staircase.actions(lower), FASTER);
        }
        let mut cells = Vec::new();
        for (piece, from, to) in intervals {
            let mut edges = actions.cut(from, to, ACTION);
            edges[0].0 = from;
            let ends = edges[1..].iter().map(|edge| edge.0).chain([to]);
            cells.extend(edges.iter().zip(ends).map(|(&(from, action), to)| Cell {
                piece,
                from,
                to,
                features: FEWEST_FEATURES + (PER_ACTION * action).ceil() as usize,
            }));
        }
        Self {
            staircase,
            energy,
            cells,
        }
    }

    pub(super) fn staircase(&self) -> &Staircase {
        &self.staircase
    }

    /// The energy up to which the first cells were made.
    pub(super) fn energy(&self) -> f64 {
        self.energy
    }

    /// Only what lies to the right of `middle`, the middle of a symmetric problem.
    pub(super) fn right_half(mut self, middle: f64) -> Self {
        self.cells.retain(|cell| cell.to > middle);
        // The middle may cut off a sliver, which the next cell does without.
        if let [first, second, ..] = self.cells[..] {
            let sliver = first.to - middle < SLIVER * (first.to - first.from);
            if sliver && first.piece == second.piece {
                self.cells.remove(0);
            }
        }
        let first = &mut self.cells[0];
        let share = (first.to - middle) / (first.to - first.from);
        let features = (first.features - FEWEST_FEATURES) as f64 * share;
        (first.from, first.features) = (middle, FEWEST_FEATURES + features.ceil() as usize);
        self
    }

    /// An element for each cell, in the symmetry of `sector`.
    pub(super) fn elements(
        &self,
        coordinate: &Coordinate,
        sector: Sector,
        features: Features,
        seed: u64,
    ) -> Vec<Element> {
        let last = self.cells.len() - 1;
        let element = |(index, cell): (usize, &Cell)| {
            let left = if index == 0 {
                sector.left_end()
            } else {
                End::Joint
            };
            let right = if index == last { End::Wall } else { End::Joint };
            let ends = [left, right];
            Element::new(coordinate, cell.piece, [cell.from, cell.to], ends).with_features(
                features,
                cell.features,
                seed,
            )
        };
        self.cells.iter().enumerate().map(element).collect()
    }

    /// Gives more features to cells with too large a part in some state's residual, and halves them where they have
    /// enough. Returns whether anything changed: where the residual is made of rounding, nothing helps.
    pub(super) fn refine(&mut self, states: &[Measured], verdicts: &[Verdict]) -> bool {
        let misplaced = verdicts.iter().any(|verdict| !verdict.in_place);
        let mut cells = Vec::with_capacity(2 * self.cells.len());
        let mut changed = false;
        for (index, cell) in self.cells.iter().enumerate() {
            let poor = |(state, verdict): (&Measured, &Verdict)| {
                let width = verdict.bounds.width;
                // A state with narrow bounds and too many nodes is noisy where it should be next to nothing.
                let goal = match width > verdict.allowed {
                    true => verdict.allowed,
                    false if verdict.mixed => return false,
                    false => BETTER * width,
                };
                let share = SHARE * goal / self.cells.len() as f64;
                // width = σ²/gap, so that σ² may be as much larger as the width may.
                let square: f64 = state.residuals.iter().sum();
                let square = (square * share / width).max(state.noise[index]);
                let unseen = share.max(SUM * state.size);
                !verdict.converged
                    && (state.residuals[index] > square || state.disagreement[index] > unseen)
            };
            if !misplaced && !states.iter().zip(verdicts).any(poor) {
                cells.push(*cell);
                continue;
            }
            changed = true;
            if cell.features < MOST_FEATURES {
                cells.push(Cell {
                    features: (cell.features + 8).min(MOST_FEATURES),
                    ..*cell
                });
            } else {
                let middle = 0.5 * (cell.from + cell.to);
                cells.push(Cell {
                    to: middle,
                    ..*cell
                });
                cells.push(Cell {
                    from: middle,
                    ..*cell
                });
            }
        }
        self.cells = cells;
        changed
    }
}

//! How much ψ turns or decays in each cell of a staircase.

use super::count::{Cell, Staircase};

/// e^−40 is nothing beside 1.
const NOTHING: f64 = 40.0;

/// The action of each cell of a staircase.
pub(super) struct Actions {
    /// (from, width, action)
    pub(super) cells: Vec<(f64, f64, f64)>,
}

impl Actions {
    /// In each cell the larger of two actions, the other one counted `weight` times.
    pub(super) fn or(mut self, other: &Actions, weight: f64) -> Self {
        for (cell, other) in self.cells.iter_mut().zip(&other.cells) {
            cell.2 = cell.2.max(weight * other.2);
        }
        self
    }

    /// Cuts the interval from `from` to `to` where ψ comes to life, and the live part into parts of equal action, each at
    /// most `most`. Returns the edges with the action of the part to the right of each.
    pub(super) fn cut(&self, from: f64, to: f64, most: f64) -> Vec<(f64, f64)> {
        let first = self
            .cells
            .partition_point(|(left, width, _)| left + 0.5 * width <= from);
        let inside = self.cells[first..]
            .iter()
            .take_while(|(left, width, _)| left + 0.5 * width < to);
        let mut edges = Vec::new();
        for run in inside
            .collect::<Vec<_>>()
            .chunk_by(|a, b| (a.2 > 0.0) == (b.2 > 0.0))
        {
            let total: f64 = run.iter().map(|cell| cell.2).sum();
            let parts = (total / most).ceil().max(1.0);
            let share = total / parts;
            edges.push((run[0].0, share));
            let mut passed = 0.0;
            let mut next = 1.0;
            for &&(left, width, action) in run {
                while next < parts && passed + action >= next * share {
                    edges.push((left + width * (next * share - passed) / action, share));
                    next += 1.0;
                }
                passed += action;
            }
        }
        edges
    }
}

impl Staircase {
    /// ∫ √(m |E − V|) dx over each cell, the phase of ψ where E > V and the exponent of its decay elsewhere; zero where ψ has
    /// decayed to nothing.
    pub(super) fn actions(&self, energy: f64) -> Actions {
        let action =
            |cell: &Cell| cell.width * (cell.mass * (energy - cell.potential).abs()).sqrt();
        let all: Vec<f64> = self.cells.iter().map(action).collect();
        // How far ψ has decayed on its way from the nearest place where E > V to the nearer end of each cell.
        let mut depths = vec![f64::INFINITY; all.len()];
        let mut sweep = |order: &mut dyn Iterator<Item = usize>| {
            let mut depth = f64::INFINITY;
            for i in order {
                if self.cells[i].potential < energy {
                    depth = 0.0;
                    depths[i] = 0.0;
                } else {
                    depths[i] = depths[i].min(depth);
                    depth += all[i];
                }
            }
        };
        sweep(&mut (0..all.len()));
        sweep(&mut (0..all.len()).rev());
        let live = |i: usize| match depths[i] < NOTHING {
            true => all[i].max(self.cells[i].least),
            false => 0.0,
        };
        Actions {
            cells: (0..all.len())
                .map(|i| (self.cells[i].from, self.cells[i].width, live(i)))
                .collect(),
        }
    }
}

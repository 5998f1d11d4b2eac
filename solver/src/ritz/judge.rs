//! Whether each state is the one that was asked for, and accurate.

use super::count::Staircase;
use super::measure::Measured;
use super::spectrum::SpectrumSettings;
use crate::bounds::{Bounds, Level, bounds, rounding};

/// What is to be said of one state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) bounds: Bounds,
    /// The width that the bounds may have.
    pub(super) allowed: f64,
    /// Whether the number of levels below this one is what it should be.
    pub(super) in_place: bool,
    pub(super) converged: bool,
}

/// A gap between levels that is narrower than this part of their energy above V's minimum may be a matter of the staircase.
const COUNTABLE: f64 = 1e-2;

/// Two levels closer than this part of their energy above V's minimum are told apart, if at all, by their nodes: ψ may be
/// any mixture of the two.
const SEPARATE: f64 = 1e-10;

/// The verdict on each wanted state of a list that also holds some levels beyond.
pub(super) fn judge(
    states: &[Measured],
    staircase: &Staircase,
    settings: &SpectrumSettings,
) -> Vec<Verdict> {
    let level = |state: &Measured| Level {
        energy: state.energy,
        residual: state.residual(),
        rounding: rounding(state.size, staircase.remoteness()),
    };
    let levels: Vec<Level> = states.iter().map(level).collect();
    let bounds = bounds(&levels);
    let gap = |n: usize| states[n + 1].energy - states[n].energy;
    let above = |n: usize| states[n].energy - staircase.floor();
    // Levels counted below the middle of the gap over each state.
    let counts: Vec<Option<bool>> = (0..states.len() - 1)
        .map(|n| {
            let middle = states[n].energy + 0.5 * gap(n);
            let right = staircase.levels_below(middle) == n + 1;
            (right || gap(n) > COUNTABLE * above(n)).then_some(right)
        })
        .collect();
    let verdict = |n: usize| {
        let neighbour = if n == 0 {
            gap(0)
        } else {
            gap(n).min(gap(n - 1))
        };
        let wider = if n == 0 {
            gap(0)
        } else {
            gap(n).max(gap(n - 1))
        };
        let allowed = settings.tolerance * states[n].energy.abs().max(wider);
        let below = counts[..n].iter().rev().flatten().next();
        let over = counts[n..].iter().flatten().next();
        let in_place = below != Some(&false) && over == Some(&true);
        // Nodes may hide where ψ is next to nothing; there are never too many.
        let nodes = states[n].nodes;
        let told_apart = nodes == n || (nodes < n && neighbour > SEPARATE * above(n));
        Verdict {
            bounds: bounds[n],
            allowed,
            in_place,
            converged: bounds[n].width <= allowed && in_place && told_apart,
        }
    };
    (0..settings.states).map(verdict).collect()
}

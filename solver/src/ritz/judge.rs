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
    /// Whether a neighbour level is so close that rounding mixes the two: no resolution tells them apart.
    pub(super) mixed: bool,
    pub(super) converged: bool,
}

/// A gap between levels that is narrower than this part of their energy above V's minimum may be a matter of the staircase.
const COUNTABLE: f64 = 1e-2;

/// Where a neighbour level is so close that rounding may have mixed more than this of its ψ into a state, the two are not told apart.
const MIXED: f64 = 1e-3;

/// The verdict on each wanted state of a list that also holds some levels beyond. Only every `sectors`-th state can mix with
/// another.
pub(super) fn judge(
    states: &[Measured],
    sectors: usize,
    staircase: &Staircase,
    settings: &SpectrumSettings,
) -> Vec<Verdict> {
    let level = |state: &Measured| Level {
        energy: state.energy,
        residual: state.residual(),
        rounding: state.wobble + rounding(state.size, staircase.remoteness()),
    };
    // The bounds of each sector are its own matter.
    let apart = (0..sectors).map(|sector| {
        let levels: Vec<Level> = states
            .iter()
            .skip(sector)
            .step_by(sectors)
            .map(level)
            .collect();
        bounds(&levels)
    });
    let apart: Vec<Vec<Bounds>> = apart.collect();
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
        // The nearest level that ψ may be mixed with.
        let energy = |n: usize| states.get(n).map(|state| state.energy);
        let over_it = energy(n + sectors).map_or(f64::INFINITY, |above| above - states[n].energy);
        let under_it = n.checked_sub(sectors).and_then(energy);
        let neighbour = under_it.map_or(over_it, |below| over_it.min(states[n].energy - below));
        let wider = if n == 0 {
            gap(0)
        } else {
            gap(n).max(gap(n - 1))
        };
        let allowed = settings.tolerance * states[n].energy.abs().max(wider);
        let below = counts[..n].iter().rev().flatten().next();
        let over = counts[n..].iter().flatten().next();
        // Nodes may hide where ψ is next to nothing; there are never too many. If none hides they tell n by themselves.
        let nodes = states[n].nodes;
        // A wrong count over n is a level missing between this one and the one that its bounds rest on.
        let in_place = below != Some(&false) && over.map_or(nodes == n, |&right| right);
        // Rounding of H mixes neighbours by itself over their distance, and both of them.
        let mixed = MIXED * neighbour <= level(&states[n]).rounding;
        let mut bounds = apart[n % sectors][n / sectors];
        let quadrature = states[n].quadrature();
        bounds.lower -= quadrature;
        bounds.upper += quadrature;
        bounds.width += 2.0 * quadrature;
        if !in_place {
            // Which level it is, is not known: all are above the least V.
            bounds.lower = bounds.lower.min(staircase.floor());
        }
        Verdict {
            bounds,
            allowed,
            in_place,
            mixed,
            converged: bounds.width <= allowed && in_place && nodes <= n && !mixed,
        }
    };
    (0..settings.states).map(verdict).collect()
}

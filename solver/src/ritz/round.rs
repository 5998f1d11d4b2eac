//! What one round of refinement has found.

use super::computed::Computed;
use super::count::Staircase;
use super::judge::{Verdict, judge};
use super::measure::Measured;
use super::mesh::Mesh;
use super::spectrum::{Spectrum, SpectrumSettings};
use super::state::RitzState;
use crate::Problem;
use crate::coordinate::Coordinate;

/// The states of all sectors, judged.
pub(super) struct Round {
    computed: Vec<Computed>,
    /// Lowest first, with some beyond the wanted ones.
    states: Vec<Measured>,
    verdicts: Vec<Verdict>,
}

/// Bounds are narrower if they are by this factor: less is a matter of chance.
const GAIN: f64 = 0.5;

impl Round {
    pub(super) fn new(
        computed: Vec<Computed>,
        staircase: &Staircase,
        settings: &SpectrumSettings,
    ) -> Self {
        let states = interleaved(computed.iter().map(|computed| &computed.states[..]));
        let verdicts = judge(&states, computed.len(), staircase, settings);
        Self {
            computed,
            states,
            verdicts,
        }
    }

    fn functions(&self) -> usize {
        self.computed
            .iter()
            .map(|computed| computed.functions)
            .sum()
    }

    fn converged(&self) -> usize {
        self.verdicts.iter().filter(|v| v.converged).count()
    }

    /// The widest bounds in units of what is allowed.
    fn width(&self) -> f64 {
        let widths = self.verdicts.iter().map(|v| v.bounds.width / v.allowed);
        widths.fold(0.0, f64::max)
    }

    /// More states converged, or as many and bounds narrower.
    pub(super) fn is_better_than(&self, other: &Self) -> bool {
        let (more, as_many) = (
            self.converged() > other.converged(),
            self.converged() == other.converged(),
        );
        more || as_many && self.width() < GAIN * other.width()
    }

    /// Refines `mesh` where it is too coarse; whether it changed.
    pub(super) fn refine(&self, mesh: &mut Mesh, settings: &SpectrumSettings) -> bool {
        let done = self.converged() == self.verdicts.len();
        let full = self.functions() >= settings.most_functions;
        !done && !full && mesh.refine(&self.states, &self.verdicts)
    }

    /// The states as they are handed out.
    pub(super) fn spectrum(self, problem: &Problem, coordinate: &Coordinate) -> Spectrum {
        let (features, elements, functions, sectors) = (
            self.computed[0].features(),
            self.computed[0].elements.len(),
            self.functions(),
            self.computed.len(),
        );
        let mut states: Vec<RitzState> = Vec::with_capacity(self.verdicts.len());
        for (sector, computed) in self.computed.into_iter().enumerate() {
            let verdicts = self.verdicts.iter().copied().enumerate();
            let verdicts = verdicts.skip(sector).step_by(sectors);
            states.extend(computed.into_states(problem, coordinate.clone(), verdicts));
        }
        states.sort_by_key(RitzState::n);
        Spectrum {
            features,
            functions,
            elements,
            states,
        }
    }
}

/// The lists' first elements, then their second ones, and so on.
pub(super) fn interleaved<'a>(lists: impl Iterator<Item = &'a [Measured]>) -> Vec<Measured> {
    let lists: Vec<_> = lists.collect();
    let length = lists.iter().map(|list| list.len()).min().unwrap_or(0);
    let row = |k: usize| lists.iter().map(move |list| list[k].clone());
    (0..length).flat_map(row).collect()
}

//! States in one set of functions for the whole domain.

use std::fmt::Debug;
use std::sync::Arc;

use nalgebra::DMatrix;

use super::basis::Coefficients;
use super::judge::{Verdict, judge};
use super::measure::{Measured, measure};
use super::mesh::Mesh;
use super::round::interleaved;
use super::rule::{Places, Point, Rules, Samples};
use super::sector::Sector;
use super::spectrum::{BEYOND, Spectrum, SpectrumSettings};
use super::state::{Expansion, Functions, RitzState};
use crate::coordinate::Coordinate;
use crate::trial::Taylor;
use crate::{Error, Problem};

/// Functions of t that vanish at the walls, C¹ where V or m jumps.
pub(super) trait Family: Debug + Send + Sync {
    /// How many.
    fn len(&self) -> usize;

    /// All of them at t, each with its first and second derivative.
    fn at(&self, t: f64) -> Vec<Taylor>;

    /// All of them at the points of a rule.
    fn samples(&self, places: &Places) -> Samples {
        Samples::new(places.clone(), self.len(), |t| self.at(t).into_iter())
    }
}

/// A family at the points of two rules: the coarser one that states are computed with, and the finer one that they are judged on.
pub(super) struct Sampled {
    pub(super) family: Arc<dyn Family>,
    pub(super) coarse: Samples,
    fine: Samples,
}

impl Sampled {
    pub(super) fn new(family: Arc<dyn Family>, coarse: &Places, fine: &Places) -> Self {
        Self {
            coarse: family.samples(coarse),
            fine: family.samples(fine),
            family,
        }
    }
}

/// The fewest points in an interval between breakpoints.
const FEWEST: usize = 12;

/// Few functions that span much are nearly dependent, and ψ is good to about 1e-7.
const CLEAN: f64 = 1e-6;

/// A problem, and how its states are judged.
pub(super) struct Whole<'a> {
    pub(super) problem: &'a Problem,
    pub(super) coordinate: Coordinate,
    settings: &'a SpectrumSettings,
    mesh: Mesh,
}

/// States of a family, or of one for even and one for odd states.
pub(super) struct Candidate {
    families: Vec<(Arc<dyn Family>, Vec<Coefficients>)>,
    states: Vec<Measured>,
    verdicts: Vec<Verdict>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(
        problem: &'a Problem,
        coordinate: Coordinate,
        settings: &'a SpectrumSettings,
    ) -> Self {
        Self {
            problem,
            coordinate,
            settings,
            mesh: Mesh::new(problem, settings.states + BEYOND),
        }
    }

    /// About the energy of the highest state of interest.
    pub(super) fn energy(&self) -> f64 {
        self.mesh.energy()
    }

    /// About `count` Gauss–Legendre points, shared out over the intervals on which V and m are smooth.
    ///
    /// # Errors
    /// [`Error::Value`] where V is not finite.
    pub(super) fn places(&self, count: f64) -> Result<Places, Error> {
        let mut rules = Rules::default();
        let mut points: Vec<Point> = Vec::new();
        for (piece, from, to) in self.problem.smooth_intervals() {
            let share = (count * (to - from) / self.problem.width()).ceil() as usize;
            let unit = rules.unit(share.max(FEWEST));
            let point = |&(place, weight): &(f64, f64)| {
                let (x, weight) = (from + (to - from) * place, (to - from) * weight);
                Point::new(&self.coordinate, piece, x, weight)
            };
            points.extend(unit.iter().map(point));
        }
        Places::new(self.problem, &self.coordinate, &points)
    }

    /// Measures and judges the states that the columns of each matrix are, lowest first.
    ///
    /// # Errors
    /// [`Error::NotResolved`] if there are not more than were asked for.
    pub(super) fn judged(&self, found: Vec<(&Sampled, DMatrix<f64>)>) -> Result<Candidate, Error> {
        let sectors = found.len();
        let mut lists: Vec<Vec<Measured>> = Vec::with_capacity(sectors);
        let mut kept: Vec<(Arc<dyn Family>, Vec<Coefficients>)> = Vec::with_capacity(sectors);
        for (sampled, coefficients) in found {
            let shown = (self.settings.states + BEYOND).div_ceil(sectors);
            let columns = coefficients.column_iter().take(shown);
            let vectors: Vec<Coefficients> =
                columns.map(|c| vec![c.iter().copied().collect()]).collect();
            let [coarse, fine] = [&sampled.coarse, &sampled.fine].map(std::slice::from_ref);
            let states = vectors.iter();
            lists.push(states.map(|v| measure(coarse, fine, v, CLEAN)).collect());
            kept.push((sampled.family.clone(), vectors));
        }
        let states = interleaved(lists.iter().map(Vec::as_slice));
        if states.len() <= self.settings.states {
            return Err(Error::NotResolved {
                state: states.len(),
                reason: "the features are too much alike to hold so many states",
            });
        }
        Ok(Candidate {
            verdicts: judge(&states, sectors, self.mesh.staircase(), self.settings),
            families: kept,
            states,
        })
    }

    /// The states as they are handed out, from `features` neurons.
    pub(super) fn spectrum(self, candidate: Candidate, features: usize) -> Spectrum {
        let sectors = candidate.families.len();
        let expand = |(family, vectors): (Arc<dyn Family>, _)| {
            let expansion = Expansion::new(
                self.problem,
                self.coordinate.clone(),
                Sector::Whole,
                Functions::Whole(family),
            );
            (Arc::new(expansion), vectors)
        };
        let functions = candidate
            .families
            .iter()
            .map(|(family, _)| family.len())
            .sum();
        let families: Vec<(_, Vec<Coefficients>)> =
            candidate.families.into_iter().map(expand).collect();
        let states = candidate.states.iter().zip(candidate.verdicts).enumerate();
        let states = states.map(|(n, (measured, verdict))| {
            let (expansion, vectors) = &families[n % sectors];
            RitzState::new(
                n,
                expansion.clone(),
                &vectors[n / sectors],
                measured,
                verdict,
            )
        });
        Spectrum {
            states: states.collect(),
            features,
            functions,
            elements: 1,
        }
    }
}

impl Candidate {
    /// Whether every state has converged.
    pub(super) fn converged(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.converged)
    }

    /// The better of the two.
    pub(super) fn or(self, other: Candidate) -> Self {
        if other.width() < self.width() {
            other
        } else {
            self
        }
    }

    /// The largest width of bounds in units of what is allowed, infinite for a state that is not the one asked for.
    fn width(&self) -> f64 {
        let width = |verdict: &Verdict| match verdict.in_place {
            true => verdict.bounds.width / verdict.allowed,
            false => f64::INFINITY,
        };
        self.verdicts.iter().map(width).fold(0.0, f64::max)
    }
}

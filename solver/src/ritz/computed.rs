//! One solution at one resolution.

use std::sync::Arc;

use super::basis::{Basis, Coefficients};
use super::condensed::Condensed;
use super::element::Element;
use super::judge::Verdict;
use super::measure::{Measured, measure};
use super::orthonormal::floor;
use super::rule::{Rules, Samples};
use super::sector::Sector;
use super::state::{Expansion, Functions, RitzState};
use crate::coordinate::Coordinate;
use crate::{Error, Problem};

/// Points of the rule that a basis is assembled with, for each function of an element: products of functions have twice
/// the degree, and V its own.
const POINTS: usize = 2;

/// More of them in the rule on which states are judged; not a multiple, so that no point is in both.
const FINER: f64 = 1.5;

/// The fewest points in an element.
const FEWEST: usize = 16;

/// ψ is good to 1e-10 in the mean: where it is smaller than this part of its maximum, its sign may be rounding.
const CLEAN: f64 = 1e-9;

/// Elements and the lowest states in their basis.
pub(super) struct Computed {
    sector: Sector,
    pub(super) elements: Vec<Element>,
    vectors: Vec<Coefficients>,
    pub(super) states: Vec<Measured>,
    pub(super) functions: usize,
}

impl Computed {
    /// The lowest `count` states, whose energies go up to about `energy`.
    ///
    /// # Errors
    /// [`Error::Value`] where V is not finite.
    pub(super) fn new(
        problem: &Problem,
        coordinate: &Coordinate,
        (sector, elements): (Sector, Vec<Element>),
        rules: &mut Rules,
        count: usize,
        energy: f64,
    ) -> Result<Self, Error> {
        let mut at = |finer: f64| {
            let rule = |element: &Element| {
                let points = (POINTS * (element.inner() + element.joints())).max(FEWEST);
                let unit = rules.unit((finer * points as f64) as usize);
                Samples::of_element(problem, coordinate, element, unit)
            };
            elements.iter().map(rule).collect::<Result<Vec<_>, _>>()
        };
        let (coarse, fine) = (at(1.0)?, at(FINER)?);
        let floor = floor(&coarse, energy);
        let condense =
            |(rule, element): (_, &Element)| Condensed::new(rule, element.inner(), floor);
        let basis = Basis::new(coarse.iter().zip(&elements).map(condense).collect());
        let mut vectors = basis.lowest(count, (energy - floor).abs());
        let mut states: Vec<Measured> = vectors
            .iter()
            .map(|vector| sector.unfolded(measure(&coarse, &fine, vector, CLEAN)))
            .collect();
        // Levels closer than rounding may have changed places on the finer rule.
        let mut order: Vec<usize> = (0..states.len()).collect();
        order.sort_by(|&i, &j| states[i].energy.total_cmp(&states[j].energy));
        vectors = order.iter().map(|&i| vectors[i].clone()).collect();
        states.sort_by(|a, b| a.energy.total_cmp(&b.energy));
        Ok(Self {
            sector,
            functions: basis.len(),
            elements,
            vectors,
            states,
        })
    }

    /// The number of features in all elements.
    pub(super) fn features(&self) -> usize {
        self.elements.iter().map(Element::features).sum()
    }

    /// The states as they are handed out, one for each (n, verdict).
    pub(super) fn into_states(
        self,
        problem: &Problem,
        coordinate: Coordinate,
        verdicts: impl Iterator<Item = (usize, Verdict)>,
    ) -> Vec<RitzState> {
        let functions = Functions::Chain(self.elements);
        let expansion = Expansion::new(problem, coordinate, self.sector, functions);
        let expansion = Arc::new(expansion);
        let states = self.states.into_iter().zip(self.vectors).zip(verdicts);
        states
            .map(|((measured, vector), (n, verdict))| {
                RitzState::new(n, expansion.clone(), &vector, &measured, verdict)
            })
            .collect()
    }
}

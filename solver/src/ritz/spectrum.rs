//! The lowest states of a problem, at a resolution that finds itself.

use super::computed::Computed;
use super::feature::Features;
use super::mesh::Mesh;
use super::round::Round;
use super::rule::Rules;
use super::sector::Sector;
use super::state::RitzState;
use crate::coordinate::Coordinate;
use crate::{Error, Problem};

/// What to compute, and how well.
#[derive(Clone, Debug, PartialEq)]
pub struct SpectrumSettings {
    /// How many states, from the lowest.
    pub states: usize,
    /// The largest width of the interval between [`RitzState::energy_lower`] and [`RitzState::energy_upper`], rounding
    /// apart, relative to the larger of |E| and the distance to the nearer neighbour level. Energies are much closer than
    /// these bounds can show: at the default, commonly to 1e-13.
    pub tolerance: f64,
    /// Where random features come from.
    pub seed: u64,
    /// What the features are.
    pub features: Features,
    /// Refinement ends once there are this many basis functions. Time and memory grow in proportion.
    pub most_functions: usize,
}

impl Default for SpectrumSettings {
    fn default() -> Self {
        Self {
            states: 10,
            tolerance: 1e-9,
            seed: 0,
            features: Features::Tanh,
            most_functions: 10_000,
        }
    }
}

/// The lowest states of a problem by the Rayleigh–Ritz method in a basis of untrained network features.
///
/// Energies come out to about 1e-13 in a few milliseconds where potential and mass are smooth in each piece. The number of
/// features is found from the residual of the states on a finer rule: elements that contribute too much get more features
/// and then are halved.
///
/// ```
/// use hyperwell::{Problem, ritz::{Spectrum, SpectrumSettings}};
///
/// let settings = SpectrumSettings { states: 3, ..Default::default() };
/// let spectrum = Spectrum::solve(&Problem::infinite_well(), &settings)?;
/// let second = &spectrum.states()[1];
/// let exact = 4.0 * std::f64::consts::PI.powi(2);
/// assert!(spectrum.converged() && second.nodes() == 1);
/// assert!((second.energy() - exact).abs() < 1e-12 * exact);
/// assert!(second.energy_lower() <= exact && exact <= second.energy_upper());
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Spectrum {
    pub(super) states: Vec<RitzState>,
    pub(super) features: usize,
    pub(super) functions: usize,
    pub(super) elements: usize,
}

/// States computed beyond those asked for: bounds and index checks need the levels after the last.
pub(super) const BEYOND: usize = 4;

/// Rounds of refinement.
const ROUNDS: usize = 24;

/// Refinement ends after so many rounds that made nothing better: what is left is rounding, and more elements bring more of it.
const PATIENCE: usize = 4;

impl SpectrumSettings {
    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong = |name, value: String, expected: &str| {
            Err(Error::Setting {
                name,
                value,
                expected: expected.into(),
            })
        };
        if !(1..=200).contains(&self.states) {
            return wrong("states", self.states.to_string(), "1 to 200");
        }
        if !(self.tolerance > 0.0 && self.tolerance < 1.0) {
            return wrong(
                "tolerance",
                self.tolerance.to_string(),
                "more than 0 and less than 1",
            );
        }
        Ok(())
    }
}

impl Spectrum {
    /// Finds the lowest states of `problem`.
    ///
    /// # Errors
    /// [`Error::Setting`] for a setting out of range, [`Error::Value`] where V is not finite at a quadrature point. A
    /// spectrum that is not accurate enough is no error: see [`converged`](Self::converged).
    pub fn solve(problem: &Problem, settings: &SpectrumSettings) -> Result<Self, Error> {
        settings.check()?;
        let wanted = settings.states + BEYOND;
        let coordinate = Coordinate::new(problem);
        let sectors = Sector::all(problem.is_symmetric());
        let mut mesh = Mesh::new(problem, wanted);
        if sectors.len() > 1 {
            mesh = mesh.right_half(problem.from() + 0.5 * problem.width());
        }
        let mut rules = Rules::default();
        let mut round = |mesh: &Mesh| -> Result<Round, Error> {
            let compute = |&sector: &Sector| {
                let elements = mesh.elements(&coordinate, sector, settings.features, settings.seed);
                let count = wanted.div_ceil(sectors.len());
                let elements = (sector, elements);
                let energy = mesh.energy();
                Computed::new(problem, &coordinate, elements, &mut rules, count, energy)
            };
            let computed = sectors.iter().map(compute).collect::<Result<_, _>>()?;
            Ok(Round::new(computed, mesh.staircase(), settings))
        };
        let mut best = round(&mesh)?;
        let mut changed = best.refine(&mut mesh, settings);
        let mut idle = 0;
        for _ in 1..ROUNDS {
            if !changed || idle == PATIENCE {
                break;
            }
            let next = round(&mesh)?;
            changed = next.refine(&mut mesh, settings);
            if next.is_better_than(&best) {
                best = next;
                idle = 0;
            } else {
                idle += 1;
            }
        }
        Ok(best.spectrum(problem, &coordinate))
    }

    /// The states, lowest first.
    pub fn states(&self) -> &[RitzState] {
        &self.states
    }

    /// Whether every state has [converged](RitzState::converged).
    pub fn converged(&self) -> bool {
        self.states.iter().all(RitzState::converged)
    }

    /// The number of features in all elements; those of a symmetric problem serve both halves.
    pub fn features(&self) -> usize {
        self.features
    }

    /// The number of basis functions after nearly dependent ones were dropped.
    pub fn functions(&self) -> usize {
        self.functions
    }

    /// The number of elements, in a symmetric problem those of one half.
    pub fn elements(&self) -> usize {
        self.elements
    }
}

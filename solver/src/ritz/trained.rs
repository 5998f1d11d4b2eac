//! A spectrum from one small hidden layer, trained by energy–Newton.

use std::sync::Arc;

use super::hidden::Hidden;
use super::judge::judge;
use super::measure::{Measured, measure};
use super::mesh::Mesh;
use super::newton::{Eliminated, Setting, train};
use super::rule::{Point, Rules, Samples};
use super::sector::Sector;
use super::spectrum::{BEYOND, Spectrum, SpectrumSettings};
use super::state::{Expansion, Functions, RitzState};
use super::step::NewtonStep;
use crate::coordinate::Coordinate;
use crate::{Error, Problem};

/// Points of the rule for each function of the layer.
const POINTS: f64 = 4.0;

/// The fewest points in an interval between breakpoints.
const FEWEST: usize = 12;

/// More of them in the rule on which states are judged.
const FINER: f64 = 3.0;

/// Few functions that span much are nearly dependent, and ψ is good to about 1e-7.
const CLEAN: f64 = 1e-6;

impl Spectrum {
    /// The lowest states in the features of one hidden layer with `neurons` neurons for the whole domain, its weights
    /// trained.
    ///
    /// Untrained features need many more to be as good: here the sum of the states' energies is minimised over every
    /// weight and bias by Newton's method, output weights eliminated at each step. Twenty neurons hold three states of the
    /// barrier to 1e-12. Cost: cubic in the number of neurons, some tens of milliseconds for 20 to 40.
    ///
    /// `settings.most_functions` has no effect.
    ///
    /// # Errors
    /// As [`solve`](Self::solve); [`Error::Setting`] for fewer neurons than states or more than 500;
    /// [`Error::NotResolved`] if the features end up too much alike.
    ///
    /// ```
    /// use hyperwell::{Problem, ritz::{Spectrum, SpectrumSettings}};
    ///
    /// let settings = SpectrumSettings { states: 2, ..Default::default() };
    /// let spectrum = Spectrum::train(&Problem::infinite_well(), 12, &settings)?;
    /// let exact = std::f64::consts::PI.powi(2);
    /// assert!((spectrum.states()[0].energy() / exact - 1.0).abs() < 1e-10);
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn train(
        problem: &Problem,
        neurons: usize,
        settings: &SpectrumSettings,
    ) -> Result<Self, Error> {
        Self::train_observed(problem, neurons, settings, &mut |_| ())
    }

    /// [`train`](Self::train), and shows `observer` the states at the start and after every successful step.
    ///
    /// # Errors
    /// As [`train`](Self::train).
    ///
    /// ```
    /// use hyperwell::{Problem, ritz::{Spectrum, SpectrumSettings}};
    ///
    /// let settings = SpectrumSettings { states: 1, ..Default::default() };
    /// let mut energies = Vec::new();
    /// Spectrum::train_observed(&Problem::infinite_well(), 8, &settings, &mut |step| {
    ///     energies.push(step.energies()[0]);
    /// })?;
    /// assert!(energies.is_sorted_by(|earlier, later| later <= earlier));
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn train_observed(
        problem: &Problem,
        neurons: usize,
        settings: &SpectrumSettings,
        observer: &mut dyn FnMut(&NewtonStep<'_>),
    ) -> Result<Self, Error> {
        settings.check()?;
        if neurons < settings.states || neurons > 500 {
            return Err(Error::Setting {
                name: "neurons",
                value: neurons.to_string(),
                expected: "at least as many as states, at most 500".into(),
            });
        }
        let coordinate = Coordinate::new(problem);
        let mesh = Mesh::new(problem, settings.states + BEYOND);
        let jumps: Vec<f64> = problem
            .jumps()
            .into_iter()
            .map(|x| coordinate.t(coordinate.piece_at(x), x))
            .collect();
        let hidden = Hidden::new(settings.features, &jumps, neurons, settings.seed);
        let mut rules = Rules::default();
        let setting = Setting {
            problem,
            coordinate: &coordinate,
            points: &points(problem, &mut rules, POINTS * hidden.len() as f64),
            energy: mesh.energy(),
            states: settings.states,
        };
        let mut observe = |hidden: &Hidden, found: &Eliminated| {
            observer(&NewtonStep::new(&setting, hidden, found));
        };
        let (hidden, found) = train(&setting, hidden, &mut observe)?;

        let finer = points(problem, &mut rules, FINER * POINTS * hidden.len() as f64);
        let functions = |t| hidden.at(t);
        let samples = [Samples::new(
            problem,
            &coordinate,
            &finer,
            hidden.len(),
            functions,
        )?];
        let shown = (settings.states + BEYOND).min(found.coefficients.ncols());
        if shown <= settings.states {
            return Err(Error::NotResolved {
                state: shown,
                reason: "the features are too much alike to hold so many states",
            });
        }
        let vectors: Vec<_> = (0..shown)
            .map(|n| vec![found.coefficients.column(n).as_slice().to_vec()])
            .collect();
        let states: Vec<Measured> = vectors
            .iter()
            .map(|v| measure(&samples, v, CLEAN))
            .collect();
        let verdicts = judge(&states, 1, mesh.staircase(), settings);
        let functions = found.coefficients.ncols();
        let expansion = Expansion::new(
            problem,
            coordinate,
            Sector::Whole,
            Functions::Network(hidden),
        );
        let expansion = Arc::new(expansion);
        let states = states.iter().zip(&vectors).zip(verdicts).enumerate();
        Ok(Self {
            states: states
                .map(|(n, ((measured, vector), verdict))| {
                    RitzState::new(n, expansion.clone(), vector, measured, verdict)
                })
                .collect(),
            features: neurons,
            functions,
            elements: 1,
        })
    }
}

/// About `count` Gauss–Legendre points, shared out over the intervals on which V and m are smooth.
fn points(problem: &Problem, rules: &mut Rules, count: f64) -> Vec<Point> {
    let mut points = Vec::new();
    for (piece, from, to) in problem.smooth_intervals() {
        let share = (count * (to - from) / problem.width()).ceil() as usize;
        let unit = rules.unit(share.max(FEWEST));
        points.extend(
            unit.iter()
                .map(|(place, weight)| (piece, from + (to - from) * place, (to - from) * weight)),
        );
    }
    points
}

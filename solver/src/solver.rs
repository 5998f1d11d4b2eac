//! The front door: a problem and settings in, a solution out.

use std::ops::ControlFlow;
use std::time::Instant;

use hyperwell_autodiff::lane::Float;
#[cfg(feature = "dense")]
use hyperwell_nn::Mlp;
use hyperwell_nn::Shape;

#[cfg(feature = "dense")]
use crate::Energy;
use crate::bounds::{Level, rounding};
use crate::guide::Guide;
use crate::quadrature::PiecewiseRule;
#[cfg(feature = "dense")]
use crate::second_order::{Polish, project};
use crate::solution::{Outcome, Solution};
use crate::training::{End, Observer, Remedy, Start, Trained, Training};
use crate::trial::Trial;
use crate::wavefunction::{Measured, Wavefunction};
use crate::{Error, Precision, Problem, Progress, Sampling, Settings, Stage};

/// Trains a network on one state of a problem.
///
/// ```
/// use hyperwell::{Problem, Settings, Solver};
///
/// // A short run of a small network wants larger steps than the default.
/// let settings = Settings {
///     hidden: vec![16, 16], points: 64, steps: 3000, learning_rate: 1e-2, ..Settings::default()
/// };
/// let solution = Solver::new(Problem::infinite_well(), settings)?.solve()?;
/// assert!(solution.converged());
/// assert!((solution.energy() - std::f64::consts::PI.powi(2)).abs() < 1e-4);
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Solver {
    problem: Problem,
    settings: Settings,
    shape: Shape,
    trial: Trial,
    /// Where the result is measured.
    rule: PiecewiseRule,
}

/// Attempts after a collapse or a divergence.
const RETRIES: usize = 2;
/// Gauss points of the final measurement for each point of the training.
const FINER: usize = 2;

impl Solver {
    /// A solver for one problem.
    ///
    /// # Errors
    /// If a setting is out of range; the error names it and says what would be right.
    pub fn new(problem: Problem, settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        let trial = Trial::new(&problem, settings.state);
        let mut widths = vec![trial.features()];
        widths.extend(&settings.hidden);
        widths.push(1);
        let shape = Shape::new(&widths, settings.activation).map_err(|error| Error::Setting {
            name: "hidden",
            value: format!("{:?}", settings.hidden),
            expected: error.to_string(),
        })?;
        // The training draws its own points; whether it can is known now.
        settings.sampling.points(&problem, settings.points, 0)?;
        let rule = Sampling::GaussLegendre.points(&problem, FINER * settings.points, 0)?;
        Ok(Solver {
            problem,
            settings,
            shape,
            trial,
            rule,
        })
    }

    /// Trains the network.
    ///
    /// # Errors
    /// If the threads cannot be started. A training that fails is no error: see [`Solution::outcome`].
    pub fn solve(&self) -> Result<Solution, Error> {
        self.solve_observed(&mut |_| ControlFlow::Continue(()))
    }

    /// Trains the network and tells `observer` about every step; `Break` ends the run early.
    ///
    /// # Errors
    /// As [`Solver::solve`].
    pub fn solve_observed(
        &self,
        observer: &mut (dyn FnMut(&Progress) -> ControlFlow<()> + Send),
    ) -> Result<Solution, Error> {
        let start = Instant::now();
        let guide = self.guide()?;
        let guide = guide.as_ref();
        let trained = if self.settings.threads > 1 {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(self.settings.threads)
                .build()
                .map_err(|error| Error::Threads {
                    reason: error.to_string(),
                })?;
            pool.install(|| self.train(guide, observer))?
        } else {
            self.train(guide, observer)?
        };
        Ok(self.measure(trained, guide, start.elapsed().as_secs_f64()))
    }

    /// What is known of the state beforehand. A ground state that Adam finds by itself can do without.
    #[cfg(feature = "dense")]
    fn guide(&self) -> Result<Option<Guide>, Error> {
        match Guide::new(&self.problem, &self.settings) {
            Err(_) if !self.settings.needs_start() => Ok(None),
            guide => guide.map(Some),
        }
    }

    #[cfg(not(feature = "dense"))]
    fn guide(&self) -> Result<Option<Guide>, Error> {
        Ok(None)
    }

    /// Goes through all stages.
    fn train(&self, guide: Option<&Guide>, observer: &mut Observer<'_>) -> Result<Trained, Error> {
        let start = self.start(guide)?;
        #[cfg_attr(
            not(feature = "dense"),
            expect(unused_mut, reason = "Adam is the only stage")
        )]
        let mut trained = match start {
            Some(start) if self.settings.stages[0] != Stage::Adam => Trained::not_yet(start),
            start => self.adam(start.as_ref(), observer)?,
        };
        #[cfg(feature = "dense")]
        for &stage in &self.settings.stages {
            if trained.end == End::Finished {
                let polish = Polish {
                    settings: &self.settings,
                    trial: &self.trial,
                    rule: &self.points()?,
                };
                polish.run(stage, &mut trained, observer);
            }
        }
        Ok(trained)
    }

    /// The network fitted to the state, where the training has to start near it.
    #[cfg(feature = "dense")]
    fn start(&self, guide: Option<&Guide>) -> Result<Option<Start>, Error> {
        let settings = &self.settings;
        let Some(guide) = guide.filter(|_| settings.needs_start()) else {
            return Ok(None);
        };
        let mut network = Mlp::new(self.shape.clone(), settings.initialization, settings.seed);
        project(
            &self.trial,
            &self.points()?,
            &mut network,
            settings,
            guide.state(),
        );
        let energy = match settings.energy {
            Energy::Trained => guide.state().energy(),
            Energy::TrainedFrom(energy) | Energy::Fixed(energy) => energy,
        };
        Ok(Some(Start {
            network,
            energy: self.trial.coordinate().scaled_energy(energy),
        }))
    }

    #[cfg(not(feature = "dense"))]
    fn start(&self, _: Option<&Guide>) -> Result<Option<Start>, Error> {
        Ok(None)
    }

    /// The points of the training.
    #[cfg(feature = "dense")]
    fn points(&self) -> Result<PiecewiseRule, Error> {
        let settings = &self.settings;
        settings.sampling.points(&self.problem, settings.points, 0)
    }

    /// Trains by Adam, and once more with a remedy where a run fails.
    fn adam(&self, start: Option<&Start>, observer: &mut Observer<'_>) -> Result<Trained, Error> {
        let mut remedy = Remedy {
            norm_weight: self.settings.norm_weight,
            learning_rate: 1.0,
        };
        let mut steps = 0;
        let mut attempt = 0;
        loop {
            let mut trained = match self.settings.precision {
                Precision::Single => self.training::<f32>(remedy, start)?.run(observer),
                Precision::Double => self.training::<f64>(remedy, start)?.run(observer),
            };
            steps += trained.steps;
            trained.steps = steps;
            if attempt == RETRIES {
                return Ok(trained);
            }
            attempt += 1;
            match trained.end {
                End::Collapsed => remedy.norm_weight *= 10.0,
                End::Diverged => remedy.learning_rate *= 0.25,
                End::Finished | End::Stopped => return Ok(trained),
            }
        }
    }

    fn training<T: Float>(
        &self,
        remedy: Remedy,
        start: Option<&Start>,
    ) -> Result<Training<'_, T>, Error> {
        let training = Training::new(
            &self.problem,
            &self.settings,
            &self.trial,
            &self.shape,
            remedy,
        )?;
        Ok(match start {
            Some(start) => training.starting_from(start),
            None => training,
        })
    }

    fn measure(&self, trained: Trained, guide: Option<&Guide>, seconds: f64) -> Solution {
        let (wavefunction, measured) = Wavefunction::new(
            &self.problem,
            self.trial.clone(),
            trained.network,
            &self.rule,
        );
        let trained_energy = self.trial.coordinate().energy(trained.energy);
        let recognised = guide.and_then(|guide| {
            let points = self.rule.points().iter();
            let psi: Vec<f64> = points
                .map(|&x| wavefunction.at(&self.problem, x)[0])
                .collect();
            guide.recognises(&self.rule, &psi)
        });
        let size = self.problem.from().abs().max(self.problem.to().abs());
        let level = Level {
            energy: measured.rayleigh,
            residual: measured.residual,
            rounding: rounding(measured.size, size / self.problem.width()),
        };
        Solution {
            outcome: self.outcome(trained.end, measured, trained_energy, recognised),
            bounds: guide.and_then(|guide| guide.bounds(level)),
            problem: self.problem.clone(),
            wavefunction,
            rule: self.rule.clone(),
            measured,
            trained_energy,
            steps: trained.steps,
            seconds,
            history: trained.history,
        }
    }

    /// `recognised`: whether ψ is the state that Ritz's method finds, if that is known.
    fn outcome(
        &self,
        end: End,
        measured: Measured,
        trained_energy: f64,
        recognised: Option<bool>,
    ) -> Outcome {
        match end {
            End::Collapsed => return Outcome::Collapsed,
            End::Diverged => return Outcome::Diverged,
            End::Stopped => return Outcome::Stopped,
            End::Finished => {}
        }
        let coordinate = self.trial.coordinate();
        let scale = coordinate.energy_unit() * coordinate.scaled_energy(measured.rayleigh).max(1.0);
        let difference = (trained_energy - measured.rayleigh).abs();
        // The n-th state has n nodes, of which some may hide where ψ is next to nothing.
        let n = self.settings.state;
        let is_the_state = match recognised {
            Some(recognised) => recognised && measured.nodes <= n,
            None => measured.nodes == n,
        };
        if measured.residual > RESIDUAL_TOLERANCE * scale || difference > ENERGY_TOLERANCE * scale {
            Outcome::Unresolved
        } else if is_the_state {
            Outcome::Converged
        } else {
            Outcome::WrongState
        }
    }
}

/// ‖(H − E)ψ‖ of a converged run, relative to the energy above the potential's floor. The error of E is
/// about its square.
const RESIDUAL_TOLERANCE: f64 = 0.01;
/// |E trained − Rayleigh quotient| of a converged run, relative likewise.
const ENERGY_TOLERANCE: f64 = 1e-3;

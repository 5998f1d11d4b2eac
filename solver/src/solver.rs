//! The front door: a problem and settings in, a solution out.

use std::ops::ControlFlow;

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::Shape;

use crate::bounds::{Level, rounding};
use crate::origin::Origin;
use crate::quadrature::PiecewiseRule;
#[cfg(feature = "dense")]
use crate::second_order::Polish;
use crate::solution::{Outcome, Solution};
use crate::training::{End, Observer, Trained, Training};
use crate::trial::Trial;
use crate::wavefunction::{Measured, Wavefunction};
use crate::{Checkpoint, Error, Moment, Precision, Problem, Progress, Sampling, Settings, Stage};

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
    origin: Origin,
}

/// Gauss points of the final measurement for each point of the training.
const FINER: usize = 2;

impl Solver {
    /// A solver for one problem.
    ///
    /// Costs some milliseconds for a look at the state (with the feature `dense`); where the training has to start near it, also some tenths
    /// of a second for a network that is fitted to it.
    ///
    /// # Errors
    /// If a setting is out of range; the error names it and says what would be right. [`Error::NotResolved`] if there is no
    /// start for an excited state.
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
        trial.rule(settings.sampling, settings.points, 0)?;
        let finer = (FINER * settings.points).max(Sampling::fewest_smooth(&problem));
        let rule = trial.rule(Sampling::GaussLegendre, finer, 0)?;
        let origin = Origin::new(&problem, &settings, &trial, &shape)?;
        Ok(Solver {
            origin,
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
        self.resume(&self.start(), &mut |moment| observer(moment.progress()))
    }

    /// The run before its first step.
    pub fn start(&self) -> Checkpoint {
        self.origin.checkpoint.clone()
    }

    /// Goes on from `checkpoint` to the bits that the run without a stop would have reached, and tells `observer` about every
    /// step; `Break` ends the run early. The instruction set must be the one that the checkpoint comes from.
    ///
    /// # Errors
    /// As [`Solver::solve`], and [`Error::Checkpoint`] if no run of this problem and these settings can be there.
    pub fn resume(
        &self,
        checkpoint: &Checkpoint,
        observer: &mut (dyn FnMut(&Moment<'_>) -> ControlFlow<()> + Send),
    ) -> Result<Solution, Error> {
        let mut train = || self.train(checkpoint, observer);
        let trained = if self.settings.threads > 1 {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(self.settings.threads)
                .build()
                .map_err(|error| Error::Threads {
                    reason: error.to_string(),
                })?;
            pool.install(train)?
        } else {
            train()?
        };
        Ok(self.measure(trained))
    }

    /// Goes through all stages. Those after Adam are short, and a run that stops in one of them goes on from the end of Adam.
    fn train(&self, from: &Checkpoint, observer: &mut Observer<'_>) -> Result<Trained, Error> {
        #[cfg_attr(
            not(feature = "dense"),
            expect(unused_mut, reason = "Adam is the only stage")
        )]
        let mut trained = match (self.settings.stages.first(), self.settings.precision) {
            (Some(Stage::Adam), Precision::Single) => self.training::<f32>(from)?.run(observer)?,
            (Some(Stage::Adam), Precision::Double) => self.training::<f64>(from)?.run(observer)?,
            _ => Trained::not_yet(from, &self.shape)?,
        };
        #[cfg(feature = "dense")]
        if trained.end == End::Finished {
            let polish = Polish::new(&self.settings, &self.trial)?;
            polish.run(&mut trained, observer);
        }
        Ok(trained)
    }

    fn training<T: Float>(&self, from: &Checkpoint) -> Result<Training<'_, T>, Error> {
        let origin = &self.origin.checkpoint;
        Training::new(&self.settings, &self.trial, &self.shape, origin, from)
    }

    fn measure(&self, trained: Trained) -> Solution {
        let (wavefunction, measured) = Wavefunction::new(
            &self.problem,
            self.trial.clone(),
            trained.network,
            &self.rule,
        );
        let trained_energy = self.trial.coordinate().energy(trained.energy);
        let guide = self.origin.guide.as_ref();
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
            seconds: trained.seconds,
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

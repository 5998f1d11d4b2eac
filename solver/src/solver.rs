//! The front door: a problem and settings in, a solution out.

use std::ops::ControlFlow;

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::{Mlp, Shape};

use crate::bounds::Bounds;
#[cfg(feature = "dense")]
use crate::guide::Guide;
use crate::quadrature::PiecewiseRule;
#[cfg(feature = "dense")]
use crate::second_order::Polish;
use crate::solution::{Outcome, Solution};
use crate::survey::Survey;
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
}

/// Gauss points of the final measurement for each point of the training.
const FINER: usize = 2;

/// Weights times points of Levenberg–Marquardt: of each it keeps a few numbers, in all about 2 GB.
pub(crate) const LARGEST_JACOBIAN: usize = 50_000_000;

impl Solver {
    /// A solver for one problem.
    ///
    /// # Errors
    /// If a setting is out of range; the error names it and says what would be right.
    pub fn new(problem: Problem, settings: Settings) -> Result<Self, Error> {
        settings.check()?;
        let trial = Trial::new(&problem, settings.state)?;
        let mut widths = vec![trial.features()];
        widths.extend(&settings.hidden);
        widths.push(1);
        let shape = Shape::new(&widths, settings.activation).map_err(|error| Error::Setting {
            name: "hidden",
            value: format!("{:?}", settings.hidden),
            expected: error.to_string(),
        })?;
        let entries = shape.parameters().saturating_mul(settings.points);
        if settings.stages.contains(&Stage::LevenbergMarquardt) && entries > LARGEST_JACOBIAN {
            return Err(Error::Setting {
                name: "stages",
                value: "lm".to_owned(),
                expected: format!(
                    "at most {LARGEST_JACOBIAN} weights times points, here {entries}; lbfgs has no such limit"
                ),
            });
        }
        // The training draws its own points; whether it can is known now.
        trial.rule(settings.sampling, settings.points, 0)?;
        let finer = FINER * settings.most_points();
        let finer = finer.max(Sampling::fewest_smooth(&problem));
        let rule = trial.rule(Sampling::GaussLegendre, finer, 0)?;
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
        self.resume(&self.start(), &mut |moment| observer(moment.progress()))
    }

    /// The run before its first step.
    pub fn start(&self) -> Checkpoint {
        Checkpoint::start(&self.settings, &self.trial, &self.shape)
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
        let mut trained = match self.settings.precision {
            Precision::Single => self.training::<f32>(from)?.run(observer)?,
            Precision::Double => self.training::<f64>(from)?.run(observer)?,
        };
        #[cfg(feature = "dense")]
        if trained.end != End::Stopped {
            Polish::new(&self.settings, &self.trial)?.run(&mut trained, observer);
        }
        Ok(trained)
    }

    /// ψ of a network that was trained by a solver of this problem and these settings: the same as that solution's.
    /// `network` is [`Solution::network`], which can be kept in a file.
    ///
    /// # Errors
    /// [`Error::Network`] if the network has another shape.
    ///
    /// ```
    /// use hyperwell::{Problem, Settings, Solver};
    /// let settings = Settings { hidden: vec![8], points: 32, steps: 100, ..Settings::default() };
    /// let solver = Solver::new(Problem::finite_well(), settings)?;
    /// let solution = solver.solve()?;
    /// let psi = solver.wavefunction(solution.network().clone())?;
    /// assert_eq!(psi.psi(0.3), solution.psi(0.3));
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn wavefunction(&self, network: Mlp<f64>) -> Result<Wavefunction, Error> {
        if *network.shape() != self.shape {
            return Err(Error::Network {
                found: network.shape().widths().to_vec(),
                expected: self.shape.widths().to_vec(),
            });
        }
        let trial = self.trial.clone();
        Ok(Wavefunction::new(&self.problem, trial, network, &self.rule).0)
    }

    fn training<T: Float>(&self, from: &Checkpoint) -> Result<Training<'_, T>, Error> {
        Training::new(&self.settings, &self.trial, &self.shape, from)
    }

    fn measure(&self, trained: Trained) -> Solution {
        let (wavefunction, measured) = Wavefunction::new(
            &self.problem,
            self.trial.clone(),
            trained.network,
            &self.rule,
        );
        let trained_energy = self.trial.coordinate().energy(trained.energy);
        let outcome = self.outcome(trained.end, measured, trained_energy);
        let (outcome, bounds) = self.second_opinion(outcome, &wavefunction, measured);
        Solution {
            outcome,
            bounds,
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

    /// What Ritz's method has to say: whether ψ is the state, and where its level lies.
    #[cfg(feature = "dense")]
    fn second_opinion(
        &self,
        outcome: Outcome,
        wavefunction: &Wavefunction,
        measured: Measured,
    ) -> (Outcome, Option<Bounds>) {
        // Where there is no second opinion the first one stands.
        let Ok(guide) = Guide::new(&self.problem, self.settings.state) else {
            return (outcome, None);
        };
        let psi = |&x: &f64| wavefunction.psi(x)[0];
        let psi: Vec<f64> = self.rule.points().iter().map(psi).collect();
        let outcome = match (outcome, guide.recognises(&self.rule, &psi)) {
            (Outcome::Converged, Some(false)) => Outcome::WrongState,
            _ => outcome,
        };
        (outcome, guide.bounds(&self.problem, measured))
    }

    #[cfg(not(feature = "dense"))]
    fn second_opinion(
        &self,
        outcome: Outcome,
        _: &Wavefunction,
        _: Measured,
    ) -> (Outcome, Option<Bounds>) {
        (outcome, None)
    }

    fn outcome(&self, end: End, measured: Measured, trained_energy: f64) -> Outcome {
        match end {
            End::Collapsed => return Outcome::Collapsed,
            End::Diverged => return Outcome::Diverged,
            End::Stopped => return Outcome::Stopped,
            End::Finished => {}
        }
        let coordinate = self.trial.coordinate();
        let scale = coordinate.energy_unit() * coordinate.scaled_energy(measured.rayleigh).max(1.0);
        let difference = (trained_energy - measured.rayleigh).abs();
        let survey = self.trial.survey();
        let spacing = survey.map_or(f64::INFINITY, Survey::spacing);
        let allowed = (RESIDUAL_TOLERANCE * scale).min(MIXING_TOLERANCE * spacing);
        let agrees = |survey: &Survey| survey.agrees(measured.rayleigh);
        if measured.nodes != self.settings.state || !survey.is_none_or(agrees) {
            Outcome::WrongState
        } else if measured.residual > allowed || difference > ENERGY_TOLERANCE * scale {
            Outcome::Unresolved
        } else {
            Outcome::Converged
        }
    }
}

/// ‖(H − E)ψ‖ of a converged run, relative to the energy above the potential's floor. The error of E is
/// about its square.
const RESIDUAL_TOLERANCE: f64 = 0.03;
/// ‖(H − E)ψ‖ of a converged run, relative to the distance d of the next level: ψ holds at most this part of
/// other states (C. Davis and W. M. Kahan, SIAM J. Numer. Anal. 7, 1 (1970)), and E is off by at most this part squared of d.
const MIXING_TOLERANCE: f64 = 0.1;
/// |E trained − Rayleigh quotient| of a converged run, relative to the energy above the floor.
const ENERGY_TOLERANCE: f64 = 1e-3;

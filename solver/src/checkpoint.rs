//! The state of a training run between two steps.

use hyperwell_nn::{Adam, Moments, Shape};

use crate::draw::draw;
use crate::progress::HISTORY_ROWS;
use crate::training::RETRIES;
use crate::trial::Trial;
use crate::{Energy, Error, Phase, Progress, Settings};

/// Everything that decides how a training run goes on, as plain numbers: from here
/// [`Solver::resume`](crate::Solver::resume) reaches the very bits that the run would have reached without a stop, with any
/// number of threads and on any machine with the same instruction set.
///
/// Random collocation points need no state of their own: each set is drawn from the seed and the step.
///
/// ```
/// use std::ops::ControlFlow;
/// use hyperwell::{Problem, Settings, Solver};
///
/// let settings = Settings { hidden: vec![8], points: 32, steps: 200, ..Settings::default() };
/// let solver = Solver::new(Problem::barrier(), settings)?;
/// let mut saved = None;
/// let stopped = solver.resume(&solver.start(), &mut |moment| {
///     saved = Some(moment.checkpoint());
///     if moment.progress().step == 70 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
/// })?;
/// assert_eq!(stopped.steps(), 70);
/// if let Some(saved) = saved {
///     let resumed = solver.resume(&saved, &mut |_| ControlFlow::Continue(()))?;
///     assert_eq!(resumed.energy().to_bits(), solver.solve()?.energy().to_bits());
/// }
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Where the run is, and its numbers that are not weights.
    pub position: Position,
    /// All weights and biases of the network, in the order of [`Shape`].
    pub parameters: Vec<f64>,
    /// Adam's memory of them.
    pub adam: Moments,
    /// Adam's memory of the energy, one number.
    pub energy_adam: Moments,
    /// The history so far.
    pub history: Vec<Progress>,
    /// Wall-clock time of the training so far.
    pub seconds: f64,
}

/// Where a run is. A failed attempt (a collapse, a divergence) is followed by another one with the steps
/// that remain.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "files", serde(deny_unknown_fields))]
pub struct Position {
    /// Attempts that have failed.
    pub attempt: usize,
    /// Steps taken, over all attempts.
    pub step: usize,
    /// The step at which this attempt began.
    pub attempt_start: usize,
    /// The step at which this phase began.
    pub phase_start: usize,
    /// What is being minimised.
    pub phase: Phase,
    /// Steps in a row whose residual was below the tolerance.
    pub good_steps: usize,
    /// λ of the residual loss: that of the settings, or more after a collapse.
    pub norm_weight: f64,
    /// A factor of the learning rate: 1, or less after a divergence.
    pub rate_factor: f64,
    /// λ of the energy functional.
    pub energy_penalty: f64,
    /// ε, the energy in the network's units, is `energy` times `energy_scale`.
    pub energy: f64,
    /// The number in whose units the energy is trained.
    pub energy_scale: f64,
}

impl Position {
    /// The start of the residual's phase here, from this ε; the next level is at the distance `spacing`.
    pub(crate) fn residual(self, energy: f64, spacing: f64) -> Position {
        // ANCHOR: scale
        // Adam moves any number by about its rate, so ε is trained in units of its own size. Where the potential has a deep
        // and narrow floor ε is large for no reason, and the spacing is the size that matters.
        let scale = energy.abs().min(spacing).max(1.0);
        // ANCHOR_END: scale
        Position {
            phase: Phase::Residual,
            phase_start: self.step,
            energy: energy / scale,
            energy_scale: scale,
            ..self
        }
    }
}

impl Checkpoint {
    /// A run before its first step.
    pub(crate) fn start(settings: &Settings, trial: &Trial, shape: &Shape) -> Checkpoint {
        let position = Position {
            attempt: 0,
            step: 0,
            attempt_start: 0,
            phase_start: 0,
            phase: Phase::Variational,
            good_steps: 0,
            norm_weight: settings.norm_weight,
            rate_factor: 1.0,
            energy_penalty: 1.0,
            energy: 0.0,
            energy_scale: 1.0,
        };
        let position = match settings.energy {
            _ if settings.begins_with_fit() => Position {
                phase: Phase::Fit,
                ..position
            },
            Energy::Trained => position,
            Energy::TrainedFrom(energy) | Energy::Fixed(energy) => {
                position.residual(trial.coordinate().scaled_energy(energy), trial.spacing())
            }
        };
        Checkpoint {
            parameters: draw(position.phase, trial, shape, settings)
                .parameters()
                .to_vec(),
            position,
            adam: Adam::<f64>::new(shape.parameters()).moments(),
            energy_adam: Adam::<f64>::new(1).moments(),
            history: Vec::new(),
            seconds: 0.0,
        }
    }

    /// Sees whether a run of these settings can be here.
    pub(crate) fn check(&self, settings: &Settings, shape: &Shape) -> Result<(), Error> {
        let p = &self.position;
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let parameters = shape.parameters();
        // Weights and moments may be infinite or NaN, as they are in a run that is about to diverge; the next step finds out.
        let fits = |moments: &Moments, count: usize| {
            moments.steps <= settings.steps as u64
                && moments.mean.len() == count
                && moments.square.len() == count
        };
        let phases: &[Phase] = match settings.energy {
            _ if settings.begins_with_fit() => &[Phase::Fit, Phase::Residual],
            Energy::Trained => &[Phase::Variational, Phase::Fit, Phase::Residual],
            Energy::TrainedFrom(_) | Energy::Fixed(_) => &[Phase::Residual],
        };
        let ordered =
            p.good_steps <= p.step && p.attempt_start <= p.phase_start && p.phase_start <= p.step;
        let checks = [
            (
                self.parameters.len() == parameters,
                "another number of weights",
            ),
            (
                fits(&self.adam, parameters) && fits(&self.energy_adam, 1),
                "an optimiser of other weights",
            ),
            (ordered && p.step <= settings.steps, "other steps"),
            (p.attempt <= RETRIES, "too many attempts"),
            (phases.contains(&p.phase), "another phase"),
            (
                finite(&[p.energy]) && (1.0..f64::INFINITY).contains(&p.energy_scale),
                "an energy that is not finite",
            ),
            (
                p.norm_weight > 0.0
                    && p.rate_factor > 0.0
                    && p.rate_factor <= 1.0
                    && finite(&[p.norm_weight, p.energy_penalty]),
                "weights of the loss out of range",
            ),
            // The first and the last step have rows of their own.
            (
                self.history.len() <= HISTORY_ROWS + 2 && self.seconds >= 0.0,
                "a history that is too long",
            ),
        ];
        match checks.iter().find(|(right, _)| !right) {
            Some(&(_, reason)) => Err(Error::Checkpoint { reason }),
            None => Ok(()),
        }
    }
}

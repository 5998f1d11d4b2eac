//! The training loop: Adam on the energy functional or on the distance to a coarse state, then on the residual.
//!
//! Here is the state of a run, [`attempt`] goes through the phases, [`phase`] takes the steps.

mod attempt;
mod phase;

use std::ops::ControlFlow;
use std::time::Instant;

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::{Adam, Engine, Mlp, Shape};

use crate::fit::FitLoss;
use crate::progress::{Moment, Progress};
use crate::residual::ResidualLoss;
use crate::trial::Trial;
use crate::variational::EnergyLoss;
use crate::{Checkpoint, Error, Phase, Position, Settings};

pub(crate) use self::attempt::RETRIES;

/// What is called after every step; `Break` ends the run.
pub(crate) type Observer<'a> = dyn FnMut(&Moment<'_>) -> ControlFlow<()> + Send + 'a;

/// A training run at work.
pub(crate) struct Training<'a, T: Float> {
    settings: &'a Settings,
    trial: &'a Trial,
    engine: Engine<T, 1>,
    network: Mlp<T>,
    gradient: Vec<T>,
    adam: Adam<T>,
    energy_adam: Adam<f64>,
    energy_loss: EnergyLoss<T>,
    fit_loss: FitLoss<T>,
    residual_loss: ResidualLoss<T>,
    position: Position,
    history: Vec<Progress>,
    started: Instant,
    /// Time that was spent before `started`.
    seconds: f64,
}

/// What a run leaves behind.
pub(crate) struct Trained {
    pub(crate) network: Mlp<f64>,
    /// ε
    pub(crate) energy: f64,
    pub(crate) steps: usize,
    pub(crate) seconds: f64,
    pub(crate) history: Vec<Progress>,
    pub(crate) end: End,
    /// From where Adam would go on.
    #[cfg_attr(
        not(feature = "dense"),
        expect(dead_code, reason = "no stage comes after Adam")
    )]
    pub(crate) checkpoint: Checkpoint,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// All steps taken, or the tolerance reached.
    Finished,
    /// The observer's wish.
    Stopped,
    /// ψ = 0
    Collapsed,
    /// A loss that is not finite.
    Diverged,
}

/// ⟨T⟩, in the unit of ε, of a state for which the weight of the norm needs no change.
const COMMON_SIZE: f64 = 16.0;

/// Steps between one set of random points and the next.
const RESAMPLE_EVERY: usize = 100;

impl<'a, T: Float> Training<'a, T> {
    /// A run that goes on from `from`.
    ///
    /// # Errors
    /// If the checkpoint is none of these settings.
    pub(crate) fn new(
        settings: &'a Settings,
        trial: &'a Trial,
        shape: &Shape,
        from: &Checkpoint,
    ) -> Result<Self, Error> {
        from.check(settings, shape)?;
        let unfit = Error::Checkpoint {
            reason: "another number of weights",
        };
        let rule = trial.rule(settings.sampling, settings.points, 0)?;
        let inputs = trial.inputs(&trial.ts(&rule));
        let parameters = from.parameters.iter().map(|&x| T::from_f64(x)).collect();
        let mut training = Training {
            engine: Engine::new(shape, inputs, settings.isa, settings.threads),
            gradient: vec![T::default(); shape.parameters()],
            energy_loss: EnergyLoss::new(&[], 1.0),
            fit_loss: FitLoss::new(&[]),
            residual_loss: ResidualLoss::new(&[], 1.0, 0.0),
            network: Mlp::from_parameters(shape.clone(), parameters).ok_or(unfit.clone())?,
            adam: Adam::from_moments(&from.adam).ok_or(unfit.clone())?,
            energy_adam: Adam::from_moments(&from.energy_adam).ok_or(unfit)?,
            position: from.position,
            history: from.history.clone(),
            started: Instant::now(),
            seconds: from.seconds,
            settings,
            trial,
        };
        training.place_points()?;
        Ok(training)
    }

    /// The state from which the run goes on.
    fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            position: Position {
                energy_penalty: self.energy_loss.penalty(),
                ..self.position
            },
            parameters: self
                .network
                .parameters()
                .iter()
                .map(|x| x.to_f64())
                .collect(),
            adam: self.adam.moments(),
            energy_adam: self.energy_adam.moments(),
            history: self.history.clone(),
            seconds: self.seconds(),
        }
    }

    fn seconds(&self) -> f64 {
        self.seconds + self.started.elapsed().as_secs_f64()
    }

    /// Steps of this attempt.
    fn attempt_step(&self) -> usize {
        self.position.step - self.position.attempt_start
    }

    /// Steps of this phase.
    fn phase_step(&self) -> usize {
        self.position.step - self.position.phase_start
    }

    /// Puts the collocation points of this step into engine and losses.
    fn place_points(&mut self) -> Result<(), Error> {
        let settings = self.settings;
        let epoch = (self.attempt_step() / RESAMPLE_EVERY) as u64;
        let rule = self.trial.rule(settings.sampling, settings.points, epoch)?;
        let (residual, energy): (Vec<_>, Vec<_>) = self.trial.points(&rule).into_iter().unzip();
        self.engine
            .set_inputs(self.trial.inputs(&self.trial.ts(&rule)));
        self.energy_loss = EnergyLoss::new(&energy, self.position.energy_penalty);
        if let (Phase::Fit, Some(survey)) = (self.position.phase, self.trial.survey()) {
            self.fit_loss = FitLoss::new(&self.trial.fit_points(&rule, survey));
        }
        // Squared residuals grow with the square of the energies in them.
        let heavier = (self.trial.size() / COMMON_SIZE).max(1.0).powi(2);
        let norm_weight = self.position.norm_weight * heavier;
        self.residual_loss = ResidualLoss::new(&residual, norm_weight, 0.0);
        Ok(())
    }

    /// Draws new collocation points where the sampling is random and the time has come.
    fn resample(&mut self) {
        if self.settings.sampling.resamples() && self.attempt_step().is_multiple_of(RESAMPLE_EVERY)
        {
            self.position.energy_penalty = self.energy_loss.penalty();
            // The same call succeeded at the start.
            let _ = self.place_points();
        }
    }
}

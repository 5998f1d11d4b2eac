//! The training loop: Adam on the energy functional or on the distance to a coarse state, then on the residual.

use std::ops::ControlFlow;
use std::time::Instant;

use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_nn::{Adam, Engine, Mlp, Shape};

use crate::fit::FitLoss;
use crate::progress::{HISTORY_ROWS, Moment, Phase, Progress};
use crate::residual::ResidualLoss;
use crate::survey::Survey;
use crate::trial::Trial;
use crate::variational::EnergyLoss;
use crate::{Checkpoint, Energy, Error, Position, Settings, Stage};

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

/// Attempts after a collapse or a divergence.
pub(crate) const RETRIES: usize = 2;
/// This part of the steps goes to the energy functional or to a fit.
const STARTING_PART: usize = 10;
/// ∫ψ² below which a run is on its way to ψ = 0, from which it does not return.
const COLLAPSED_NORM: f64 = 0.02;
/// Steps that the norm has to leave its random start.
const SETTLING_STEPS: usize = 200;
/// Steps between one set of random points and the next.
const RESAMPLE_EVERY: usize = 100;
/// ‖(H − E)ψ‖ above which ψ may be another state than the one at E, relative to the distance of the next level.
const MIXED: f64 = 0.5;
/// Steps in a row with a small residual that end a run.
const GOOD_STEPS: usize = 100;

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
        let second_order = [T::from_f64(1.0)];
        let parameters = from.parameters.iter().map(|&x| T::from_f64(x)).collect();
        let mut training = Training {
            engine: Engine::new(shape, inputs, second_order, settings.isa, settings.threads),
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
        if let Some(survey) = self.trial.survey() {
            self.fit_loss = FitLoss::new(&self.trial.fit_points(&rule, survey));
        }
        // Squared residuals of a magnified state are larger by the fourth power.
        let norm_weight = self.position.norm_weight * self.trial.magnification().powi(4);
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

    /// Trains to the end, and once more with a remedy where it fails.
    pub(crate) fn run(mut self, observer: &mut Observer<'_>) -> Result<Trained, Error> {
        loop {
            let end = self.attempt(observer);
            if !self.retry(end)? {
                return Ok(Trained {
                    checkpoint: self.checkpoint(),
                    network: self.network.to_f64(),
                    energy: self.position.energy_scale * self.position.energy,
                    steps: self.position.step,
                    seconds: self.seconds(),
                    history: self.history,
                    end,
                });
            }
        }
    }

    /// Begins again with what helps against this end, if there is an attempt and a step left: at the state of the survey, where
    /// the energy is not given. All attempts together have the steps of one.
    fn retry(&mut self, end: End) -> Result<bool, Error> {
        let Position {
            attempt,
            step,
            norm_weight,
            rate_factor,
            ..
        } = self.position;
        let (norm_weight, rate_factor) = match end {
            End::Collapsed => (10.0 * norm_weight, rate_factor),
            End::Diverged => (norm_weight, 0.25 * rate_factor),
            End::Finished | End::Stopped => return Ok(false),
        };
        if attempt == RETRIES || step == self.settings.steps {
            return Ok(false);
        }
        self.draw_weights();
        self.energy_adam = Adam::new(1);
        let shape = self.network.shape();
        let position = Checkpoint::start(self.settings, self.trial, shape).position;
        let phase = match position.phase {
            Phase::Variational if self.trial.survey().is_some() => Phase::Fit,
            phase => phase,
        };
        self.begin(Position {
            phase,
            attempt: attempt + 1,
            step,
            attempt_start: step,
            phase_start: step,
            norm_weight,
            rate_factor,
            ..position
        });
        self.place_points()?;
        Ok(true)
    }

    /// One attempt, from where it is.
    fn attempt(&mut self, observer: &mut Observer<'_>) -> End {
        if self.position.phase == Phase::Variational {
            if let Some(end) = self.variational(observer) {
                return end;
            }
            let energy = self.position.energy;
            match self.trial.survey() {
                Some(survey) if !survey.agrees(self.trial.coordinate().energy(energy)) => {
                    // Better from anywhere than from the wrong state.
                    self.draw_weights();
                    self.begin(Position {
                        phase: Phase::Fit,
                        phase_start: self.position.step,
                        ..self.position
                    });
                }
                _ => self.begin(self.position.residual(energy, self.trial.spacing())),
            }
        }
        if let (Phase::Fit, Some(survey)) = (self.position.phase, self.trial.survey()) {
            if let Some(end) = self.fit(survey, observer) {
                return end;
            }
            let energy = match self.settings.energy {
                Energy::Trained => survey.energy(),
                Energy::TrainedFrom(energy) | Energy::Fixed(energy) => energy,
            };
            let energy = self.trial.coordinate().scaled_energy(energy);
            self.begin(self.position.residual(energy, self.trial.spacing()));
        }
        // A run without Adam has come to where its first stage begins.
        if !self.settings.stages.contains(&Stage::Adam) {
            return End::Finished;
        }
        self.residual(observer).unwrap_or(End::Finished)
    }

    /// The weights of the first step.
    fn draw_weights(&mut self) {
        let Settings {
            initialization,
            seed,
            ..
        } = *self.settings;
        self.network = Mlp::new(self.network.shape().clone(), initialization, seed);
    }

    /// The next phase, with an optimiser of its own.
    fn begin(&mut self, position: Position) {
        self.adam = Adam::new(self.network.parameters().len());
        self.position = position;
    }

    /// Steps of the phase that is meant for the start of an attempt.
    fn starting_steps(&self) -> usize {
        (self.settings.steps - self.position.attempt_start).div_ceil(STARTING_PART)
    }

    /// Descends the distance to the state of the survey.
    fn fit(&mut self, survey: &Survey, observer: &mut Observer<'_>) -> Option<End> {
        let steps = self.starting_steps();
        let energy = self.trial.coordinate().scaled_energy(survey.energy());
        while self.phase_step() < steps {
            self.resample();
            let (norm, sums) =
                self.engine
                    .gradient(&self.network, &self.fit_loss, &mut self.gradient);
            let rate = self.rate(steps);
            self.adam.step(
                self.settings.isa,
                rate,
                &self.gradient,
                self.network.parameters_mut(),
            );
            let parts = Parts {
                residual: sums[0],
                penalty: 0.0,
                norm,
                energy,
            };
            if let Some(end) = self.observe(parts, rate, observer) {
                return Some(end);
            }
        }
        None
    }

    /// Descends the energy functional; ε becomes ⟨ψ, Hψ⟩/∫ψ².
    fn variational(&mut self, observer: &mut Observer<'_>) -> Option<End> {
        let steps = self.starting_steps();
        while self.phase_step() < steps {
            self.resample();
            let (norm, sums) =
                self.engine
                    .gradient(&self.network, &self.energy_loss, &mut self.gradient);
            let energy = sums[0] / norm;
            self.position.energy = energy;
            if self.phase_step() == 0 || self.energy_loss.penalty() < energy {
                self.energy_loss.set_penalty(2.0 * energy);
            }
            let penalty = self.energy_loss.penalty() * (norm - 1.0).powi(2);
            let rate = self.rate(steps);
            self.adam.step(
                self.settings.isa,
                rate,
                &self.gradient,
                self.network.parameters_mut(),
            );
            let parts = Parts {
                residual: sums[0],
                penalty,
                norm,
                energy,
            };
            if let Some(end) = self.observe(parts, rate, observer) {
                return Some(end);
            }
        }
        None
    }

    /// Descends the residual and, where it is trained, moves ε.
    fn residual(&mut self, observer: &mut Observer<'_>) -> Option<End> {
        let steps = self.settings.steps - self.position.phase_start;
        let trains_energy = self.settings.energy.is_trained();
        let scale = self.position.energy_scale;
        // ε holds still while the residual is so large that ψ may be another state.
        let mixed = MIXED * self.trial.spacing();
        while self.phase_step() < steps && self.position.good_steps < GOOD_STEPS {
            self.resample();
            self.residual_loss.set_energy(scale * self.position.energy);
            let (norm, sums) =
                self.engine
                    .gradient(&self.network, &self.residual_loss, &mut self.gradient);
            let parts = self.residual_loss.parts(norm, sums);
            let rate = self.rate(steps);
            self.adam.step(
                self.settings.isa,
                rate,
                &self.gradient,
                self.network.parameters_mut(),
            );
            if trains_energy && parts.residual.sqrt() < mixed {
                let gradient = [parts.energy_gradient * scale];
                let energy = std::slice::from_mut(&mut self.position.energy);
                self.energy_adam
                    .step(Isa::BASELINE, rate, &gradient, energy);
            }
            let parts = Parts {
                residual: parts.residual,
                penalty: parts.penalty,
                norm,
                energy: scale * self.position.energy,
            };
            if let Some(end) = self.observe(parts, rate, observer) {
                return Some(end);
            }
        }
        None
    }

    /// The learning rate of this step, in a phase of `steps`.
    fn rate(&self, steps: usize) -> f64 {
        let peak = self.settings.learning_rate * self.position.rate_factor;
        self.settings
            .schedule
            .learning_rate(peak, self.phase_step(), steps)
    }

    /// Tells the observer, writes the history, and sees whether the run must end.
    fn observe(
        &mut self,
        parts: Parts,
        learning_rate: f64,
        observer: &mut Observer<'_>,
    ) -> Option<End> {
        let (phase, phase_step) = (self.position.phase, self.phase_step());
        self.position.step += 1;
        let step = self.position.step;
        let progress = Progress {
            step,
            steps: self.settings.all_steps(),
            phase,
            loss: parts.residual + parts.penalty,
            residual: parts.residual,
            norm_penalty: parts.penalty,
            norm: parts.norm,
            energy: self.trial.coordinate().energy(parts.energy),
            learning_rate,
        };
        let every = self.settings.steps.div_ceil(HISTORY_ROWS);
        if step.is_multiple_of(every) || step == 1 || step == self.settings.steps {
            self.history.push(progress);
        }
        if !progress.loss.is_finite() || !progress.energy.is_finite() {
            return Some(End::Diverged);
        }
        if phase != Phase::Fit && phase_step > SETTLING_STEPS && parts.norm < COLLAPSED_NORM {
            return Some(End::Collapsed);
        }
        let small = self.settings.tolerance * parts.energy;
        let good = phase == Phase::Residual && parts.residual.sqrt() < small * parts.norm.sqrt();
        let good_steps = if good {
            self.position.good_steps + 1
        } else {
            0
        };
        self.position.good_steps = good_steps;
        if good_steps == GOOD_STEPS {
            return Some(End::Finished);
        }
        let moment = Moment {
            progress: &progress,
            checkpoint: &|| self.checkpoint(),
        };
        observer(&moment).is_break().then_some(End::Stopped)
    }
}

/// The parts of a loss.
#[derive(Clone, Copy)]
struct Parts {
    residual: f64,
    penalty: f64,
    norm: f64,
    energy: f64,
}

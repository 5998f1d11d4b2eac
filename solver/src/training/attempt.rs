//! Attempts: the phases in their order, and what follows on a failure.

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::Adam;

use super::{End, Observer, Trained, Training};
use crate::draw::draw;
use crate::{Checkpoint, Energy, Error, Phase, Position, Stage};

/// Attempts after a collapse or a divergence.
pub(crate) const RETRIES: usize = 2;

impl<T: Float> Training<'_, T> {
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
        self.energy_adam = Adam::new(1);
        let shape = self.network.shape();
        let position = Checkpoint::start(self.settings, self.trial, shape).position;
        let phase = match position.phase {
            Phase::Variational if self.trial.survey().is_some() => Phase::Fit,
            phase => phase,
        };
        self.draw_weights(phase);
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
                    self.draw_weights(Phase::Fit);
                    self.begin(Position {
                        phase: Phase::Fit,
                        phase_start: self.position.step,
                        ..self.position
                    });
                    // The same call succeeded at the start.
                    let _ = self.place_points();
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

    /// New weights, for this phase.
    fn draw_weights(&mut self, phase: Phase) {
        let shape = self.network.shape().clone();
        let drawn = draw(phase, self.trial, &shape, self.settings);
        let weights = self.network.parameters_mut().iter_mut();
        for (to, &from) in weights.zip(drawn.parameters()) {
            *to = T::from_f64(from);
        }
    }

    /// The next phase, with an optimiser of its own.
    fn begin(&mut self, position: Position) {
        self.adam = Adam::new(self.network.parameters().len());
        self.position = position;
    }
}

//! The phases: what is descended, step by step.

use hyperwell_autodiff::lane::{Float, Isa};

use super::{End, Observer, Training};
use crate::progress::{HISTORY_ROWS, Moment};
use crate::survey::Survey;
use crate::{Phase, Progress};

/// This part of the steps goes to the energy functional or to a fit.
const STARTING_PART: usize = 10;
/// ∫ψ² below which a run is on its way to ψ = 0, from which it does not return.
const COLLAPSED_NORM: f64 = 0.02;
/// Steps that the norm has to leave its random start.
const SETTLING_STEPS: usize = 200;
/// ‖(H − E)ψ‖ above which ψ may be another state than the one at E, relative to the distance of the next level.
const MIXED: f64 = 0.5;
/// Steps in a row with a small residual that end a run.
const GOOD_STEPS: usize = 100;

impl<T: Float> Training<'_, T> {
    /// Steps of the phase that is meant for the start of an attempt.
    fn starting_steps(&self) -> usize {
        (self.settings.steps - self.position.attempt_start).div_ceil(STARTING_PART)
    }

    /// Descends the distance to the state of the survey.
    pub(super) fn fit(&mut self, survey: &Survey, observer: &mut Observer<'_>) -> Option<End> {
        let steps = self.starting_steps();
        let energy = self.trial.coordinate().scaled_energy(survey.energy());
        while self.phase_step() < steps {
            self.resample();
            let (norm, sums) =
                self.engine
                    .gradient(&self.network, &self.fit_loss, &mut self.gradient);
            let rate = self.rate(steps);
            self.move_weights(rate);
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
    pub(super) fn variational(&mut self, observer: &mut Observer<'_>) -> Option<End> {
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
            self.move_weights(rate);
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
    pub(super) fn residual(&mut self, observer: &mut Observer<'_>) -> Option<End> {
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
            self.move_weights(rate);
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

    /// Adam's step down the gradient.
    fn move_weights(&mut self, rate: f64) {
        self.adam.step(
            self.settings.isa,
            rate,
            &self.gradient,
            self.network.parameters_mut(),
        );
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

//! The stages of a run that come after Adam, or in its place.

use std::time::Instant;

use super::descent::Descent;
use super::equation::Equation;
use super::lbfgs::Lbfgs;
use super::least_squares::LevenbergMarquardt;
use crate::progress::{HISTORY_ROWS, Moment, Phase, Progress};
use crate::quadrature::PiecewiseRule;
use crate::training::{End, Observer, Trained};
use crate::trial::Trial;
use crate::{Error, Settings, Stage};

/// The root of the loss over ε at which the work is done: E is then good to rounding, and ψ to about 1e-9.
const GOAL: f64 = 3e-8;

/// A stage has also ended when a tenth of its steps …
const PATIENCE: usize = 10;

/// … has not brought that root below this part of what it was.
const GAIN: f64 = 0.9;

/// Whether a stage that has come through these values may end.
fn has_ended(sizes: &[f64], stage: Stage) -> bool {
    let patience = stage.most_steps() / PATIENCE;
    let last = sizes[sizes.len() - 1];
    let earlier = sizes.len().checked_sub(patience + 1);
    last < GOAL || earlier.is_some_and(|earlier| last > GAIN * sizes[earlier])
}

/// The stages of a run after Adam.
///
/// They are short beside Adam, and their memory is large. So what is kept of a run that stops in one of them is the end of Adam, from where
/// they begin again and reach the same bits.
pub(crate) struct Polish<'a> {
    pub(super) settings: &'a Settings,
    pub(super) trial: &'a Trial,
    pub(super) rule: PiecewiseRule,
}

impl<'a> Polish<'a> {
    /// # Errors
    /// As those of the points.
    pub(crate) fn new(settings: &'a Settings, trial: &'a Trial) -> Result<Self, Error> {
        Ok(Self {
            settings,
            trial,
            rule: trial.rule(settings.sampling, settings.points, 0)?,
        })
    }

    /// Goes through all stages but Adam's.
    pub(crate) fn run(&self, trained: &mut Trained, observer: &mut Observer<'_>) {
        let begin = Instant::now();
        let only_adam = self.settings.stages == [Stage::Adam];
        if let Some(survey) = self.trial.survey().filter(|_| !only_adam) {
            self.approach(survey, trained, observer);
        }
        for stage in &self.settings.stages {
            match stage {
                _ if trained.end != End::Finished => {}
                Stage::Adam => {}
                Stage::LevenbergMarquardt => self.least_squares(trained, observer),
                Stage::Lbfgs => self.lbfgs(trained, observer),
            }
        }
        trained.seconds += begin.elapsed().as_secs_f64();
    }

    fn least_squares(&self, trained: &mut Trained, observer: &mut Observer<'_>) {
        let shape = trained.network.shape().clone();
        let (trial, rule, settings) = (self.trial, &self.rule, self.settings);
        let mut equation = Equation::new(trial, rule, &shape, settings, trained.energy);
        let x = equation.unknowns(&trained.network, trained.energy);
        let mut method = LevenbergMarquardt::new(&mut equation, x);
        let mut sizes = vec![method.residuals.norm()];
        for _ in 0..Stage::LevenbergMarquardt.most_steps() {
            if has_ended(&sizes, Stage::LevenbergMarquardt) || !method.step(&mut equation) {
                break;
            }
            sizes.push(method.residuals.norm());
            trained.energy = equation.store(&method.x, &mut trained.network);
            let (residual, norm) = equation.parts(&method.residuals);
            let penalty = trained.energy.powi(2) * (norm - 1.0).powi(2);
            if self.observe(trained, [residual, penalty, norm], observer) {
                break;
            }
        }
    }

    fn lbfgs(&self, trained: &mut Trained, observer: &mut Observer<'_>) {
        let (trial, rule, settings) = (self.trial, &self.rule, self.settings);
        let mut descent = Descent::new(trial, rule, &trained.network, settings, trained.energy);
        let x = descent.unknowns();
        let mut method = Lbfgs::new(&mut descent, x);
        let mut sizes = vec![method.value.sqrt()];
        for _ in 0..Stage::Lbfgs.most_steps() {
            if has_ended(&sizes, Stage::Lbfgs) || !method.step(&mut descent) {
                break;
            }
            sizes.push(method.value.sqrt());
            let weights = trained.network.parameters_mut();
            weights.copy_from_slice(&method.x[..weights.len()]);
            trained.energy = descent.energy();
            let parts = descent.parts;
            if self.observe(
                trained,
                [parts.residual, parts.penalty, parts.norm],
                observer,
            ) {
                break;
            }
        }
    }

    /// Counts a step and tells of it; returns whether the run has to end.
    fn observe(&self, trained: &mut Trained, parts: [f64; 3], observer: &mut Observer<'_>) -> bool {
        trained.steps += 1;
        let progress = self.progress(trained, Phase::Residual, parts);
        let every = self.settings.all_steps().div_ceil(HISTORY_ROWS);
        if trained.steps.is_multiple_of(every) {
            trained.history.push(progress);
        }
        self.tell(trained, &progress, observer)
    }

    /// Where the run is.
    pub(super) fn progress(
        &self,
        trained: &Trained,
        phase: Phase,
        [residual, norm_penalty, norm]: [f64; 3],
    ) -> Progress {
        Progress {
            step: trained.steps,
            steps: self.settings.all_steps(),
            phase,
            loss: residual + norm_penalty,
            residual,
            norm_penalty,
            norm,
            energy: self.trial.coordinate().energy(trained.energy),
            learning_rate: 1.0,
        }
    }

    /// Tells the observer; returns whether the run has to end.
    pub(super) fn tell(
        &self,
        trained: &mut Trained,
        progress: &Progress,
        observer: &mut Observer<'_>,
    ) -> bool {
        let moment = Moment {
            progress,
            checkpoint: &|| trained.checkpoint.clone(),
        };
        let stopped = observer(&moment).is_break();
        if !progress.loss.is_finite() {
            trained.end = End::Diverged;
        } else if stopped {
            trained.end = End::Stopped;
        }
        trained.end != End::Finished
    }
}

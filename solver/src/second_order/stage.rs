//! The stages of a run that come after Adam, or in its place.

use std::time::Instant;

use super::descent::Descent;
use super::lbfgs::Lbfgs;
use super::least_squares::LevenbergMarquardt;
use super::level::Level;
use crate::progress::{HISTORY_ROWS, Moment, Phase, Progress};
use crate::quadrature::PiecewiseRule;
use crate::training::{End, Observer, Trained};
use crate::trial::Trial;
use crate::{Error, Settings, Stage};

/// The root of the loss over the kinetic energy at which the work is done: E is then good to rounding, and ψ to about 1e-9.
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
        if self.settings.stages == [Stage::Adam] {
            return;
        }
        if let Some(survey) = self.trial.survey() {
            // A fit begins anywhere, also where Adam has failed.
            if trained.end != End::Stopped {
                trained.end = End::Finished;
            }
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

    /// Levenberg–Marquardt, at more and more points until they are enough.
    fn least_squares(&self, trained: &mut Trained, observer: &mut Observer<'_>) {
        let mut left = Stage::LevenbergMarquardt.most_steps();
        let mut points = Some(self.settings.points);
        while let Some(Ok(mut level)) = points.map(|points| Level::new(self, trained, points)) {
            points = self.least_squares_at(&mut level, &mut left, trained, observer);
        }
    }

    /// The same at the points of one level. Leaves behind what is best between them, and returns how many points are needed, if more.
    fn least_squares_at(
        &self,
        level: &mut Level,
        left: &mut usize,
        trained: &mut Trained,
        observer: &mut Observer<'_>,
    ) -> Option<usize> {
        let mut method = LevenbergMarquardt::new(&mut level.equation, level.best.clone());
        let mut size = method.residuals.norm();
        let mut sizes = vec![size];
        while *left > 0
            && !has_ended(&sizes, Stage::LevenbergMarquardt)
            && !level.is_exhausted(size)
            && method.step(&mut level.equation)
        {
            *left -= 1;
            size = method.residuals.norm();
            sizes.push(size);
            level.look(&method.x);
            trained.energy = level.equation.store(&method.x, &mut trained.network);
            let (residual, norm) = level.equation.parts(&method.residuals);
            let penalty = trained.energy.powi(2) * (norm - 1.0).powi(2);
            if self.observe(trained, [residual, penalty, norm], observer) {
                return None;
            }
        }
        trained.energy = level.equation.store(&level.best, &mut trained.network);
        level.next(size).filter(|_| *left > 0)
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

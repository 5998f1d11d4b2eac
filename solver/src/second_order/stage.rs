//! The stages of a run that come after Adam, or in its place.

use std::ops::ControlFlow;

use super::descent::Descent;
use super::equation::Equation;
use super::lbfgs::Lbfgs;
use super::least_squares::LevenbergMarquardt;
use crate::progress::{Phase, Progress};
use crate::quadrature::PiecewiseRule;
use crate::training::{End, Observer, Trained};
use crate::trial::Trial;
use crate::{Settings, Stage};

/// The root of the loss over ε at which the work is done: E is then good to rounding, and ψ to about 1e-9.
const GOAL: f64 = 1e-8;

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

/// What the stages share.
pub(crate) struct Polish<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) trial: &'a Trial,
    pub(crate) rule: &'a PiecewiseRule,
}

impl Polish<'_> {
    /// Takes a run on by one stage.
    pub(crate) fn run(&self, stage: Stage, trained: &mut Trained, observer: &mut Observer<'_>) {
        match stage {
            Stage::Adam => {}
            Stage::LevenbergMarquardt => self.least_squares(trained, observer),
            Stage::Lbfgs => self.lbfgs(trained, observer),
        }
    }

    fn least_squares(&self, trained: &mut Trained, observer: &mut Observer<'_>) {
        let shape = trained.network.shape().clone();
        let (trial, rule, settings) = (self.trial, self.rule, self.settings);
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
        let (trial, rule, settings) = (self.trial, self.rule, self.settings);
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
    fn observe(
        &self,
        trained: &mut Trained,
        [residual, norm_penalty, norm]: [f64; 3],
        observer: &mut Observer<'_>,
    ) -> bool {
        trained.steps += 1;
        let progress = Progress {
            step: trained.steps,
            steps: self.settings.all_steps(),
            phase: Phase::Residual,
            loss: residual + norm_penalty,
            residual,
            norm_penalty,
            norm,
            energy: self.trial.coordinate().energy(trained.energy),
            learning_rate: 1.0,
        };
        trained.history.push(progress);
        if !progress.loss.is_finite() {
            trained.end = End::Diverged;
        } else if observer(&progress) == ControlFlow::Break(()) {
            trained.end = End::Stopped;
        }
        trained.end != End::Finished
    }
}

//! What a run tells while it goes on, and what it leaves as its history.

use std::fmt;

use crate::Checkpoint;

/// The state of a run after one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Steps done, from 1. A fit between Adam and a later stage counts none.
    pub step: usize,
    /// Steps of the whole run.
    pub steps: usize,
    /// What is being minimised.
    pub phase: Phase,
    /// The loss before the step.
    pub loss: f64,
    /// Its part from the equation: the mean residual, the energy in the variational phase, the distance in a fit.
    pub residual: f64,
    /// Its part from the normalisation.
    pub norm_penalty: f64,
    /// ∫ψ² before the step; 1 when trained.
    pub norm: f64,
    /// The energy E in the units of the problem.
    pub energy: f64,
    /// The learning rate of the step.
    pub learning_rate: f64,
}

/// A run between two steps, as an observer meets it.
pub struct Moment<'a> {
    pub(crate) progress: &'a Progress,
    pub(crate) checkpoint: &'a dyn Fn() -> Checkpoint,
}

impl Moment<'_> {
    /// The step that was just taken.
    pub fn progress(&self) -> &Progress {
        self.progress
    }

    /// The state of the run, from which [`Solver::resume`](crate::Solver::resume) continues; in a stage after Adam that at the end
    /// of Adam, from where the later stages begin again. Costs a copy of three
    /// numbers for each weight, and of the history.
    pub fn checkpoint(&self) -> Checkpoint {
        (self.checkpoint)()
    }
}

impl fmt::Debug for Moment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moment")
            .field("progress", self.progress)
            .finish_non_exhaustive()
    }
}

/// What a run minimises at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "files", serde(rename_all = "lowercase"))]
pub enum Phase {
    /// The energy functional ⟨ψ, Hψ⟩: finds the ground state.
    Variational,
    /// The distance ∫(ψ − φ)² to a coarse finite-difference state φ: where an excited state begins, and a ground state
    /// that the variational phase has missed.
    Fit,
    /// The residual (H − E)ψ: makes it exact.
    Residual,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::Variational => "variational",
            Phase::Fit => "fit",
            Phase::Residual => "residual",
        })
    }
}

/// Rows that a history has at most; a long run records every n-th step.
pub(crate) const HISTORY_ROWS: usize = 1000;

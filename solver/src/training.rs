//! The training loop: Adam on the energy functional, then on the residual.

use std::ops::ControlFlow;

use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_nn::{Adam, Engine, Mlp, Shape};

use crate::progress::{HISTORY_ROWS, Phase, Progress};
use crate::residual::ResidualLoss;
use crate::trial::Trial;
use crate::variational::EnergyLoss;
use crate::{Energy, Error, Problem, Settings};

/// What is called after every step; `Break` ends the run.
pub(crate) type Observer<'a> = dyn FnMut(&Progress) -> ControlFlow<()> + Send + 'a;

/// A training run at work.
pub(crate) struct Training<'a, T: Float> {
    problem: &'a Problem,
    settings: &'a Settings,
    trial: &'a Trial,
    engine: Engine<T, 1>,
    network: Mlp<T>,
    gradient: Vec<T>,
    energy_loss: EnergyLoss<T>,
    residual_loss: ResidualLoss<T>,
    remedy: Remedy,
    /// ε where the run starts from a network that is near its state already.
    start_energy: Option<f64>,
    step: usize,
    /// Steps in a row whose residual was below the tolerance.
    good_steps: usize,
    history: Vec<Progress>,
}

/// Where a run starts that has a state to start from.
pub(crate) struct Start {
    pub(crate) network: Mlp<f64>,
    /// ε
    pub(crate) energy: f64,
}

/// What a run leaves behind.
pub(crate) struct Trained {
    pub(crate) network: Mlp<f64>,
    /// ε
    pub(crate) energy: f64,
    pub(crate) steps: usize,
    pub(crate) history: Vec<Progress>,
    pub(crate) end: End,
}

impl Trained {
    /// A run that begins without Adam.
    pub(crate) fn not_yet(start: Start) -> Self {
        Trained {
            network: start.network,
            energy: start.energy,
            steps: 0,
            history: Vec::new(),
            end: End::Finished,
        }
    }
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

/// A fraction of the steps goes to the energy functional.
const VARIATIONAL_PART: usize = 10;
/// ∫ψ² below which a run is on its way to ψ = 0, from which it does not return.
const COLLAPSED_NORM: f64 = 0.02;
/// Steps that the norm has to leave its random start.
const SETTLING_STEPS: usize = 200;
/// Steps between one set of random points and the next.
const RESAMPLE_EVERY: usize = 100;
/// Steps in a row with a small residual that end a run.
const GOOD_STEPS: usize = 100;

impl<'a, T: Float> Training<'a, T> {
    /// A run at its start.
    pub(crate) fn new(
        problem: &'a Problem,
        settings: &'a Settings,
        trial: &'a Trial,
        shape: &Shape,
        remedy: Remedy,
    ) -> Result<Self, Error> {
        let rule = settings.sampling.points(problem, settings.points, 0)?;
        let inputs = trial.inputs(&trial.ts(&rule));
        let second_order = [T::from_f64(1.0)];
        let (residual, energy): (Vec<_>, Vec<_>) = trial.points(&rule).into_iter().unzip();
        Ok(Training {
            engine: Engine::new(shape, inputs, second_order, settings.isa, settings.threads),
            gradient: vec![T::default(); shape.parameters()],
            energy_loss: EnergyLoss::new(&energy, 1.0),
            residual_loss: ResidualLoss::new(&residual, remedy.norm_weight, 0.0),
            network: Mlp::new(shape.clone(), settings.initialization, settings.seed),
            remedy,
            start_energy: None,
            problem,
            settings,
            trial,
            step: 0,
            good_steps: 0,
            history: Vec::new(),
        })
    }

    /// Starts from this network and ε instead of a random network and the energy functional.
    pub(crate) fn starting_from(mut self, start: &Start) -> Self {
        let weights = self.network.parameters_mut().iter_mut();
        for (to, &from) in weights.zip(start.network.parameters()) {
            *to = T::from_f64(from);
        }
        self.start_energy = Some(start.energy);
        self
    }

    /// Draws new collocation points where the sampling is random and the time has come.
    fn resample(&mut self) {
        let settings = self.settings;
        if !settings.sampling.resamples() || !self.step.is_multiple_of(RESAMPLE_EVERY) {
            return;
        }
        let epoch = (self.step / RESAMPLE_EVERY) as u64;
        // The same call succeeded at the start.
        let Ok(rule) = settings
            .sampling
            .points(self.problem, settings.points, epoch)
        else {
            return;
        };
        let (residual, energy): (Vec<_>, Vec<_>) = self.trial.points(&rule).into_iter().unzip();
        self.engine
            .set_inputs(self.trial.inputs(&self.trial.ts(&rule)));
        self.energy_loss = EnergyLoss::new(&energy, self.energy_loss.penalty());
        let energy = self.residual_loss.energy();
        self.residual_loss = ResidualLoss::new(&residual, self.remedy.norm_weight, energy);
    }

    /// Trains to the end.
    pub(crate) fn run(mut self, observer: &mut Observer<'_>) -> Trained {
        let (first, trains_energy) = match self.settings.energy {
            Energy::Trained => (None, true),
            Energy::TrainedFrom(energy) => (Some(energy), true),
            Energy::Fixed(energy) => (Some(energy), false),
        };
        let mut end = End::Finished;
        let energy = match first {
            Some(energy) => self.trial.coordinate().scaled_energy(energy),
            None if self.start_energy.is_some() => self.start_energy.unwrap_or_default(),
            None => {
                let (energy, phase_end) = self.variational(observer);
                end = phase_end;
                energy
            }
        };
        let energy = if end == End::Finished {
            let (energy, phase_end) = self.residual(energy, trains_energy, observer);
            end = phase_end;
            energy
        } else {
            energy
        };
        Trained {
            network: self.network.to_f64(),
            energy,
            steps: self.step,
            history: self.history,
            end,
        }
    }

    /// Descends the energy functional; returns ⟨ψ, Hψ⟩/∫ψ².
    fn variational(&mut self, observer: &mut Observer<'_>) -> (f64, End) {
        let steps = self.settings.steps.div_ceil(VARIATIONAL_PART);
        let mut adam = Adam::new(self.network.parameters().len());
        // Large enough for the first look, which gives the scale.
        let mut energy = f64::NAN;
        for step in 0..steps {
            self.resample();
            let (norm, sums) =
                self.engine
                    .gradient(&self.network, &self.energy_loss, &mut self.gradient);
            energy = sums[0] / norm;
            if step == 0 || self.energy_loss.penalty() < energy {
                self.energy_loss.set_penalty(2.0 * energy);
            }
            let penalty = self.energy_loss.penalty() * (norm - 1.0).powi(2);
            let rate = self.rate(step, steps);
            adam.step(
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
            if let Some(end) = self.observe(Phase::Variational, parts, rate, step, observer) {
                return (energy, end);
            }
        }
        (energy, End::Finished)
    }

    /// Descends the residual from the energy `start`; returns the trained energy.
    fn residual(
        &mut self,
        start: f64,
        trains_energy: bool,
        observer: &mut Observer<'_>,
    ) -> (f64, End) {
        let steps = self.settings.steps - self.step;
        let mut adam = Adam::new(self.network.parameters().len());
        // Adam moves any number by about its rate, so ε is trained in units of itself.
        let scale = start.abs().max(1.0);
        let mut energy_adam = Adam::<f64>::new(1);
        let mut energy = [start / scale];
        for step in 0..steps {
            self.resample();
            self.residual_loss.set_energy(scale * energy[0]);
            let (norm, sums) =
                self.engine
                    .gradient(&self.network, &self.residual_loss, &mut self.gradient);
            let parts = self.residual_loss.parts(norm, sums);
            let rate = self.rate(step, steps);
            adam.step(
                self.settings.isa,
                rate,
                &self.gradient,
                self.network.parameters_mut(),
            );
            if trains_energy {
                let gradient = [parts.energy_gradient * scale];
                energy_adam.step(Isa::BASELINE, rate, &gradient, &mut energy);
            }
            let parts = Parts {
                residual: parts.residual,
                penalty: parts.penalty,
                norm,
                energy: scale * energy[0],
            };
            if let Some(end) = self.observe(Phase::Residual, parts, rate, step, observer) {
                return (scale * energy[0], end);
            }
        }
        (scale * energy[0], End::Finished)
    }

    /// The learning rate of a phase's step.
    fn rate(&self, step: usize, steps: usize) -> f64 {
        let peak = self.settings.learning_rate * self.remedy.learning_rate;
        self.settings.schedule.learning_rate(peak, step, steps)
    }

    /// Tells the observer, writes the history, and sees whether the run must end.
    fn observe(
        &mut self,
        phase: Phase,
        parts: Parts,
        learning_rate: f64,
        phase_step: usize,
        observer: &mut Observer<'_>,
    ) -> Option<End> {
        self.step += 1;
        let progress = Progress {
            step: self.step,
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
        if self.step.is_multiple_of(every) || self.step == 1 || self.step == self.settings.steps {
            self.history.push(progress);
        }
        if !progress.loss.is_finite() || !progress.energy.is_finite() {
            return Some(End::Diverged);
        }
        if phase_step > SETTLING_STEPS && parts.norm < COLLAPSED_NORM {
            return Some(End::Collapsed);
        }
        let small = self.settings.tolerance * parts.energy;
        let good = phase == Phase::Residual && parts.residual.sqrt() < small * parts.norm.sqrt();
        self.good_steps = if good { self.good_steps + 1 } else { 0 };
        if self.good_steps == GOOD_STEPS {
            return Some(End::Finished);
        }
        observer(&progress).is_break().then_some(End::Stopped)
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

/// What is changed when a run has failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remedy {
    /// λ of the residual loss.
    pub(crate) norm_weight: f64,
    /// A factor of the learning rate.
    pub(crate) learning_rate: f64,
}

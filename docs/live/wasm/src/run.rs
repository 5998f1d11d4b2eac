//! A training that can be advanced step by step.

use std::error::Error;

use hyperwell::{EnergyLoss, FitLoss, Problem, ResidualLoss, Sampling, Trial};
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Activation, Adam, Engine, Initialization, Mlp, Shape};

use crate::choice::Choice;
use crate::microscope::Microscope;
use crate::status::{Phase, Status};
use crate::view::{Drawing, View};

/// Steps of the first phase.
const STARTING: usize = 500;

/// ‖(H − E)ψ‖ above which ψ may be another state than the one at E, relative to the distance of the next level.
const MIXED: f64 = 0.5;

/// λ of the residual loss.
const NORM_WEIGHT: f64 = 1000.0;

/// The learning rate falls as 1/(1 + (n/`HALVING`)²): without an end of the run there is no schedule that knows it.
const HALVING: f64 = 6000.0;

/// A training at work, on one thread.
#[derive(Debug)]
pub struct Run {
    pub(crate) problem: Problem,
    pub(crate) trial: Trial,
    pub(crate) network: Mlp<f64>,
    engine: Engine<f64, 1>,
    seed: u64,
    initialization: Initialization,
    gradient: Vec<f64>,
    fit_loss: FitLoss<f64>,
    energy_loss: EnergyLoss<f64>,
    residual_loss: ResidualLoss<f64>,
    adam: Adam<f64>,
    energy_adam: Adam<f64>,
    /// ε = scale · unit[0]; Adam moves what is of size 1.
    scale: f64,
    unit: [f64; 1],
    learning_rate: f64,
    isa: Isa,
    phase: Phase,
    step: usize,
    phase_start: usize,
    loss: f64,
    norm: f64,
    view: View,
}

impl Run {
    /// A run at its start.
    ///
    /// # Errors
    /// Too few points for the pieces of the problem, or a shape that no network has.
    pub fn new(problem: Problem, choice: &Choice) -> Result<Self, Box<dyn Error>> {
        let trial = Trial::new(&problem, choice.state)?;
        let rule = trial.rule(Sampling::GaussLegendre, choice.points, 0)?;
        let (residual, energy): (Vec<_>, Vec<_>) = trial.points(&rule).into_iter().unzip();
        let widths = [&[trial.features()], &choice.hidden[..], &[1]].concat();
        let shape = Shape::new(&widths, choice.activation)?;
        let initialization = match choice.activation {
            Activation::Sin => Initialization::Siren,
            Activation::Softplus | Activation::Silu => Initialization::He,
            Activation::Tanh | Activation::Sigmoid => Initialization::Xavier,
        };
        let fit = trial.survey().map(|survey| trial.fit_points(&rule, survey));
        let isa = Isa::detect();
        let inputs = trial.inputs(&trial.ts(&rule));
        let mut run = Run {
            engine: Engine::new(&shape, inputs, isa, 1),
            gradient: vec![0.0; shape.parameters()],
            fit_loss: FitLoss::new(&fit.unwrap_or_default()),
            energy_loss: EnergyLoss::new(&energy, 1.0),
            residual_loss: ResidualLoss::new(&residual, NORM_WEIGHT, 0.0),
            adam: Adam::new(shape.parameters()),
            energy_adam: Adam::new(1),
            scale: 1.0,
            unit: [1.0],
            learning_rate: choice.learning_rate,
            view: View::new(&problem, &trial, &shape),
            network: Mlp::new(shape, initialization, choice.seed),
            seed: choice.seed,
            initialization,
            problem,
            trial,
            isa,
            phase: if choice.state == 0 {
                Phase::Energy
            } else {
                Phase::Fit
            },
            step: 0,
            phase_start: 0,
            loss: f64::NAN,
            norm: f64::NAN,
        };
        if run.phase == Phase::Fit {
            run.take_coarse_energy();
        }
        Ok(run)
    }

    /// Takes `steps` steps.
    pub fn advance(&mut self, steps: usize) {
        for _ in 0..steps {
            match self.phase {
                Phase::Fit => self.descend_fit(),
                Phase::Energy => self.descend_energy(),
                Phase::Residual => self.descend_residual(),
            }
            self.step += 1;
            if self.phase != Phase::Residual && self.step - self.phase_start == STARTING {
                self.begin_next();
            }
        }
    }

    /// After a start the residual follows; where a descent of the energy went astray, at first a fit from new weights.
    fn begin_next(&mut self) {
        let found = self.trial.coordinate().energy(self.energy());
        let survey = self.trial.survey();
        let astray =
            self.phase == Phase::Energy && !survey.is_none_or(|survey| survey.agrees(found));
        self.phase = Phase::Residual;
        if astray {
            let shape = self.network.shape().clone();
            self.network = Mlp::new(shape, self.initialization, self.seed);
            self.take_coarse_energy();
            self.phase = Phase::Fit;
        }
        self.adam = Adam::new(self.gradient.len());
        self.phase_start = self.step;
    }

    /// Changes the learning rate of the steps to come.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.learning_rate = rate;
    }

    fn rate(&self) -> f64 {
        self.learning_rate / (1.0 + (self.step as f64 / HALVING).powi(2))
    }

    fn take_coarse_energy(&mut self) {
        if let Some(survey) = self.trial.survey() {
            self.set_energy(self.trial.coordinate().scaled_energy(survey.energy()));
        }
    }

    fn descend_fit(&mut self) {
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.fit_loss, gradient);
        (self.loss, self.norm) = (sums[0], norm);
        self.move_weights();
    }

    fn descend_energy(&mut self) {
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.energy_loss, gradient);
        let energy = sums[0] / norm;
        // A normalisation that is heavier than the energy keeps ψ from 0.
        if self.step == 0 || self.energy_loss.penalty() < energy {
            self.energy_loss.set_penalty(2.0 * energy);
        }
        self.set_energy(energy);
        self.loss = sums[0] + self.energy_loss.penalty() * (norm - 1.0).powi(2);
        self.norm = norm;
        self.move_weights();
    }

    fn descend_residual(&mut self) {
        self.residual_loss.set_energy(self.energy());
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.residual_loss, gradient);
        let parts = self.residual_loss.parts(norm, sums);
        self.loss = parts.loss();
        self.norm = norm;
        self.move_weights();
        // ε holds still while ψ may be another state than the one at E.
        if parts.residual.sqrt() < MIXED * self.trial.spacing() {
            let slope = [parts.energy_gradient * self.scale];
            let rate = self.rate();
            self.energy_adam
                .step(Isa::BASELINE, rate, &slope, &mut self.unit);
        }
    }

    fn move_weights(&mut self) {
        let rate = self.rate();
        self.adam.step(
            self.isa,
            rate,
            &self.gradient,
            self.network.parameters_mut(),
        );
    }

    /// ε
    fn energy(&self) -> f64 {
        self.scale * self.unit[0]
    }

    /// Sets ε, and as the unit in which Adam moves it its own size, or the distance to the next level if that is smaller.
    fn set_energy(&mut self, energy: f64) {
        self.scale = energy.abs().min(self.trial.spacing()).max(1.0);
        self.unit = [energy / self.scale];
    }

    /// Where the run stands. Costs two gradients.
    pub fn status(&mut self) -> Status {
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.energy_loss, gradient);
        let rayleigh = sums[0] / norm;
        if self.phase == Phase::Energy {
            self.set_energy(rayleigh);
        }
        self.residual_loss.set_energy(self.energy());
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (_, residual) = self.engine.gradient(network, &self.residual_loss, gradient);
        let coordinate = self.trial.coordinate();
        Status {
            step: self.step,
            phase: self.phase,
            loss: self.loss,
            norm: self.norm,
            trained_energy: coordinate.energy(self.energy()),
            rayleigh: coordinate.energy(rayleigh),
            residual: (residual[0] / norm).sqrt() * coordinate.energy_unit(),
            learning_rate: self.rate(),
        }
    }

    /// ψ and the residual as they are drawn.
    pub fn view(&mut self) -> Drawing {
        self.view.look(&self.network, self.energy())
    }

    /// The neurons at `x`.
    pub fn microscope(&self, x: f64) -> Microscope {
        Microscope::new(&self.problem, &self.trial, &self.network, self.energy(), x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Potential;

    #[test]
    fn every_state_of_every_potential_of_the_page_is_found() {
        for potential in &Potential::ALL[..5] {
            let problem = potential.problem(&[]).expect("a problem");
            let exact = hyperwell::reference::best(&problem, 6).expect("a reference");
            for (state, exact) in exact.iter().enumerate() {
                let choice = Choice {
                    state,
                    ..Choice::default()
                };
                let mut run = Run::new(problem.clone(), &choice).expect("a run");
                // In the first phase the energy of a wrong ψ may pass the right one.
                run.advance(500);
                let mut error = f64::NAN;
                for _ in 0..40 {
                    run.advance(500);
                    error = (run.status().rayleigh / exact.energy() - 1.0).abs();
                    if error < 1e-4 {
                        break;
                    }
                }
                assert!(error < 1e-4, "{potential:?}, state {state}: {error}");
            }
        }
    }
}

//! A training that can be advanced step by step.

use std::error::Error;

use hyperwell::{EnergyLoss, Problem, ResidualLoss, Sampling, Trial};
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Activation, Adam, Engine, Initialization, Mlp, Shape};

use crate::microscope::Microscope;
use crate::view::View;

/// What a reader chooses.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Neurons of each hidden layer.
    pub hidden: Vec<usize>,
    /// The function between the layers.
    pub activation: Activation,
    /// Collocation points.
    pub points: usize,
    /// Adam's learning rate.
    pub learning_rate: f64,
    /// The seed of the weights.
    pub seed: u64,
}

impl Default for Choice {
    fn default() -> Self {
        Choice {
            hidden: vec![32, 32],
            activation: Activation::Tanh,
            points: 128,
            learning_rate: 4e-3,
            seed: 0,
        }
    }
}

/// Where a run stands; energies in the units of the problem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Status {
    /// Steps done.
    pub step: usize,
    /// Whether the energy functional is descended, and not yet the residual.
    pub variational: bool,
    /// The loss before the last step.
    pub loss: f64,
    /// ∫ψ² before it, the domain counted as 2 wide.
    pub norm: f64,
    /// E as a trained parameter; the quotient in the variational phase.
    pub trained_energy: f64,
    /// ⟨ψ, Hψ⟩/⟨ψ, ψ⟩ of the network now.
    pub rayleigh: f64,
    /// ‖(H − E)ψ‖ for ∫ψ² = 1, at the trained E.
    pub residual: f64,
    /// The learning rate of the next step.
    pub learning_rate: f64,
}

/// Steps on the energy functional before the residual.
const VARIATIONAL: usize = 500;

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
    gradient: Vec<f64>,
    energy_loss: EnergyLoss<f64>,
    residual_loss: ResidualLoss<f64>,
    adam: Adam<f64>,
    energy_adam: Adam<f64>,
    /// ε = scale · unit[0]; Adam moves what is of size 1.
    scale: f64,
    unit: [f64; 1],
    learning_rate: f64,
    isa: Isa,
    step: usize,
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
        let trial = Trial::new(&problem, 0)?;
        let rule = trial.rule(Sampling::GaussLegendre, choice.points, 0)?;
        let (residual, energy): (Vec<_>, Vec<_>) = trial.points(&rule).into_iter().unzip();
        let widths = [&[trial.features()], &choice.hidden[..], &[1]].concat();
        let shape = Shape::new(&widths, choice.activation)?;
        let initialization = match choice.activation {
            Activation::Sin => Initialization::Siren,
            Activation::Softplus | Activation::Silu => Initialization::He,
            Activation::Tanh | Activation::Sigmoid => Initialization::Xavier,
        };
        let isa = Isa::detect();
        let inputs = trial.inputs(&trial.ts(&rule));
        Ok(Run {
            engine: Engine::new(&shape, inputs, [1.0], isa, 1),
            gradient: vec![0.0; shape.parameters()],
            energy_loss: EnergyLoss::new(&energy, 1.0),
            residual_loss: ResidualLoss::new(&residual, NORM_WEIGHT, 0.0),
            adam: Adam::new(shape.parameters()),
            energy_adam: Adam::new(1),
            scale: 1.0,
            unit: [1.0],
            learning_rate: choice.learning_rate,
            view: View::new(&problem, &trial, &shape),
            network: Mlp::new(shape, initialization, choice.seed),
            problem,
            trial,
            isa,
            step: 0,
            loss: f64::NAN,
            norm: f64::NAN,
        })
    }

    /// Takes `steps` steps.
    pub fn advance(&mut self, steps: usize) {
        for _ in 0..steps {
            if self.step < VARIATIONAL {
                self.descend_energy();
            } else {
                self.descend_residual();
            }
            self.step += 1;
        }
    }

    /// Changes the learning rate of the steps to come.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.learning_rate = rate;
    }

    fn rate(&self) -> f64 {
        self.learning_rate / (1.0 + (self.step as f64 / HALVING).powi(2))
    }

    fn descend_energy(&mut self) {
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.energy_loss, gradient);
        let energy = sums[0] / norm;
        // A normalisation that is heavier than the energy keeps ψ from 0.
        if self.step == 0 || self.energy_loss.penalty() < energy {
            self.energy_loss.set_penalty(2.0 * energy);
        }
        self.scale = energy.abs().max(1.0);
        self.unit = [energy / self.scale];
        self.loss = sums[0] + self.energy_loss.penalty() * (norm - 1.0).powi(2);
        self.norm = norm;
        self.move_weights();
    }

    fn descend_residual(&mut self) {
        if self.step == VARIATIONAL {
            self.adam = Adam::new(self.gradient.len());
        }
        self.residual_loss.set_energy(self.energy());
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.residual_loss, gradient);
        let parts = self.residual_loss.parts(norm, sums);
        self.loss = parts.loss();
        self.norm = norm;
        self.move_weights();
        let slope = [parts.energy_gradient * self.scale];
        let rate = self.rate();
        self.energy_adam
            .step(Isa::BASELINE, rate, &slope, &mut self.unit);
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

    /// Where the run stands. Costs two gradients.
    pub fn status(&mut self) -> Status {
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (norm, sums) = self.engine.gradient(network, &self.energy_loss, gradient);
        let rayleigh = sums[0] / norm;
        if self.step <= VARIATIONAL {
            self.scale = rayleigh.abs().max(1.0);
            self.unit = [rayleigh / self.scale];
        }
        self.residual_loss.set_energy(self.energy());
        let (network, gradient) = (&self.network, &mut self.gradient);
        let (_, residual) = self.engine.gradient(network, &self.residual_loss, gradient);
        let coordinate = self.trial.coordinate();
        Status {
            step: self.step,
            variational: self.step < VARIATIONAL,
            loss: self.loss,
            norm: self.norm,
            trained_energy: coordinate.energy(self.energy()),
            rayleigh: coordinate.energy(rayleigh),
            residual: (residual[0] / norm).sqrt() * coordinate.energy_unit(),
            learning_rate: self.rate(),
        }
    }

    /// ψ and the residual on the places of the [`View`].
    pub fn view(&mut self) -> &View {
        self.view.look(&self.network, self.energy());
        &self.view
    }

    /// The neurons at `x`.
    pub fn microscope(&self, x: f64) -> Microscope {
        Microscope::new(&self.problem, &self.trial, &self.network, self.energy(), x)
    }
}

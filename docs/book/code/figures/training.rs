//! A training loop of a few lines, for what the solver does not let a user do wrong.

use std::error::Error;

use hyperwell::{Problem, ResidualLoss, Sampling, Trial};
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Activation, Adam, Engine, Initialization, Inputs, Mlp, Shape};

/// What is to be trained, and how.
#[derive(Clone)]
pub(crate) struct Training {
    pub(crate) problem: Problem,
    /// Whether the network is given the kinks.
    pub(crate) kinks: bool,
    /// λ
    pub(crate) norm_weight: f64,
    /// E, held.
    pub(crate) energy: f64,
    pub(crate) learning_rate: f64,
    pub(crate) steps: usize,
    pub(crate) seed: u64,
}

/// A trained network and the norm ∫ψ² at each step.
pub(crate) struct Trained {
    pub(crate) trial: Trial,
    pub(crate) network: Mlp<f64>,
    pub(crate) features: usize,
    pub(crate) norms: Vec<f64>,
}

impl Training {
    pub(crate) fn run(&self) -> Result<Trained, Box<dyn Error>> {
        let trial = Trial::new(&self.problem, 0)?;
        let features = if self.kinks { trial.features() } else { 1 };
        let rule = trial.rule(Sampling::GaussLegendre, 128, 0)?;
        let (points, _): (Vec<_>, Vec<_>) = trial.points(&rule).into_iter().unzip();
        let energy = trial.coordinate().scaled_energy(self.energy);
        let loss = ResidualLoss::<f64>::new(&points, self.norm_weight, energy);

        let shape = Shape::new(&[features, 24, 24, 1], Activation::Tanh)?;
        let mut network = Mlp::new(shape.clone(), Initialization::Xavier, self.seed);
        let inputs = inputs(&trial, &trial.ts(&rule), features);
        let mut engine = Engine::new(&shape, inputs, Isa::detect(), 1);
        let mut gradient = vec![0.0; shape.parameters()];
        let mut adam = Adam::new(shape.parameters());
        let schedule = hyperwell::Schedule::Cosine;
        let mut norms = Vec::with_capacity(self.steps);
        for step in 0..self.steps {
            let (norm, _) = engine.gradient(&network, &loss, &mut gradient);
            norms.push(norm);
            let rate = schedule.learning_rate(self.learning_rate, step, self.steps);
            adam.step(Isa::detect(), rate, &gradient, network.parameters_mut());
        }
        Ok(Trained {
            trial,
            network,
            features,
            norms,
        })
    }
}

impl Trained {
    /// t, ψ, ψ_t, ψ_tt at `x`, not normalised.
    pub(crate) fn psi(&self, piece: usize, x: f64) -> [f64; 4] {
        let t = self.trial.coordinate().t(piece, x);
        let inputs = inputs(&self.trial, &[t], self.features);
        let mut engine = Engine::new(self.network.shape(), inputs, Isa::detect(), 1);
        let jets = engine.jets(&self.network);
        let n = [0, 1, 2].map(|channel| jets[channel][0][0]);
        let [psi, slope, bend] = self.trial.psi(t, n);
        [t, psi, slope, bend]
    }
}

/// The first features of the trial function.
fn inputs(trial: &Trial, ts: &[f64], features: usize) -> Inputs<f64, 1> {
    let mut inputs = Inputs::new(ts.len(), features);
    for (point, &t) in ts.iter().enumerate() {
        for (feature, [value, slope, bend]) in trial.features_at(t).take(features).enumerate() {
            inputs.set(point, feature, value, [slope], bend);
        }
    }
    inputs
}

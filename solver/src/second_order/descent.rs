//! The residual loss as a smooth function of all weights and of E, for L-BFGS.

use hyperwell_nn::{Engine, Mlp};

use super::lbfgs::Smooth;
use crate::Settings;
use crate::quadrature::PiecewiseRule;
use crate::residual::{LossParts, ResidualLoss};
use crate::trial::Trial;

/// ℓ/ε₀² of the weights and of e = ε/ε₀, with ℓ as Adam descends it and ε₀ the kinetic energy of the state.
pub(super) struct Descent {
    engine: Engine<f64, 1>,
    pub(super) network: Mlp<f64>,
    loss: ResidualLoss<f64>,
    scale: f64,
    trains_energy: bool,
    /// Those of the last evaluation.
    pub(super) parts: LossParts,
}

impl Descent {
    pub(super) fn new(
        trial: &Trial,
        rule: &PiecewiseRule,
        network: &Mlp<f64>,
        settings: &Settings,
        energy: f64,
    ) -> Self {
        let scale = trial.size();
        let points: Vec<_> = trial
            .points(rule)
            .into_iter()
            .map(|(point, _)| point)
            .collect();
        let inputs = trial.inputs(&trial.ts(rule));
        Self {
            engine: Engine::new(network.shape(), inputs, settings.isa, settings.threads),
            network: network.clone(),
            // The penalty is of the size of the residual, which is of the size of ε₀.
            loss: ResidualLoss::new(&points, scale * scale, energy),
            scale,
            trains_energy: settings.energy.is_trained(),
            parts: LossParts::default(),
        }
    }

    /// The unknowns at the start.
    pub(super) fn unknowns(&self) -> Vec<f64> {
        let mut x = self.network.parameters().to_vec();
        x.extend(
            self.trains_energy
                .then_some(self.loss.energy() / self.scale),
        );
        x
    }

    /// ε of the last evaluation.
    pub(super) fn energy(&self) -> f64 {
        self.loss.energy()
    }
}

impl Smooth for Descent {
    fn value(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let weights = self.network.parameters().len();
        self.network.parameters_mut().copy_from_slice(&x[..weights]);
        if self.trains_energy {
            self.loss.set_energy(self.scale * x[weights]);
        }
        let (slopes, rest) = gradient.split_at_mut(weights);
        let (norm, sums) = self.engine.gradient(&self.network, &self.loss, slopes);
        self.parts = self.loss.parts(norm, sums);
        let unit = 1.0 / (self.scale * self.scale);
        slopes.iter_mut().for_each(|slope| *slope *= unit);
        for slope in rest {
            *slope = self.parts.energy_gradient * self.scale * unit;
        }
        self.parts.loss() * unit
    }
}

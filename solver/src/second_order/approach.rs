//! A network brought near the state that it is trained for.

use hyperwell_nn::{Engine, Mlp};

use super::Polish;
use super::lbfgs::{Lbfgs, Smooth};
use crate::draw::draw;
use crate::fit::FitLoss;
use crate::quadrature::PiecewiseRule;
use crate::survey::Survey;
use crate::training::{End, Observer, Trained};
use crate::trial::Trial;
use crate::{Phase, Sampling, Settings};

/// The squared distance from the survey's state, relative to its length, below which a network counts as near.
const NEAR: f64 = 1e-4;

/// Where the fit ends: the survey itself is not much nearer to the state, and what comes next gets there in few steps.
const CLOSE: f64 = 1e-6;

/// Fits at most.
const ATTEMPTS: u64 = 4;

/// Steps of a fit at most.
const STEPS: usize = 2000;

impl Polish<'_> {
    /// Fits the network to the survey's state, unless it is near it already.
    ///
    /// The residual vanishes at every eigenfunction, and Newton's method goes to whichever is near, in few steps. So it must
    /// not begin anywhere else than near the one that was asked for. The observer hears of the steps, which are not counted.
    pub(super) fn approach(
        &self,
        survey: &Survey,
        trained: &mut Trained,
        observer: &mut Observer<'_>,
    ) {
        let (trial, settings) = (self.trial, self.settings);
        // Steps cost little, and what a fit leaves between its points the next stage must undo.
        let Ok(rule) = trial.rule(Sampling::GaussLegendre, settings.most_points(), 0) else {
            return;
        };
        for attempt in 0..ATTEMPTS {
            let mut fit = Fit::new(trial, survey, &rule, settings, &trained.network);
            if fit.of(&trained.network) < NEAR * fit.size {
                return;
            }
            // A descent that has gone astray leaves steep weights behind: better from a new draw.
            let shape = trained.network.shape().clone();
            let drawn = Settings {
                seed: settings.seed.wrapping_add(attempt),
                ..settings.clone()
            };
            trained.network = draw(Phase::Fit, trial, &shape, &drawn);
            if settings.energy.is_trained() {
                trained.energy = trial.coordinate().scaled_energy(survey.energy());
            }
            let mut method = Lbfgs::new(&mut fit, trained.network.parameters().to_vec());
            for _ in 0..STEPS {
                if method.value < CLOSE * fit.size || !method.step(&mut fit) {
                    break;
                }
                let progress = self.progress(trained, Phase::Fit, [method.value, 0.0, fit.norm]);
                if self.tell(trained, &progress, observer) {
                    break;
                }
            }
            trained.network.parameters_mut().copy_from_slice(&method.x);
            if trained.end != End::Finished {
                return;
            }
        }
    }
}

/// The distance as a smooth function of the weights.
struct Fit {
    engine: Engine<f64, 1>,
    network: Mlp<f64>,
    loss: FitLoss<f64>,
    /// That of ψ = 0.
    size: f64,
    /// ∫ψ² where the distance was last computed.
    norm: f64,
}

impl Fit {
    fn new(
        trial: &Trial,
        survey: &Survey,
        rule: &PiecewiseRule,
        settings: &Settings,
        network: &Mlp<f64>,
    ) -> Self {
        let inputs = trial.inputs(&trial.ts(rule));
        let mut engine = Engine::new(network.shape(), inputs, settings.isa, settings.threads);
        let mut points = trial.fit_points(rule, survey);
        // −ψ is the same state.
        let values = &engine.jets(network)[0][0];
        let terms = points.iter().zip(values);
        let overlap: f64 = terms
            .map(|(p, n)| p.weight * p.target * p.boundary * n)
            .sum();
        for point in &mut points {
            point.target *= overlap.signum();
            point.target_slope *= overlap.signum();
        }
        let loss = FitLoss::new(&points);
        let norm: f64 = points.iter().map(|p| p.weight * p.target.powi(2)).sum();
        Self {
            engine,
            network: network.clone(),
            loss,
            // The slopes add as much as they are scaled to.
            size: norm + 1.0,
            norm,
        }
    }
}

impl Fit {
    /// The distance of a network.
    fn of(&mut self, network: &Mlp<f64>) -> f64 {
        let mut gradient = vec![0.0; network.parameters().len()];
        self.value(network.parameters(), &mut gradient)
    }
}

impl Smooth for Fit {
    fn value(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
        self.network.parameters_mut().copy_from_slice(x);
        let (norm, sums) = self.engine.gradient(&self.network, &self.loss, gradient);
        self.norm = norm;
        sums[0]
    }
}

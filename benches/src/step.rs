//! The problem and the step.

use std::f64::consts::PI;

use hyperwell::{LossParts, ResidualLoss, ResidualPoint};
use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_nn::{Adam, Engine, Inputs, Mlp};

/// One of the three problems in the form of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Benchmark {
    /// [0, 1], V = 0, E = π² held.
    InfiniteWell,
    /// [−3, 3], V = 20 outside |x| < 1.
    FiniteWell,
    /// [0, 1], V = 50 for 0.4 < x < 0.6.
    Barrier,
}

impl Benchmark {
    /// The problem of this name.
    pub fn by_name(name: &str) -> Option<Benchmark> {
        match name {
            "infinite-well" => Some(Benchmark::InfiniteWell),
            "finite-well" => Some(Benchmark::FiniteWell),
            "barrier" => Some(Benchmark::Barrier),
            _ => None,
        }
    }

    fn domain(self) -> (f64, f64) {
        match self {
            Benchmark::FiniteWell => (-3.0, 3.0),
            _ => (0.0, 1.0),
        }
    }

    fn potential(self, x: f64) -> f64 {
        match self {
            Benchmark::InfiniteWell => 0.0,
            Benchmark::FiniteWell => 20.0 * f64::from(x.abs() >= 1.0),
            Benchmark::Barrier => 50.0 * f64::from(x > 0.4 && x < 0.6),
        }
    }

    /// s of g = (x − a)(b − x)/s.
    fn boundary_scale(self) -> f64 {
        match self {
            Benchmark::FiniteWell => 9.0,
            _ => 1.0,
        }
    }

    /// c of E = c e, or none where E is held at π².
    fn energy_scale(self) -> Option<f64> {
        match self {
            Benchmark::InfiniteWell => None,
            Benchmark::FiniteWell => Some(1.0),
            Benchmark::Barrier => Some(10.0),
        }
    }
}

/// The state of a run: weights, energy, optimisers and the engine's buffers.
#[derive(Debug)]
pub struct Step<T: Float> {
    engine: Engine<T, 1>,
    network: Mlp<T>,
    loss: ResidualLoss<T>,
    gradient: Vec<T>,
    adam: Adam<T>,
    energy: T,
    energy_scale: Option<f64>,
    energy_adam: Adam<T>,
    isa: Isa,
}

const LEARNING_RATE: f64 = 1e-3;
const NORM_WEIGHT: f64 = 1000.0;

impl<T: Float> Step<T> {
    /// A run at its start.
    pub fn new(
        problem: Benchmark,
        network: Mlp<T>,
        points: usize,
        isa: Isa,
        threads: usize,
    ) -> Self {
        let (a, b) = problem.domain();
        let h = (b - a) / points as f64;
        let scale = problem.boundary_scale();
        let xs: Vec<f64> = (0..points).map(|i| a + (i as f64 + 0.5) * h).collect();
        let coefficients: Vec<ResidualPoint> = xs
            .iter()
            .map(|&x| {
                let g = (x - a) * (b - x) / scale;
                let g1 = (a + b - 2.0 * x) / scale;
                let g2 = -2.0 / scale;
                ResidualPoint {
                    boundary: g,
                    value: -g2 + problem.potential(x) * g,
                    gradient: -2.0 * g1,
                    second: -g,
                    residual_weight: 1.0 / points as f64,
                    norm_weight: h,
                }
            })
            .collect();
        let coordinates: Vec<[T; 1]> = xs.iter().map(|&x| [T::from_f64(x)]).collect();
        let inputs = Inputs::coordinates(&coordinates);
        let start = problem.energy_scale().unwrap_or(PI * PI);
        Step {
            engine: Engine::new(network.shape(), inputs, isa, threads),
            loss: ResidualLoss::new(&coefficients, NORM_WEIGHT, start),
            gradient: vec![T::default(); network.parameters().len()],
            adam: Adam::new(network.parameters().len()),
            energy: T::from_f64(1.0),
            energy_scale: problem.energy_scale(),
            energy_adam: Adam::new(1),
            network,
            isa,
        }
    }

    /// Loss and gradient at the weights as they are; no update.
    pub fn evaluate(&mut self) -> LossParts {
        let (norm, sums) = self
            .engine
            .gradient(&self.network, &self.loss, &mut self.gradient);
        self.loss.parts(norm, sums)
    }

    /// One step; returns the loss that it computed, before the update.
    pub fn run(&mut self) -> LossParts {
        let parts = self.evaluate();
        self.adam.step(
            self.isa,
            LEARNING_RATE,
            &self.gradient,
            self.network.parameters_mut(),
        );
        if let Some(scale) = self.energy_scale {
            let gradient = [T::from_f64(parts.energy_gradient * scale)];
            let energy = std::slice::from_mut(&mut self.energy);
            self.energy_adam
                .step(Isa::BASELINE, LEARNING_RATE, &gradient, energy);
            self.loss.set_energy(scale * self.energy.to_f64());
        }
        parts
    }

    /// E as it is.
    pub fn energy(&self) -> f64 {
        self.loss.energy()
    }

    /// The gradient of the last evaluation, in the order of the parameters.
    pub fn gradient(&self) -> &[T] {
        &self.gradient
    }

    /// The network as it is.
    pub fn network(&self) -> &Mlp<T> {
        &self.network
    }
}

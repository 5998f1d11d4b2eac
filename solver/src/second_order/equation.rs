//! The Schrödinger equation as residuals: of all weights and of E.

use hyperwell_nn::{Engine, Mlp, Shape};
use nalgebra::{DMatrix, DVector};

use super::least_squares::Residuals;
use super::overlap::Overlap;
use crate::Settings;
use crate::quadrature::PiecewiseRule;
use crate::residual::ResidualPoint;
use crate::trial::Trial;

/// rᵢ = √wᵢ ((H − ε)ψ)(tᵢ)/(ε₀ + v₊) at each point and r = ∫ψ² − 1, as functions of the weights and of e = ε/ε₀; v₊ is by how much v
/// exceeds ε, or 0.
///
/// Deep in a wall (H − ε)ψ ≈ (v − ε)ψ, however small ψ is there: over ε₀ + v₊ it tells how wrong ψ is, everywhere in the same unit.
/// In units of the kinetic energy ε₀ of the state all parts are of order one: ∂r/∂e = −√w ψ has length 1, and the row of the norm changes by 2
/// along ψ.
pub(super) struct Equation {
    engine: Engine<f64, 1>,
    shape: Shape,
    points: Vec<ResidualPoint>,
    /// ε₀
    scale: f64,
    /// ε where it is held; else e is the last of the unknowns.
    held: Option<f64>,
}

impl Equation {
    /// The equation at the points of `rule`; an energy that is not trained is held at `energy`.
    pub(super) fn new(
        trial: &Trial,
        rule: &PiecewiseRule,
        shape: &Shape,
        settings: &Settings,
        energy: f64,
    ) -> Self {
        let inputs = trial.inputs(&trial.ts(rule));
        let scale = trial.size();
        let heights = trial.potential(rule);
        let points = trial.points(rule).into_iter().zip(heights);
        let points = points.map(|((point, _), v)| {
            let excess = (v - energy).max(0.0) / scale;
            ResidualPoint {
                residual_weight: point.residual_weight / (1.0 + excess).powi(2),
                ..point
            }
        });
        Self {
            engine: Engine::new(shape, inputs, settings.isa, settings.threads),
            shape: shape.clone(),
            points: points.collect(),
            scale,
            held: (!settings.energy.is_trained()).then_some(energy),
        }
    }

    /// The unknowns that a network and its ε stand for.
    pub(super) fn unknowns(&self, network: &Mlp<f64>, energy: f64) -> DVector<f64> {
        let weights = network.parameters().iter().copied();
        let energy = self.held.is_none().then_some(energy / self.scale);
        let count = network.parameters().len() + usize::from(energy.is_some());
        DVector::from_iterator(count, weights.chain(energy))
    }

    /// Puts the weights of the unknowns into `network` and returns their ε.
    pub(super) fn store(&self, x: &DVector<f64>, network: &mut Mlp<f64>) -> f64 {
        let weights = self.shape.parameters();
        let (to, from) = (network.parameters_mut(), &x.as_slice()[..weights]);
        to.copy_from_slice(from);
        self.held.unwrap_or_else(|| self.scale * x[weights])
    }

    /// Σ wᵢ ((H − ε)ψ)², with the weights of r, and ∫ψ².
    pub(super) fn parts(&self, r: &DVector<f64>) -> (f64, f64) {
        let last = r.len() - 1;
        let square = r.rows(0, last).norm_squared();
        (square * self.scale * self.scale, 1.0 + r[last])
    }

    fn network(&self, x: &DVector<f64>) -> (Mlp<f64>, f64) {
        // The weights are replaced at once.
        let mut network = Mlp::new(self.shape.clone(), Default::default(), 0);
        let energy = self.store(x, &mut network);
        (network, energy)
    }

    /// The factors of N, N' and N'' in r at each point.
    fn coefficients(&self, energy: f64) -> Vec<[f64; 3]> {
        let at = |point: &ResidualPoint| {
            let root = point.residual_weight.sqrt() / self.scale;
            let value = point.value - energy * point.boundary;
            [value, point.gradient, point.second].map(|k| root * k)
        };
        self.points.iter().map(at).collect()
    }

    /// ψ at each point.
    fn psi(&self, values: &[f64]) -> Vec<f64> {
        let points = self.points.iter().zip(values);
        points.map(|(point, n)| point.boundary * n).collect()
    }
}

impl Residuals for Equation {
    fn values(&mut self, x: &DVector<f64>) -> DVector<f64> {
        let (network, energy) = self.network(x);
        let jets = self.engine.jets(&network);
        let psi = self.psi(&jets[0][0]);
        let squares = self.points.iter().zip(&psi);
        let norm: f64 = squares
            .map(|(point, psi)| point.norm_weight * psi * psi)
            .sum();
        let equation = self.coefficients(energy).into_iter().enumerate();
        let equation =
            equation.map(|(i, k)| (0..3).map(|channel| k[channel] * jets[channel][0][i]).sum());
        DVector::from_iterator(psi.len() + 1, equation.chain([norm - 1.0]))
    }

    fn linearised(&mut self, x: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let r = self.values(x);
        let (network, energy) = self.network(x);
        let (count, weights) = (self.points.len(), self.shape.parameters());
        let table = self.coefficients(energy);
        let (mut again, mut rows) = (vec![0.0; count], vec![0.0; count * weights]);
        let k = |point: usize, channel: usize, _| table[point][channel];
        self.engine.jacobian(&network, k, &mut again, &mut rows);

        let jets = self.engine.jets(&network);
        let psi = self.psi(&jets[0][0]);
        let slopes = self.points.iter().zip(&psi);
        let slopes = slopes.map(|(point, psi)| 2.0 * point.norm_weight * psi * point.boundary);
        let overlap = Overlap::new(slopes.collect());
        let mut norm = vec![0.0; weights];
        self.engine.gradient(&network, &overlap, &mut norm);

        let mut jacobian = DMatrix::zeros(x.len(), count + 1);
        let columns = jacobian.column_iter_mut();
        let rows = rows.chunks_exact(weights).chain([norm.as_slice()]);
        for (mut column, row) in columns.zip(rows) {
            column.as_mut_slice()[..weights].copy_from_slice(row);
        }
        if self.held.is_none() {
            for (i, (point, psi)) in self.points.iter().zip(&psi).enumerate() {
                jacobian[(weights, i)] = -point.residual_weight.sqrt() * psi;
            }
        }
        (r, jacobian)
    }
}

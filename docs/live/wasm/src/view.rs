//! ψ and its residual on equally spaced places.

use hyperwell::{Problem, Trial};
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Engine, Mlp, Shape};

/// Places at which a page draws: whole blocks of the engine.
pub(crate) const PLACES: usize = 160;

/// What is drawn, place by place, from one wall to the other.
#[derive(Debug)]
pub struct View {
    engine: Engine<f64, 1>,
    points: Vec<Point>,
    /// Half of the domain's width.
    half: f64,
    unit: f64,
    /// ψ with ∫ψ² dx = 1, positive where it is largest.
    pub psi: Vec<f64>,
    /// (H − E)ψ of that ψ, in the units of the problem.
    pub residual: Vec<f64>,
}

/// The coefficients of one place: its B, and V in units of ε.
#[derive(Debug)]
struct Point {
    boundary: [f64; 3],
    potential: f64,
}

/// The places of a problem.
pub(crate) fn places(problem: &Problem) -> impl Iterator<Item = f64> {
    let (from, width) = (problem.from(), problem.width());
    (0..PLACES).map(move |i| from + width * i as f64 / (PLACES - 1) as f64)
}

impl View {
    pub(crate) fn new(problem: &Problem, trial: &Trial, shape: &Shape) -> Self {
        let coordinate = trial.coordinate();
        let t = |x: f64| coordinate.t(coordinate.piece_at(x), x);
        let ts: Vec<f64> = places(problem).map(t).collect();
        let points = places(problem).zip(&ts).map(|(x, &t)| Point {
            boundary: trial.boundary(t),
            potential: coordinate.scaled_energy(problem.potential().value(x)),
        });
        View {
            points: points.collect(),
            engine: Engine::new(shape, trial.inputs(&ts), [1.0], Isa::detect(), 1),
            half: 0.5 * problem.width(),
            unit: coordinate.energy_unit(),
            psi: vec![0.0; PLACES],
            residual: vec![0.0; PLACES],
        }
    }

    /// Evaluates a network at the energy ε.
    pub(crate) fn look(&mut self, network: &Mlp<f64>, energy: f64) {
        let jets = self.engine.jets(network);
        for (
            i,
            Point {
                boundary: b,
                potential,
            },
        ) in self.points.iter().enumerate()
        {
            let n = [0, 1, 2].map(|channel| jets[channel][0][i]);
            self.psi[i] = b[0] * n[0];
            let bend = b[2] * n[0] + 2.0 * b[1] * n[1] + b[0] * n[2];
            self.residual[i] = -bend + (potential - energy) * self.psi[i];
        }
        let norm = square(&self.psi) * 2.0 * self.half;
        let largest = self
            .psi
            .iter()
            .fold(0.0_f64, |a, &b| if b.abs() > a.abs() { b } else { a });
        let scale = largest.signum() / norm.sqrt().max(f64::MIN_POSITIVE);
        self.psi.iter_mut().for_each(|psi| *psi *= scale);
        self.residual
            .iter_mut()
            .for_each(|r| *r *= scale * self.unit);
    }
}

/// The mean square of values that vanish at both ends, by the trapezoidal rule.
fn square(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>() / (values.len() - 1) as f64
}

//! What is drawn: ψ and its residual at equally spaced places, and the potential as a line.

use hyperwell::{Problem, Trial};
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Engine, Mlp, Shape};

/// Places at which a page draws: whole blocks of the engine.
pub(crate) const PLACES: usize = 160;

/// The places of a problem, in the middle of equal cells: none lies where V jumps and ψ″ has two values.
pub(crate) fn places(problem: &Problem) -> impl Iterator<Item = f64> {
    let (from, width) = (problem.from(), problem.width());
    (0..PLACES).map(move |i| from + width * (i as f64 + 0.5) / PLACES as f64)
}

/// The corners of V as a line, in x and V: both values where it jumps.
pub(crate) fn outline(problem: &Problem) -> Vec<[f64; 2]> {
    let mut corners = Vec::new();
    for piece in problem.pieces() {
        let (from, width) = (piece.from, piece.to - piece.from);
        let parts = match piece.potential.constant() {
            Some(_) => 1,
            None => (PLACES as f64 * width / problem.width()).ceil() as usize,
        };
        corners.extend((0..=parts).map(|i| {
            let x = from + width * i as f64 / parts as f64;
            [x, piece.potential.value(x)]
        }));
    }
    corners
}

/// ψ and (H − E)ψ at the places, with ∫ψ² dx = 1.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// ψ
    pub psi: Vec<f64>,
    /// (H − E)ψ of that ψ, in the units of the problem.
    pub residual: Vec<f64>,
}

impl Drawing {
    /// Normalises; `width` is that of the domain.
    pub(crate) fn new(mut psi: Vec<f64>, mut residual: Vec<f64>, width: f64) -> Self {
        let mean = psi.iter().map(|psi| psi * psi).sum::<f64>() / PLACES as f64;
        let scale = 1.0 / (mean * width).sqrt().max(f64::MIN_POSITIVE);
        psi.iter_mut().for_each(|psi| *psi *= scale);
        residual.iter_mut().for_each(|r| *r *= scale);
        Self { psi, residual }
    }

    /// The same state with the sign of another ψ; as it is where that is not known.
    pub(crate) fn like(mut self, other: &[f64]) -> Self {
        let overlap: f64 = self.psi.iter().zip(other).map(|(a, b)| a * b).sum();
        if overlap < 0.0 {
            for value in self.psi.iter_mut().chain(&mut self.residual) {
                *value = -*value;
            }
        }
        self
    }
}

/// A network's eye: its trial function at the places.
#[derive(Debug)]
pub(crate) struct View {
    engine: Engine<f64, 1>,
    points: Vec<Point>,
    width: f64,
    unit: f64,
}

/// The coefficients of one place: its B, and V in units of ε.
#[derive(Debug)]
struct Point {
    boundary: [f64; 3],
    potential: f64,
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
            engine: Engine::new(shape, trial.inputs(&ts), Isa::detect(), 1),
            width: problem.width(),
            unit: coordinate.energy_unit(),
        }
    }

    /// Evaluates a network at the energy ε.
    pub(crate) fn look(&mut self, network: &Mlp<f64>, energy: f64) -> Drawing {
        let jets = self.engine.jets(network);
        let at = |(i, point): (usize, &Point)| {
            let b = point.boundary;
            let n = [0, 1, 2].map(|channel| jets[channel][0][i]);
            let psi = b[0] * n[0];
            let bend = b[2] * n[0] + 2.0 * b[1] * n[1] + b[0] * n[2];
            (psi, self.unit * (-bend + (point.potential - energy) * psi))
        };
        let (psi, residual) = self.points.iter().enumerate().map(at).unzip();
        Drawing::new(psi, residual, self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Potential;

    #[test]
    fn no_place_lies_on_a_jump() {
        for potential in Potential::ALL {
            let problem = potential.problem(&[0.0, 1.0]).expect("a problem");
            let cell = problem.width() / PLACES as f64;
            for jump in problem.jumps() {
                let nearest = places(&problem).fold(f64::MAX, |d, x| d.min((x - jump).abs()));
                assert!(nearest > 0.1 * cell, "{potential:?}");
            }
        }
    }

    #[test]
    fn the_outline_has_both_values_of_a_jump() {
        let walls = [
            [-3.0, 20.0],
            [-1.0, 20.0],
            [-1.0, 0.0],
            [1.0, 0.0],
            [1.0, 20.0],
            [3.0, 20.0],
        ];
        assert_eq!(outline(&Problem::finite_well()), walls);
    }

    #[test]
    fn a_drawing_is_normalised_and_turned() {
        let psi: Vec<f64> = (0..PLACES).map(|i| (i as f64).sin()).collect();
        let turned: Vec<f64> = psi.iter().map(|psi| -3.0 * psi).collect();
        let drawing = Drawing::new(turned, psi.clone(), 2.0).like(&psi);
        let norm: f64 = drawing
            .psi
            .iter()
            .map(|psi| psi * psi * 2.0 / PLACES as f64)
            .sum();
        assert!((norm - 1.0).abs() < 1e-12);
        assert!(drawing.psi[1] > 0.0 && drawing.residual[1] < 0.0);
    }
}

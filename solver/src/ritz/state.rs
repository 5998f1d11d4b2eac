//! A state as it is handed out.

use std::sync::Arc;

use super::basis::Coefficients;
use super::element::Element;
use super::judge::Verdict;
use super::measure::Measured;
use super::sector::Sector;
use super::whole::Family;
use crate::Problem;
use crate::coordinate::Coordinate;
use crate::trial::Taylor;

/// The functions that states are expanded in.
#[derive(Debug)]
pub(super) enum Functions {
    /// A small network in each element.
    Chain(Vec<Element>),
    /// One family for the whole domain.
    Whole(Arc<dyn Family>),
}

/// Functions of x.
#[derive(Debug)]
pub(super) struct Expansion {
    domain: (f64, f64),
    sector: Sector,
    coordinate: Coordinate,
    functions: Functions,
}

impl Expansion {
    pub(super) fn new(
        problem: &Problem,
        coordinate: Coordinate,
        sector: Sector,
        functions: Functions,
    ) -> Self {
        Self {
            domain: (problem.from(), problem.to()),
            sector,
            coordinate,
            functions,
        }
    }

    /// Σ cₖ φₖ and its derivatives at `x`, zero outside of the domain.
    fn at(&self, coefficients: &[Vec<f64>], x: f64) -> [f64; 3] {
        if !(self.domain.0..=self.domain.1).contains(&x) {
            return [0.0; 3];
        }
        let (from, to) = self.domain;
        let middle = from + 0.5 * (to - from);
        if let Some(sign) = self.sector.sign().filter(|_| x < middle) {
            let [value, slope, bend] = self.at(coefficients, (to - (x - from)).max(middle));
            return [sign * value, -sign * slope, sign * bend];
        }
        let (piece, sum) = match &self.functions {
            Functions::Chain(elements) => {
                let index = elements[1..].partition_point(|element| element.from <= x);
                let element = &elements[index];
                let tau = element.tau(&self.coordinate, x - element.from);
                (
                    element.piece,
                    combine(element.at(tau), &coefficients[index]),
                )
            }
            Functions::Whole(family) => {
                let piece = self.coordinate.piece_at(x);
                let t = self.coordinate.t(piece, x);
                (piece, combine(family.at(t).into_iter(), &coefficients[0]))
            }
        };
        by_x(&self.coordinate, piece, x, sum)
    }
}

/// A function of t as one of x.
pub(super) fn by_x(coordinate: &Coordinate, piece: usize, x: f64, [f, f1, f2]: Taylor) -> [f64; 3] {
    let slope = coordinate.slope(piece, x);
    let curvature = coordinate.curvature(piece, x);
    [f, f1 * slope, f2 * slope * slope + f1 * curvature]
}

/// Σ cₖ φₖ
pub(super) fn combine(functions: impl Iterator<Item = Taylor>, coefficients: &[f64]) -> Taylor {
    let mut sum = [0.0; 3];
    for (taylor, c) in functions.zip(coefficients) {
        for (sum, value) in sum.iter_mut().zip(taylor) {
            *sum += c * value;
        }
    }
    sum
}

/// One state of a [`Spectrum`](super::Spectrum), with ∫ψ² = 1 and its first lobe positive.
#[derive(Clone, Debug)]
pub struct RitzState {
    n: usize,
    energy: f64,
    residual: f64,
    nodes: usize,
    verdict: Verdict,
    coefficients: Vec<Vec<f64>>,
    expansion: Arc<Expansion>,
}

impl RitzState {
    pub(super) fn new(
        n: usize,
        expansion: Arc<Expansion>,
        vector: &Coefficients,
        measured: &Measured,
        verdict: Verdict,
    ) -> Self {
        let scale = measured.sign / measured.norm.sqrt();
        let scaled = |part: &Vec<f64>| part.iter().map(|c| scale * c).collect();
        Self {
            n,
            energy: measured.energy,
            residual: measured.residual(),
            nodes: measured.nodes,
            verdict,
            coefficients: vector.iter().map(scaled).collect(),
            expansion,
        }
    }

    /// Index of the state, 0 for the ground state.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The Rayleigh quotient on a finer rule than the state was computed with.
    pub fn energy(&self) -> f64 {
        self.energy
    }

    /// Where the exact energy is not below, as an estimate: see [`bounds`](crate::bounds::bounds()).
    pub fn energy_lower(&self) -> f64 {
        self.verdict.bounds.lower
    }

    /// Where the exact energy is not above, as an estimate: see [`bounds`](crate::bounds::bounds()).
    pub fn energy_upper(&self) -> f64 {
        self.verdict.bounds.upper
    }

    /// The distance from [`energy_lower`](Self::energy_lower) to [`energy_upper`](Self::energy_upper); the error is
    /// commonly orders of magnitude smaller.
    pub fn error_estimate(&self) -> f64 {
        self.energy_upper() - self.energy_lower()
    }

    /// ‖(H − E)ψ‖, on the finer rule.
    pub fn residual_l2(&self) -> f64 {
        self.residual
    }

    /// Sign changes of ψ where it is larger than rounding: 1e-9 of its maximum, of a trained layer 1e-6. The n-th state has
    /// n, some of them perhaps where ψ is smaller than that.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Whether the bounds are as narrow as asked for, the state is the n-th (as many levels are counted below it as there should be,
    /// and ψ has no more nodes), and no neighbour level is so close that ψ might be a mixture: then neither of the two has.
    pub fn converged(&self) -> bool {
        self.verdict.converged
    }

    /// [ψ, ψ′, ψ″] at `x`, zero outside of the domain; at a breakpoint those of its right side.
    pub fn psi(&self, x: f64) -> [f64; 3] {
        self.expansion.at(&self.coefficients, x)
    }
}

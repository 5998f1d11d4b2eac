//! The polynomials of all elements as one basis, and the matrices of the Schrödinger equation in it.

use nalgebra::{DMatrix, DVector};

use super::element::{Element, Samples};
use crate::reference::symmetry::Parity;
use crate::{Error, Piece, Problem};

/// All shape functions that vanish at the walls, on the domain or on its left half.
pub(super) struct Basis {
    pub(super) elements: Vec<Element>,
    pub(super) parity: Option<Parity>,
}

impl Basis {
    pub(super) fn new(problem: &Problem, parity: Option<Parity>, states: usize) -> Self {
        let mut pieces = problem.pieces();
        if parity.is_some() {
            pieces.truncate(pieces.len().div_ceil(2));
            for piece in &mut pieces {
                piece.to = piece.to.min(problem.from() + 0.5 * problem.width());
            }
        }
        let width: f64 = pieces.iter().map(Piece::width).sum();
        let degree =
            |piece: &Piece<'_>| 8 + ((16 + states) as f64 * piece.width() / width) as usize;
        let elements = pieces
            .iter()
            .map(|piece| Element::new(piece, degree(piece)))
            .collect();
        Self { elements, parity }
    }

    /// The number of the vertex or bubble behind each shape function of element `i`: left hat, right hat, bubbles; none for
    /// a hat at a wall.
    pub(super) fn unknowns(&self, i: usize) -> Vec<Option<usize>> {
        // Bubbles of the first element, the vertex to its right, bubbles of the second, and so on.
        let start: usize = self.elements[..i]
            .iter()
            .map(|element| element.degree)
            .sum();
        let bubbles = self.elements[i].degree - 1;
        let wall = i + 1 == self.elements.len() && self.parity != Some(Parity::Even);
        let hats = [start.checked_sub(1), (!wall).then_some(start + bubbles)];
        hats.into_iter()
            .chain((start..start + bubbles).map(Some))
            .collect()
    }

    pub(super) fn size(&self) -> usize {
        let all: usize = self.elements.iter().map(|element| element.degree).sum();
        if self.parity == Some(Parity::Even) {
            all
        } else {
            all - 1
        }
    }

    /// The coefficients of element `i`'s own shape functions.
    pub(super) fn local(&self, i: usize, coefficients: &DVector<f64>) -> Vec<f64> {
        self.unknowns(i)
            .iter()
            .map(|unknown| unknown.map_or(0.0, |k| coefficients[k]))
            .collect()
    }

    pub(super) fn sample(&self) -> Result<Vec<Samples>, Error> {
        /// Fewest quadrature points over the whole domain, so that narrow features are seen from the start.
        const FEWEST: f64 = 200.0;
        let width: f64 = self.elements.iter().map(Element::width).sum();
        let sample =
            |element: &Element| element.sample((FEWEST * element.width() / width) as usize);
        self.elements.iter().map(sample).collect()
    }

    /// A − floor·B and B.
    pub(super) fn assemble(&self, samples: &[Samples], floor: f64) -> (DMatrix<f64>, DMatrix<f64>) {
        let n = self.size();
        let (mut a, mut b) = (DMatrix::zeros(n, n), DMatrix::zeros(n, n));
        for (i, samples) in samples.iter().enumerate() {
            let scaled = |matrix: &DMatrix<f64>, factor: &dyn Fn(usize) -> f64| {
                let mut scaled = matrix.clone();
                scaled
                    .row_iter_mut()
                    .enumerate()
                    .for_each(|(i, mut row)| row *= factor(i));
                scaled
            };
            let weight = |i: usize| samples.weights[i].sqrt();
            let slopes = scaled(&samples.slopes, &|i| weight(i) / samples.mass[i].sqrt());
            let roots = scaled(&samples.values, &|i| {
                weight(i) * (samples.potential[i] - floor).sqrt()
            });
            let values = scaled(&samples.values, &weight);
            let (stiffness, mass) = (
                slopes.tr_mul(&slopes) + roots.tr_mul(&roots),
                values.tr_mul(&values),
            );
            let unknowns = self.unknowns(i);
            let present = || {
                unknowns
                    .iter()
                    .enumerate()
                    .filter_map(|(k, u)| Some((k, (*u)?)))
            };
            for (k, column) in present() {
                for (l, row) in present() {
                    a[(row, column)] += stiffness[(l, k)];
                    b[(row, column)] += mass[(l, k)];
                }
            }
        }
        (a, b)
    }

    /// The Rayleigh quotient ∫(ψ′²/m + Vψ²)/∫ψ² and its denominator. It squares the error of the eigenvector, and summed over
    /// points it has none of the cancellation between large matrix elements.
    pub(super) fn rayleigh(&self, samples: &[Samples], coefficients: &DVector<f64>) -> (f64, f64) {
        let (mut energy, mut norm) = (0.0, 0.0);
        for (i, samples) in samples.iter().enumerate() {
            let local = DVector::from_vec(self.local(i, coefficients));
            let (psi, slope) = (&samples.values * &local, &samples.slopes * &local);
            for (k, w) in samples.weights.iter().enumerate() {
                energy += w
                    * (slope[k] * slope[k] / samples.mass[k]
                        + samples.potential[k] * psi[k] * psi[k]);
                norm += w * psi[k] * psi[k];
            }
        }
        (energy / norm, norm)
    }
}

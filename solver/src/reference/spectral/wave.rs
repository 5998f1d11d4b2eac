//! ψ as polynomials, element by element.

use std::sync::Arc;

use super::{Level, basis::Basis, element::Element};
use crate::reference::state::Wave;

/// ψ within a basis of elements.
pub(super) struct SpectralWave {
    basis: Arc<Basis>,
    energy: f64,
    /// For each element the coefficients of its shape functions.
    coefficients: Vec<Vec<f64>>,
}

impl SpectralWave {
    pub(super) fn new(basis: &Arc<Basis>, level: &Level) -> Self {
        // On one half of a symmetric domain ∫ψ² is ½.
        let scale = if basis.parity.is_some() {
            0.5_f64.sqrt()
        } else {
            1.0
        };
        let value =
            |unknown: &Option<usize>| unknown.map_or(0.0, |k| scale * level.coefficients[k]);
        let coefficients = |i| basis.unknowns(i).iter().map(value).collect();
        let coefficients = (0..basis.elements.len()).map(coefficients).collect();
        let mut wave = Self {
            basis: Arc::clone(basis),
            energy: level.energy,
            coefficients,
        };
        if wave.starts_negative() {
            wave.coefficients
                .iter_mut()
                .flatten()
                .for_each(|c| *c = -*c);
        }
        wave
    }

    /// Whether the first lobe that is more than rounding is negative.
    fn starts_negative(&self) -> bool {
        let places = |element: &Element| {
            let (from, step) = (element.from, element.width() / (2 * element.degree) as f64);
            (0..2 * element.degree).map(move |i| from + step * (i as f64 + 0.5))
        };
        let psi: Vec<f64> = self
            .basis
            .elements
            .iter()
            .flat_map(places)
            .map(|x| self.at(x).0)
            .collect();
        let largest = psi.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        psi.into_iter()
            .find(|psi| psi.abs() > 1e-9 * largest)
            .is_some_and(|psi| psi < 0.0)
    }
}

impl Wave for SpectralWave {
    fn at(&self, x: f64) -> (f64, f64, f64) {
        let elements = &self.basis.elements;
        let index = elements.partition_point(|element| element.from <= x).max(1) - 1;
        let element = &elements[index];
        let mut psi = [0.0; 3];
        for (c, shape) in self.coefficients[index].iter().zip(element.shapes(x)) {
            (0..3).for_each(|order| psi[order] += c * shape[order]);
        }
        // With a constant mass the equation knows ψ″ better than a second derivative of polynomials does.
        let exact = element
            .mass
            .constant()
            .map(|m| m * (element.potential.value(x) - self.energy) * psi[0]);
        (
            psi[0],
            psi[1],
            exact
                .filter(|curvature| curvature.is_finite())
                .unwrap_or(psi[2]),
        )
    }
}

//! An element's functions at quadrature points.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use super::element::Element;
use crate::coordinate::Coordinate;
use crate::quadrature::composite;
use crate::{Error, Problem};

/// Gauss–Legendre rules on the unit interval, each computed once.
#[derive(Default)]
pub(super) struct Rules {
    known: BTreeMap<usize, Vec<(f64, f64)>>,
}

impl Rules {
    /// (place, weight) of `points` points.
    pub(super) fn unit(&mut self, points: usize) -> &[(f64, f64)] {
        self.known
            .entry(points)
            .or_insert_with(|| composite(points))
    }
}

/// All functions of one element, with derivatives in t, at the points of a rule; and what the Hamiltonian needs there.
pub(super) struct ElementRule {
    /// x of each point.
    pub(super) points: Vec<f64>,
    /// Weights for ∫dx.
    pub(super) weight: Vec<f64>,
    /// c with ψ′²/m = c ψ_t² and −(ψ′/m)′ = −c ψ_tt.
    pub(super) stiffness: Vec<f64>,
    /// V
    pub(super) potential: Vec<f64>,
    pub(super) values: DMatrix<f64>,
    pub(super) slopes: DMatrix<f64>,
    pub(super) curvatures: DMatrix<f64>,
}

impl ElementRule {
    /// The functions at points given by (place, weight) on the unit interval.
    ///
    /// # Errors
    /// [`Error::Value`] where V is not finite.
    pub(super) fn new(
        problem: &Problem,
        coordinate: &Coordinate,
        element: &Element,
        unit: &[(f64, f64)],
    ) -> Result<Self, Error> {
        let pieces = problem.pieces();
        let potential = pieces[element.piece].potential;
        let columns = element.inner() + element.joints();
        let mut rule = Self {
            points: Vec::with_capacity(unit.len()),
            weight: Vec::with_capacity(unit.len()),
            stiffness: Vec::with_capacity(unit.len()),
            potential: Vec::with_capacity(unit.len()),
            values: DMatrix::zeros(unit.len(), columns),
            slopes: DMatrix::zeros(unit.len(), columns),
            curvatures: DMatrix::zeros(unit.len(), columns),
        };
        for (i, (place, weight)) in unit.iter().enumerate() {
            let x = element.from + element.width() * place;
            let mass = coordinate.relative_mass(element.piece, x);
            rule.points.push(x);
            rule.weight.push(element.width() * weight);
            rule.stiffness.push(coordinate.energy_unit() * mass);
            let value = potential.value(x);
            if !value.is_finite() {
                return Err(Error::Value { x, value });
            }
            rule.potential.push(value);
            let t = coordinate.t(element.piece, x);
            for (column, taylor) in element.at(t).enumerate() {
                rule.values[(i, column)] = taylor[0];
                rule.slopes[(i, column)] = taylor[1];
                rule.curvatures[(i, column)] = taylor[2];
            }
        }
        Ok(rule)
    }

    /// The number of points.
    pub(super) fn len(&self) -> usize {
        self.points.len()
    }
}

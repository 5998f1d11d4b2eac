//! Functions at quadrature points.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use super::element::Element;
use crate::coordinate::Coordinate;
use crate::quadrature::composite;
use crate::trial::Taylor;
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

/// Functions with their derivatives in t at the points of a rule; and what the Hamiltonian needs there.
pub(super) struct Samples {
    /// Weights for ∫dx.
    pub(super) weight: Vec<f64>,
    /// c with ψ′²/m = c ψ_t² and −(ψ′/m)′ = −c ψ_tt.
    pub(super) stiffness: Vec<f64>,
    /// V
    pub(super) potential: Vec<f64>,
    /// A row for each point, a column for each function.
    pub(super) values: DMatrix<f64>,
    pub(super) slopes: DMatrix<f64>,
    pub(super) curvatures: DMatrix<f64>,
}

/// A quadrature point: its piece, x and weight.
pub(super) type Point = (usize, f64, f64);

impl Samples {
    /// `columns` functions, given at t, at `points`.
    ///
    /// # Errors
    /// [`Error::Value`] where V is not finite.
    pub(super) fn new<F: Iterator<Item = Taylor>>(
        problem: &Problem,
        coordinate: &Coordinate,
        points: &[Point],
        columns: usize,
        functions: impl Fn(f64) -> F,
    ) -> Result<Self, Error> {
        let pieces = problem.pieces();
        let count = points.len();
        let mut samples = Self {
            weight: Vec::with_capacity(count),
            stiffness: Vec::with_capacity(count),
            potential: Vec::with_capacity(count),
            values: DMatrix::zeros(count, columns),
            slopes: DMatrix::zeros(count, columns),
            curvatures: DMatrix::zeros(count, columns),
        };
        for (i, &(piece, x, weight)) in points.iter().enumerate() {
            let value = pieces[piece].potential.value(x);
            if !value.is_finite() {
                return Err(Error::Value { x, value });
            }
            samples.potential.push(value);
            samples.weight.push(weight);
            let mass = coordinate.relative_mass(piece, x);
            samples.stiffness.push(coordinate.energy_unit() * mass);
            for (column, taylor) in functions(coordinate.t(piece, x)).enumerate() {
                samples.values[(i, column)] = taylor[0];
                samples.slopes[(i, column)] = taylor[1];
                samples.curvatures[(i, column)] = taylor[2];
            }
        }
        Ok(samples)
    }

    /// The functions of an element at points given by (place, weight) on the unit interval.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(super) fn of_element(
        problem: &Problem,
        coordinate: &Coordinate,
        element: &Element,
        unit: &[(f64, f64)],
    ) -> Result<Self, Error> {
        let point = |&(place, weight): &(f64, f64)| {
            let x = element.from + element.width() * place;
            (element.piece, x, element.width() * weight)
        };
        let points: Vec<Point> = unit.iter().map(point).collect();
        let columns = element.inner() + element.joints();
        Self::new(problem, coordinate, &points, columns, |t| element.at(t))
    }

    /// The number of points.
    pub(super) fn len(&self) -> usize {
        self.weight.len()
    }
}

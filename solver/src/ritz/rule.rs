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

/// What the Hamiltonian needs at the points of a rule.
#[derive(Clone, Default)]
pub(super) struct Places {
    /// Weights for ∫dx.
    pub(super) weight: Vec<f64>,
    /// c with ψ′²/m = c ψ_t² and −(ψ′/m)′ = −c ψ_tt.
    pub(super) stiffness: Vec<f64>,
    /// V
    pub(super) potential: Vec<f64>,
    /// t
    pub(super) t: Vec<f64>,
}

/// Functions with their derivatives in t at the points of a rule.
pub(super) struct Samples {
    pub(super) places: Places,
    /// A row for each point, a column for each function.
    pub(super) values: DMatrix<f64>,
    pub(super) slopes: DMatrix<f64>,
    pub(super) curvatures: DMatrix<f64>,
}

/// A quadrature point: its piece, x and weight.
pub(super) type Point = (usize, f64, f64);

impl Places {
    /// # Errors
    /// [`Error::Value`] where V is not finite.
    pub(super) fn new(
        problem: &Problem,
        coordinate: &Coordinate,
        points: &[Point],
    ) -> Result<Self, Error> {
        let pieces = problem.pieces();
        let mut places = Self::default();
        for &(piece, x, weight) in points {
            let value = pieces[piece].potential.value(x);
            if !value.is_finite() {
                return Err(Error::Value { x, value });
            }
            places.potential.push(value);
            places.weight.push(weight);
            let mass = coordinate.relative_mass(piece, x);
            places.stiffness.push(coordinate.energy_unit() * mass);
            places.t.push(coordinate.t(piece, x));
        }
        Ok(places)
    }

    /// The number of points.
    pub(super) fn len(&self) -> usize {
        self.weight.len()
    }
}

impl Samples {
    /// `columns` functions, given at t.
    pub(super) fn new<F: Iterator<Item = Taylor>>(
        places: Places,
        columns: usize,
        functions: impl Fn(f64) -> F,
    ) -> Self {
        let zeros = || DMatrix::zeros(places.len(), columns);
        let (mut values, mut slopes, mut curvatures) = (zeros(), zeros(), zeros());
        for (i, &t) in places.t.iter().enumerate() {
            for (column, taylor) in functions(t).enumerate() {
                values[(i, column)] = taylor[0];
                slopes[(i, column)] = taylor[1];
                curvatures[(i, column)] = taylor[2];
            }
        }
        Self {
            places,
            values,
            slopes,
            curvatures,
        }
    }

    /// The functions of an element at points given by (place, weight) on the unit interval.
    ///
    /// # Errors
    /// As [`Places::new`].
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
        let places = Places::new(problem, coordinate, &points)?;
        Ok(Self::new(places, columns, |t| element.at(t)))
    }

    /// The number of points.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }
}

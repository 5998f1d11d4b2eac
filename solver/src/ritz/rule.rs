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
    /// What functions are functions of: t, or τ of an element.
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

/// A quadrature point.
pub(super) struct Point {
    pub(super) piece: usize,
    pub(super) x: f64,
    pub(super) weight: f64,
    /// t, or τ of an element.
    pub(super) t: f64,
}

impl Point {
    /// A point for functions of t.
    pub(super) fn new(coordinate: &Coordinate, piece: usize, x: f64, weight: f64) -> Self {
        let t = coordinate.t(piece, x);
        Self {
            piece,
            x,
            weight,
            t,
        }
    }
}

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
        for &Point {
            piece,
            x,
            weight,
            t,
        } in points
        {
            let value = pieces[piece].potential.value(x);
            if !value.is_finite() {
                return Err(Error::Value { x, value });
            }
            places.potential.push(value);
            places.weight.push(weight);
            let mass = coordinate.relative_mass(piece, x);
            places.stiffness.push(coordinate.energy_unit() * mass);
            places.t.push(t);
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
            let length = element.width() * place;
            Point {
                piece: element.piece,
                x: element.from + length,
                weight: element.width() * weight,
                t: element.tau(coordinate, length),
            }
        };
        let points: Vec<Point> = unit.iter().map(point).collect();
        let columns = element.inner() + element.joints();
        let places = Places::new(problem, coordinate, &points)?;
        Ok(Self::new(places, columns, |tau| element.at(tau)))
    }

    /// The number of points.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }
}

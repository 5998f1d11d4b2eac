//! The arrays of one training step.

use std::f64::consts::PI;

use crate::options::{Options, Problem};

/// Midpoints of N equal cells, the potential there, and the boundary factor g = (x − a)(b − x)/s with its derivatives.
#[derive(Debug)]
pub struct Work {
    /// Collocation points
    pub x: Vec<f64>,
    /// V at the points
    pub v: Vec<f64>,
    /// g at the points
    pub g: Vec<f64>,
    /// g' at the points
    pub dg: Vec<f64>,
    /// g'', a constant
    pub d2g: f64,
    /// Width of a cell
    pub h: f64,
    /// c of E = c·e; none where E is held at π²
    pub scale: Option<f64>,
}

impl Work {
    /// The work that the options ask for.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let (a, b, s, scale) = match options.problem {
            Problem::InfiniteWell => (0.0, 1.0, 1.0, None),
            Problem::FiniteWell => (-3.0, 3.0, 9.0, Some(1.0)),
            Problem::Barrier => (0.0, 1.0, 1.0, Some(10.0)),
        };
        let potential = |x: f64| match options.problem {
            Problem::InfiniteWell => 0.0,
            Problem::FiniteWell if x.abs() < 1.0 => 0.0,
            Problem::FiniteWell => 20.0,
            Problem::Barrier if 0.4 < x && x < 0.6 => 50.0,
            Problem::Barrier => 0.0,
        };
        let h = (b - a) / options.points as f64;
        let x: Vec<f64> = (0..options.points)
            .map(|i| a + (i as f64 + 0.5) * h)
            .collect();
        let at_points = |f: &dyn Fn(f64) -> f64| x.iter().copied().map(f).collect();
        Self {
            v: at_points(&potential),
            g: at_points(&|x| (x - a) * (b - x) / s),
            dg: at_points(&|x| (a + b - 2.0 * x) / s),
            d2g: -2.0 / s,
            h,
            scale,
            x,
        }
    }

    /// E for a value of its parameter e.
    #[must_use]
    pub fn energy(&self, e: f64) -> f64 {
        self.scale.map_or(PI * PI, |c| c * e)
    }
}

//! One spectral element: an interval with polynomials that bend inside it and two that join it to its neighbours.
//!
//! On ξ ∈ [−1, 1] the shape functions are the hats (1 ∓ ξ)/2 and the bubbles
//!
//! φ_k(ξ) = (P_k(ξ) − P_{k−2}(ξ)) / √(2(2k − 1)),  φ_k′ = √((2k − 1)/2) P_{k−1},  k = 2…p,
//!
//! zero at both ends and with ∫φ_j′φ_k′ dξ = δ_jk, which keeps matrices well conditioned at any degree (B. Szabó and
//! I. Babuška, Finite Element Analysis, Wiley 1991, section 3.1).

use nalgebra::DMatrix;

use crate::{Curve, Error, Piece, quadrature::composite};

/// An interval on which potential and mass are one curve each, with polynomials up to `degree`.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) degree: usize,
    pub(super) potential: Curve,
    pub(super) mass: Curve,
}

/// Everything at the quadrature points of one element.
pub(super) struct Samples {
    pub(super) weights: Vec<f64>,
    pub(super) potential: Vec<f64>,
    pub(super) mass: Vec<f64>,
    /// One row for each point, one column for each shape function.
    pub(super) values: DMatrix<f64>,
    /// The same for derivatives with respect to x.
    pub(super) slopes: DMatrix<f64>,
}

impl Element {
    pub(super) fn new(piece: &Piece<'_>, degree: usize) -> Self {
        let (potential, mass) = (piece.potential.clone(), piece.mass.clone());
        Self {
            from: piece.from,
            to: piece.to,
            degree,
            potential,
            mass,
        }
    }

    /// Halves where knots lie inside, cut at the middle one. Elsewhere a higher degree while that is cheap, then halves:
    /// degrees resolve what is smooth, halves close in on what is not (W. Gui and I. Babuška, Numer. Math. 49, 577 (1986)).
    pub(super) fn refined(self) -> Vec<Self> {
        const HIGHEST: usize = 28;
        let knots = self.knots();
        if knots.is_empty() && self.degree < HIGHEST {
            return vec![Self {
                degree: (self.degree + self.degree / 2).min(HIGHEST),
                ..self
            }];
        }
        let (middle, degree) = match knots.get(knots.len() / 2) {
            Some(&knot) => (knot, 10),
            None => (0.5 * (self.from + self.to), HIGHEST),
        };
        let left = Self {
            to: middle,
            degree,
            ..self.clone()
        };
        vec![
            left,
            Self {
                from: middle,
                degree,
                ..self
            },
        ]
    }

    /// A quarter more of everything: enough to see whether an answer stands.
    pub(super) fn confirmed(self) -> Self {
        Self {
            degree: self.degree + self.degree.div_ceil(4),
            ..self
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.to - self.from
    }

    /// The knots of both curves strictly inside, ascending.
    pub(super) fn knots(&self) -> Vec<f64> {
        let margin = 1e-10 * self.width();
        let inside = |x: &f64| *x > self.from + margin && *x < self.to - margin;
        let all = self.potential.knots().iter().chain(self.mass.knots());
        let mut knots: Vec<f64> = all.copied().filter(inside).collect();
        knots.sort_by(f64::total_cmp);
        knots.dedup_by(|right, left| *right - *left <= margin);
        knots
    }

    /// Samples at Gauss–Legendre points between the knots, at least `minimum` and enough for products of shape functions.
    ///
    /// # Errors
    /// [`Error::Value`] or [`Error::Mass`] where potential or mass are not what a [`crate::Problem`] was checked for.
    pub(super) fn sample(&self, minimum: usize) -> Result<Samples, Error> {
        let edges = [&[self.from], self.knots().as_slice(), &[self.to]].concat();
        let panels = edges.len() - 1;
        // Beyond what all panels share, each has some of its own; three where a long table leaves little to see between knots.
        let own = (3 + 200 / panels).min(8);
        let rule = composite((self.degree + self.degree / 2).max(minimum) / panels + own);
        let points = || {
            let panel = |edge: &[f64]| (edge[0], edge[1] - edge[0]);
            let place =
                |(from, width)| rule.iter().map(move |(t, w)| (from + width * t, width * w));
            edges.windows(2).map(panel).flat_map(place)
        };
        let n = panels * rule.len();
        let mut samples = Samples {
            weights: points().map(|(_, w)| w).collect(),
            potential: points().map(|(x, _)| self.potential.value(x)).collect(),
            mass: points().map(|(x, _)| self.mass.value(x)).collect(),
            values: DMatrix::zeros(n, self.degree + 1),
            slopes: DMatrix::zeros(n, self.degree + 1),
        };
        for (i, (x, _)) in points().enumerate() {
            let (potential, mass) = (samples.potential[i], samples.mass[i]);
            if !potential.is_finite() {
                return Err(Error::Value {
                    x,
                    value: potential,
                });
            }
            if !(mass.is_finite() && mass > 0.0) {
                return Err(Error::Mass { x, value: mass });
            }
            for (k, [value, slope, _]) in self.shapes(x).into_iter().enumerate() {
                samples.values[(i, k)] = value;
                samples.slopes[(i, k)] = slope;
            }
        }
        Ok(samples)
    }

    /// Value, first and second derivative with respect to x of the left hat, the right hat and all bubbles.
    pub(super) fn shapes(&self, x: f64) -> Vec<[f64; 3]> {
        let scale = 2.0 / self.width();
        let xi = ((x - self.from) - (self.to - x)) / self.width();
        let mut shapes = vec![
            [0.5 * (1.0 - xi), -0.5 * scale, 0.0],
            [0.5 * (1.0 + xi), 0.5 * scale, 0.0],
        ];
        // P_{k−2}, P_{k−1}, P′_{k−2}, P′_{k−1}
        let (mut p0, mut p1, mut d0, mut d1) = (1.0, xi, 0.0, 1.0);
        for k in 2..=self.degree {
            let order = k as f64;
            let p2 = ((2.0 * order - 1.0) * xi * p1 - (order - 1.0) * p0) / order;
            let norm = (order - 0.5).sqrt();
            shapes.push([
                (p2 - p0) / (2.0 * norm),
                norm * p1 * scale,
                norm * d1 * scale * scale,
            ]);
            (p0, p1, d0, d1) = (p1, p2, d1, d0 + (2.0 * order - 1.0) * p1);
        }
        shapes
    }
}

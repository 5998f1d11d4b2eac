//! Gauss–Legendre quadrature, on [−1, 1] and over the pieces of a problem.

use crate::{Error, Piecewise, Problem};

/// Nodes (ascending) and weights of the n-point Gauss–Legendre rule on [−1, 1], exact for polynomials of degree 2n − 1.
///
/// The nodes are the zeros of the Legendre polynomial Pₙ, found by Newton's method on the three-term recurrence
///
/// (k + 1) P_{k+1} = (2k + 1) x P_k − k P_{k−1},
///
/// from Tricomi's estimate (Abramowitz and Stegun, 22.16.6); w = 2 / ((1 − x²) Pₙ′(x)²). Everything is computed in t = 1 − x
/// and in the differences D_k = P_k − P_{k−1}, because close to x = 1 the weight amplifies an error of x by 1/t: so nodes keep
/// their relative distance from the end, and weights are good to about √n ulp everywhere.
///
/// Cost: about 2n² recurrence steps.
///
/// ```
/// let (x, w) = hyperwell::quadrature::gauss_legendre(2);
/// assert!((x[1] - 1.0 / 3.0_f64.sqrt()).abs() < 1e-15);
/// assert!((w[0] - 1.0).abs() < 1e-15);
/// ```
pub fn gauss_legendre(n: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut nodes, mut weights) = (vec![0.0; n], vec![0.0; n]);
    for k in 0..n.div_ceil(2) {
        let (t, weight) = node_and_weight(n, k);
        let right = n - 1 - k;
        (nodes[right], weights[right]) = (1.0 - t, weight);
        (nodes[k], weights[k]) = (t - 1.0, weight);
    }
    (nodes, weights)
}

/// The k-th node from the right, as t = 1 − x, and its weight.
fn node_and_weight(n: usize, k: usize) -> (f64, f64) {
    let order = n as f64;
    let angle = std::f64::consts::PI * (4.0 * k as f64 + 3.0) / (4.0 * order + 2.0);
    let mut t = if 2 * k + 1 == n {
        1.0 // the middle of an odd rule
    } else {
        1.0 - (1.0 - (order - 1.0) / (8.0 * order.powi(3))) * angle.cos()
    };
    // Quadratic convergence from three digits; the bound only guards against a cycle between neighbouring numbers.
    for _ in 0..8 {
        let (value, slope) = legendre(n, t);
        let step = value / slope;
        t += step;
        if step.abs() <= 2.0 * f64::EPSILON * t {
            break;
        }
    }
    let (_, slope) = legendre(n, t);
    (t, 2.0 / (t * (2.0 - t) * slope * slope))
}

/// Pₙ and dPₙ/dx at x = 1 − t, 0 < t ≤ 1.
///
/// (k + 1) D_{k+1} = k D_k − (2k + 1) t P_k, P_{k+1} = P_k + D_{k+1}; (1 − x²) Pₙ′ = n (P_{n−1} − x Pₙ) = n (t Pₙ − Dₙ).
fn legendre(n: usize, t: f64) -> (f64, f64) {
    let (mut value, mut difference) = (1.0, 0.0);
    for k in 0..n {
        let k = k as f64;
        difference = (k * difference - (2.0 * k + 1.0) * t * value) / (k + 1.0);
        value += difference;
    }
    (value, n as f64 * (t * value - difference) / (t * (2.0 - t)))
}

/// Gauss–Legendre points and weights on [0, 1]: n in all, in equal panels of at most 256.
pub(crate) fn composite(n: usize) -> Vec<(f64, f64)> {
    const PANEL: usize = 256;
    let panels = n.div_ceil(PANEL);
    let scale = 1.0 / panels as f64;
    let panel = |panel: usize| {
        let (x, w) = gauss_legendre((n + panel) / panels);
        let middle = panel as f64 + 0.5;
        x.into_iter()
            .zip(w)
            .map(move |(x, w)| ((middle + 0.5 * x) * scale, 0.5 * scale * w))
    };
    (0..panels).flat_map(panel).collect()
}

/// Points and weights on a problem's domain, each point strictly inside one piece, from left to right.
///
/// Σ wᵢ f(xᵢ) approximates ∫ f over the domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PiecewiseRule {
    points: Vec<f64>,
    weights: Vec<f64>,
    pieces: Vec<usize>,
}

impl PiecewiseRule {
    /// Gauss–Legendre with `per_piece` points in every piece of `problem`: accurate to rounding where the integrand is
    /// smooth in each piece.
    ///
    /// More than 256 points are laid out as panels of at most 256, so that the cost stays linear.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] for no points.
    ///
    /// ```
    /// use hyperwell::{Problem, quadrature::PiecewiseRule};
    ///
    /// let problem = Problem::barrier();
    /// let rule = PiecewiseRule::gauss_legendre(&problem, 8)?;
    /// let area = rule.integrate(|x| problem.potential().value(x));
    /// assert!((area - 10.0).abs() < 1e-13);
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn gauss_legendre(problem: &Problem, per_piece: usize) -> Result<Self, Error> {
        let pieces = problem.pieces();
        if per_piece == 0 {
            return Err(Error::TooFewPoints {
                points: 0,
                minimum: pieces.len(),
            });
        }
        let mut rule = Self::default();
        let unit = composite(per_piece);
        for (index, piece) in pieces.iter().enumerate() {
            rule.extend(index, (piece.from, piece.to), &unit);
        }
        Ok(rule)
    }

    /// Adds points between `from` and `to`, within the piece number `index`, from `(t, w)` on the unit interval.
    pub(crate) fn extend(&mut self, index: usize, (from, to): (f64, f64), unit: &[(f64, f64)]) {
        for (t, w) in unit {
            self.points.push(from + (to - from) * t);
            self.weights.push((to - from) * w);
            self.pieces.push(index);
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The points, ascending.
    pub fn points(&self) -> &[f64] {
        &self.points
    }

    /// The weights, one for each point; their sum is the width of the domain.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// For each point the index of its piece in [`Problem::pieces`].
    pub fn pieces(&self) -> &[usize] {
        &self.pieces
    }

    /// Σ wᵢ f(xᵢ).
    pub fn integrate(&self, mut f: impl FnMut(f64) -> f64) -> f64 {
        self.points
            .iter()
            .zip(&self.weights)
            .map(|(&x, &w)| w * f(x))
            .sum()
    }

    /// The values of a function (V or m of the problem) at all points.
    pub fn sample(&self, function: &Piecewise) -> Vec<f64> {
        self.points.iter().map(|&x| function.value(x)).collect()
    }
}

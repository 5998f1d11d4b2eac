//! Levenberg–Marquardt for any sum of squares.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::damping::Damping;
use crate::gram::gram;

/// Residuals rᵢ(x) whose squares are to be made small.
pub(crate) trait Residuals {
    /// r at x.
    fn values(&mut self, x: &DVector<f64>) -> DVector<f64>;

    /// r at x, and Jᵀ: a column of ∂rᵢ/∂x for each i.
    fn linearised(&mut self, x: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>);
}

/// The damping that steps begin with.
const DAMPING: f64 = 1e-3;

/// The least damping in units of the mean diagonal of JJᵀ: below it the factorisation meets rounding.
const LEAST: f64 = 1e-16;

/// The largest damping in the same units: if so short a step along the gradient does not help, x is as good as numbers go.
const LARGEST: f64 = 1e16;

/// How far along a step the bend of r is looked at, as a part of it (Transtrum and Sethna's h).
const PROBE: f64 = 0.1;

/// A correction for the bend longer than this part of the step is not to be trusted (their α).
const BEND: f64 = 0.75;

/// The method of Levenberg and Marquardt with geodesic acceleration.
///
/// A step is x ← x + δ + δ₂/2. The first part
///
/// δ = −Jᵀ(JJᵀ + μ)⁻¹ r
///
/// is the minimum of |r + Jδ|² + μ|δ|². The second follows the bend of r along δ, r″ = ∂²r/∂δ², in which a first-order
/// step would leave the narrow curved valleys that networks have (M. K. Transtrum and J. P. Sethna, arXiv:1201.5885):
///
/// δ₂ = −Jᵀ(JJᵀ + μ)⁻¹ r″,  r″ ≈ (2/h)((r(x + hδ) − r(x))/h − Jδ).
///
/// It costs one more r and gains orders of magnitude. There are more weights than points, and so it is the small matrix JJᵀ, one row
/// for each residual, that is factorised. Where there are fewer, (JᵀJ + μ)⁻¹Jᵀ is the same and costs less. μ obeys Nielsen's rule:
/// see [`Damping`].
///
/// That the normal equations square the condition number makes steps inexact and not the result: r is computed anew at each x.
pub(crate) struct LevenbergMarquardt {
    /// Where the method stands.
    pub(crate) x: DVector<f64>,
    /// r at x.
    pub(crate) residuals: DVector<f64>,
    jacobian: DMatrix<f64>,
    normal: DMatrix<f64>,
    damping: Damping,
}

impl LevenbergMarquardt {
    /// At `x`, before the first step.
    pub(crate) fn new(problem: &mut impl Residuals, x: DVector<f64>) -> Self {
        let (residuals, jacobian) = problem.linearised(&x);
        Self {
            normal: normal(&jacobian),
            x,
            residuals,
            jacobian,
            damping: Damping::new(DAMPING),
        }
    }

    /// Tries steps until one is downhill. Returns whether there was one.
    pub(crate) fn step(&mut self, problem: &mut impl Residuals) -> bool {
        let before = self.residuals.norm_squared();
        let mean = self.normal.trace() / self.normal.nrows() as f64;
        self.damping.raise(LEAST * mean);
        while self.damping.value() <= LARGEST * mean {
            if let Some(factors) = self.factors() {
                let step = self.solve(&factors, &self.residuals);
                let along = self.jacobian.tr_mul(&step);
                // |r|² − |r + Jδ|²
                let promised = before - (&self.residuals + &along).norm_squared();
                let moved = &self.x + &step + self.bend(problem, &factors, &step, &along);
                let gain = before - problem.values(&moved).norm_squared();
                if gain > 0.0 && promised > 0.0 {
                    self.x = moved;
                    self.damping.relax(gain / promised);
                    (self.residuals, self.jacobian) = problem.linearised(&self.x);
                    self.normal = normal(&self.jacobian);
                    return true;
                }
            }
            self.damping.tighten();
        }
        false
    }

    /// δ₂/2, or zero where it is too long.
    fn bend(
        &self,
        problem: &mut impl Residuals,
        factors: &Cholesky<f64, Dyn>,
        step: &DVector<f64>,
        along: &DVector<f64>,
    ) -> DVector<f64> {
        let probe = problem.values(&(&self.x + step * PROBE));
        let second = ((probe - &self.residuals) / PROBE - along) * (2.0 / PROBE);
        let bend = self.solve(factors, &second);
        // Not a number is too long as well.
        if bend.norm() <= BEND * step.norm() {
            bend * 0.5
        } else {
            DVector::zeros(step.len())
        }
    }

    /// The factors of the damped normal matrix, or nothing where rounding stands in the way.
    fn factors(&self) -> Option<Cholesky<f64, Dyn>> {
        let mut damped = self.normal.clone();
        for i in 0..damped.nrows() {
            damped[(i, i)] += self.damping.value();
        }
        Cholesky::new(damped)
    }

    /// −Jᵀ(JJᵀ + μ)⁻¹ y
    fn solve(&self, factors: &Cholesky<f64, Dyn>, y: &DVector<f64>) -> DVector<f64> {
        if is_wide(&self.jacobian) {
            -(&self.jacobian * factors.solve(y))
        } else {
            -factors.solve(&(&self.jacobian * y))
        }
    }
}

/// Whether there are more parameters than residuals, given Jᵀ.
fn is_wide(jacobian: &DMatrix<f64>) -> bool {
    jacobian.nrows() > jacobian.ncols()
}

/// JJᵀ or JᵀJ, whichever is smaller.
fn normal(jacobian: &DMatrix<f64>) -> DMatrix<f64> {
    if is_wide(jacobian) {
        gram(jacobian)
    } else {
        gram(&jacobian.transpose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley: r = (10 (y − x²), 1 − x), with `rows` of it.
    struct Valley {
        rows: usize,
    }

    impl Residuals for Valley {
        fn values(&mut self, x: &DVector<f64>) -> DVector<f64> {
            let all = [10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0], x[1] - 1.0];
            DVector::from_column_slice(&all[..self.rows])
        }

        fn linearised(&mut self, x: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
            let all = [-20.0 * x[0], 10.0, -1.0, 0.0, 0.0, 1.0];
            let jacobian = DMatrix::from_column_slice(2, self.rows, &all[..2 * self.rows]);
            (self.values(x), jacobian)
        }
    }

    #[test]
    fn follows_a_curved_valley_to_its_end() {
        for rows in [1, 2, 3] {
            let mut valley = Valley { rows };
            let start = DVector::from_column_slice(&[-1.2, 1.0]);
            let mut method = LevenbergMarquardt::new(&mut valley, start);
            let mut steps = 0;
            while method.residuals.norm() > 1e-14 && method.step(&mut valley) {
                steps += 1;
            }
            assert!(
                method.residuals.norm() <= 1e-12,
                "{rows} rows: {}",
                method.x
            );
            assert!(steps < 60, "{rows} rows: {steps} steps");
        }
    }
}

//! One element's functions made orthonormal in energy.

use nalgebra::{DMatrix, SymmetricEigen};

use super::rule::ElementRule;

/// A direction is dropped where it adds less than this part of a unit vector to the ones before: it is made of rounding.
const RANK: f64 = 1e-7;

/// Inner functions and joints of an element, orthonormal in
///
/// a(φ, χ) = ∫ φ′χ′/m + (V − V₀) φχ dx
///
/// with V₀ below every value of V. The inner functions span what lives in the element alone; joints are made orthogonal to
/// them (in finite elements: static condensation, R. J. Guyan, AIAA J. 3, 380 (1965)), so that only joints couple elements.
///
/// The functions are nearly dependent. They are therefore orthonormalised as columns of √w-weighted slopes and values by
/// column-pivoted QR and never through their Gram matrix, which would square the condition number.
pub(super) struct Condensed {
    /// ⟨φ, φ⟩ of the orthonormal inner functions φ, which are orthogonal in ⟨·,·⟩ as well.
    pub(super) mu: Vec<f64>,
    /// √w-weighted values of these functions.
    pub(super) inner: DMatrix<f64>,
    /// √w-weighted values of the joints.
    pub(super) joints: DMatrix<f64>,
    /// Triangle R with RᵀR = a(joint, joint).
    pub(super) triangle: DMatrix<f64>,
    /// Orthonormal inner functions in terms of the element's functions.
    pub(super) inner_coefficients: DMatrix<f64>,
    /// What was taken from each joint, in terms of the element's inner functions.
    pub(super) joint_coefficients: DMatrix<f64>,
}

impl Condensed {
    /// `count` functions of `rule` are inner ones, the rest joints.
    pub(super) fn new(rule: &ElementRule, count: usize, floor: f64) -> Self {
        let points = rule.len();
        let columns = rule.values.ncols();
        // Rows of √w φ′/√m, then of √(w (V − V₀)) φ: columns' inner products are a.
        let stretch: Vec<f64> = rule.potential.iter().map(|v| (v - floor).sqrt()).collect();
        let mut rows = DMatrix::zeros(2 * points, columns);
        for column in 0..columns {
            for i in 0..points {
                let root = rule.weight[i].sqrt();
                rows[(i, column)] = root * rule.stiffness[i].sqrt() * rule.slopes[(i, column)];
                rows[(points + i, column)] = root * stretch[i] * rule.values[(i, column)];
            }
        }
        let mut scales = Vec::with_capacity(count);
        for mut column in rows.columns_mut(0, count).column_iter_mut() {
            let norm = column.norm();
            scales.push(1.0 / norm);
            column /= norm;
        }

        let pivoted = rows.columns(0, count).into_owned().col_piv_qr();
        let r = pivoted.r();
        let rank = (0..count)
            .find(|&k| r[(k, k)].abs() <= RANK)
            .unwrap_or(count);
        let q = pivoted.q().columns(0, rank).into_owned();

        // Coefficients: (unit column) P R⁻¹, scaled back.
        let mut inner_coefficients = DMatrix::zeros(count, rank);
        let mut inverse = DMatrix::identity(rank, rank);
        r.view((0, 0), (rank, rank))
            .solve_upper_triangular_mut(&mut inverse);
        inner_coefficients
            .view_mut((0, 0), (rank, rank))
            .copy_from(&inverse);
        pivoted.p().inv_permute_rows(&mut inner_coefficients);
        for (mut row, scale) in inner_coefficients.row_iter_mut().zip(&scales) {
            row *= *scale;
        }

        // Twice is enough (B. N. Parlett, The Symmetric Eigenvalue Problem, section 6.9).
        let mut joints = rows.columns(count, columns - count).into_owned();
        let mut taken = DMatrix::zeros(rank, columns - count);
        for _ in 0..2 {
            let part = q.tr_mul(&joints);
            joints -= &q * &part;
            taken += part;
        }
        let values = |orthonormal: &DMatrix<f64>| {
            let mut values = orthonormal.rows(points, points).into_owned();
            for (i, mut row) in values.row_iter_mut().enumerate() {
                row /= stretch[i];
            }
            values
        };
        // Turned so that ⟨·,·⟩ is diagonal too.
        let inner = values(&q);
        let modes = SymmetricEigen::new(inner.tr_mul(&inner));
        Self {
            mu: modes.eigenvalues.as_slice().to_vec(),
            inner: inner * &modes.eigenvectors,
            joints: values(&joints),
            triangle: joints.clone().qr().unpack_r(),
            joint_coefficients: -(&inner_coefficients * taken),
            inner_coefficients: inner_coefficients * &modes.eigenvectors,
        }
    }

    /// The number of orthonormal inner functions.
    pub(super) fn rank(&self) -> usize {
        self.inner.ncols()
    }
}

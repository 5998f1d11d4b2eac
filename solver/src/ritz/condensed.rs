//! One element's functions made orthonormal in energy.

use nalgebra::{DMatrix, SymmetricEigen};

use super::orthonormal::{EnergyRows, Orthonormal};
use super::rule::Samples;

/// A direction is dropped where it adds less than this part of a unit vector to the ones before.
///
/// What is dropped is missing from ψ; what is kept carries rounding of ε over this. In between both are small: measured at
/// 1e-6, 1e-7, 1e-8 and 1e-9, ψ of the infinite well's ten states came out best, to 4e-11, at 1e-7.
const RANK: f64 = 1e-7;

/// Inner functions and joints of an element, orthonormal in energy (see [`EnergyRows`]).
///
/// The inner functions span what lives in the element alone; joints are made orthogonal to them (in finite elements: static
/// condensation, R. J. Guyan, AIAA J. 3, 380 (1965)), so that only joints couple elements.
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
    /// The first `count` functions are inner ones, the rest joints.
    pub(super) fn new(samples: &Samples, count: usize, floor: f64) -> Self {
        let energy = EnergyRows::new(samples, floor);
        let all = &energy.rows;
        let inner = Orthonormal::new(all.columns(0, count).into_owned(), RANK);
        let q = &inner.columns;
        // Twice is enough (B. N. Parlett, The Symmetric Eigenvalue Problem, section 6.9).
        let mut joints = all.columns(count, all.ncols() - count).into_owned();
        let mut taken = DMatrix::zeros(q.ncols(), joints.ncols());
        for _ in 0..2 {
            let part = q.tr_mul(&joints);
            joints -= q * &part;
            taken += part;
        }
        // Turned so that ⟨·,·⟩ is diagonal too.
        let values = energy.values(q);
        let modes = SymmetricEigen::new(values.tr_mul(&values));
        Self {
            mu: modes.eigenvalues.as_slice().to_vec(),
            inner: values * &modes.eigenvectors,
            joints: energy.values(&joints),
            triangle: joints.qr().unpack_r(),
            joint_coefficients: -(&inner.coefficients * taken),
            inner_coefficients: inner.coefficients * &modes.eigenvectors,
        }
    }

    /// The number of orthonormal inner functions.
    pub(super) fn rank(&self) -> usize {
        self.inner.ncols()
    }
}

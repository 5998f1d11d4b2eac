//! The whole basis: all elements' functions, orthonormal in energy, and the lowest states in it.

use nalgebra::{DMatrix, SymmetricEigen};

use super::condensed::Condensed;

/// Elements joined: the inner functions of each, then the joints between them.
pub(super) struct Basis {
    elements: Vec<Condensed>,
    /// For each element the index of its first joint among all.
    first_joint: Vec<usize>,
    /// Joints made orthonormal: columns in terms of joints.
    joints: DMatrix<f64>,
}

/// A state of the basis: its energy above V₀ and its coefficients in terms of each element's functions.
#[derive(Clone, Debug)]
pub(super) struct Vector {
    pub(super) energy: f64,
    pub(super) coefficients: Vec<Vec<f64>>,
}

impl Basis {
    /// `elements` from left to right; neighbours share two joints.
    pub(super) fn new(elements: Vec<Condensed>) -> Self {
        let count = 2 * (elements.len() - 1);
        let first_joint: Vec<usize> = (0..elements.len())
            .map(|e| (2 * e).saturating_sub(2))
            .collect();
        let height = elements.iter().map(|e| e.triangle.nrows()).sum();
        let mut rows = DMatrix::zeros(height, count);
        let mut row = 0;
        for (element, &first) in elements.iter().zip(&first_joint) {
            let part = &element.triangle;
            rows.view_mut((row, first), part.shape()).copy_from(part);
            row += part.nrows();
        }
        let mut joints = DMatrix::identity(count, count);
        if count > 0 {
            let scales: Vec<f64> = rows
                .column_iter()
                .map(|column| 1.0 / column.norm())
                .collect();
            for (mut column, scale) in rows.column_iter_mut().zip(&scales) {
                column *= *scale;
            }
            rows.qr().unpack_r().solve_upper_triangular_mut(&mut joints);
            for (mut row, scale) in joints.row_iter_mut().zip(&scales) {
                row *= *scale;
            }
        }
        Self {
            elements,
            first_joint,
            joints,
        }
    }

    /// The number of functions.
    pub(super) fn len(&self) -> usize {
        self.joints.ncols() + self.elements.iter().map(Condensed::rank).sum::<usize>()
    }

    /// The lowest `count` states, or as many as there are.
    ///
    /// In a basis orthonormal in a(·,·) the states satisfy S y = μ y with S = ⟨φᵢ, φⱼ⟩ and μ = 1/(E − V₀): the lowest
    /// states are the largest eigenvalues, which a symmetric eigensolver finds to nearly full relative accuracy.
    pub(super) fn lowest(&self, count: usize) -> Vec<Vector> {
        let eigen = SymmetricEigen::new(self.overlap());
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|&i, &j| eigen.eigenvalues[j].total_cmp(&eigen.eigenvalues[i]));
        let vector = |&i: &usize| Vector {
            energy: 1.0 / eigen.eigenvalues[i],
            coefficients: self.coefficients(eigen.eigenvectors.column(i).into_owned().as_slice()),
        };
        order.iter().take(count).map(vector).collect()
    }

    /// S, inner functions of each element first, joints last.
    fn overlap(&self) -> DMatrix<f64> {
        let count = self.joints.ncols();
        let joint = self.len() - count;
        let mut s = DMatrix::zeros(self.len(), self.len());
        let mut inner = 0;
        for (element, &first) in self.elements.iter().zip(&self.first_joint) {
            let rank = element.rank();
            s.view_mut((inner, inner), (rank, rank))
                .copy_from(&element.inner.tr_mul(&element.inner));
            if count > 0 {
                let mine = self.joints.rows(first, element.joints.ncols());
                let values = &element.joints * mine;
                let coupling = element.inner.tr_mul(&values);
                s.view_mut((inner, joint), (rank, count))
                    .copy_from(&coupling);
                s.view_mut((joint, inner), (count, rank))
                    .copy_from(&coupling.transpose());
                let mut corner = s.view_mut((joint, joint), (count, count));
                corner += values.tr_mul(&values);
            }
            inner += rank;
        }
        s
    }

    fn coefficients(&self, y: &[f64]) -> Vec<Vec<f64>> {
        let count = self.joints.ncols();
        let ends = nalgebra::DVectorView::from_slice(&y[self.len() - count..], count);
        let joints = &self.joints * ends;
        let mut inner = 0;
        let parts = self.elements.iter().zip(&self.first_joint);
        parts
            .map(|(element, &first)| {
                let mine = joints.rows(first, element.joints.ncols());
                let part = nalgebra::DVectorView::from_slice(
                    &y[inner..inner + element.rank()],
                    element.rank(),
                );
                inner += element.rank();
                let mut all = &element.inner_coefficients * part;
                all += &element.joint_coefficients * mine;
                all.iter().chain(mine.iter()).copied().collect()
            })
            .collect()
    }
}

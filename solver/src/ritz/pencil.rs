//! The matrix pencil A − λS of a chain of elements, eliminated from the inside of each element outward.
//!
//! With inner functions that diagonalise both matrices, the equations of one element are
//!
//! (1 − λμᵢ) xᵢ − λ kᵢ·z = bᵢ,   Σₑ (K − λM) z − λ Σᵢ kᵢ xᵢ = b,
//!
//! z its at most four joints. Eliminating xᵢ leaves the *dynamic stiffness*
//!
//! F(λ) = K − λM − λ² Σᵢ kᵢkᵢᵀ/(1 − λμᵢ),
//!
//! and a chain of them is a block tridiagonal matrix with blocks of two by two. By Sylvester's law of inertia the eigenvalues
//! below λ are as many as the negative pivots, those 1 − λμᵢ among them (W. H. Wittrick and F. W. Williams, Q. J. Mech. Appl.
//! Math. 24, 263 (1971)). Counting and solving cost as much as there are functions, not their cube.

use nalgebra::{DMatrix, Matrix2, Vector2};

use super::condensed::Condensed;

/// The equations of one element.
#[derive(Clone, Debug)]
struct Link {
    /// μᵢ = ⟨φᵢ, φᵢ⟩ for inner functions with a(φᵢ, φᵢ) = 1.
    mu: Vec<f64>,
    /// kᵢ = ⟨φᵢ, joints⟩, a row for each i.
    coupling: Vec<[f64; 4]>,
    /// K = a(joint, joint)
    stiffness: [[f64; 4]; 4],
    /// M = ⟨joint, joint⟩
    mass: [[f64; 4]; 4],
    /// Index of its first inner unknown.
    first: usize,
}

/// A − λS for a chain of elements. Unknowns: the inner ones of each element, then two for each place where elements meet.
#[derive(Clone, Debug)]
pub(super) struct Pencil {
    links: Vec<Link>,
    inner: usize,
}

/// The pencil at one λ, factorised.
pub(super) struct Factors<'a> {
    pencil: &'a Pencil,
    lambda: f64,
    /// 1/(1 − λμᵢ)
    inverse: Vec<f64>,
    /// Inverses of the pivots, and the blocks that link each place to the next.
    pivots: Vec<Matrix2<f64>>,
    links: Vec<Matrix2<f64>>,
    negative: usize,
}

impl Pencil {
    /// The chain of `elements`, whose inner functions must diagonalise both matrices.
    pub(super) fn new(elements: &[Condensed]) -> Self {
        let mut inner = 0;
        let last = elements.len() - 1;
        let link = |(index, element): (usize, &Condensed)| {
            let first = inner;
            inner += element.rank();
            // At a wall there are no joints: their places stay empty, and are never looked at.
            let skip = if index == 0 { 2 } else { 0 };
            let count = element.joints.ncols();
            debug_assert_eq!(count, 4 - skip - if index == last { 2 } else { 0 });
            let square = |part: DMatrix<f64>| {
                let mut full = [[0.0; 4]; 4];
                for (i, j) in (0..count).flat_map(|i| (0..count).map(move |j| (i, j))) {
                    full[skip + i][skip + j] = part[(i, j)];
                }
                full
            };
            let products = element.inner.tr_mul(&element.joints);
            let coupling = products.row_iter().map(|row| {
                let mut full = [0.0; 4];
                for (place, value) in full[skip..].iter_mut().zip(row.iter()) {
                    *place = *value;
                }
                full
            });
            Link {
                mu: element.mu.clone(),
                coupling: coupling.collect(),
                stiffness: square(element.triangle.tr_mul(&element.triangle)),
                mass: square(element.joints.tr_mul(&element.joints)),
                first,
            }
        };
        let links = elements.iter().enumerate().map(link).collect();
        Self { links, inner }
    }

    /// The number of unknowns.
    pub(super) fn len(&self) -> usize {
        self.inner + 2 * (self.links.len() - 1)
    }

    /// The first inner unknown of element `index`.
    pub(super) fn first(&self, index: usize) -> usize {
        self.links[index].first
    }

    /// Values at the joints of element `index`: two on its left, two on its right, zero at walls.
    pub(super) fn joints(&self, index: usize, x: &[f64]) -> [f64; 4] {
        let at = |place: usize| x[self.inner + place];
        let mut z = [0.0; 4];
        if index > 0 {
            [z[0], z[1]] = [at(2 * index - 2), at(2 * index - 1)];
        }
        if index + 1 < self.links.len() {
            [z[2], z[3]] = [at(2 * index), at(2 * index + 1)];
        }
        z
    }

    fn add_to_joints(&self, index: usize, z: [f64; 4], x: &mut [f64]) {
        if index > 0 {
            x[self.inner + 2 * index - 2] += z[0];
            x[self.inner + 2 * index - 1] += z[1];
        }
        if index + 1 < self.links.len() {
            x[self.inner + 2 * index] += z[2];
            x[self.inner + 2 * index + 1] += z[3];
        }
    }

    /// A x
    pub(super) fn stiffness(&self, x: &[f64]) -> Vec<f64> {
        let mut y = x.to_vec();
        y[self.inner..].fill(0.0);
        for (index, link) in self.links.iter().enumerate() {
            let z = times(&link.stiffness, self.joints(index, x));
            self.add_to_joints(index, z, &mut y);
        }
        y
    }

    /// S x
    pub(super) fn mass(&self, x: &[f64]) -> Vec<f64> {
        let mut y = vec![0.0; x.len()];
        for (index, link) in self.links.iter().enumerate() {
            let z = self.joints(index, x);
            let mut sum = times(&link.mass, z);
            for (i, (mu, k)) in link.mu.iter().zip(&link.coupling).enumerate() {
                let value = x[link.first + i];
                y[link.first + i] = mu * value + dot(k, &z);
                for (sum, k) in sum.iter_mut().zip(k) {
                    *sum += k * value;
                }
            }
            self.add_to_joints(index, sum, &mut y);
        }
        y
    }

    /// A − λS, factorised.
    pub(super) fn factors(&self, lambda: f64) -> Factors<'_> {
        let mut inverse = Vec::with_capacity(self.inner);
        let mut negative = 0;
        let mut pivots: Vec<Matrix2<f64>> = Vec::with_capacity(self.links.len());
        let mut couplings: Vec<Matrix2<f64>> = Vec::with_capacity(self.links.len());
        // What the elements to the left have left on the current place.
        let mut carried = Matrix2::zeros();
        for (index, link) in self.links.iter().enumerate() {
            let mut f = [[0.0; 4]; 4];
            for (i, row) in f.iter_mut().enumerate() {
                for (j, entry) in row.iter_mut().enumerate() {
                    *entry = link.stiffness[i][j] - lambda * link.mass[i][j];
                }
            }
            for (mu, k) in link.mu.iter().zip(&link.coupling) {
                let difference = 1.0 - lambda * mu;
                // At an inner eigenvalue itself a hair beside it gives the same solution.
                let pivot = if difference == 0.0 {
                    f64::EPSILON
                } else {
                    difference
                };
                negative += usize::from(pivot < 0.0);
                inverse.push(1.0 / pivot);
                let factor = lambda * lambda / pivot;
                for (row, a) in f.iter_mut().zip(k) {
                    for (entry, b) in row.iter_mut().zip(k) {
                        *entry -= factor * a * b;
                    }
                }
            }
            let block = |i: usize, j: usize| {
                Matrix2::new(f[i][j], f[i][j + 1], f[i + 1][j], f[i + 1][j + 1])
            };
            if index > 0 {
                let pivot = carried + block(0, 0);
                negative += negatives(&pivot);
                let solved = inverted(&pivot);
                let off = block(0, 2);
                carried = block(2, 2) - off.transpose() * solved * off;
                pivots.push(solved);
                couplings.push(off);
            } else {
                carried = block(2, 2);
            }
        }
        Factors {
            pencil: self,
            lambda,
            inverse,
            pivots,
            links: couplings,
            negative,
        }
    }
}

impl Factors<'_> {
    /// The number of eigenvalues below λ.
    pub(super) fn below(&self) -> usize {
        self.negative
    }

    /// (A − λS)⁻¹ b
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let pencil = self.pencil;
        let mut x = b.to_vec();
        for (index, link) in pencil.links.iter().enumerate() {
            let mut sum = [0.0; 4];
            for (i, k) in link.coupling.iter().enumerate() {
                let value = self.lambda * b[link.first + i] * self.inverse[link.first + i];
                for (sum, k) in sum.iter_mut().zip(k) {
                    *sum += k * value;
                }
            }
            pencil.add_to_joints(index, sum, &mut x);
        }
        let places = self.pivots.len();
        let joints = &mut x[pencil.inner..];
        let get =
            |joints: &[f64], place: usize| Vector2::new(joints[2 * place], joints[2 * place + 1]);
        let set = |joints: &mut [f64], place: usize, z: Vector2<f64>| {
            joints[2 * place..2 * place + 2].copy_from_slice(z.as_slice());
        };
        for place in 1..places {
            let z = get(joints, place)
                - self.links[place - 1].transpose()
                    * self.pivots[place - 1]
                    * get(joints, place - 1);
            set(joints, place, z);
        }
        for place in (0..places).rev() {
            let mut z = get(joints, place);
            if place + 1 < places {
                z -= self.links[place] * get(joints, place + 1);
            }
            set(joints, place, self.pivots[place] * z);
        }
        for (index, link) in pencil.links.iter().enumerate() {
            let z = pencil.joints(index, &x);
            for (i, k) in link.coupling.iter().enumerate() {
                let value = x[link.first + i] + self.lambda * dot(k, &z);
                x[link.first + i] = value * self.inverse[link.first + i];
            }
        }
        x
    }
}

fn dot(a: &[f64; 4], b: &[f64; 4]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn times(matrix: &[[f64; 4]; 4], z: [f64; 4]) -> [f64; 4] {
    matrix.map(|row| dot(&row, &z))
}

/// Negative eigenvalues of a symmetric matrix of two by two.
fn negatives(m: &Matrix2<f64>) -> usize {
    let determinant = m.determinant();
    if determinant < 0.0 {
        1
    } else if m.trace() < 0.0 {
        2
    } else {
        0
    }
}

/// The inverse; of a singular pivot that of one a hair beside it.
fn inverted(m: &Matrix2<f64>) -> Matrix2<f64> {
    m.try_inverse().unwrap_or_else(|| {
        let hair = f64::EPSILON * m.abs().max().max(f64::MIN_POSITIVE);
        (m + Matrix2::identity() * hair)
            .try_inverse()
            .unwrap_or_else(Matrix2::identity)
    })
}

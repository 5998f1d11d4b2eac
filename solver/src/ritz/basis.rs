//! The lowest states in the basis of all elements.

use nalgebra::{DMatrix, SymmetricEigen};

use super::condensed::Condensed;
use super::pencil::Pencil;
use crate::random::SplitMix64;

/// Elements joined: the inner functions of each, and the joints between them.
pub(super) struct Basis {
    elements: Vec<Condensed>,
    pencil: Pencil,
}

/// A state: for each element the coefficients of its functions.
pub(super) type Coefficients = Vec<Vec<f64>>;

/// Levels are bracketed this closely, relative to their height above V₀, before inverse iteration starts.
const BRACKET: f64 = 1e-3;

/// Levels closer than this, likewise, are iterated together.
const CLUSTER: f64 = 1e-2;

/// Inverse iterations: each gains a factor of [`BRACKET`]/[`CLUSTER`] or better.
const ITERATIONS: usize = 20;

impl Basis {
    /// `elements` from left to right.
    pub(super) fn new(elements: Vec<Condensed>) -> Self {
        let pencil = Pencil::new(&elements);
        Self { elements, pencil }
    }

    /// The number of functions.
    pub(super) fn len(&self) -> usize {
        self.pencil.len()
    }

    /// The lowest `count` states, or as many as there are functions, in ascending order.
    ///
    /// Levels are bracketed by counting, then found by inverse iteration, clusters of them together. `guess` is about the
    /// height of the highest above V₀. Cost: some hundred passes over all functions.
    pub(super) fn lowest(&self, count: usize, guess: f64) -> Vec<Coefficients> {
        let brackets = self.brackets(count.min(self.len()), guess);
        let mut states = Vec::with_capacity(count);
        let mut start = 0;
        for end in 1..=brackets.len() {
            let apart = brackets
                .get(end)
                .is_none_or(|next| next.0 - brackets[end - 1].1 > CLUSTER * next.0);
            if apart {
                let shift = 0.5 * (brackets[start].0 + brackets[end - 1].1);
                let cluster = self.cluster(shift, end - start, start as u64);
                states.extend(cluster.iter().map(|x| self.coefficients(x)));
                start = end;
            }
        }
        states
    }

    /// For each level an interval that holds it.
    fn brackets(&self, count: usize, guess: f64) -> Vec<(f64, f64)> {
        let below = |lambda: f64| self.pencil.factors(lambda).below();
        let mut top = guess;
        while below(top) < count && top < f64::MAX / 4.0 {
            top *= 2.0;
        }
        let mut brackets = vec![(0.0, top); count];
        for level in 0..count {
            while brackets[level].1 - brackets[level].0 > BRACKET * brackets[level].1 {
                let middle = 0.5 * (brackets[level].0 + brackets[level].1);
                // One count tells about every level.
                let lower = below(middle);
                for (other, bracket) in brackets.iter_mut().enumerate() {
                    if other < lower {
                        bracket.1 = bracket.1.min(middle);
                    } else {
                        bracket.0 = bracket.0.max(middle);
                    }
                }
            }
        }
        brackets
    }

    /// The `size` states next to `shift`, orthonormal, in ascending order.
    fn cluster(&self, shift: f64, size: usize, stream: u64) -> Vec<Vec<f64>> {
        let factors = self.pencil.factors(shift);
        let mut random = SplitMix64::new(stream, &[self.len() as u64]);
        let mut states: Vec<Vec<f64>> = (0..size)
            .map(|_| (0..self.len()).map(|_| random.unit() - 0.5).collect())
            .collect();
        let mut last = vec![f64::INFINITY; size];
        for _ in 0..ITERATIONS {
            for state in &mut states {
                *state = factors.solve(&self.pencil.mass(state));
            }
            let energies = self.rayleigh_ritz(&mut states);
            let settled = energies
                .iter()
                .zip(&last)
                .all(|(a, b)| (a - b).abs() <= 4.0 * f64::EPSILON * a.abs());
            if settled {
                // Energies are quadratically better than states: once more for those.
                for state in &mut states {
                    *state = factors.solve(&self.pencil.mass(state));
                }
                self.rayleigh_ritz(&mut states);
                break;
            }
            last = energies;
        }
        states
    }

    /// Turns `states` into the eigenstates of the space that they span.
    fn rayleigh_ritz(&self, states: &mut [Vec<f64>]) -> Vec<f64> {
        // Gram–Schmidt, twice, in the inner product S.
        for k in 0..states.len() {
            for _ in 0..2 {
                let image = self.pencil.mass(&states[k]);
                for j in 0..k {
                    let part = product(&states[j], &image);
                    let (before, rest) = states.split_at_mut(k);
                    axpy(&mut rest[0], -part, &before[j]);
                }
            }
            let norm = product(&states[k], &self.pencil.mass(&states[k])).sqrt();
            states[k].iter_mut().for_each(|x| *x /= norm);
        }
        let images: Vec<Vec<f64>> = states.iter().map(|x| self.pencil.stiffness(x)).collect();
        let matrix = DMatrix::from_fn(states.len(), states.len(), |i, j| {
            product(&states[i], &images[j])
        });
        let eigen = SymmetricEigen::new(matrix);
        let mut order: Vec<usize> = (0..states.len()).collect();
        order.sort_by(|&i, &j| eigen.eigenvalues[i].total_cmp(&eigen.eigenvalues[j]));
        let mixed = |&column: &usize| {
            let mut sum = vec![0.0; self.len()];
            for (state, &c) in states.iter().zip(eigen.eigenvectors.column(column).iter()) {
                axpy(&mut sum, c, state);
            }
            sum
        };
        let mixture: Vec<Vec<f64>> = order.iter().map(mixed).collect();
        states.clone_from_slice(&mixture);
        order.iter().map(|&i| eigen.eigenvalues[i]).collect()
    }

    /// What `x` is in terms of each element's functions.
    fn coefficients(&self, x: &[f64]) -> Coefficients {
        let part = |(index, element): (usize, &Condensed)| {
            let first = self.pencil.first(index);
            let inner = nalgebra::DVectorView::from_slice(
                &x[first..first + element.rank()],
                element.rank(),
            );
            let z = self.pencil.joints(index, x);
            let from = if index == 0 { 2 } else { 0 };
            let joints = nalgebra::DVectorView::from_slice(
                &z[from..from + element.joints.ncols()],
                element.joints.ncols(),
            );
            let all = &element.inner_coefficients * inner + &element.joint_coefficients * joints;
            all.iter().chain(joints.iter()).copied().collect()
        };
        self.elements.iter().enumerate().map(part).collect()
    }
}

fn product(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn axpy(y: &mut [f64], a: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

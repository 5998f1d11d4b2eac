//! W̄ = Aᵀ Z̄: the gradient of a layer's matrix.
//!
//! It needs no transpose and no horizontal sums either: each point adds the outer product of
//! its row of A and its row of Z̄, and lanes run over the neurons of Z̄.

use hyperwell_autodiff::lane::{Float, Lane};

use super::panel::{Tiles, for_each_tile};
use super::{row as vectors, row_mut};

/// W̄ = Σ Aᵀ Z̄ or W̄ += Σ Aᵀ Z̄ over a few terms: the value channel, and the derivative channels.
pub(crate) struct OuterProduct<'a, T> {
    pub(crate) terms: &'a [Term<'a, T>],
    /// Rows of W̄: the columns of A that count.
    pub(crate) inner: usize,
    /// Columns of Z̄ and W̄, whole cache lines.
    pub(crate) columns: usize,
    /// Rows of W̄, `columns` apart.
    pub(crate) gradient: &'a mut [T],
    /// Whether W̄ is added to; else it is overwritten.
    pub(crate) add: bool,
}

/// A and Z̄, with one row for each point and channel, and the distances between rows. The number of rows
/// is a multiple of four.
#[derive(Clone, Copy)]
pub(crate) struct Term<'a, T> {
    pub(crate) rows: usize,
    pub(crate) a: &'a [T],
    pub(crate) a_stride: usize,
    pub(crate) z: &'a [T],
    pub(crate) z_stride: usize,
}

impl<T: Float> OuterProduct<'_, T> {
    #[inline(always)]
    pub(crate) fn run<L: Lane<Float = T>>(mut self) {
        for_each_tile::<L, _>(self.inner, self.columns, &mut self);
    }
}

impl<L: Lane> Tiles<L> for OuterProduct<'_, L::Float> {
    #[inline(always)]
    fn tile<const M: usize, const V: usize>(&mut self, k: usize, column: usize) {
        // A tile too small to fill the pipelines gets several sets of sums.
        let sums = match const { M * V } {
            0..4 => self.sums::<L, M, V, 4>(k, column),
            4..8 => self.sums::<L, M, V, 2>(k, column),
            _ => self.sums::<L, M, V, 1>(k, column),
        };
        let mut rest = &mut self.gradient[k * self.columns..];
        for m in 0..M {
            let (row, after) = rest.split_at_mut(self.columns);
            let to = row_mut::<L>(row, column, V * L::LANES);
            for v in 0..V {
                if self.add {
                    (L::load(&to[v]) + sums[m][v]).store(&mut to[v]);
                } else {
                    sums[m][v].store(&mut to[v]);
                }
            }
            rest = after;
        }
    }
}

impl<T: Float> OuterProduct<'_, T> {
    /// A tile of Aᵀ Z̄, where every `SETS`-th row is added to the same set of sums.
    #[inline(always)]
    fn sums<L: Lane<Float = T>, const M: usize, const V: usize, const SETS: usize>(
        &self,
        k: usize,
        column: usize,
    ) -> [[L; V]; M] {
        let mut sets = [[[L::constant(0.0); V]; M]; SETS];
        for term in self.terms {
            let a = term.a.chunks_exact(SETS * term.a_stride);
            let z = term.z.chunks_exact(SETS * term.z_stride);
            for (a, z) in a.zip(z).take(term.rows / SETS) {
                for (i, sums) in sets.iter_mut().enumerate() {
                    let a = &a[i * term.a_stride + k..][..M];
                    let z = vectors::<L>(z, i * term.z_stride + column, V * L::LANES);
                    add_tile::<L, M, V>(a, z, sums);
                }
            }
        }
        let mut sums = sets[0];
        for set in &sets[1..] {
            for m in 0..M {
                for v in 0..V {
                    sums[m][v] = sums[m][v] + set[m][v];
                }
            }
        }
        sums
    }
}

/// `sums` += aᵀ z for a tile's part of one row of A and of Z̄.
#[inline(always)]
fn add_tile<L: Lane, const M: usize, const V: usize>(
    a: &[L::Float],
    z: &[L::Array],
    sums: &mut [[L; V]; M],
) {
    let mut vectors = [L::constant(0.0); V];
    for v in 0..V {
        vectors[v] = L::load(&z[v]);
    }
    for m in 0..M {
        let x = L::splat(a[m]);
        for v in 0..V {
            sums[m][v] = x.mul_add(vectors[v], sums[m][v]);
        }
    }
}

//! C = A W: the product of a layer, forward with W and backward with Wᵀ.
//!
//! Lanes run over neurons, so both are the same loop over a packed matrix: one
//! element of A times a few vectors of W, added to as many vectors of C.

use hyperwell_autodiff::lane::{Float, Lane};

use super::panel::{Tiles, for_each_tile};
use super::row_mut;

/// C = A W, or C = 1 bᵀ + A W with a bias: `rows` × `inner` times `inner` × `columns`.
pub(crate) struct Product<'a, T> {
    /// Rows of A, `a_stride` apart.
    pub(crate) a: &'a [T],
    pub(crate) a_stride: usize,
    pub(crate) rows: usize,
    pub(crate) inner: usize,
    /// W in panels ([`super::pack`]).
    pub(crate) packed: &'a [T],
    /// `columns` numbers, or none.
    pub(crate) bias: Option<&'a [T]>,
    /// Whole cache lines.
    pub(crate) columns: usize,
    /// Rows of C, `c_stride` apart; overwritten.
    pub(crate) c: &'a mut [T],
    pub(crate) c_stride: usize,
}

/// Layers of this width get a loop of their own, in which all distances are constants: a tile of them has many short rows, and
/// each would need a register for its address.
const NARROW: usize = 16;

impl<T: Float> Product<'_, T> {
    #[inline(always)]
    pub(crate) fn run<L: Lane<Float = T>>(mut self) {
        const N: usize = NARROW;
        if (self.inner, self.columns, self.a_stride, self.c_stride) == (N, N, N, N) {
            let numbers = self.rows * N;
            let mut narrow = Product {
                a: &self.a[..numbers],
                a_stride: N,
                inner: N,
                packed: &self.packed[..N * N],
                columns: N,
                c: &mut self.c[..numbers],
                c_stride: N,
                ..self
            };
            for_each_tile::<L, _>(narrow.rows, N, &mut narrow);
        } else {
            for_each_tile::<L, _>(self.rows, self.columns, &mut self);
        }
    }
}

impl<L: Lane> Tiles<L> for Product<'_, L::Float> {
    #[inline(always)]
    fn tile<const M: usize, const V: usize>(&mut self, row: usize, column: usize) {
        let panel = &self.packed[column * self.inner..][..self.inner * V * L::LANES];
        let panel = L::chunks(panel).0.as_chunks::<V>().0;
        let mut start = [L::constant(0.0); V];
        if let Some(bias) = self.bias {
            let bias = &L::chunks(&bias[column..]).0[..V];
            for v in 0..V {
                start[v] = L::load(&bias[v]);
            }
        }
        let mut a: [&[L::Float]; M] = [&[]; M];
        let mut rest = &self.a[row * self.a_stride..];
        for m in 0..M {
            let (row, after) = rest.split_at(self.a_stride);
            a[m] = &row[..panel.len()];
            rest = after;
        }
        let mut sums = [start; M];
        for (k, w) in panel.iter().enumerate() {
            let mut vectors = start;
            for v in 0..V {
                vectors[v] = L::load(&w[v]);
            }
            for m in 0..M {
                let x = L::splat(a[m][k]);
                for v in 0..V {
                    sums[m][v] = x.mul_add(vectors[v], sums[m][v]);
                }
            }
        }
        let mut rest = &mut self.c[row * self.c_stride..];
        for m in 0..M {
            let (row, after) = rest.split_at_mut(self.c_stride);
            let to = row_mut::<L>(row, column, V * L::LANES);
            for v in 0..V {
                sums[m][v].store(&mut to[v]);
            }
            rest = after;
        }
    }
}

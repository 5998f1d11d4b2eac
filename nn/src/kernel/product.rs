//! The two matrix products of a layer, as tiles of vector registers.
//!
//! Lanes run over neurons. C = A W and Ā = Z̄ Wᵀ are then the same loop over a packed
//! matrix, and W̄ = Aᵀ Z̄ needs no transpose either: it is a sum of outer products.

use hyperwell_autodiff::lane::Lane;

use super::panel::{Tiles, for_each_panel};

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

impl<T: Copy> Product<'_, T> {
    #[inline(always)]
    pub(crate) fn run<L: Lane<Float = T>>(mut self)
    where
        Self: Tiles<L>,
    {
        for_each_panel::<L, _>(self.columns, &mut self);
    }

    /// Rows `row … row + M` of one panel.
    #[inline(always)]
    fn tile<L: Lane<Float = T>, const M: usize, const V: usize>(
        &mut self,
        row: usize,
        column: usize,
        panel: &[[L::Array; V]],
        start: [L; V],
    ) {
        let mut a: [&[T]; M] = [&[]; M];
        for (m, a) in a.iter_mut().enumerate() {
            *a = &self.a[(row + m) * self.a_stride..][..panel.len()];
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
        for (m, sums) in sums.iter().enumerate() {
            let to = &mut self.c[(row + m) * self.c_stride + column..][..V * L::LANES];
            for (sum, to) in sums.iter().zip(L::chunks_mut(to).0) {
                sum.store(to);
            }
        }
    }
}

impl<L: Lane> Tiles<L> for Product<'_, L::Float> {
    #[inline(always)]
    fn panel<const M: usize, const V: usize>(&mut self, column: usize) {
        let packed = &self.packed[column * self.inner..][..self.inner * V * L::LANES];
        let panel = L::chunks(packed).0.as_chunks::<V>().0;
        let mut start = [L::constant(0.0); V];
        if let Some(bias) = self.bias {
            for (start, b) in start.iter_mut().zip(L::chunks(&bias[column..]).0) {
                *start = L::load(b);
            }
        }
        let mut row = 0;
        while row + M <= self.rows {
            self.tile::<L, M, V>(row, column, panel, start);
            row += M;
        }
        while row < self.rows {
            self.tile::<L, 1, V>(row, column, panel, start);
            row += 1;
        }
    }
}

/// W̄ += Aᵀ Z̄, summed over rows that are points, and over channels.
pub(crate) struct OuterProduct<'a, T, F> {
    pub(crate) channels: usize,
    /// Of one channel: A and the distance of its rows, and Z̄ with equally many rows.
    pub(crate) terms: F,
    pub(crate) z_stride: usize,
    /// Rows of W̄: the columns of A that count.
    pub(crate) inner: usize,
    /// Whole cache lines.
    pub(crate) columns: usize,
    /// Rows of W̄, `columns` apart.
    pub(crate) gradient: &'a mut [T],
}

impl<'a, T: Copy + 'a, F: Fn(usize) -> (&'a [T], usize, &'a [T])> OuterProduct<'a, T, F> {
    #[inline(always)]
    pub(crate) fn run<L: Lane<Float = T>>(mut self)
    where
        Self: Tiles<L>,
    {
        for_each_panel::<L, _>(self.columns, &mut self);
    }

    /// Rows `k … k + M` of one panel of W̄.
    #[inline(always)]
    fn tile<L: Lane<Float = T>, const M: usize, const V: usize>(
        &mut self,
        k: usize,
        column: usize,
    ) {
        let mut sums = [[L::constant(0.0); V]; M];
        for (m, sums) in sums.iter_mut().enumerate() {
            let from = &self.gradient[(k + m) * self.columns + column..][..V * L::LANES];
            for (sum, from) in sums.iter_mut().zip(L::chunks(from).0) {
                *sum = L::load(from);
            }
        }
        for channel in 0..self.channels {
            let (a, a_stride, z) = (self.terms)(channel);
            for (a, z) in a.chunks_exact(a_stride).zip(z.chunks_exact(self.z_stride)) {
                let a = &a[k..k + M];
                let z = &L::chunks(&z[column..column + V * L::LANES]).0[..V];
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
        }
        for (m, sums) in sums.iter().enumerate() {
            let to = &mut self.gradient[(k + m) * self.columns + column..][..V * L::LANES];
            for (sum, to) in sums.iter().zip(L::chunks_mut(to).0) {
                sum.store(to);
            }
        }
    }
}

impl<'a, L: Lane, F> Tiles<L> for OuterProduct<'a, L::Float, F>
where
    F: Fn(usize) -> (&'a [L::Float], usize, &'a [L::Float]),
{
    #[inline(always)]
    fn panel<const M: usize, const V: usize>(&mut self, column: usize) {
        let mut k = 0;
        while k + M <= self.inner {
            self.tile::<L, M, V>(k, column);
            k += M;
        }
        while k < self.inner {
            self.tile::<L, 1, V>(k, column);
            k += 1;
        }
    }
}

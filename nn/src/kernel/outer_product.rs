//! W̄ += Aᵀ Z̄: the gradient of a layer's matrix.
//!
//! It needs no transpose and no horizontal sums either: each point adds the outer product of
//! its row of A and its row of Z̄, and lanes run over the neurons of Z̄.

use hyperwell_autodiff::lane::{Float, Lane};

use super::panel::{Tiles, for_each_tile};

/// W̄ += A₀ᵀ Z̄₀ + A₁ᵀ Z̄₁, for the value channel and for the derivative channels.
pub(crate) struct OuterProduct<'a, T> {
    pub(crate) terms: [Term<'a, T>; 2],
    /// Distance between rows of Z̄.
    pub(crate) z_stride: usize,
    /// Rows of W̄: the columns of A that count.
    pub(crate) inner: usize,
    /// Columns of Z̄ and W̄, whole cache lines.
    pub(crate) columns: usize,
    /// Rows of W̄, `columns` apart.
    pub(crate) gradient: &'a mut [T],
}

/// A and Z̄, with one row for each point and channel.
pub(crate) struct Term<'a, T> {
    pub(crate) rows: usize,
    pub(crate) a: &'a [T],
    pub(crate) a_stride: usize,
    pub(crate) z: &'a [T],
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
        let mut sums = [[L::constant(0.0); V]; M];
        for m in 0..M {
            let from = &L::chunks(&self.gradient[(k + m) * self.columns + column..]).0[..V];
            for v in 0..V {
                sums[m][v] = L::load(&from[v]);
            }
        }
        for term in &self.terms {
            for row in 0..term.rows {
                let a = &term.a[row * term.a_stride + k..][..M];
                let z = &L::chunks(&term.z[row * self.z_stride + column..]).0[..V];
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
        for m in 0..M {
            let to = &mut self.gradient[(k + m) * self.columns + column..];
            let to = &mut L::chunks_mut(to).0[..V];
            for v in 0..V {
                sums[m][v].store(&mut to[v]);
            }
        }
    }
}

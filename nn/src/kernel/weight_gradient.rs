//! W̄ = Σ a z̄ over channels and points, and b̄ = Σ z̄: the gradient of a layer.
//!
//! Each entry is a dot product of vectors. A tile of them shares its loads, and four entries share the steps
//! that add up the lanes ([`Lane::sums`]).

use std::ops::Range;

use hyperwell_autodiff::lane::{Float, Lane};

use super::vectors;

/// The gradient of one affine map from one block of points.
pub(crate) struct WeightGradient<'a, T> {
    /// What entered: all neurons at each vector of points,
    pub(crate) value: &'a [T],
    /// and their D + 1 derivative channels.
    pub(crate) derivatives: &'a [T],
    /// z̄, D + 2 channels.
    pub(crate) bar: &'a [T],
    pub(crate) inner: usize,
    pub(crate) neurons: usize,
    /// W̄, `inner` × `neurons`, and b̄ behind it, as they lie among the parameters; what the block has is added.
    pub(crate) gradient: &'a mut [T],
}

impl<T: Float> WeightGradient<'_, T> {
    #[inline(always)]
    pub(crate) fn run<L: Lane<Float = T>, const D: usize>(mut self) {
        if const { L::REGISTERS >= 32 } {
            self.strips::<L, D, 4, 4, 16>();
        } else {
            self.strips::<L, D, 2, 6, 12>();
        }
    }

    /// All entries, in strips of S columns, whose z̄ stays in the first cache while the rows of a pass by, which do so once:
    /// tiles of R × V, and of the rows that are left, as of the bias, tiles as wide as the strip.
    #[inline(always)]
    fn strips<
        L: Lane<Float = T>,
        const D: usize,
        const R: usize,
        const V: usize,
        const S: usize,
    >(
        &mut self,
    ) {
        for start in (0..self.neurons).step_by(S) {
            let columns = start..self.neurons.min(start + S);
            let mut k = 0;
            let mut left = columns.start;
            while k + R <= self.inner {
                left = self.row::<L, D, R, V, V>(k, columns.clone());
                k += R;
            }
            while k < self.inner {
                left = self.row::<L, D, 1, V, S>(k, columns.clone());
                k += 1;
            }
            for column in left..columns.end {
                self.column::<L, D>(column);
            }
            self.bias::<L, D, S>(columns);
        }
    }

    /// R rows from `k` on of some columns, S at a time, then V, then four; returns the first column that is left, whatever R and S.
    #[inline(always)]
    fn row<L: Lane<Float = T>, const D: usize, const R: usize, const V: usize, const S: usize>(
        &mut self,
        k: usize,
        columns: Range<usize>,
    ) -> usize {
        let mut column = columns.start;
        while S > V && column + S <= columns.end {
            self.tile::<L, D, R, S>(k, column);
            column += S;
        }
        // Eight columns are four and four rather than six and two.
        while column + V <= columns.end && (V != 6 || column + 8 != columns.end) {
            self.tile::<L, D, R, V>(k, column);
            column += V;
        }
        while V > 4 && column + 4 <= columns.end {
            self.tile::<L, D, R, 4>(k, column);
            column += 4;
        }
        column
    }

    /// All rows of one column.
    #[inline(always)]
    fn column<L: Lane<Float = T>, const D: usize>(&mut self, column: usize) {
        let mut k = 0;
        while k + 8 <= self.inner {
            self.tile::<L, D, 8, 1>(k, column);
            k += 8;
        }
        while k < self.inner {
            self.tile::<L, D, 1, 1>(k, column);
            k += 1;
        }
    }

    /// R × V entries from row `k` and column `column` on.
    #[inline(always)]
    fn tile<L: Lane<Float = T>, const D: usize, const R: usize, const V: usize>(
        &mut self,
        k: usize,
        column: usize,
    ) {
        let mut sums = [[L::constant(0.0); V]; R];
        let values = vectors::<L>(self.value).chunks_exact(self.inner);
        let derivatives = vectors::<L>(self.derivatives).chunks_exact((D + 1) * self.inner);
        let bars = vectors::<L>(self.bar).chunks_exact((D + 2) * self.neurons);
        for ((value, derivatives), bar) in values.zip(derivatives).zip(bars) {
            let value = &value[k..][..R];
            let derivatives = &derivatives[k * (D + 1)..][..R * (D + 1)];
            let bar = &bar[column * (D + 2)..][..V * (D + 2)];
            for channel in 0..D + 2 {
                let entering = |r: usize| match channel.checked_sub(1) {
                    None => &value[r],
                    Some(derivative) => &derivatives[r * (D + 1) + derivative],
                };
                // The longer side streams past the shorter, which is held.
                if const { R >= V } {
                    let mut z = [L::constant(0.0); V];
                    for v in 0..V {
                        z[v] = L::load(&bar[v * (D + 2) + channel]);
                    }
                    for r in 0..R {
                        let a = L::load(entering(r));
                        for v in 0..V {
                            sums[r][v] = a.mul_add(z[v], sums[r][v]);
                        }
                    }
                } else {
                    let mut a = [L::constant(0.0); R];
                    for r in 0..R {
                        a[r] = L::load(entering(r));
                    }
                    for v in 0..V {
                        let z = L::load(&bar[v * (D + 2) + channel]);
                        for r in 0..R {
                            sums[r][v] = a[r].mul_add(z, sums[r][v]);
                        }
                    }
                }
            }
        }
        self.put(k, column, &sums);
    }

    /// The bias is the weight of an input that is always one.
    #[inline(always)]
    fn bias<L: Lane<Float = T>, const D: usize, const S: usize>(&mut self, columns: Range<usize>) {
        let mut column = columns.start;
        while column + S <= columns.end {
            self.biases::<L, D, S>(column);
            column += S;
        }
        while column + 4 <= columns.end {
            self.biases::<L, D, 4>(column);
            column += 4;
        }
        while column < columns.end {
            self.biases::<L, D, 1>(column);
            column += 1;
        }
    }

    #[inline(always)]
    fn biases<L: Lane<Float = T>, const D: usize, const V: usize>(&mut self, column: usize) {
        let mut sums = [[L::constant(0.0); V]; 1];
        for bar in vectors::<L>(self.bar).chunks_exact((D + 2) * self.neurons) {
            let z = &bar[column * (D + 2)..][..V * (D + 2)];
            for v in 0..V {
                sums[0][v] = sums[0][v] + L::load(&z[v * (D + 2)]);
            }
        }
        self.put(self.inner, column, &sums);
    }

    /// Adds up the lanes, four entries at once, and adds the entries.
    #[inline(always)]
    fn put<L: Lane<Float = T>, const R: usize, const V: usize>(
        &mut self,
        k: usize,
        column: usize,
        sums: &[[L; V]; R],
    ) {
        let mut entries = [[T::default(); V]; R];
        for first in (0..R * V).step_by(4) {
            let mut four = [L::constant(0.0); 4];
            for i in 0..4 {
                if first + i < R * V {
                    four[i] = sums[(first + i) / V][(first + i) % V];
                }
            }
            let four = L::sums(four);
            for i in 0..4 {
                if first + i < R * V {
                    entries[(first + i) / V][(first + i) % V] = four[i];
                }
            }
        }
        let mut rest = &mut self.gradient[k * self.neurons..];
        for r in 0..R {
            let row;
            (row, rest) = rest.split_at_mut(self.neurons);
            let to = &mut row[column..][..V];
            for v in 0..V {
                to[v] += entries[r][v];
            }
        }
    }
}

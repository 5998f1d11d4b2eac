//! How the columns of a matrix are divided among vector registers.

use hyperwell_autodiff::lane::Lane;

/// A computation on tiles of `M` rows and `V` vectors of columns.
pub(crate) trait Tiles<L: Lane> {
    /// Works on the `V · LANES` columns from `column` on.
    fn panel<const M: usize, const V: usize>(&mut self, column: usize);
}

/// Visits `columns` (whole cache lines) in panels from left to right.
///
/// A tile keeps M·V sums in registers and needs V + 1 more; the FMA units of
/// recent cores want eight or more independent sums. With 32 registers 4 × 4 does, with
/// 16 registers 6 × 2; narrow matrices take more rows instead.
#[inline(always)]
pub(crate) fn for_each_panel<L: Lane, K: Tiles<L>>(columns: usize, kernel: &mut K) {
    let mut column = 0;
    while column < columns {
        let vectors = (columns - column) / L::LANES;
        let taken = if L::REGISTERS >= 32 {
            match vectors {
                4.. => {
                    kernel.panel::<4, 4>(column);
                    4
                }
                3 => {
                    kernel.panel::<4, 3>(column);
                    3
                }
                2 => {
                    kernel.panel::<8, 2>(column);
                    2
                }
                _ => {
                    kernel.panel::<8, 1>(column);
                    1
                }
            }
        } else if vectors >= 2 {
            kernel.panel::<6, 2>(column);
            2
        } else {
            kernel.panel::<8, 1>(column);
            1
        };
        column += taken * L::LANES;
    }
}

/// Vectors in the panel that starts where `vectors` are left: what
/// [`for_each_panel`] takes.
#[inline(always)]
pub(crate) fn panel_vectors<L: Lane>(vectors: usize) -> usize {
    vectors.min(if L::REGISTERS >= 32 { 4 } else { 2 })
}

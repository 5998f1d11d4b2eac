//! How a matrix is divided into tiles of vector registers.

use hyperwell_autodiff::lane::Lane;

/// A computation on the tiles of a matrix.
pub(crate) trait Tiles<L: Lane> {
    /// Works on the tile of `M` rows and `V · LANES` columns at `row` and `column`.
    fn tile<const M: usize, const V: usize>(&mut self, row: usize, column: usize);
}

/// Visits all tiles of a matrix whose `columns` are whole cache lines, panel by panel from
/// left to right and down each panel.
///
/// A tile keeps M·V sums in registers and needs V + 1 more; the FMA units of
/// recent cores want eight or more independent sums. With 32 registers 4 × 4 does, with
/// 16 registers 6 × 2; narrow matrices take more rows instead, which also saves loads.
#[inline(always)]
pub(crate) fn for_each_tile<L: Lane, K: Tiles<L>>(rows: usize, columns: usize, kernel: &mut K) {
    let mut column = 0;
    while column < columns {
        let vectors = panel_vectors::<L>((columns - column) / L::LANES);
        if const { L::REGISTERS >= 32 } {
            match vectors {
                4 => panel::<L, K, 4, 4>(rows, column, kernel),
                3 => panel::<L, K, 4, 3>(rows, column, kernel),
                2 => panel::<L, K, 8, 2>(rows, column, kernel),
                _ => panel::<L, K, 16, 1>(rows, column, kernel),
            }
        } else {
            match vectors {
                2 => panel::<L, K, 6, 2>(rows, column, kernel),
                _ => panel::<L, K, 8, 1>(rows, column, kernel),
            }
        }
        column += vectors * L::LANES;
    }
}

/// One panel: tiles of `M` rows, and of fewer where fewer are left. Eight rows make two tiles of four
/// rather than one of six and one of two, which would be too small to fill the pipelines.
#[inline(always)]
fn panel<L: Lane, K: Tiles<L>, const M: usize, const V: usize>(
    rows: usize,
    column: usize,
    kernel: &mut K,
) {
    let mut row = 0;
    while row + M <= rows && (M != 6 || row + 8 != rows) {
        kernel.tile::<M, V>(row, column);
        row += M;
    }
    if M > 8 && row + 8 <= rows {
        kernel.tile::<8, V>(row, column);
        row += 8;
    }
    while row + 4 <= rows {
        kernel.tile::<4, V>(row, column);
        row += 4;
    }
    if row + 2 <= rows {
        kernel.tile::<2, V>(row, column);
        row += 2;
    }
    if row < rows {
        kernel.tile::<1, V>(row, column);
    }
}

/// Vectors in the panel that starts where `vectors` are left.
#[inline(always)]
pub(crate) fn panel_vectors<L: Lane>(vectors: usize) -> usize {
    vectors.min(if L::REGISTERS >= 32 { 4 } else { 2 })
}

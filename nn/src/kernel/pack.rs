//! Weight matrices copied into panels, once a step.
//!
//! The inner loops read V vectors of one row of W, then of the next. In the panel layout
//! those lie one behind the other: the panel of columns c … c + V·LANES starts at c·rows
//! and holds its rows contiguously. Columns beyond the matrix are zero.

use hyperwell_autodiff::lane::Lane;

use super::panel::panel_vectors;

/// Packs the `rows` × `columns` matrix `w` (row-major) into `packed`, which holds
/// `rows` × `padded(columns)` numbers.
#[inline(always)]
pub(crate) fn pack<L: Lane>(
    w: &[L::Float],
    rows: usize,
    columns: usize,
    padded: usize,
    packed: &mut [L::Float],
) {
    let mut column = 0;
    while column < padded {
        let width = L::LANES * panel_vectors::<L>((padded - column) / L::LANES);
        let used = width.min(columns.saturating_sub(column));
        let panel = &mut packed[column * rows..(column + width) * rows];
        for (row, to) in panel.chunks_exact_mut(width).enumerate() {
            let from = &w[row * columns + columns.min(column)..][..used];
            to[..used].copy_from_slice(from);
            to[used..].fill(L::Float::default());
        }
        column += width;
    }
}

/// Packs the transpose of `w`: `columns` × `padded(rows)` numbers.
#[inline(always)]
pub(crate) fn pack_transposed<L: Lane>(
    w: &[L::Float],
    rows: usize,
    columns: usize,
    padded: usize,
    packed: &mut [L::Float],
) {
    let mut column = 0;
    while column < padded {
        let width = L::LANES * panel_vectors::<L>((padded - column) / L::LANES);
        let used = width.min(rows.saturating_sub(column));
        let panel = &mut packed[column * columns..(column + width) * columns];
        for lane in 0..width {
            if lane < used {
                let from = &w[(column + lane) * columns..][..columns];
                for (to, &x) in panel[lane..].iter_mut().step_by(width).zip(from) {
                    *to = x;
                }
            } else {
                for to in panel[lane..].iter_mut().step_by(width) {
                    *to = L::Float::default();
                }
            }
        }
        column += width;
    }
}

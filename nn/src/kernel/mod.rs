//! The arithmetic of a training step, written once for any vector type.
//! The README in this folder explains the layout.

pub(crate) mod activation;
pub(crate) mod adam;
pub(crate) mod adjoint;
pub(crate) mod jets;
pub(crate) mod outer_product;
pub(crate) mod output;
pub(crate) mod pack;
pub(crate) mod panel;
pub(crate) mod point_gradient;
pub(crate) mod product;

use hyperwell_autodiff::lane::Lane;

/// The vectors of one row of a matrix: `columns` numbers from `at` on.
#[inline(always)]
pub(crate) fn row<L: Lane>(matrix: &[L::Float], at: usize, columns: usize) -> &[L::Array] {
    &L::chunks(&matrix[at..at + columns]).0[..columns / L::LANES]
}

/// [`row`], to write to.
#[inline(always)]
pub(crate) fn row_mut<L: Lane>(
    matrix: &mut [L::Float],
    at: usize,
    columns: usize,
) -> &mut [L::Array] {
    &mut L::chunks_mut(&mut matrix[at..at + columns]).0[..columns / L::LANES]
}

/// [`row`] in each of `N` channels, which are `apart` numbers apart.
#[inline(always)]
pub(crate) fn channels<L: Lane, const N: usize>(
    matrix: &[L::Float],
    apart: usize,
    at: usize,
    columns: usize,
) -> [&[L::Array]; N] {
    let mut rows = [&[][..]; N];
    for (channel, to) in rows.iter_mut().enumerate() {
        *to = row::<L>(matrix, channel * apart + at, columns);
    }
    rows
}

/// [`channels`], to write to.
#[inline(always)]
pub(crate) fn channels_mut<L: Lane, const N: usize>(
    matrix: &mut [L::Float],
    apart: usize,
    at: usize,
    columns: usize,
) -> [&mut [L::Array]; N] {
    let mut rows = [(); N].map(|()| Default::default());
    for (to, channel) in rows.iter_mut().zip(matrix.chunks_mut(apart)) {
        *to = row_mut::<L>(channel, at, columns);
    }
    rows
}

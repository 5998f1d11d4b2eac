//! A number for each point, as the losses keep them.

use hyperwell_autodiff::lane::{Float, Lane};
use hyperwell_nn::block_points;

/// One part of every point, in whole blocks; points that do not exist have zero.
pub(crate) fn column<T: Float, P>(points: &[P], part: fn(&P) -> f64) -> Vec<T> {
    let numbers = points.iter().map(|point| T::from_f64(part(point)));
    let mut column: Vec<T> = numbers.collect();
    column.resize(
        points.len().next_multiple_of(block_points::<T>()),
        T::default(),
    );
    column
}

/// Vector `at` of the block of a column that begins at point `first`.
#[inline(always)]
pub(crate) fn part<L: Lane>(column: &[L::Float], first: usize, at: usize) -> L {
    L::load(&L::chunks(&column[first..][..block_points::<L::Float>()]).0[at])
}

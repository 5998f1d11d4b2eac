//! A number for each point, as the losses keep them.

use hyperwell_autodiff::lane::Float;
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

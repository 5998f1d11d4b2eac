//! The numbers that enter the network, each with its derivatives.

use hyperwell_autodiff::lane::{Float, Lane};

use crate::kernel::{vectors, vectors_mut};
use crate::loss::block_points;

/// A batch of points; at each point, features that are jets: value, gradient in D
/// variables and second-order channel.
///
/// The coordinates themselves are the simplest features ([`Inputs::coordinates`]). Others,
/// such as max(x − c, 0)² or sin 2πx, bring their own derivatives ([`Inputs::set`]); the
/// network applies the chain rule to them.
///
/// ```
/// use hyperwell_nn::Inputs;
/// // One variable, two features: x and x².
/// let mut inputs = Inputs::<f64, 1>::new(3, 2);
/// for (point, x) in [0.1, 0.2, 0.3].into_iter().enumerate() {
///     inputs.set(point, 0, x, [1.0], 0.0);
///     inputs.set(point, 1, x * x, [2.0 * x], 2.0);
/// }
/// assert_eq!(inputs.points(), 3);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs<T, const D: usize> {
    points: usize,
    features: usize,
    /// For each block of points the channels value, ∂₁ … ∂_D, ⊙, in each feature by feature a number for each
    /// point. Points beyond the last are zero.
    blocks: Vec<T>,
}

impl<T: Float, const D: usize> Inputs<T, D> {
    /// `points` points with `features` features, all zero.
    pub fn new(points: usize, features: usize) -> Self {
        let rows = (D + 2) * points.next_multiple_of(block_points::<T>());
        Inputs {
            points,
            features,
            blocks: vec![T::default(); rows * features],
        }
    }

    /// The coordinates of each point as features: gradient 1 in their own direction.
    pub fn coordinates(points: &[[T; D]]) -> Self {
        let mut inputs = Inputs::new(points.len(), D);
        for (p, x) in points.iter().enumerate() {
            for (i, &x) in x.iter().enumerate() {
                let mut gradient = [T::default(); D];
                gradient[i] = T::from_f64(1.0);
                inputs.set(p, i, x, gradient, T::default());
            }
        }
        inputs
    }

    /// Sets one feature at one point: its value, gradient and second-order channel.
    ///
    /// # Panics
    /// If there is no such point or feature.
    pub fn set(&mut self, point: usize, feature: usize, value: T, gradient: [T; D], second: T) {
        assert!(
            point < self.points && feature < self.features,
            "no such point or feature"
        );
        let (index, row) = (point / block_points::<T>(), point % block_points::<T>());
        let mut put = |channel: usize, x: T| {
            let column = (index * (D + 2) + channel) * self.features + feature;
            self.blocks[column * block_points::<T>() + row] = x;
        };
        put(0, value);
        for (i, gradient) in gradient.into_iter().enumerate() {
            put(i + 1, gradient);
        }
        put(D + 1, second);
    }

    /// The number of points.
    pub fn points(&self) -> usize {
        self.points
    }

    /// The number of features at each point.
    pub fn features(&self) -> usize {
        self.features
    }

    /// Block `index` as a layer that lanes run over: all features at each vector of points, and their derivative
    /// channels.
    #[inline(always)]
    pub(crate) fn arrange<L: Lane<Float = T>>(
        &self,
        index: usize,
        values: &mut [T],
        derivatives: &mut [T],
    ) {
        let per_channel = block_points::<T>() / L::LANES;
        let len = (D + 2) * self.features * block_points::<T>();
        let from = vectors::<L>(&self.blocks[index * len..][..len]);
        let at = |channel: usize, feature: usize, point: usize| {
            (channel * self.features + feature) * per_channel + point
        };
        let values = vectors_mut::<L>(values).chunks_exact_mut(self.features);
        let derivatives = vectors_mut::<L>(derivatives).chunks_exact_mut((D + 1) * self.features);
        for (point, (values, derivatives)) in values.zip(derivatives).enumerate() {
            for (feature, to) in values.iter_mut().enumerate() {
                *to = from[at(0, feature, point)];
            }
            for (feature, to) in derivatives.chunks_exact_mut(D + 1).enumerate() {
                for (channel, to) in to.iter_mut().enumerate() {
                    *to = from[at(channel + 1, feature, point)];
                }
            }
        }
    }
}

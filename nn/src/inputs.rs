//! The numbers that enter the network, each with its derivatives.

use hyperwell_autodiff::lane::{Float, Isa, Kernel, Lane};

use crate::buffer::Buffer;
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
}

/// [`Inputs`] as layers that lanes run over ([`crate::chunk`]).
#[derive(Debug)]
pub(crate) struct Arranged<T> {
    features: usize,
    /// All features at each vector of points.
    values: Buffer<T>,
    /// Their derivative channels.
    derivatives: Buffer<T>,
}

impl<T: Float> Arranged<T> {
    pub(crate) fn new<const D: usize>(inputs: &Inputs<T, D>, isa: Isa) -> Self {
        let len = inputs.blocks.len() / (D + 2);
        let mut arranged = Arranged {
            features: inputs.features,
            values: Buffer::zeros(len),
            derivatives: Buffer::zeros((D + 1) * len),
        };
        isa.run(Arrange {
            inputs,
            arranged: &mut arranged,
        });
        arranged
    }

    /// The values and the derivative channels of block `index`.
    #[inline(always)]
    pub(crate) fn block<const D: usize>(&self, index: usize) -> (&[T], &[T]) {
        let len = self.features * block_points::<T>();
        (
            &self.values[index * len..][..len],
            &self.derivatives[index * (D + 1) * len..][..(D + 1) * len],
        )
    }
}

struct Arrange<'a, T, const D: usize> {
    inputs: &'a Inputs<T, D>,
    arranged: &'a mut Arranged<T>,
}

impl<T: Float, const D: usize> Kernel for Arrange<'_, T, D> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Arrange { inputs, arranged } = self;
        let (features, points) = (inputs.features, block_points::<T>() / L::LANES);
        let blocks = vectors::<L>(&inputs.blocks).chunks_exact((D + 2) * features * points);
        let values = vectors_mut::<L>(&mut arranged.values);
        let derivatives = vectors_mut::<L>(&mut arranged.derivatives);
        for (index, from) in blocks.enumerate() {
            for (column, column_points) in from.chunks_exact(points).enumerate() {
                let (channel, feature) = (column / features, column % features);
                for (point, &x) in column_points.iter().enumerate() {
                    let at = (index * points + point) * features + feature;
                    match channel.checked_sub(1) {
                        None => values[at] = x,
                        Some(derivative) => derivatives[at * (D + 1) + derivative] = x,
                    }
                }
            }
        }
    }
}

//! The numbers that enter the network, each with its derivatives.

use hyperwell_autodiff::lane::Float;

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
    /// Channels value, ∂₁ … ∂_D, ⊙; each `points` × `features`.
    channels: Vec<Vec<T>>,
}

impl<T: Float, const D: usize> Inputs<T, D> {
    /// `points` points with `features` features, all zero.
    pub fn new(points: usize, features: usize) -> Self {
        let channel = vec![T::default(); points * features];
        Inputs {
            points,
            features,
            channels: vec![channel; D + 2],
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
        let at = point * self.features + feature;
        self.channels[0][at] = value;
        for (channel, gradient) in self.channels[1..].iter_mut().zip(gradient) {
            channel[at] = gradient;
        }
        self.channels[D + 1][at] = second;
    }

    /// The number of points.
    pub fn points(&self) -> usize {
        self.points
    }

    /// The number of features at each point.
    pub fn features(&self) -> usize {
        self.features
    }

    /// One channel (0: value, 1 … D: gradient, D + 1: second order) of points
    /// `first … first + count`, point by point.
    #[inline(always)]
    pub(crate) fn channel(&self, channel: usize, first: usize, count: usize) -> &[T] {
        &self.channels[channel][first * self.features..(first + count) * self.features]
    }
}

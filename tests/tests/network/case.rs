//! Random networks, inputs and losses.

use hyperwell_autodiff::lane::{Float, Isa, Lane};
use hyperwell_autodiff::{Jet, Scalar, SecondOrder};
use hyperwell_nn::{
    Activation, Channels, ChannelsMut, Engine, Initialization, Inputs, Loss, Mlp, Random, Shape,
    Sums, block_points,
};
use proptest::prelude::*;

/// A network on a batch of points, both drawn from `seed`.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) widths: Vec<usize>,
    pub(crate) activation: Activation,
    pub(crate) points: usize,
    pub(crate) seed: u64,
}

/// Any network of up to `most` neurons a layer and four hidden layers, on up to 200 points.
pub(crate) fn cases(most: usize) -> impl Strategy<Value = Case> {
    let hidden = prop::collection::vec(1..=most, 1..=4);
    let activation = prop::sample::select(Activation::ALL.to_vec());
    (
        1..=4_usize,
        hidden,
        1..=3_usize,
        activation,
        1..=200_usize,
        any::<u64>(),
    )
        .prop_map(|(inputs, hidden, outputs, activation, points, seed)| Case {
            widths: [vec![inputs], hidden, vec![outputs]].concat(),
            activation,
            points,
            seed,
        })
}

impl Case {
    /// This case on some more points, the first of which are its own. At a single point a sum may be next to nothing, and its rounding is
    /// not: what is large is told by many.
    pub(crate) fn on_many_points(&self) -> Case {
        Case {
            points: self.points.max(100),
            ..self.clone()
        }
    }

    /// A network none of whose parameters is zero.
    pub(crate) fn network(&self) -> Mlp<f64> {
        let shape = Shape::new(&self.widths, self.activation).expect("a network");
        let mut network = Mlp::new(shape, Initialization::Xavier, self.seed);
        let biases = network.shape().biases(network.shape().layers() - 1);
        let mut random = Random::new(self.seed ^ 1);
        for bias in &mut network.parameters_mut()[biases] {
            *bias = random.symmetric();
        }
        network
    }

    /// The same with its parameters rounded to `T`.
    pub(crate) fn network_of<T: Float>(&self) -> Mlp<T> {
        let network = self.network();
        let rounded = network.parameters().iter().map(|&x| T::from_f64(x));
        Mlp::from_parameters(network.shape().clone(), rounded.collect()).expect("same length")
    }

    /// Features whose derivatives have nothing to do with one another, so that no
    /// channel can stand in for another.
    pub(crate) fn features<const D: usize, O: SecondOrder<D>>(&self) -> Vec<Vec<Jet<f64, D, O>>> {
        let mut random = Random::new(self.seed ^ 2);
        let mut jet = || {
            Jet::new(
                random.symmetric(),
                std::array::from_fn(|_| random.symmetric()),
                random.symmetric(),
            )
        };
        let mut point = || (0..self.widths[0]).map(|_| jet()).collect();
        (0..self.points).map(|_| point()).collect()
    }

    /// An engine for this case.
    pub(crate) fn engine<T: Float, const D: usize, O: SecondOrder<D>>(
        &self,
        isa: Isa,
        threads: usize,
    ) -> Engine<T, D, O> {
        let mut inputs = Inputs::new(self.points, self.widths[0]);
        for (p, features) in self.features::<D, O>().into_iter().enumerate() {
            for (i, x) in features.into_iter().enumerate() {
                let gradient = x.gradient.map(T::from_f64);
                inputs.set(p, i, T::from_f64(x.value), gradient, T::from_f64(x.second));
            }
        }
        Engine::with_operator(self.network().shape(), inputs, isa, threads)
    }

    /// A loss that every channel of every output enters.
    pub(crate) fn loss(&self, channels: usize) -> Quadratic {
        let mut random = Random::new(self.seed ^ 3);
        let outputs = self.widths[self.widths.len() - 1];
        Quadratic {
            points: self.points,
            mix: (0..channels)
                .map(|_| (0..outputs).map(|_| random.symmetric()).collect())
                .collect(),
            targets: (0..self.points).map(|_| random.symmetric()).collect(),
        }
    }
}

/// ℓ = mean (Σ mix · channels − target)² + (mean y₀² − 1)², with y₀ the first output.
///
/// The second term couples all points, as the norm of ψ does.
#[derive(Clone, Debug)]
pub(crate) struct Quadratic {
    points: usize,
    /// For each channel one factor for each output.
    mix: Vec<Vec<f64>>,
    targets: Vec<f64>,
}

impl Quadratic {
    /// ℓ of jets `[point][channel][output]`, for any kind of number.
    pub(crate) fn evaluate<S: Scalar>(&self, jets: &[Vec<Vec<S>>]) -> S {
        let mean = S::from_f64(1.0 / self.points as f64);
        let (mut squares, mut norm) = (S::zero(), S::zero());
        for (jet, &target) in jets.iter().zip(&self.targets) {
            let mut residual = S::from_f64(-target);
            for (outputs, factors) in jet.iter().zip(&self.mix) {
                for (&y, &factor) in outputs.iter().zip(factors) {
                    residual += y * S::from_f64(factor);
                }
            }
            squares += residual * residual * mean;
            norm += jet[0][0] * jet[0][0] * mean;
        }
        squares + (norm - S::one()) * (norm - S::one())
    }

    /// ℓ from what an engine returns.
    pub(crate) fn total(&self, norm: f64, sums: Sums) -> f64 {
        sums[0] + (norm - 1.0).powi(2)
    }
}

impl<T: Float> Loss<T> for Quadratic {
    type Global = f64;

    fn global<L: Lane<Float = T>>(&self, values: &[T]) -> f64 {
        let outputs = self.mix[0].len();
        let blocks = values
            .chunks(block_points::<T>() * outputs)
            .map(|block| &block[..block_points::<T>()]);
        let first = blocks.flatten().take(self.points);
        first.map(|y| y.to_f64().powi(2)).sum::<f64>() / self.points as f64
    }

    fn block<L: Lane<Float = T>>(
        &self,
        norm: f64,
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums {
        let mean = 1.0 / self.points as f64;
        let mut squares = 0.0;
        for p in 0..block_points::<T>().min(self.points - first) {
            let mut residual = -self.targets[first + p];
            for (channel, factors) in self.mix.iter().enumerate() {
                for (output, factor) in factors.iter().enumerate() {
                    residual += factor * jets.get(channel, output)[p].to_f64();
                }
            }
            squares += mean * residual * residual;
            for (channel, factors) in self.mix.iter().enumerate() {
                for (output, factor) in factors.iter().enumerate() {
                    let mut seed = 2.0 * mean * residual * factor;
                    if (channel, output) == (0, 0) {
                        seed += 4.0 * (norm - 1.0) * mean * jets.get(0, 0)[p].to_f64();
                    }
                    seeds.get(channel, output)[p] = T::from_f64(seed);
                }
            }
        }
        [squares, 0.0, 0.0, 0.0]
    }
}

/// Fails if two slices differ by more than `tolerance` of the largest entry.
#[track_caller]
pub(crate) fn assert_close(got: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}: lengths");
    assert_begin(got, expected, tolerance, what);
}

/// [`assert_close`] for the first entries of `expected`; the others only tell how large entries are.
#[track_caller]
pub(crate) fn assert_begin(got: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    let scale = expected.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    for (i, (x, y)) in got.iter().zip(expected).enumerate() {
        let error = (x - y).abs();
        assert!(
            error <= tolerance * scale,
            "{what}[{i}]: {x} and not {y}, {:.1e} of the largest",
            error / scale
        );
    }
}

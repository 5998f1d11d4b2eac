//! The neurons of a hidden layer: functions of one coordinate that a basis is made of.

use hyperwell_autodiff::{Dual, Scalar};

use crate::random::SplitMix64;

/// What the features of a basis look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Features {
    /// tanh(wτ + c): the hidden layer of a usual network.
    #[default]
    Tanh,
    /// exp(−(wτ + c)²): localised Gaussians, the ansatz of physics-informed Gaussians.
    Gaussian,
}

/// One feature f(wτ + c).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Neuron {
    kind: Features,
    weight: f64,
    bias: f64,
}

impl Neuron {
    /// The feature at τ, for any kind of number.
    pub(super) fn at<S: Scalar>(&self, tau: S) -> S {
        self.kind.apply(self.argument(tau))
    }

    /// The derivatives of the feature by its weight and by its bias.
    pub(super) fn tangents<S: Scalar>(&self, tau: S) -> [S; 2] {
        let slope = self
            .kind
            .apply(Dual::variable(self.argument(tau)))
            .derivative;
        [slope * tau, slope]
    }

    fn argument<S: Scalar>(&self, tau: S) -> S {
        tau * S::from_f64(self.weight) + S::from_f64(self.bias)
    }

    /// The feature of τ as one of t = middle + half·τ.
    pub(super) fn stretched(&self, middle: f64, half: f64) -> Self {
        let weight = self.weight / half;
        Self {
            weight,
            bias: self.bias - weight * middle,
            ..*self
        }
    }

    /// Moves weight and bias; what becomes steeper than `steepest` keeps its centre and is made as flat as that.
    pub(super) fn moved(&self, by: [f64; 2], steepest: f64) -> Self {
        let (weight, bias) = (self.weight + by[0], self.bias + by[1]);
        let flatter = (steepest / weight.abs()).min(1.0);
        Self {
            weight: flatter * weight,
            bias: flatter * bias,
            ..*self
        }
    }
}

/// A little beyond [−1, 1], so that features whose centre lies outside bend at the ends as well.
const REACH: f64 = 1.1;

impl Features {
    fn apply<S: Scalar>(self, z: S) -> S {
        match self {
            Features::Tanh => z.tanh(),
            Features::Gaussian => (-(z * z)).exp(),
        }
    }

    /// `count` untrained features for −1 ≤ τ ≤ 1.
    ///
    /// Centres −c/w lie one in each of `count` equal cells, anywhere in it; widths vary by a fifth. A feature should
    /// overlap its neighbours: much steeper, and there are gaps between them; much flatter, and they are all alike.
    pub(super) fn draw(self, count: usize, random: &mut SplitMix64) -> Vec<Neuron> {
        let steepness = match self {
            Features::Tanh => 1.0,
            Features::Gaussian => 0.7,
        };
        self.draw_steep(count, steepness, random)
    }

    /// The same with features `steepness` steep on average.
    pub(super) fn draw_steep(
        self,
        count: usize,
        steepness: f64,
        random: &mut SplitMix64,
    ) -> Vec<Neuron> {
        let neuron = |cell: usize| {
            let centre = REACH * (2.0 * (cell as f64 + random.unit()) / count as f64 - 1.0);
            let weight = steepness * (0.8 + 0.4 * random.unit());
            Neuron {
                kind: self,
                weight,
                bias: -weight * centre,
            }
        };
        (0..count).map(neuron).collect()
    }
}

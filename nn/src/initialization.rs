//! The distributions from which starting weights are drawn.

use std::fmt;
use std::str::FromStr;

use crate::Shape;
use crate::random::Random;

/// How the weights of a network are drawn.
///
/// Weights are uniform in [−r, r]; n and m are the inputs and outputs of the layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Initialization {
    /// r = √(6 / (n + m)): Glorot & Bengio, AISTATS 2010. For tanh and sigmoid.
    #[default]
    Xavier,
    /// r = √(6 / n): He et al., ICCV 2015. For softplus and SiLU.
    He,
    /// r = ω / n in the first layer and √(6 / n) in the others, ω = 6: Sitzmann et al., NeurIPS 2020
    /// (with ω = 30 there, for images). For sin.
    Siren,
}

/// The frequency scale of SIREN's first layer. On x ∈ [−1, 1] a neuron then turns up to twice.
const SIREN_FREQUENCY: f64 = 6.0;

impl Initialization {
    /// Every initialisation.
    pub const ALL: [Initialization; 3] = [
        Initialization::Xavier,
        Initialization::He,
        Initialization::Siren,
    ];

    /// The name that [`FromStr`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Initialization::Xavier => "xavier",
            Initialization::He => "he",
            Initialization::Siren => "siren",
        }
    }

    /// Weights for all layers, in the order of [`Shape`].
    ///
    /// Biases of hidden layers are drawn from [−1, 1], so
    /// that the network is not odd in x: with zero biases tanh and sin networks are, and an even
    /// ground state then starts on a saddle. The output bias is zero.
    pub(crate) fn draw(self, shape: &Shape, random: &mut Random) -> Vec<f64> {
        let mut parameters = Vec::with_capacity(shape.parameters());
        for layer in 0..shape.layers() {
            let (n, m) = (
                shape.widths()[layer] as f64,
                shape.widths()[layer + 1] as f64,
            );
            let range = match self {
                Initialization::Xavier => (6.0 / (n + m)).sqrt(),
                Initialization::He => (6.0 / n).sqrt(),
                Initialization::Siren if layer == 0 => SIREN_FREQUENCY / n,
                Initialization::Siren => (6.0 / n).sqrt(),
            };
            parameters.extend(shape.weights(layer).map(|_| range * random.symmetric()));
            let hidden = layer < shape.hidden_layers();
            parameters.extend(
                shape
                    .biases(layer)
                    .map(|_| if hidden { random.symmetric() } else { 0.0 }),
            );
        }
        parameters
    }
}

impl fmt::Display for Initialization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Initialization {
    type Err = UnknownInitialization;
    fn from_str(name: &str) -> Result<Self, UnknownInitialization> {
        Initialization::ALL
            .into_iter()
            .find(|initialization| initialization.name() == name)
            .ok_or_else(|| UnknownInitialization(name.to_owned()))
    }
}

/// A name that no initialisation has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownInitialization(String);

impl fmt::Display for UnknownInitialization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Initialization::ALL.map(Initialization::name).join(", ");
        write!(f, "unknown initialization '{}'; known are: {names}", self.0)
    }
}

impl std::error::Error for UnknownInitialization {}

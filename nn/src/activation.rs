//! The activation functions and their names.

use std::fmt;
use std::str::FromStr;

/// The function between two layers of a network.
///
/// All are smooth, because the Schrödinger residual needs ψ'' and its gradient
/// f'''. A rectifier has ψ'' = 0 everywhere and can solve nothing here.
///
/// ```
/// use hyperwell_nn::Activation;
/// assert_eq!("tanh".parse(), Ok(Activation::Tanh));
/// assert_eq!(Activation::Silu.to_string(), "silu");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Activation {
    /// tanh x
    #[default]
    Tanh,
    /// sin x; see [`Initialization::Siren`](crate::Initialization::Siren).
    Sin,
    /// σ(x) = 1/(1 + e⁻ˣ)
    Sigmoid,
    /// ln(1 + eˣ)
    Softplus,
    /// x σ(x), also called swish
    Silu,
}

impl Activation {
    /// Every activation function.
    pub const ALL: [Activation; 5] = [
        Activation::Tanh,
        Activation::Sin,
        Activation::Sigmoid,
        Activation::Softplus,
        Activation::Silu,
    ];

    /// The name that [`FromStr`] reads.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Tanh => "tanh",
            Activation::Sin => "sin",
            Activation::Sigmoid => "sigmoid",
            Activation::Softplus => "softplus",
            Activation::Silu => "silu",
        }
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Activation {
    type Err = UnknownActivation;
    fn from_str(name: &str) -> Result<Self, UnknownActivation> {
        Activation::ALL
            .into_iter()
            .find(|activation| activation.name() == name)
            .ok_or_else(|| UnknownActivation(name.to_owned()))
    }
}

/// A name that no activation function has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownActivation(String);

impl fmt::Display for UnknownActivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Activation::ALL.map(Activation::name).join(", ");
        write!(f, "unknown activation '{}'; known are: {names}", self.0)
    }
}

impl std::error::Error for UnknownActivation {}

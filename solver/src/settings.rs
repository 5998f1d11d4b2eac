//! What can be chosen about a training run.

use std::fmt;
use std::str::FromStr;

use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Activation, Initialization};

/// The choices of a training run; [`Settings::default`] is what the three
/// built-in problems are solved with.
///
/// ```
/// use hyperwell::Settings;
/// let settings = Settings { steps: 2000, seed: 7, ..Settings::default() };
/// assert_eq!(settings.hidden, [32, 32, 32]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Neurons of each hidden layer.
    pub hidden: Vec<usize>,
    /// The function between the layers.
    pub activation: Activation,
    /// How the weights are drawn.
    pub initialization: Initialization,
    /// Collocation points in the whole domain.
    pub points: usize,
    /// Adam steps, all phases together.
    pub steps: usize,
    /// Adam's learning rate at its highest.
    pub learning_rate: f64,
    /// Where the energy comes from.
    pub energy: Energy,
    /// Single or double precision of the network and its training.
    pub precision: Precision,
    /// The seed of the weights and of random collocation points.
    pub seed: u64,
    /// Threads that share the collocation points; the result does not depend on it.
    pub threads: usize,
    /// The instruction set of the kernels; the last bits depend on it.
    pub isa: Isa,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            hidden: vec![32, 32, 32],
            activation: Activation::default(),
            initialization: Initialization::default(),
            points: 128,
            steps: 20_000,
            learning_rate: 3e-3,
            energy: Energy::default(),
            precision: Precision::default(),
            seed: 0,
            threads: 1,
            isa: Isa::detect(),
        }
    }
}

/// Where the energy E of the residual (H − E)ψ comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Energy {
    /// Trained, from the energy that a short variational phase finds.
    #[default]
    Trained,
    /// Trained from this value on, in the units of the problem.
    TrainedFrom(f64),
    /// Held at this value.
    Fixed(f64),
}

/// The floating-point type of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// `f32`
    Single,
    /// `f64`
    #[default]
    Double,
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Precision::Single => "f32",
            Precision::Double => "f64",
        })
    }
}

impl FromStr for Precision {
    type Err = UnknownPrecision;
    fn from_str(name: &str) -> Result<Self, UnknownPrecision> {
        match name {
            "f32" => Ok(Precision::Single),
            "f64" => Ok(Precision::Double),
            _ => Err(UnknownPrecision(name.to_owned())),
        }
    }
}

/// A precision that is neither `f32` nor `f64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPrecision(String);

impl fmt::Display for UnknownPrecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown precision '{}'; known are: f32, f64", self.0)
    }
}

impl std::error::Error for UnknownPrecision {}

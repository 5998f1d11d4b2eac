//! What the reader of the page chooses.

use hyperwell_nn::Activation;

/// A state, and how it is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The state, counted from 0.
    pub state: usize,
    /// Neurons of each hidden layer.
    pub hidden: Vec<usize>,
    /// The function between the layers.
    pub activation: Activation,
    /// Collocation points.
    pub points: usize,
    /// Adam's learning rate.
    pub learning_rate: f64,
    /// The seed of the weights.
    pub seed: u64,
}

impl Default for Choice {
    fn default() -> Self {
        Choice {
            state: 0,
            hidden: vec![32, 32],
            activation: Activation::Tanh,
            points: 128,
            learning_rate: 4e-3,
            seed: 0,
        }
    }
}

//! Start weights that several programs share.

use std::fmt;

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::{Activation, Mlp, Shape, ShapeError};
use serde::Deserialize;

/// `{"weights": [W₁, …], "biases": [b₁, …]}`, each W a list of rows of shape (inputs, outputs).
#[derive(Clone, Debug, Deserialize)]
pub struct Start {
    /// One matrix for each layer.
    pub weights: Vec<Vec<Vec<f64>>>,
    /// One vector for each layer.
    pub biases: Vec<Vec<f64>>,
}

impl Start {
    /// The network with these weights.
    ///
    /// # Errors
    /// If the matrices do not fit each other.
    pub fn network<T: Float>(&self, activation: Activation) -> Result<Mlp<T>, StartError> {
        let inputs = self.weights.first().map_or(0, Vec::len);
        if self.weights.len() != self.biases.len() {
            return Err(StartError::Layers);
        }
        let mut widths = vec![inputs];
        widths.extend(self.biases.iter().map(Vec::len));
        let shape = Shape::new(&widths, activation).map_err(StartError::Shape)?;
        let mut parameters = Vec::new();
        for (layer, (rows, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            if rows.len() != widths[layer] || rows.iter().any(|row| row.len() != bias.len()) {
                return Err(StartError::Layer(layer));
            }
            parameters.extend(rows.iter().flatten().chain(bias).map(|&x| T::from_f64(x)));
        }
        Mlp::from_parameters(shape, parameters).ok_or(StartError::Layer(self.weights.len()))
    }
}

/// Start weights that make no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartError {
    /// The widths are not those of a network.
    Shape(ShapeError),
    /// Not as many matrices as vectors.
    Layers,
    /// The matrix of this layer does not fit its neighbours.
    Layer(usize),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Shape(error) => error.fmt(f),
            StartError::Layers => f.write_str("expected as many weights as biases"),
            StartError::Layer(layer) => write!(f, "the weights of layer {layer} do not fit"),
        }
    }
}

impl std::error::Error for StartError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<StartError> {
        let start: Start = serde_json::from_str(text).expect("a start");
        start.network::<f64>(Activation::Tanh).err()
    }

    #[test]
    fn weights_that_are_no_network_are_refused() {
        let cases = [
            (
                r#"{"weights": [[[1, 2]], [[1], [1]]], "biases": [[0, 0], [0]]}"#,
                None,
            ),
            (
                r#"{"weights": [[[1, 2]], [[1], [1]], [[1]]], "biases": [[0, 0], [0]]}"#,
                Some(StartError::Layers),
            ),
            (
                r#"{"weights": [[[1, 2]], [[1]]], "biases": [[0, 0], [0]]}"#,
                Some(StartError::Layer(1)),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(error(text), expected, "{text}");
        }
    }
}

//! Start weights from a file, so that every program starts from the same ones.

use std::fs;

use serde::Deserialize;

use crate::{Error, Options};

/// Weights as lists of rows of shape (inputs, outputs), and biases, layer by layer.
#[derive(Debug, Deserialize)]
pub struct Start {
    /// W₁ … W_{L+1}
    pub weights: Vec<Vec<Vec<f64>>>,
    /// b₁ … b_{L+1}
    pub biases: Vec<Vec<f64>>,
}

impl Start {
    /// Reads `--start`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not such JSON, or holds a network of another shape.
    pub fn read(options: &Options) -> Result<Self, Error> {
        let path = options.start.display();
        let text = fs::read_to_string(&options.start).map_err(|e| format!("{path}: {e}"))?;
        let start: Self = serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))?;
        let mut widths = vec![options.hidden; options.layers + 2];
        widths[0] = 1;
        widths[options.layers + 1] = 1;
        let weights_fit = start.weights.len() == widths.len() - 1
            && start
                .weights
                .iter()
                .zip(widths.windows(2))
                .all(|(w, shape)| w.len() == shape[0] && w.iter().all(|row| row.len() == shape[1]));
        let biases_fit = start
            .biases
            .iter()
            .map(Vec::len)
            .eq(widths[1..].iter().copied());
        if weights_fit && biases_fit {
            Ok(start)
        } else {
            Err(format!("{path}: not a network of the widths {widths:?}").into())
        }
    }
}

//! The widths of a network and where each weight lies.

use std::fmt;
use std::ops::Range;

use crate::Activation;

/// The shape of a multilayer perceptron: how many numbers enter, the neurons of
/// each hidden layer, how many numbers leave, and the function between layers.
///
/// Parameters lie in one slice, layer by layer: the matrix W of shape (inputs, outputs) row by
/// row, then the bias b of length outputs; layer k computes a W + b.
///
/// ```
/// use hyperwell_nn::{Activation, Shape};
/// let shape = Shape::new(&[1, 32, 32, 1], Activation::Tanh)?;
/// assert_eq!(shape.parameters(), (1 * 32 + 32) + (32 * 32 + 32) + (32 * 1 + 1));
/// assert_eq!(shape.weights(0), 0..32);
/// assert_eq!(shape.biases(0), 32..64);
/// # Ok::<(), hyperwell_nn::ShapeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    widths: Vec<usize>,
    offsets: Vec<usize>,
    activation: Activation,
}

/// The most parameters a network may have: 8 GB of `f64` with all copies.
const MOST_PARAMETERS: usize = 100_000_000;

impl Shape {
    /// A network with `widths` = [inputs, hidden…, outputs].
    ///
    /// # Errors
    /// Fewer than one hidden layer, a width of zero, or more than 10⁸ parameters.
    pub fn new(widths: &[usize], activation: Activation) -> Result<Shape, ShapeError> {
        if widths.len() < 3 {
            return Err(ShapeError::NoHiddenLayer);
        }
        if widths.contains(&0) {
            return Err(ShapeError::EmptyLayer);
        }
        let mut offsets = vec![0_usize];
        for pair in widths.windows(2) {
            let layer = pair[0]
                .checked_add(1)
                .and_then(|rows| rows.checked_mul(pair[1]));
            let end = layer
                .and_then(|layer| layer.checked_add(offsets[offsets.len() - 1]))
                .filter(|&end| end <= MOST_PARAMETERS)
                .ok_or(ShapeError::TooManyParameters)?;
            offsets.push(end);
        }
        Ok(Shape {
            widths: widths.to_vec(),
            offsets,
            activation,
        })
    }

    /// [inputs, hidden…, outputs]
    #[inline(always)]
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// Numbers that enter for each point.
    pub fn inputs(&self) -> usize {
        self.widths[0]
    }

    /// Numbers that leave for each point.
    #[inline(always)]
    pub fn outputs(&self) -> usize {
        self.widths[self.widths.len() - 1]
    }

    /// The neurons of each hidden layer.
    #[inline(always)]
    pub(crate) fn hidden(&self) -> &[usize] {
        &self.widths[1..self.widths.len() - 1]
    }

    /// The number of hidden layers.
    pub fn hidden_layers(&self) -> usize {
        self.widths.len() - 2
    }

    /// The number of affine maps, one more than hidden layers.
    #[inline(always)]
    pub fn layers(&self) -> usize {
        self.widths.len() - 1
    }

    /// The function between the layers.
    #[inline(always)]
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// Where layer `layer`'s matrix and bias lie among the parameters.
    #[inline(always)]
    pub(crate) fn layer(&self, layer: usize) -> Range<usize> {
        self.offsets[layer]..self.offsets[layer + 1]
    }

    /// The number of all weights and biases.
    pub fn parameters(&self) -> usize {
        self.offsets[self.layers()]
    }

    /// Where layer `layer`'s matrix lies among the parameters.
    #[inline(always)]
    pub fn weights(&self, layer: usize) -> Range<usize> {
        let start = self.offsets[layer];
        start..start + self.widths[layer] * self.widths[layer + 1]
    }

    /// Where layer `layer`'s bias lies among the parameters.
    #[inline(always)]
    pub fn biases(&self, layer: usize) -> Range<usize> {
        self.weights(layer).end..self.offsets[layer + 1]
    }
}

/// Why a network of the given widths cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeError {
    /// There is no hidden layer.
    NoHiddenLayer,
    /// A layer has no neurons.
    EmptyLayer,
    /// The network has more parameters than memory is good for.
    TooManyParameters,
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShapeError::NoHiddenLayer => f.write_str("a network needs at least one hidden layer"),
            ShapeError::EmptyLayer => f.write_str("every layer needs at least one neuron"),
            ShapeError::TooManyParameters => {
                write!(
                    f,
                    "a network of more than {MOST_PARAMETERS} parameters is not supported"
                )
            }
        }
    }
}

impl std::error::Error for ShapeError {}

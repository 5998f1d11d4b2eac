//! The trained network as a file.

use std::ops::Range;

use hyperwell_nn::{Activation, Mlp, Shape};
use serde::{Deserialize, Serialize};

use super::FileError;
use super::tensors::{Tensor, Tensors, write};

/// A trained network with what one must know to use it: `model.safetensors`.
///
/// The tensors `layers.0.weight` of shape (inputs, outputs), `layers.0.bias`, `layers.1.weight`, … are doubles;
/// layer k computes a W + b. The metadata has one key, `hyperwell`: JSON with `format`, `activation`, `problem`, `state` and
/// `kinetic_energy`. What the network is given at each point is told at [`Trial`](crate::Trial) and made with that ⟨T⟩.
///
/// ```
/// use hyperwell::files::Model;
/// use hyperwell_nn::{Activation, Initialization, Mlp, Shape};
///
/// let shape = Shape::new(&[1, 4, 1], Activation::Sin)?;
/// let network = Mlp::new(shape, Initialization::Xavier, 7);
/// let model = Model { network, problem: "my well".to_owned(), state: 0, kinetic_energy: 2.5 };
/// assert_eq!(Model::decode(&model.encode()?)?, model);
/// assert!(Model::decode(b"something else").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The network N of ψ = B·N.
    pub network: Mlp<f64>,
    /// The name of the problem.
    pub problem: String,
    /// The state that it was trained for.
    pub state: usize,
    /// [`Wavefunction::kinetic_energy`](crate::Wavefunction::kinetic_energy)
    pub kinetic_energy: f64,
}

/// The version of the format that is written. Networks of version 1 were given other inputs.
const FORMAT: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Note {
    format: u32,
    activation: String,
    problem: String,
    state: usize,
    /// None in version 1.
    kinetic_energy: Option<f64>,
}

impl Model {
    /// The model as a safetensors file; the same model gives the same bytes.
    ///
    /// # Errors
    /// If safetensors cannot hold it, which is not known to happen.
    pub fn encode(&self) -> Result<Vec<u8>, FileError> {
        let shape = self.network.shape();
        let numbers = self.network.parameters();
        let mut tensors = Vec::new();
        for layer in 0..shape.layers() {
            let widths = &shape.widths()[layer..layer + 2];
            let tensor = |widths: &[usize], range: Range<usize>| {
                Tensor::doubles(widths, numbers[range].iter().copied())
            };
            let weight = tensor(widths, shape.weights(layer));
            let bias = tensor(&widths[1..], shape.biases(layer));
            tensors.push((format!("layers.{layer}.weight"), weight));
            tensors.push((format!("layers.{layer}.bias"), bias));
        }
        let note = Note {
            format: FORMAT,
            activation: shape.activation().name().to_owned(),
            problem: self.problem.clone(),
            state: self.state,
            kinetic_energy: Some(self.kinetic_energy),
        };
        write(tensors, &note)
    }

    /// Reads what [`Model::encode`] wrote.
    ///
    /// # Errors
    /// If the bytes are something else; no bytes are harmful.
    pub fn decode(bytes: &[u8]) -> Result<Model, FileError> {
        let tensors = Tensors::read(bytes)?;
        let Note {
            format,
            activation,
            problem,
            state,
            kinetic_energy,
        } = tensors.note()?;
        if format > FORMAT {
            return Err(FileError::Newer { version: format });
        }
        let (FORMAT, Some(kinetic_energy)) = (format, kinetic_energy) else {
            let reason =
                "an earlier version wrote it, which gave its network other inputs; train it again";
            return Err(FileError::malformed(reason));
        };
        let activation: Activation = activation.parse().map_err(FileError::malformed)?;
        let (mut widths, mut parameters) = (Vec::new(), Vec::new());
        for layer in 0.. {
            let Ok((shape, weight)) = tensors.doubles(&format!("layers.{layer}.weight")) else {
                break;
            };
            let (bias_shape, bias) = tensors.doubles(&format!("layers.{layer}.bias"))?;
            let &[inputs, outputs] = shape.as_slice() else {
                return Err(FileError::malformed("a weight that is no matrix"));
            };
            let follows = widths.last().is_none_or(|&last| last == inputs);
            if !follows || bias_shape != [outputs] {
                return Err(FileError::malformed("layers that do not follow each other"));
            }
            if widths.is_empty() {
                widths.push(inputs);
            }
            widths.push(outputs);
            parameters.extend(weight);
            parameters.extend(bias);
        }
        if !parameters.iter().all(|x| x.is_finite()) {
            return Err(FileError::malformed("a weight that is not finite"));
        }
        let shape = Shape::new(&widths, activation).map_err(FileError::malformed)?;
        let network = Mlp::from_parameters(shape, parameters)
            .ok_or_else(|| FileError::malformed("another number of weights"))?;
        Ok(Model {
            network,
            problem,
            state,
            kinetic_energy,
        })
    }
}

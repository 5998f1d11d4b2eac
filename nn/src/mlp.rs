//! The multilayer perceptron: a shape and its parameters.

use hyperwell_autodiff::Scalar;
use hyperwell_autodiff::lane::Float;

use crate::random::Random;
use crate::{Activation, Initialization, Shape};

/// A multilayer perceptron: a₀ = x, aₖ = f(aₖ₋₁ Wₖ + bₖ), y = a_L W + b.
///
/// ```
/// use hyperwell_autodiff::second_derivative;
/// use hyperwell_nn::{Activation, Initialization, Mlp, Shape};
///
/// let shape = Shape::new(&[1, 8, 8, 1], Activation::Tanh)?;
/// let network = Mlp::<f64>::new(shape, Initialization::Xavier, 42);
/// let curvature: f64 = second_derivative(|x| network.evaluate(&[x])[0], 0.3);
/// assert!(curvature.is_finite());
/// # Ok::<(), hyperwell_nn::ShapeError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Mlp<T> {
    shape: Shape,
    parameters: Vec<T>,
}

impl<T: Float> Mlp<T> {
    /// A network with random weights; the same seed gives the same weights.
    pub fn new(shape: Shape, initialization: Initialization, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let parameters = initialization.draw(&shape, &mut random);
        Mlp {
            parameters: parameters.into_iter().map(T::from_f64).collect(),
            shape,
        }
    }

    /// A network with given parameters, in the order of [`Shape`].
    ///
    /// Returns `None` if they are not as many as the shape has.
    pub fn from_parameters(shape: Shape, parameters: Vec<T>) -> Option<Self> {
        (parameters.len() == shape.parameters()).then_some(Mlp { shape, parameters })
    }

    /// The same network in double precision.
    pub fn to_f64(&self) -> Mlp<f64> {
        let parameters = self.parameters.iter().map(|x| x.to_f64()).collect();
        Mlp {
            shape: self.shape.clone(),
            parameters,
        }
    }

    /// The widths and the activation.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// All weights and biases, in the order of [`Shape`].
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// The same, to be changed by an optimiser.
    pub fn parameters_mut(&mut self) -> &mut [T] {
        &mut self.parameters
    }

    /// The outputs at one point, for any kind of number: with duals, hyper-duals or jets also
    /// their derivatives.
    ///
    /// This is the definition of the network, neuron by neuron; the engine computes the same
    /// for many points at once, a hundred times faster.
    ///
    /// # Panics
    /// If `inputs` has not one number for each input of the network.
    pub fn evaluate<S: Scalar>(&self, inputs: &[S]) -> Vec<S> {
        self.evaluate_layers(inputs).pop().unwrap_or_default()
    }

    /// What each layer gives at one point: the neurons of the hidden ones, then the outputs.
    ///
    /// # Panics
    /// As [`evaluate`](Self::evaluate).
    ///
    /// ```
    /// use hyperwell_nn::{Activation, Initialization, Mlp, Shape};
    ///
    /// let shape = Shape::new(&[1, 8, 4, 1], Activation::Tanh)?;
    /// let network = Mlp::<f64>::new(shape, Initialization::Xavier, 42);
    /// let layers = network.evaluate_layers(&[0.3]);
    /// assert_eq!(layers.iter().map(Vec::len).collect::<Vec<_>>(), [8, 4, 1]);
    /// assert_eq!(layers[2], network.evaluate(&[0.3]));
    /// # Ok::<(), hyperwell_nn::ShapeError>(())
    /// ```
    pub fn evaluate_layers<S: Scalar>(&self, inputs: &[S]) -> Vec<Vec<S>> {
        assert_eq!(
            inputs.len(),
            self.shape.inputs(),
            "one number for each input"
        );
        // ANCHOR: layers
        let mut layers: Vec<Vec<S>> = Vec::with_capacity(self.shape.layers());
        for layer in 0..self.shape.layers() {
            let values = layers.last().map_or(inputs, Vec::as_slice);
            let weights = &self.parameters[self.shape.weights(layer)];
            let biases = &self.parameters[self.shape.biases(layer)];
            let mut sums: Vec<S> = biases.iter().map(|b| S::from_f64(b.to_f64())).collect();
            for (&a, row) in values.iter().zip(weights.chunks_exact(biases.len())) {
                for (sum, &w) in sums.iter_mut().zip(row) {
                    *sum += a * S::from_f64(w.to_f64());
                }
            }
            if layer < self.shape.hidden_layers() {
                for z in &mut sums {
                    *z = self.shape.activation().apply(*z);
                }
            }
            layers.push(sums);
        }
        layers
        // ANCHOR_END: layers
    }
}

impl Activation {
    /// f(x), for any kind of number.
    pub fn apply<S: Scalar>(self, x: S) -> S {
        match self {
            Activation::Tanh => x.tanh(),
            Activation::Sin => x.sin(),
            Activation::Sigmoid => x.sigmoid(),
            Activation::Softplus => x.softplus(),
            Activation::Silu => x * x.sigmoid(),
        }
    }
}

//! One point under the microscope: every neuron's numbers, forward and backward, by the formulas of the book.
//!
//! This is the network neuron by neuron, as slow as it is plain; the engine computes the same for blocks of points. The
//! tests compare the two.

use hyperwell::{Problem, Trial};
use hyperwell_autodiff::{Dual, Jet};
use hyperwell_nn::{Activation, Mlp};

/// Value, first and second derivative with respect to t; or the adjoints of these.
pub type Triple = [f64; 3];

/// One neuron at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neuron {
    /// z = aW + b with its derivatives.
    pub z: Triple,
    /// a = f(z) with its derivatives.
    pub a: Triple,
    /// ∂ℓ/∂z, ∂ℓ/∂z', ∂ℓ/∂z''
    pub z_bar: Triple,
}

/// All neurons at one point, for the loss ℓ = r² there.
#[derive(Clone, Debug, PartialEq)]
pub struct Microscope {
    /// Where, in the coordinate of the network.
    pub t: f64,
    /// The features that enter, with their derivatives.
    pub inputs: Vec<Triple>,
    /// Hidden layers from the first to the last.
    pub layers: Vec<Vec<Neuron>>,
    /// N, N', N''
    pub output: Triple,
    /// ∂ℓ/∂N, ∂ℓ/∂N', ∂ℓ/∂N''
    pub seeds: Triple,
    /// r = (H − E)ψ of the network as it is, in units of ε.
    pub residual: f64,
}

impl Microscope {
    /// Looks at `network` at `x` with the energy ε.
    pub(crate) fn new(
        problem: &Problem,
        trial: &Trial,
        network: &Mlp<f64>,
        energy: f64,
        x: f64,
    ) -> Self {
        let coordinate = trial.coordinate();
        let piece = coordinate.piece_at(x);
        let t = coordinate.t(piece, x);
        let b = trial.boundary(t);
        let v = coordinate.scaled_energy(problem.potential().value(x));
        // r = k·(N, N', N''), linear in the jet of the output
        let k = [(v - energy) * b[0] - b[2], -2.0 * b[1], -b[0]];

        let inputs: Vec<Triple> = trial.features_at(t).collect();
        let (mut layers, output) = forward(network, &inputs);
        let residual = dot(k, output);
        let seeds = k.map(|k| 2.0 * residual * k);
        backward(network, &mut layers, seeds);
        Microscope {
            t,
            inputs,
            layers,
            output,
            seeds,
            residual,
        }
    }
}

fn dot(u: Triple, v: Triple) -> f64 {
    u[0] * v[0] + u[1] * v[1] + u[2] * v[2]
}

/// f, f', f'', f''' at z: a dual number of jets differentiates three times.
fn derivatives(activation: Activation, z: f64) -> [f64; 4] {
    let [z] = Jet::<f64, 1>::variables([z]);
    let Dual { value, derivative } = activation.apply(Dual::variable(z));
    [
        value.value,
        derivative.value,
        derivative.gradient[0],
        derivative.second,
    ]
}

/// (aW + b)ⱼ with its derivatives, for one neuron j of layer `layer`.
fn affine(network: &Mlp<f64>, layer: usize, j: usize, from: &[Triple]) -> Triple {
    let shape = network.shape();
    let weights = &network.parameters()[shape.weights(layer)];
    let biases = &network.parameters()[shape.biases(layer)];
    let mut z = [biases[j], 0.0, 0.0];
    for (a, row) in from.iter().zip(weights.chunks_exact(biases.len())) {
        for (z, a) in z.iter_mut().zip(a) {
            *z += a * row[j];
        }
    }
    z
}

/// The jets of all neurons and of the output.
fn forward(network: &Mlp<f64>, inputs: &[Triple]) -> (Vec<Vec<Neuron>>, Triple) {
    let shape = network.shape();
    let mut from = inputs.to_vec();
    let mut layers = Vec::new();
    for layer in 0..shape.hidden_layers() {
        let neuron = |j: usize| {
            let z = affine(network, layer, j, &from);
            let [f, d1, d2, _] = derivatives(shape.activation(), z[0]);
            Neuron {
                z,
                a: [f, d1 * z[1], d1 * z[2] + d2 * z[1] * z[1]],
                z_bar: [0.0; 3],
            }
        };
        let neurons: Vec<Neuron> = (0..shape.widths()[layer + 1]).map(neuron).collect();
        from = neurons.iter().map(|neuron| neuron.a).collect();
        layers.push(neurons);
    }
    (layers, affine(network, shape.hidden_layers(), 0, &from))
}

/// Fills the adjoints, from the last layer to the first.
fn backward(network: &Mlp<f64>, layers: &mut [Vec<Neuron>], seeds: Triple) {
    let shape = network.shape();
    // The adjoints of what the layer feeds; at first of the output.
    let mut above = vec![seeds];
    for (layer, neurons) in layers.iter_mut().enumerate().rev() {
        let weights = &network.parameters()[shape.weights(layer + 1)];
        let rows = weights.chunks_exact(above.len());
        for (neuron, row) in neurons.iter_mut().zip(rows) {
            let mut a_bar = [0.0; 3];
            for (above, w) in above.iter().zip(row) {
                for (a_bar, above) in a_bar.iter_mut().zip(above) {
                    *a_bar += w * above;
                }
            }
            let [_, d1, d2, d3] = derivatives(shape.activation(), neuron.z[0]);
            let [_, z1, z2] = neuron.z;
            neuron.z_bar = [
                d1 * a_bar[0] + d2 * z1 * a_bar[1] + (d2 * z2 + d3 * z1 * z1) * a_bar[2],
                d1 * a_bar[1] + 2.0 * d2 * z1 * a_bar[2],
                d1 * a_bar[2],
            ];
        }
        above = neurons.iter().map(|neuron| neuron.z_bar).collect();
    }
}

#[cfg(test)]
mod tests {
    use hyperwell::{Problem, ResidualLoss, ResidualPoint, Trial};
    use hyperwell_autodiff::lane::Isa;
    use hyperwell_nn::{Activation, Engine, Initialization, Mlp, Shape};

    use super::*;

    #[test]
    fn the_microscope_sees_what_the_engine_computes() {
        let problem = Problem::finite_well();
        let trial = Trial::new(&problem, 0).expect("a trial function");
        let (x, energy) = (1.3, 1.1);
        for activation in Activation::ALL {
            let shape = Shape::new(&[trial.features(), 7, 5, 1], activation).expect("a shape");
            let network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 3);
            let seen = Microscope::new(&problem, &trial, &network, energy, x);

            // The same loss r² at the same point, by the engine.
            let b = trial.boundary(seen.t);
            let v = trial.coordinate().scaled_energy(20.0);
            let point = ResidualPoint {
                boundary: b[0],
                value: v * b[0] - b[2],
                gradient: -2.0 * b[1],
                second: -b[0],
                residual_weight: 1.0,
                norm_weight: 0.0,
            };
            let loss = ResidualLoss::new(&[point], 1.0, energy);
            let inputs = trial.inputs(&[seen.t]);
            let mut engine = Engine::new(&shape, inputs, Isa::BASELINE, 1);
            let mut gradient = vec![0.0; shape.parameters()];
            let (_, sums) = engine.gradient(&network, &loss, &mut gradient);
            let jets = engine.jets(&network);

            // Both round: a few units in the last place of the largest number.
            let size = gradient.iter().fold(1.0_f64, |a, b| a.max(b.abs()));
            let close =
                |a: f64, b: f64| assert!((a - b).abs() < 1e-13 * size, "{activation}: {a} {b}");
            close(seen.residual * seen.residual, sums[0]);
            for channel in 0..3 {
                close(seen.output[channel], jets[channel][0][0]);
            }
            for (layer, neurons) in seen.layers.iter().enumerate() {
                let biases = &gradient[shape.biases(layer)];
                for (neuron, &bias) in neurons.iter().zip(biases) {
                    close(neuron.z_bar[0], bias);
                }
            }
            // A weight of the first layer gathers all three channels.
            let weights = &gradient[shape.weights(0)];
            for (input, row) in seen.inputs.iter().zip(weights.chunks_exact(7)) {
                for (neuron, &weight) in seen.layers[0].iter().zip(row) {
                    close(dot(*input, neuron.z_bar), weight);
                }
            }
        }
    }
}

//! The weights of a step in the layout of the kernels.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use crate::buffer::Buffer;
use crate::kernel::pack::{pack, pack_transposed};
use crate::plan::Plan;

/// All weights of a network, padded and packed.
#[derive(Debug)]
pub(crate) struct Packed<T> {
    /// W of each hidden layer in panels.
    pub(crate) forward: Vec<Buffer<T>>,
    /// Wᵀ of each hidden layer in panels; empty for the first, whose inputs need no adjoint.
    pub(crate) transposed: Vec<Buffer<T>>,
    pub(crate) biases: Vec<Buffer<T>>,
    /// One padded row for each output.
    pub(crate) output: Buffer<T>,
    pub(crate) output_bias: Vec<T>,
}

impl<T: Float> Packed<T> {
    pub(crate) fn new(plan: &Plan) -> Packed<T> {
        let widths = plan.shape.widths();
        let layers = 0..plan.shape.hidden_layers();
        let transposed = |layer: usize| match layer {
            0 => Buffer::zeros(0),
            _ => Buffer::zeros(widths[layer + 1] * plan.layers[layer - 1].columns),
        };
        Packed {
            forward: layers
                .clone()
                .map(|layer| Buffer::zeros(widths[layer] * plan.layers[layer].columns))
                .collect(),
            transposed: layers.clone().map(transposed).collect(),
            biases: layers
                .clone()
                .map(|layer| Buffer::zeros(plan.layers[layer].columns))
                .collect(),
            output: Buffer::zeros(plan.shape.outputs() * plan.layers[layers.end - 1].columns),
            output_bias: vec![T::default(); plan.shape.outputs()],
        }
    }
}

/// Fills a [`Packed`] from the parameters.
pub(crate) struct Pack<'a, T> {
    pub(crate) plan: &'a Plan,
    pub(crate) parameters: &'a [T],
    pub(crate) packed: &'a mut Packed<T>,
}

impl<T: Float> Kernel for Pack<'_, T> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Pack {
            plan,
            parameters,
            packed,
        } = self;
        let shape = &plan.shape;
        let last = shape.hidden_layers();
        for layer in 0..last {
            let weights = &parameters[shape.weights(layer)];
            let (rows, columns) = (shape.widths()[layer], shape.widths()[layer + 1]);
            pack::<L>(
                weights,
                rows,
                columns,
                plan.layers[layer].columns,
                &mut packed.forward[layer],
            );
            if layer > 0 {
                let to = &mut packed.transposed[layer];
                pack_transposed::<L>(weights, rows, columns, plan.layers[layer - 1].columns, to);
            }
            packed.biases[layer][..columns].copy_from_slice(&parameters[shape.biases(layer)]);
        }
        let outputs = shape.outputs();
        let rows = packed
            .output
            .chunks_exact_mut(plan.layers[last - 1].columns);
        for (output, row) in rows.enumerate() {
            let column = parameters[shape.weights(last)][output..]
                .iter()
                .step_by(outputs);
            for (to, &from) in row.iter_mut().zip(column) {
                *to = from;
            }
        }
        packed
            .output_bias
            .copy_from_slice(&parameters[shape.biases(last)]);
    }
}

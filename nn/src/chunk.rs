//! The memory of a step: what is kept for each chunk of points, and what each thread needs
//! for the block at hand.

use hyperwell_autodiff::lane::Float;

use crate::buffer::Buffer;
use crate::loss::{BLOCK, Sums};
use crate::plan::Plan;

/// What one chunk of points keeps from the first pass to the second, and its gradient.
#[derive(Debug)]
pub(crate) struct Chunk<T> {
    pub(crate) first_block: usize,
    pub(crate) blocks: usize,
    /// For each hidden layer f and q of every point ([`crate::kernel::activation`]).
    pub(crate) kept: Vec<(Buffer<T>, Buffer<T>)>,
    /// For each hidden layer its matrix and bias, columns padded.
    pub(crate) gradient: Vec<Buffer<T>>,
    /// For each output one padded row of weights.
    pub(crate) output_gradient: Buffer<T>,
    pub(crate) output_bias_gradient: Vec<T>,
    pub(crate) sums: Sums,
}

impl<T: Float> Chunk<T> {
    pub(crate) fn all(plan: &Plan) -> Vec<Chunk<T>> {
        (0..plan.chunks())
            .map(|index| Chunk::new(plan, index))
            .collect()
    }

    fn new(plan: &Plan, index: usize) -> Chunk<T> {
        let first_block = index * plan.blocks_per_chunk;
        let blocks = plan.blocks_per_chunk.min(plan.blocks - first_block);
        let layers = plan.shape.hidden_layers();
        let plane = |layer: usize| Buffer::zeros(blocks * BLOCK * plan.columns[layer]);
        let outputs = plan.shape.outputs();
        Chunk {
            first_block,
            blocks,
            kept: (0..layers)
                .map(|layer| (plane(layer), plane(layer)))
                .collect(),
            gradient: (0..layers)
                .map(|layer| Buffer::zeros(plan.gradient_len(layer)))
                .collect(),
            output_gradient: Buffer::zeros(outputs * plan.columns[layers - 1]),
            output_bias_gradient: vec![T::default(); outputs],
            sums: Sums::default(),
        }
    }

    pub(crate) fn clear_gradient(&mut self) {
        for layer in &mut self.gradient {
            layer.fill(T::default());
        }
        self.output_gradient.fill(T::default());
        self.output_bias_gradient.fill(T::default());
        self.sums = Sums::default();
    }
}

/// What one thread needs for one block.
#[derive(Debug)]
pub(crate) struct Scratch<T> {
    /// For each hidden layer the derivative channels of z, and of a = f(z).
    pub(crate) z: Vec<Buffer<T>>,
    pub(crate) a: Vec<Buffer<T>>,
    /// Adjoints of the layer at hand and of the one before, all channels.
    pub(crate) bar: [Buffer<T>; 2],
    /// Jets of the outputs, and their seeds.
    pub(crate) jets: Buffer<T>,
    pub(crate) seeds: Buffer<T>,
}

impl<T: Float> Scratch<T> {
    pub(crate) fn new<const D: usize>(plan: &Plan) -> Scratch<T> {
        let derivatives = || {
            let channels = |&stride: &usize| Buffer::zeros((D + 1) * BLOCK * stride);
            plan.strides.iter().map(channels).collect()
        };
        let widest = plan.strides.iter().copied().max().unwrap_or(0);
        let bar = || Buffer::zeros((D + 2) * BLOCK * widest);
        let outputs = (D + 2) * plan.shape.outputs() * BLOCK;
        Scratch {
            z: derivatives(),
            a: derivatives(),
            bar: [bar(), bar()],
            jets: Buffer::zeros(outputs),
            seeds: Buffer::zeros(outputs),
        }
    }
}

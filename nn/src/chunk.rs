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
    /// For each hidden layer f and q of every point ([`crate::kernel::activation`]), or of one block.
    pub(crate) kept: Vec<Kept<T>>,
    /// Output values, block by block, in each output by output.
    pub(crate) values: Vec<T>,
    /// For each hidden layer its matrix and bias, columns padded.
    pub(crate) gradient: Vec<Buffer<T>>,
    /// For each output one padded row of weights.
    pub(crate) output_gradient: Buffer<T>,
    pub(crate) output_bias_gradient: Vec<T>,
    pub(crate) sums: Sums,
}

/// The values of a hidden layer's neurons and their companions.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    pub(crate) f: Buffer<T>,
    pub(crate) q: Buffer<T>,
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
        let outputs = plan.shape.outputs();
        let slots = plan.slot(blocks - 1) + 1;
        let kept = |columns: usize| Kept {
            f: Buffer::zeros(slots * BLOCK * columns),
            q: Buffer::zeros(slots * BLOCK * columns),
        };
        Chunk {
            first_block,
            blocks,
            kept: plan
                .layers
                .iter()
                .map(|layer| kept(layer.columns))
                .collect(),
            values: vec![T::default(); blocks * BLOCK * outputs],
            gradient: (0..plan.layers.len())
                .map(|layer| Buffer::zeros(plan.gradient_len(layer)))
                .collect(),
            output_gradient: Buffer::zeros(outputs * plan.layers[plan.last()].columns),
            output_bias_gradient: vec![T::default(); outputs],
            sums: Sums::default(),
        }
    }

    /// (f, q) of block `index` in hidden layer `layer`.
    #[inline(always)]
    pub(crate) fn kept_block(&self, plan: &Plan, layer: usize, index: usize) -> (&[T], &[T]) {
        let start = plan.slot(index) * BLOCK * plan.layers[layer].columns;
        let Kept { f, q } = &self.kept[layer];
        (&f[start..], &q[start..])
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
            let strides = plan.layers.iter().map(|layer| layer.stride);
            strides
                .map(|stride| Buffer::zeros((D + 1) * BLOCK * stride))
                .collect()
        };
        let widest = plan.layers.iter().map(|layer| layer.stride).max();
        let bar = || Buffer::zeros((D + 2) * BLOCK * widest.unwrap_or(0));
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

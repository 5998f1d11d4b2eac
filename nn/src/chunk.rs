//! The memory of a step: what is kept for each chunk of points, and what each thread needs
//! for the block at hand.
//!
//! Lanes run over points: a layer's matrix has for each vector of points, for each neuron, its channels, one vector each.

use hyperwell_autodiff::lane::Float;

use crate::buffer::Buffer;
use crate::kernel::activation::{is_autonomous, with_function};
use crate::loss::Sums;
use crate::plan::Plan;

/// What one chunk of points keeps from the first pass to the second, and its gradient.
#[derive(Debug)]
pub(crate) struct Chunk<T> {
    pub(crate) first_block: usize,
    pub(crate) blocks: usize,
    pub(crate) kept: Kept<T>,
    /// Output values, block by block, in each output by output.
    pub(crate) values: Vec<T>,
    /// In the order of the parameters.
    pub(crate) gradient: Buffer<T>,
    pub(crate) sums: Sums,
}

/// For each hidden layer (f, q) of every point ([`crate::kernel::activation`]).
#[derive(Debug)]
pub(crate) struct Kept<T>(pub(crate) Vec<(Buffer<T>, Buffer<T>)>);

impl<T: Float> Chunk<T> {
    pub(crate) fn all(plan: &Plan) -> Vec<Chunk<T>> {
        (0..plan.chunks())
            .map(|index| Chunk::new(plan, index))
            .collect()
    }

    fn new(plan: &Plan, index: usize) -> Chunk<T> {
        let first_block = index * plan.blocks_per_chunk;
        let blocks = plan.blocks_per_chunk.min(plan.blocks - first_block);
        let points = blocks * plan.block;
        let layer = |&neurons: &usize| {
            (
                Buffer::zeros(points * neurons),
                Buffer::zeros(points * neurons),
            )
        };
        Chunk {
            first_block,
            blocks,
            kept: Kept(plan.shape.hidden().iter().map(layer).collect()),
            values: vec![T::default(); blocks * plan.block * plan.shape.outputs()],
            gradient: Buffer::zeros(plan.shape.parameters()),
            sums: Sums::default(),
        }
    }
}

impl<T: Float> Kept<T> {
    /// (f, q) of block `index` in hidden layer `layer`.
    #[inline(always)]
    pub(crate) fn layer(&self, plan: &Plan, layer: usize, index: usize) -> (&[T], &[T]) {
        let neurons = plan.shape.hidden()[layer];
        let len = plan.block * neurons;
        let (f, q) = &self.0[layer];
        (&f[index * len..][..len], &q[index * len..][..len])
    }

    /// [`Kept::layer`] of the block after `index`, or nothing where fetching it is not worth while.
    #[inline(always)]
    pub(crate) fn next(&self, plan: &Plan, layer: usize, index: usize) -> (&[T], &[T]) {
        let after = (index + 1) * plan.block * plan.shape.hidden()[layer];
        let (f, q) = &self.0[layer];
        plan.if_far((&f[after..], &q[after..]))
    }
}

/// The derivative channels of one hidden layer.
#[derive(Debug)]
pub(crate) struct LayerDerivatives<T> {
    /// Of z, or none where the activation function is autonomous ([`crate::kernel::activation`]).
    pub(crate) z: Buffer<T>,
    /// Of a = f(z).
    pub(crate) a: Buffer<T>,
}

impl<T> LayerDerivatives<T> {
    /// Those that the adjoint reads.
    #[inline(always)]
    pub(crate) fn for_adjoint(&self) -> &[T] {
        if self.z.is_empty() { &self.a } else { &self.z }
    }
}

/// What one thread needs for one block.
#[derive(Debug)]
pub(crate) struct Scratch<T> {
    pub(crate) hidden: Vec<LayerDerivatives<T>>,
    /// Adjoints of the layer at hand and of the one before, all channels.
    pub(crate) bar: [Buffer<T>; 2],
    /// Jets of the outputs, and their seeds, in the order of [`crate::Channels`].
    pub(crate) jets: Buffer<T>,
    pub(crate) seeds: Buffer<T>,
    /// All channels of one point: what enters an affine map, and its adjoint.
    pub(crate) point: [Buffer<T>; 2],
}

impl<T: Float> Scratch<T> {
    pub(crate) fn new<const D: usize>(plan: &Plan) -> Scratch<T> {
        let shape = &plan.shape;
        let channels = |&neurons: &usize| Buffer::zeros((D + 1) * plan.block * neurons);
        let autonomous = with_function!(shape.activation(), function => is_autonomous(function));
        let hidden = shape.hidden().iter().map(|neurons| LayerDerivatives {
            a: channels(neurons),
            z: if autonomous {
                Buffer::zeros(0)
            } else {
                channels(neurons)
            },
        });
        let widest = shape.widths().iter().copied().max().unwrap_or(0);
        let outputs = (D + 2) * shape.outputs() * plan.block;
        let adjoints = || {
            let hidden = shape.hidden().iter().copied().max().unwrap_or(0);
            Buffer::zeros((D + 2) * plan.block * hidden.max(shape.outputs()))
        };
        let point = || Buffer::zeros((D + 2) * widest.next_multiple_of(T::PER_CACHE_LINE));
        Scratch {
            hidden: hidden.collect(),
            bar: [adjoints(), adjoints()],
            jets: Buffer::zeros(outputs),
            seeds: Buffer::zeros(outputs),
            point: [point(), point()],
        }
    }
}

//! The sizes of a step's buffers: which block belongs to whom and how long rows are.

use hyperwell_autodiff::lane::Float;

use crate::Shape;
use crate::buffer::{padded, stride};
use crate::loss::BLOCK;

/// Geometry of a network on a batch of points.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) shape: Shape,
    pub(crate) points: usize,
    /// Blocks of [`BLOCK`] points; the last is filled up with points that weigh nothing.
    pub(crate) blocks: usize,
    /// Blocks of one chunk, the unit of parallel work; the last may be short.
    pub(crate) blocks_per_chunk: usize,
    /// Whether the first pass keeps (f, q) of all points for the second, which else computes them again,
    /// block by block.
    pub(crate) keeps: bool,
    /// The matrices of each hidden layer.
    pub(crate) layers: Vec<Layer>,
}

/// Row lengths of a hidden layer's matrices, which hold one row for each point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layer {
    /// Neurons, in whole cache lines; also the distance between rows of what is kept for all
    /// points, (f, q).
    pub(crate) columns: usize,
    /// Distance between rows of what lives for one block, derivative and adjoint channels.
    pub(crate) stride: usize,
}

impl Layer {
    /// (runs, numbers of each): how many stretches of a block's channel are contiguous, a whole channel
    /// or its rows; where neurons need not be told apart, long loops are faster.
    #[inline(always)]
    pub(crate) fn runs(self) -> (usize, usize) {
        if self.stride == self.columns {
            (1, BLOCK * self.columns)
        } else {
            (BLOCK, self.columns)
        }
    }
}

/// Points that are worth a thread's while.
const POINTS_PER_CHUNK: usize = 128;
/// Each chunk has a gradient of its own; more of them than this only cost memory.
pub(crate) const MOST_CHUNKS: usize = 16;
/// More bytes than this, which no cache near the core holds, take as long to write and to read as to compute
/// again.
const MOST_KEPT: usize = 16 << 20;

impl Plan {
    /// The division into chunks depends on the number of points alone, and chunks are summed in
    /// order: so no result depends on the number of threads.
    pub(crate) fn new<T: Float>(shape: Shape, points: usize) -> Plan {
        let blocks = points.div_ceil(BLOCK);
        let chunks = (points / POINTS_PER_CHUNK).clamp(1, MOST_CHUNKS);
        let layer = |&width: &usize| Layer {
            columns: padded::<T>(width),
            stride: stride::<T>(width),
        };
        let layers: Vec<Layer> = shape.widths()[1..shape.layers()]
            .iter()
            .map(layer)
            .collect();
        let columns: usize = layers.iter().map(|layer| layer.columns).sum();
        Plan {
            keeps: 2 * blocks * BLOCK * columns * size_of::<T>() <= MOST_KEPT,
            points,
            blocks,
            blocks_per_chunk: blocks.div_ceil(chunks),
            layers,
            shape,
        }
    }

    pub(crate) fn chunks(&self) -> usize {
        self.blocks.div_ceil(self.blocks_per_chunk)
    }

    /// Where the numbers kept for block `index` of a chunk stand, in blocks.
    #[inline(always)]
    pub(crate) fn slot(&self, index: usize) -> usize {
        if self.keeps { index } else { 0 }
    }

    /// Points of block `block` that exist.
    pub(crate) fn rows(&self, block: usize) -> usize {
        (self.points - block * BLOCK).min(BLOCK)
    }

    /// The index of the last hidden layer.
    #[inline(always)]
    pub(crate) fn last(&self) -> usize {
        self.layers.len() - 1
    }

    /// Length of the padded gradient of hidden layer `layer`: its matrix and, as one more
    /// row, its bias.
    pub(crate) fn gradient_len(&self, layer: usize) -> usize {
        (self.shape.widths()[layer] + 1) * self.layers[layer].columns
    }
}

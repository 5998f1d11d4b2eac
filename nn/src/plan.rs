//! The sizes of a step's buffers: which block belongs to whom and how long rows are.

use hyperwell_autodiff::lane::Float;

use crate::buffer::{padded, stride};
use crate::loss::BLOCK;
use crate::{Shape, kernel::jets::Block};

/// Geometry of a network on a batch of points.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) shape: Shape,
    pub(crate) points: usize,
    /// Blocks of [`BLOCK`] points; the last may be short.
    pub(crate) blocks: usize,
    /// Blocks of one chunk, the unit of parallel work; the last may be short.
    pub(crate) blocks_per_chunk: usize,
    /// Neurons of each hidden layer in whole cache lines.
    pub(crate) columns: Vec<usize>,
    /// Distance between a block's rows in each hidden layer.
    pub(crate) strides: Vec<usize>,
}

/// Points that are worth a thread's while.
const POINTS_PER_CHUNK: usize = 128;
/// Each chunk has a gradient of its own; more of them than this only cost memory.
const MOST_CHUNKS: usize = 16;

impl Plan {
    /// The division into chunks depends on the number of points alone, and chunks are summed in
    /// order: so no result depends on the number of threads.
    pub(crate) fn new<T: Float>(shape: Shape, points: usize) -> Plan {
        let blocks = points.div_ceil(BLOCK);
        let chunks = (points / POINTS_PER_CHUNK).clamp(1, MOST_CHUNKS);
        let hidden = &shape.widths()[1..shape.layers()];
        Plan {
            points,
            blocks,
            blocks_per_chunk: blocks.div_ceil(chunks),
            columns: hidden.iter().map(|&width| padded::<T>(width)).collect(),
            strides: hidden.iter().map(|&width| stride::<T>(width)).collect(),
            shape,
        }
    }

    pub(crate) fn chunks(&self) -> usize {
        self.blocks.div_ceil(self.blocks_per_chunk)
    }

    /// Points of block `block` that exist.
    #[inline(always)]
    pub(crate) fn rows(&self, block: usize) -> usize {
        (self.points - block * BLOCK).min(BLOCK)
    }

    /// The matrices of hidden layer `layer` for `rows` points.
    #[inline(always)]
    pub(crate) fn block(&self, layer: usize, rows: usize) -> Block {
        Block {
            rows,
            columns: self.columns[layer],
            kept_stride: self.columns[layer],
            stride: self.strides[layer],
            channel: BLOCK * self.strides[layer],
        }
    }

    /// Length of the padded gradient of hidden layer `layer`: its matrix and, as one more
    /// row, its bias.
    pub(crate) fn gradient_len(&self, layer: usize) -> usize {
        (self.shape.widths()[layer] + 1) * self.columns[layer]
    }
}

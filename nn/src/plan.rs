//! The division of a step: which block belongs to whom, and what is kept.

use hyperwell_autodiff::lane::Float;

use crate::Shape;
use crate::loss::block_points;

/// A network on a batch of points.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) shape: Shape,
    pub(crate) points: usize,
    /// Points of a block ([`block_points`]).
    pub(crate) block: usize,
    /// Blocks; the last is filled up with points that weigh nothing.
    pub(crate) blocks: usize,
    /// Blocks of one chunk, the unit of parallel work; the last may be short.
    pub(crate) blocks_per_chunk: usize,
    /// Whether what the first pass keeps is too much for the caches near the core, so that each block fetches that of the next.
    pub(crate) prefetches: bool,
}

/// Points that are worth a thread's while.
const POINTS_PER_CHUNK: usize = 128;
/// Each chunk has a gradient of its own; more of them than this only cost memory.
pub(crate) const MOST_CHUNKS: usize = 16;
/// Fewer bytes than this are found near the core, and asking for them takes up to 1.5 % of a step.
const LEAST_PREFETCHED: usize = 4 << 20;

impl Plan {
    /// The division into chunks depends on the number of points alone, and chunks are summed in
    /// order: so no result depends on the number of threads.
    pub(crate) fn new<T: Float>(shape: Shape, points: usize) -> Plan {
        let block = block_points::<T>();
        let blocks = points.div_ceil(block);
        let chunks = (points / POINTS_PER_CHUNK).clamp(1, MOST_CHUNKS);
        let neurons: usize = shape.hidden().iter().sum();
        Plan {
            prefetches: 2 * blocks * block * neurons * size_of::<T>() >= LEAST_PREFETCHED,
            points,
            block,
            blocks,
            blocks_per_chunk: blocks.div_ceil(chunks),
            shape,
        }
    }

    pub(crate) fn chunks(&self) -> usize {
        self.blocks.div_ceil(self.blocks_per_chunk)
    }

    /// What the next block will read or write, if it is worth while to fetch that early.
    #[inline(always)]
    pub(crate) fn if_far<'a, T>(&self, next: (&'a [T], &'a [T])) -> (&'a [T], &'a [T]) {
        if self.prefetches { next } else { (&[], &[]) }
    }

    /// Points of block `block` that exist.
    pub(crate) fn rows(&self, block: usize) -> usize {
        (self.points - block * self.block).min(self.block)
    }
}

//! First pass: the values of all neurons. Where they are too many to keep, the second pass computes those of
//! its block again.

use std::ops::Range;

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::Chunk;
use crate::kernel::outputs::Scatter;
use crate::kernel::product::product;
use crate::kernel::values::Keep;

/// The values of some blocks of a chunk, kept there, and the outputs.
pub(crate) struct Values<'a, T, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a mut Chunk<T>,
    /// The blocks, counted from the chunk's first.
    pub(crate) blocks: Range<usize>,
}

impl<T: Float, const D: usize> Kernel for Values<'_, T, D> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Values {
            network,
            chunk,
            blocks,
        } = self;
        let plan = network.plan;
        let hidden = plan.shape.hidden();
        let points = plan.block / L::LANES;
        for index in blocks {
            let slot = plan.slot(index);
            let (first, _) = network.inputs.block::<D>(chunk.first_block + index);
            for (layer, &neurons) in hidden.iter().enumerate() {
                let (before, after) = chunk.kept.0.split_at_mut(layer);
                let a = match before.last() {
                    Some((f, _)) => &f[slot * hidden[layer - 1]..],
                    None => first,
                };
                let part = slot * neurons..(slot + plan.block) * neurons;
                let (f, q) = &mut after[0];
                let (f, q) = (&mut f[part.clone()], &mut q[part]);
                let matrix = network.forward(layer, true);
                let activation = plan.shape.activation();
                let mut finish = Keep {
                    neurons,
                    f,
                    q,
                    activation,
                };
                product::<L, _, _>(matrix, a, points, 1, &mut finish);
            }
            let last = hidden.len() - 1;
            let a = &chunk.kept.0[last].0[slot * hidden[last]..];
            let outputs = plan.block * plan.shape.outputs();
            let mut finish = Scatter {
                to: &mut chunk.values[index * outputs..][..outputs],
                channels: 1,
                first: 0,
            };
            product::<L, _, _>(network.forward(last + 1, true), a, points, 1, &mut finish);
        }
    }
}

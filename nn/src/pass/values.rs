//! First pass: the values of all neurons.

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::Chunk;
use crate::kernel::outputs::Scatter;
use crate::kernel::product::product;
use crate::kernel::values::Keep;

/// The values of a chunk, kept there, and the outputs.
pub(crate) struct Values<'a, T, const D: usize, O> {
    pub(crate) network: Network<'a, T, D, O>,
    pub(crate) chunk: &'a mut Chunk<T>,
}

impl<T: Float, const D: usize, O: SecondOrder<D>> Kernel for Values<'_, T, D, O> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Values { network, chunk } = self;
        let plan = network.plan;
        let hidden = plan.shape.hidden();
        let points = plan.block / L::LANES;
        for index in 0..chunk.blocks {
            let slot = index * plan.block;
            let (first, _) = network.inputs.block::<D>(chunk.first_block + index);
            for (layer, &neurons) in hidden.iter().enumerate() {
                let (before, after) = chunk.kept.0.split_at_mut(layer);
                let a = match before.last() {
                    Some((f, _)) => &f[slot * hidden[layer - 1]..],
                    None => first,
                };
                let (f, q) = &mut after[0];
                let (f, next_f) = f[slot * neurons..].split_at_mut(plan.block * neurons);
                let (q, next_q) = q[slot * neurons..].split_at_mut(plan.block * neurons);
                let next = plan.if_far((next_f, next_q));
                let matrix = network.forward(layer, true);
                let activation = plan.shape.activation();
                let mut finish = Keep {
                    neurons,
                    f,
                    q,
                    next,
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

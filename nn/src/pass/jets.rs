//! Second pass, forward: the derivative channels of one block, from the values kept.

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, LayerDerivatives, Scratch};
use crate::kernel::jets::Chain;
use crate::kernel::outputs::Scatter;
use crate::kernel::product::product;

/// Fills the hidden layers' derivatives and the output jets in `scratch` for block `index` of a chunk.
pub(crate) struct Jets<'a, T, const D: usize, O> {
    pub(crate) network: Network<'a, T, D, O>,
    pub(crate) chunk: &'a Chunk<T>,
    pub(crate) index: usize,
    pub(crate) scratch: &'a mut Scratch<T>,
}

impl<T: Float, const D: usize, O: SecondOrder<D>> Kernel for Jets<'_, T, D, O> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Jets {
            network,
            chunk,
            index,
            scratch,
        } = self;
        let plan = network.plan;
        let hidden = plan.shape.hidden();
        let points = plan.block / L::LANES;
        let (_, first) = network.inputs.block::<D>(chunk.first_block + index);
        for (layer, &neurons) in hidden.iter().enumerate() {
            let (before, after) = scratch.hidden.split_at_mut(layer);
            let entering = match before.last() {
                Some(before) => &before.a[..],
                None => first,
            };
            let (f, q) = chunk.kept.layer(plan, layer, index);
            let next = chunk.kept.next(plan, layer, index);
            let LayerDerivatives { z, a } = &mut after[0];
            let matrix = network.forward(layer, false);
            let activation = plan.shape.activation();
            let mut finish = Chain {
                neurons,
                operator: network.operator,
                f,
                q,
                next,
                z,
                a,
                activation,
            };
            product::<L, _, _>(matrix, entering, points, D + 1, &mut finish);
        }
        let outputs = plan.shape.outputs();
        let values = chunk.values[index * outputs * plan.block..].chunks_exact(plan.block);
        let jets = scratch.jets.chunks_exact_mut((D + 2) * plan.block);
        for (jets, values) in jets.zip(values) {
            jets[..plan.block].copy_from_slice(values);
        }
        let last = hidden.len() - 1;
        let mut finish = Scatter {
            to: &mut scratch.jets,
            channels: D + 2,
            first: 1,
        };
        let matrix = network.forward(last + 1, false);
        product::<L, _, _>(matrix, &scratch.hidden[last].a, points, D + 1, &mut finish);
    }
}

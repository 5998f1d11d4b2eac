//! Second pass, backward: the gradient of one block.

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Scratch};
use crate::kernel::outputs::gather;
use crate::kernel::weight_gradient::WeightGradient;

/// `chunk`'s gradient += what the seeds in `scratch` of block `index` send back, or =, for its first block.
pub(crate) struct Reverse<'a, T, const D: usize, O> {
    pub(crate) network: Network<'a, T, D, O>,
    pub(crate) chunk: &'a mut Chunk<T>,
    pub(crate) index: usize,
    pub(crate) scratch: &'a mut Scratch<T>,
}

impl<T: Float, const D: usize, O: SecondOrder<D>> Kernel for Reverse<'_, T, D, O> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Reverse {
            network,
            chunk,
            index,
            scratch,
        } = self;
        let plan = network.plan;
        let shape = &plan.shape;
        let block = chunk.first_block + index;
        let [bar, next] = &mut scratch.bar;
        let (mut bar, mut next) = (&mut bar[..], &mut next[..]);
        gather::<L>(&scratch.seeds, D + 2, bar);
        if index == 0 {
            chunk.gradient.fill(T::default());
        }
        for layer in (0..shape.layers()).rev() {
            let (inner, neurons) = (shape.widths()[layer], shape.widths()[layer + 1]);
            let (value, derivatives) =
                network.entering(&chunk.kept, &scratch.hidden, layer, (index, block));
            WeightGradient {
                value,
                derivatives,
                bar: &bar[..(D + 2) * plan.block * neurons],
                inner,
                neurons,
                gradient: &mut chunk.gradient[shape.layer(layer)],
            }
            .run::<L, D>();
            if let Some(hidden) = layer.checked_sub(1) {
                let x = scratch.hidden[hidden].for_adjoint();
                network.backward::<L>(&chunk.kept, (hidden, index), x, bar, next);
                std::mem::swap(&mut bar, &mut next);
            }
        }
    }
}

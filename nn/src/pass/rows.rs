//! Second pass, backward, without the sum over points: the gradients of all points of one block.

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Scratch};
use crate::kernel::outputs::gather;
use crate::kernel::point_gradient::point_gradient;

/// `rows` ← for each point of block `index` what its seeds in `scratch` send back to every parameter.
pub(crate) struct Rows<'a, T, const D: usize, O> {
    pub(crate) network: Network<'a, T, D, O>,
    pub(crate) chunk: &'a Chunk<T>,
    pub(crate) index: usize,
    pub(crate) scratch: &'a mut Scratch<T>,
    /// One row of all parameters for each point that exists.
    pub(crate) rows: &'a mut [T],
}

impl<T: Float, const D: usize, O: SecondOrder<D>> Kernel for Rows<'_, T, D, O> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Rows {
            network,
            chunk,
            index,
            scratch,
            rows,
        } = self;
        let plan = network.plan;
        let shape = &plan.shape;
        let block = chunk.first_block + index;
        let [bar, next] = &mut scratch.bar;
        let (mut bar, mut next) = (&mut bar[..], &mut next[..]);
        let [point_a, point_z] = &mut scratch.point;
        gather::<L>(&scratch.seeds, D + 2, bar);
        for layer in (0..shape.layers()).rev() {
            let (inner, neurons) = (shape.widths()[layer], shape.widths()[layer + 1]);
            let padded = neurons.next_multiple_of(L::LANES);
            let (value, derivatives) =
                network.entering(&chunk.kept, &scratch.hidden, layer, (index, block));
            for (p, row) in rows.chunks_exact_mut(shape.parameters()).enumerate() {
                let (point, lane) = (p / L::LANES, p % L::LANES);
                // One lane of one channel, of which `channels` lie side by side.
                let column = |from: &[T], (channel, channels): (usize, usize), to: &mut [T]| {
                    let len = to.len() * channels * L::LANES;
                    let from = from[point * len..][..len].chunks_exact(channels * L::LANES);
                    for (to, from) in to.iter_mut().zip(from) {
                        *to = from[channel * L::LANES + lane];
                    }
                };
                let (a_value, a_rest) = point_a[..(D + 2) * inner].split_at_mut(inner);
                column(value, (0, 1), a_value);
                for (channel, to) in a_rest.chunks_exact_mut(inner).enumerate() {
                    column(derivatives, (channel, D + 1), to);
                }
                for (channel, to) in point_z.chunks_exact_mut(padded).take(D + 2).enumerate() {
                    column(bar, (channel, D + 2), &mut to[..neurons]);
                }
                let (a, z) = (&point_a[..(D + 2) * inner], &point_z[..(D + 2) * padded]);
                let (weights, bias) = row[shape.layer(layer)].split_at_mut(inner * neurons);
                point_gradient::<L>(a, z, neurons, weights);
                bias.copy_from_slice(&z[..neurons]);
            }
            if let Some(hidden) = layer.checked_sub(1) {
                let x = scratch.hidden[hidden].for_adjoint();
                network.backward::<L>(&chunk.kept, (hidden, index), x, bar, next);
                std::mem::swap(&mut bar, &mut next);
            }
        }
    }
}

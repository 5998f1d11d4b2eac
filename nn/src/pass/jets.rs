//! Second pass, forward: the derivative channels of one block, from the values kept.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Scratch};
use crate::kernel::product::Product;
use crate::kernel::{jets, output};
use crate::loss::BLOCK;

/// Fills z, a and the output jets in `scratch` for block `index` of a chunk.
pub(crate) struct Jets<'a, T, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a Chunk<T>,
    pub(crate) index: usize,
    pub(crate) scratch: &'a mut Scratch<T>,
}

impl<T: Float, const D: usize> Kernel for Jets<'_, T, D> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Network {
            plan,
            packed,
            inputs,
            second_order,
        } = self.network;
        let (chunk, scratch) = (self.chunk, self.scratch);
        let widths = plan.shape.widths();
        let (_, first) = inputs.block(chunk.first_block + self.index);
        for (layer, &geometry) in plan.layers.iter().enumerate() {
            let (a, a_stride) = if layer == 0 {
                (first, widths[0])
            } else {
                (&scratch.a[layer - 1][..], plan.layers[layer - 1].stride)
            };
            Product {
                a,
                a_stride,
                rows: (D + 1) * BLOCK,
                inner: widths[layer],
                packed: &packed.forward[layer],
                bias: None,
                columns: geometry.columns,
                c: &mut scratch.z[layer],
                c_stride: geometry.stride,
            }
            .run::<L>();
            jets::derivatives::<L, D>(
                plan.shape.activation(),
                geometry,
                second_order,
                chunk.kept_block(plan, layer, self.index),
                &scratch.z[layer],
                &mut scratch.a[layer],
            );
        }
        let geometry = plan.layers[plan.last()];
        let a = &scratch.a[plan.last()];
        let values = &chunk.values[self.index * plan.shape.outputs() * BLOCK..];
        for (output, jets) in scratch.jets.chunks_exact_mut((D + 2) * BLOCK).enumerate() {
            let (value, rest) = jets.split_at_mut(BLOCK);
            value.copy_from_slice(&values[output * BLOCK..][..BLOCK]);
            let weights = &packed.output[output * geometry.columns..][..geometry.columns];
            output::dot_rows::<L>(a, geometry.stride, weights, T::default(), rest);
        }
    }
}

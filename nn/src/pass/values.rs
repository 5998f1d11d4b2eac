//! First pass: the values of all neurons.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Kept};
use crate::kernel::product::Product;
use crate::kernel::{activation, output};
use crate::loss::BLOCK;

/// The values at all points of a chunk, kept there, and the outputs.
pub(crate) struct Values<'a, T, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a mut Chunk<T>,
    /// Output values of the chunk's blocks, as [`crate::Loss::global`] reads them.
    pub(crate) values: &'a mut [T],
}

impl<T: Float, const D: usize> Kernel for Values<'_, T, D> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Network {
            plan,
            packed,
            inputs,
            ..
        } = self.network;
        let widths = plan.shape.widths();
        let chunk = self.chunk;
        for index in 0..chunk.blocks {
            let (first, _) = inputs.block(chunk.first_block + index);
            for (layer, &geometry) in plan.layers.iter().enumerate() {
                let (before, after) = chunk.kept.split_at_mut(layer);
                let (a, a_stride) = match before.last() {
                    Some(Kept { f, .. }) => {
                        let stride = plan.layers[layer - 1].columns;
                        (&f[index * BLOCK * stride..], stride)
                    }
                    None => (first, widths[0]),
                };
                let part = index * BLOCK * geometry.columns..(index + 1) * BLOCK * geometry.columns;
                let Kept { f, q } = &mut after[0];
                let (f, q) = (&mut f[part.clone()], &mut q[part]);
                Product {
                    a,
                    a_stride,
                    rows: BLOCK,
                    inner: widths[layer],
                    packed: &packed.forward[layer],
                    bias: Some(&packed.biases[layer]),
                    columns: geometry.columns,
                    c: f,
                    c_stride: geometry.columns,
                }
                .run::<L>();
                activation::values::<L>(plan.shape.activation(), f, q);
            }
            let geometry = plan.layers[plan.last()];
            let f = &chunk.kept[plan.last()].f[index * BLOCK * geometry.columns..];
            for (output, &bias) in packed.output_bias.iter().enumerate() {
                let weights = &packed.output[output * geometry.columns..][..geometry.columns];
                let to = (index * packed.output_bias.len() + output) * BLOCK;
                let to = &mut self.values[to..to + BLOCK];
                output::dot_rows::<L>(f, geometry.columns, weights, bias, to);
            }
        }
    }
}

//! First pass: the values of all neurons. Where they are too many to keep, the second pass computes those of
//! its block again.

use std::ops::Range;

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Kept};
use crate::kernel::product::Product;
use crate::kernel::{activation, output};
use crate::loss::BLOCK;

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
        let Network {
            plan,
            packed,
            inputs,
            ..
        } = self.network;
        let widths = plan.shape.widths();
        let chunk = self.chunk;
        let outputs = packed.output_bias.len() * BLOCK;
        for index in self.blocks {
            let slot = plan.slot(index) * BLOCK;
            let (first, _) = inputs.block(chunk.first_block + index);
            for (layer, &geometry) in plan.layers.iter().enumerate() {
                let (before, after) = chunk.kept.split_at_mut(layer);
                let (a, a_stride) = match before.last() {
                    Some(Kept { f, .. }) => {
                        let stride = plan.layers[layer - 1].columns;
                        (&f[slot * stride..], stride)
                    }
                    None => (first, widths[0]),
                };
                let part = slot * geometry.columns..(slot + BLOCK) * geometry.columns;
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
            let f = &chunk.kept[plan.last()].f[slot * geometry.columns..];
            for (output, &bias) in packed.output_bias.iter().enumerate() {
                let weights = &packed.output[output * geometry.columns..][..geometry.columns];
                let to = &mut chunk.values[index * outputs + output * BLOCK..][..BLOCK];
                output::dot_rows::<L>(f, geometry.columns, weights, bias, to);
            }
        }
    }
}

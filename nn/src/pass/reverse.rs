//! Second pass, backward: the gradient of one block.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Scratch};
use crate::kernel::outer_product::{OuterProduct, Term};
use crate::kernel::product::Product;
use crate::kernel::{adjoint, output};
use crate::loss::BLOCK;

/// `chunk`'s gradient += what the seeds in `scratch` of block `index` send back.
pub(crate) struct Reverse<'a, T, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a mut Chunk<T>,
    pub(crate) index: usize,
    pub(crate) scratch: &'a mut Scratch<T>,
}

impl<T: Float, const D: usize> Kernel for Reverse<'_, T, D> {
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
        let (chunk, index) = (self.chunk, self.index);
        let Scratch {
            z: all_z,
            a: all_a,
            bar: [bar, next],
            seeds,
            ..
        } = self.scratch;
        let (mut bar, mut next) = (bar, next);
        let widths = plan.shape.widths();
        let last = plan.last();
        let outputs = plan.shape.outputs();

        let geometry = plan.layers[last];
        for output in 0..outputs {
            let weights = &packed.output[output * geometry.columns..][..geometry.columns];
            let gradient =
                &mut chunk.output_gradient[output * geometry.columns..][..geometry.columns];
            for channel in 0..D + 2 {
                let seeds = &seeds[(channel * outputs + output) * BLOCK..][..BLOCK];
                let to = &mut bar[channel * BLOCK * geometry.stride..];
                output::spread::<L>(seeds, weights, geometry.stride, output == 0, to);
                let (a, stride) = if channel == 0 {
                    (
                        &chunk.kept[last].f[index * BLOCK * geometry.kept..],
                        geometry.kept,
                    )
                } else {
                    (
                        &all_a[last][(channel - 1) * BLOCK * geometry.stride..],
                        geometry.stride,
                    )
                };
                output::add_weighted_rows::<L>(seeds, a, stride, gradient);
            }
            chunk.output_bias_gradient[output] += output::total(&seeds[output * BLOCK..][..BLOCK]);
        }

        for layer in (0..=last).rev() {
            let geometry = plan.layers[layer];
            let inner = widths[layer];
            let (weights, bias) = chunk.gradient[layer].split_at_mut(inner * geometry.columns);
            let (f, q) = {
                let at = index * BLOCK * geometry.kept;
                let kept = &chunk.kept[layer];
                (&kept.f[at..], &kept.q[at..])
            };
            adjoint::adjoint::<L, D>(
                plan.shape.activation(),
                geometry,
                second_order,
                (f, q),
                &all_z[layer],
                bar,
            );
            adjoint::add_rows::<L>(geometry, bar, bias);

            let (z_value, z_rest) = bar.split_at(BLOCK * geometry.stride);
            let (value, rest) = if layer == 0 {
                let (value, rest) = inputs.block(chunk.first_block + index);
                ((value, inner), (rest, inner))
            } else {
                let before = plan.layers[layer - 1];
                let f = &chunk.kept[layer - 1].f[index * BLOCK * before.kept..];
                ((f, before.kept), (&all_a[layer - 1][..], before.stride))
            };
            OuterProduct {
                terms: [
                    Term {
                        rows: BLOCK,
                        a: value.0,
                        a_stride: value.1,
                        z: z_value,
                    },
                    Term {
                        rows: (D + 1) * BLOCK,
                        a: rest.0,
                        a_stride: rest.1,
                        z: z_rest,
                    },
                ],
                z_stride: geometry.stride,
                inner,
                columns: geometry.columns,
                gradient: weights,
            }
            .run::<L>();

            if layer > 0 {
                let before = plan.layers[layer - 1];
                Product {
                    a: bar,
                    a_stride: geometry.stride,
                    rows: (D + 2) * BLOCK,
                    inner: widths[layer + 1],
                    packed: &packed.transposed[layer],
                    bias: None,
                    columns: before.columns,
                    c: next,
                    c_stride: before.stride,
                }
                .run::<L>();
                std::mem::swap(&mut bar, &mut next);
            }
        }
    }
}

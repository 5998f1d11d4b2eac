//! Second pass, backward: the gradient of one block.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Scratch};
use crate::kernel::adjoint::{FromHidden, FromOutputs, adjoint};
use crate::kernel::outer_product::{OuterProduct, Term};
use crate::kernel::output;
use crate::kernel::product::Product;
use crate::loss::BLOCK;

/// `chunk`'s gradient += what the seeds in `scratch` of block `index` send back; the first block
/// overwrites what an earlier step has left there.
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
        let Reverse { chunk, index, .. } = self;
        let Scratch {
            z, a, bar, seeds, ..
        } = self.scratch;
        let [bar, next] = bar;
        let (mut bar, mut next) = (bar, next);
        let widths = plan.shape.widths();
        let last = plan.last();
        let slot = plan.slot(index) * BLOCK;
        let ones = [T::from_f64(1.0); BLOCK];

        for layer in (0..=last).rev() {
            let geometry = plan.layers[layer];
            let (f, q) = chunk.kept_block(plan, layer, index);
            let activation = plan.shape.activation();
            if layer == last {
                let incoming = FromOutputs {
                    seeds,
                    weights: &packed.output,
                    columns: geometry.columns,
                };
                let z = &z[layer];
                adjoint::<L, D>(
                    activation,
                    geometry,
                    second_order,
                    (f, q),
                    z,
                    &incoming,
                    bar,
                );
            } else {
                let z = &z[layer];
                adjoint::<L, D>(
                    activation,
                    geometry,
                    second_order,
                    (f, q),
                    z,
                    &FromHidden,
                    bar,
                );
            }

            // What multiplied W, by channel: the value and the derivatives.
            let inner = widths[layer];
            let ((value, value_stride), (rest, rest_stride)) = if layer == 0 {
                let (value, rest) = inputs.block(chunk.first_block + index);
                ((value, inner), (rest, inner))
            } else {
                let before = plan.layers[layer - 1];
                let f = &chunk.kept[layer - 1].f[slot * before.columns..];
                ((f, before.columns), (&a[layer - 1][..], before.stride))
            };
            let (z_value, z_rest) = bar.split_at(BLOCK * geometry.stride);
            let z_stride = geometry.stride;
            let value = Term {
                rows: BLOCK,
                a: value,
                a_stride: value_stride,
                z: z_value,
                z_stride,
            };
            let rest = Term {
                rows: (D + 1) * BLOCK,
                a: rest,
                a_stride: rest_stride,
                z: z_rest,
                z_stride,
            };
            // The bias is the weight of an input that is always one.
            let constant = Term {
                a: &ones,
                a_stride: 1,
                ..value
            };
            let columns = geometry.columns;
            let (weights, bias) = chunk.gradient[layer].split_at_mut(inner * columns);
            for (terms, inner, gradient) in
                [(&[value, rest][..], inner, weights), (&[constant], 1, bias)]
            {
                OuterProduct {
                    terms,
                    inner,
                    columns,
                    gradient,
                    add: index > 0,
                }
                .run::<L>();
            }

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

        let geometry = plan.layers[last];
        for (output, seeds) in seeds.chunks_exact((D + 2) * BLOCK).enumerate() {
            let (value, rest) = seeds.split_at(BLOCK);
            let terms = [
                Term {
                    rows: BLOCK,
                    a: value,
                    a_stride: 1,
                    z: &chunk.kept[last].f[slot * geometry.columns..],
                    z_stride: geometry.columns,
                },
                Term {
                    rows: (D + 1) * BLOCK,
                    a: rest,
                    a_stride: 1,
                    z: &a[last],
                    z_stride: geometry.stride,
                },
            ];
            let columns = geometry.columns;
            OuterProduct {
                terms: &terms,
                inner: 1,
                columns,
                gradient: &mut chunk.output_gradient[output * columns..][..columns],
                add: index > 0,
            }
            .run::<L>();
            let bias = output::total(value);
            let total = &mut chunk.output_bias_gradient[output];
            *total = if index > 0 { *total + bias } else { bias };
        }
    }
}

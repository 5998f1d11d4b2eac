//! Second pass, backward, without the sum over points: the gradients of all points of one block.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use super::Network;
use crate::chunk::{Chunk, Scratch};
use crate::kernel::adjoint::{FromHidden, FromOutputs, adjoint};
use crate::kernel::point_gradient::{PointTerm, point_gradient};
use crate::kernel::product::Product;
use crate::loss::BLOCK;

/// `rows` ← for each point of block `index` what its seeds in `scratch` send back to every parameter.
pub(crate) struct Rows<'a, T, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a Chunk<T>,
    pub(crate) index: usize,
    pub(crate) scratch: &'a mut Scratch<T>,
    /// One row of all parameters for each point that exists.
    pub(crate) rows: &'a mut [T],
}

impl<T: Float, const D: usize> Kernel for Rows<'_, T, D> {
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
            z, a, bar, seeds, ..
        } = self.scratch;
        let [bar, next] = bar;
        let (mut bar, mut next) = (bar, next);
        let (shape, last) = (&plan.shape, plan.last());
        let widths = shape.widths();
        let parameters = shape.parameters();
        let one = [T::from_f64(1.0)];
        let slot = plan.slot(index) * BLOCK;

        // What enters each affine map: the value channel, the derivative channels and the distances of their rows.
        let entering = |layer: usize| {
            if layer == 0 {
                let (value, rest) = inputs.block(chunk.first_block + index);
                ((value, widths[0]), (rest, widths[0]))
            } else {
                let before = plan.layers[layer - 1];
                let f = &chunk.kept[layer - 1].f[slot * before.columns..];
                ((f, before.columns), (&a[layer - 1][..], before.stride))
            }
        };

        // The last affine map: its seeds are one number for each channel and output.
        let (outputs, hidden) = (shape.outputs(), widths[last + 1]);
        let ((f, kept), (rest, stride)) = entering(last + 1);
        for (p, row) in self.rows.chunks_exact_mut(parameters).enumerate() {
            for (output, seeds) in seeds.chunks_exact((D + 2) * BLOCK).enumerate() {
                let value = &f[p * kept..][..hidden];
                let weights = &mut row[shape.weights(last + 1)];
                for (k, to) in weights[output..].iter_mut().step_by(outputs).enumerate() {
                    let mut sum = seeds[p] * value[k];
                    for channel in 0..=D {
                        let a = rest[(channel * BLOCK + p) * stride + k];
                        sum += seeds[(channel + 1) * BLOCK + p] * a;
                    }
                    *to = sum;
                }
                row[shape.biases(last + 1)][output] = seeds[p];
            }
        }

        for layer in (0..=last).rev() {
            let geometry = plan.layers[layer];
            let kept = chunk.kept_block(plan, layer, index);
            let (activation, z) = (shape.activation(), &z[layer]);
            if layer == last {
                let incoming = FromOutputs {
                    seeds,
                    weights: &packed.output,
                    columns: geometry.columns,
                };
                adjoint::<L, D>(activation, geometry, second_order, kept, z, &incoming, bar);
            } else {
                adjoint::<L, D>(
                    activation,
                    geometry,
                    second_order,
                    kept,
                    z,
                    &FromHidden,
                    bar,
                );
            }

            let ((value, value_stride), (rest, rest_stride)) = entering(layer);
            let (inner, width) = (widths[layer], widths[layer + 1]);
            for (p, row) in self.rows.chunks_exact_mut(parameters).enumerate() {
                let z = |channel: usize| &bar[(channel * BLOCK + p) * geometry.stride..];
                let values = PointTerm {
                    a: &value[p * value_stride..][..inner],
                    z: z(0),
                };
                let derivatives = (0..=D).map(|channel| PointTerm {
                    a: &rest[(channel * BLOCK + p) * rest_stride..][..inner],
                    z: z(channel + 1),
                });
                let terms = std::iter::once(values).chain(derivatives);
                point_gradient::<L>(terms, width, &mut row[shape.weights(layer)]);
                // The bias is the weight of an input that is always one.
                let constant = std::iter::once(PointTerm { a: &one, z: z(0) });
                point_gradient::<L>(constant, width, &mut row[shape.biases(layer)]);
            }

            if layer > 0 {
                let before = plan.layers[layer - 1];
                Product {
                    a: bar,
                    a_stride: geometry.stride,
                    rows: (D + 2) * BLOCK,
                    inner: width,
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

//! The two passes of a step over one chunk of points.
//!
//! The values come first, at all points, because the normalisation of the loss couples them; they
//! are kept. Then each block of points gets its derivative channels and at once the reverse
//! sweep, while everything it needs is still in the cache.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use crate::chunk::{Chunk, Scratch};
use crate::inputs::Inputs;
use crate::kernel::product::{OuterProduct, Product};
use crate::kernel::{activation, adjoint, jets, output};
use crate::loss::{BLOCK, Channels, ChannelsMut, Loss};
use crate::packed::Packed;
use crate::plan::Plan;

/// What every pass reads.
pub(crate) struct Network<'a, T, const D: usize> {
    pub(crate) plan: &'a Plan,
    pub(crate) packed: &'a Packed<T>,
    pub(crate) inputs: &'a Inputs<T, D>,
    /// The weights wᵢ of the second-order channel Σ wᵢ ∂ᵢᵢ.
    pub(crate) second_order: [T; D],
}

impl<T, const D: usize> Clone for Network<'_, T, D>
where
    T: Copy,
{
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Copy, const D: usize> Copy for Network<'_, T, D> {}

/// First pass: the values of all neurons at all points of a chunk.
pub(crate) struct Values<'a, T, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a mut Chunk<T>,
    /// Output values of the chunk's blocks, as [`Loss::global`] reads them.
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
        let last = plan.shape.hidden_layers() - 1;
        for index in 0..self.chunk.blocks {
            let block = self.chunk.first_block + index;
            let rows = plan.rows(block);
            for layer in 0..=last {
                let columns = plan.columns[layer];
                let (before, after) = self.chunk.kept.split_at_mut(layer);
                let (a, a_stride) = match before.last() {
                    Some((f, _)) => {
                        let stride = plan.columns[layer - 1];
                        (&f[index * BLOCK * stride..], stride)
                    }
                    None => (inputs.channel(0, block * BLOCK, rows), inputs.features()),
                };
                let (f, q) = &mut after[0];
                let part = index * BLOCK * columns..(index * BLOCK + rows) * columns;
                let (f, q) = (&mut f[part.clone()], &mut q[part]);
                Product {
                    a,
                    a_stride,
                    rows,
                    inner: widths[layer],
                    packed: &packed.forward[layer],
                    bias: Some(&packed.biases[layer]),
                    columns,
                    c: f,
                    c_stride: columns,
                }
                .run::<L>();
                activation::values::<L>(plan.shape.activation(), f, q);
            }
            let columns = plan.columns[last];
            let f = &self.chunk.kept[last].0[index * BLOCK * columns..][..rows * columns];
            for (output, &bias) in packed.output_bias.iter().enumerate() {
                let weights = &packed.output[output * columns..][..columns];
                let to = &mut self.values[(index * packed.output_bias.len() + output) * BLOCK..];
                output::dot_rows::<L>(f, columns, weights, bias, &mut to[..rows]);
            }
        }
    }
}

/// The derivative channels of one block, from the values kept: z, a and the jets in `scratch`.
#[inline(always)]
pub(crate) fn derivatives<L: Lane, const D: usize>(
    network: Network<'_, L::Float, D>,
    chunk: &Chunk<L::Float>,
    values: &[L::Float],
    index: usize,
    scratch: &mut Scratch<L::Float>,
) {
    let Network {
        plan,
        packed,
        inputs,
        second_order,
    } = network;
    let widths = plan.shape.widths();
    let block = chunk.first_block + index;
    let rows = plan.rows(block);
    let last = plan.shape.hidden_layers() - 1;
    for layer in 0..=last {
        let geometry = plan.block(layer, rows);
        for channel in 0..=D {
            let (a, a_stride) = if layer == 0 {
                (
                    inputs.channel(channel + 1, block * BLOCK, rows),
                    inputs.features(),
                )
            } else {
                let stride = plan.strides[layer - 1];
                (&scratch.a[layer - 1][channel * BLOCK * stride..], stride)
            };
            Product {
                a,
                a_stride,
                rows,
                inner: widths[layer],
                packed: &packed.forward[layer],
                bias: None,
                columns: geometry.columns,
                c: &mut scratch.z[layer][channel * geometry.channel..],
                c_stride: geometry.stride,
            }
            .run::<L>();
        }
        jets::derivatives::<L, D>(
            plan.shape.activation(),
            geometry,
            second_order,
            kept(plan, chunk, layer, index),
            &scratch.z[layer],
            &mut scratch.a[layer],
        );
    }
    let geometry = plan.block(last, rows);
    let outputs = plan.shape.outputs();
    scratch.jets[..outputs * BLOCK]
        .copy_from_slice(&values[index * outputs * BLOCK..][..outputs * BLOCK]);
    for channel in 0..=D {
        let a = &scratch.a[last][channel * geometry.channel..][..rows * geometry.stride];
        for output in 0..outputs {
            let weights = &packed.output[output * geometry.columns..][..geometry.columns];
            let to = &mut scratch.jets[((channel + 1) * outputs + output) * BLOCK..][..rows];
            output::dot_rows::<L>(a, geometry.stride, weights, L::Float::default(), to);
        }
    }
}

/// (f, q) of one block of a chunk.
#[inline(always)]
fn kept<'a, T: Float>(
    plan: &Plan,
    chunk: &'a Chunk<T>,
    layer: usize,
    index: usize,
) -> (&'a [T], &'a [T]) {
    let start = index * BLOCK * plan.columns[layer];
    let (f, q) = &chunk.kept[layer];
    (&f[start..], &q[start..])
}

/// Second pass: derivative channels, loss and reverse sweep, block by block.
pub(crate) struct Gradient<'a, T: Float, Q: Loss<T>, const D: usize> {
    pub(crate) network: Network<'a, T, D>,
    pub(crate) chunk: &'a mut Chunk<T>,
    pub(crate) values: &'a [T],
    pub(crate) scratch: &'a mut Scratch<T>,
    pub(crate) loss: &'a Q,
    pub(crate) global: Q::Global,
}

impl<T: Float, Q: Loss<T>, const D: usize> Kernel for Gradient<'_, T, Q, D> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let Gradient {
            network,
            chunk,
            values,
            scratch,
            loss,
            global,
        } = self;
        let outputs = network.plan.shape.outputs();
        chunk.clear_gradient();
        for index in 0..chunk.blocks {
            derivatives::<L, D>(network, chunk, values, index, scratch);
            let jets = Channels {
                data: &scratch.jets,
                outputs,
            };
            let mut seeds = ChannelsMut {
                data: &mut scratch.seeds,
                outputs,
            };
            let first = (chunk.first_block + index) * BLOCK;
            let sums = loss.block::<L>(global, first, jets, &mut seeds);
            for (total, sum) in chunk.sums.iter_mut().zip(sums) {
                *total += sum;
            }
            reverse::<L, D>(network, chunk, index, scratch);
        }
    }
}

/// The reverse sweep of one block: `chunk`'s gradient += what the seeds in `scratch` send back.
#[inline(always)]
fn reverse<L: Lane, const D: usize>(
    network: Network<'_, L::Float, D>,
    chunk: &mut Chunk<L::Float>,
    index: usize,
    scratch: &mut Scratch<L::Float>,
) {
    let Network {
        plan,
        packed,
        inputs,
        second_order,
    } = network;
    let shape = &plan.shape;
    let block = chunk.first_block + index;
    let rows = plan.rows(block);
    let last = shape.hidden_layers() - 1;
    let outputs = shape.outputs();
    let [bar, next] = &mut scratch.bar;
    let (mut bar, mut next) = (bar, next);

    let geometry = plan.block(last, rows);
    for output in 0..outputs {
        let weights = &packed.output[output * geometry.columns..][..geometry.columns];
        let gradient = &mut chunk.output_gradient[output * geometry.columns..][..geometry.columns];
        for channel in 0..D + 2 {
            let seeds = &scratch.seeds[(channel * outputs + output) * BLOCK..][..rows];
            let to = &mut bar[channel * geometry.channel..][..rows * geometry.stride];
            output::spread::<L>(seeds, weights, geometry.stride, output == 0, to);
            let (a, stride) = if channel == 0 {
                let start = index * BLOCK * geometry.columns;
                (&chunk.kept[last].0[start..], geometry.kept_stride)
            } else {
                (
                    &scratch.a[last][(channel - 1) * geometry.channel..],
                    geometry.stride,
                )
            };
            output::add_weighted_rows::<L>(seeds, a, stride, gradient);
        }
        chunk.output_bias_gradient[output] +=
            output::total(&scratch.seeds[output * BLOCK..][..rows]);
    }

    for layer in (0..=last).rev() {
        let geometry = plan.block(layer, rows);
        let part = kept(plan, chunk, layer, index);
        let z = &scratch.z[layer];
        adjoint::adjoint::<L, D>(shape.activation(), geometry, second_order, part, z, bar);

        let inner = shape.widths()[layer];
        let terms = |channel: usize| {
            let z = &bar[channel * geometry.channel..][..rows * geometry.stride];
            if layer == 0 {
                return (inputs.channel(channel, block * BLOCK, rows), inner, z);
            }
            let before = plan.block(layer - 1, rows);
            if channel == 0 {
                let (f, _) = &chunk.kept[layer - 1];
                (
                    &f[index * BLOCK * before.kept_stride..],
                    before.kept_stride,
                    z,
                )
            } else {
                (
                    &scratch.a[layer - 1][(channel - 1) * before.channel..],
                    before.stride,
                    z,
                )
            }
        };
        let (weights, bias) = chunk.gradient[layer].split_at_mut(inner * geometry.columns);
        OuterProduct {
            channels: D + 2,
            terms,
            z_stride: geometry.stride,
            inner,
            columns: geometry.columns,
            gradient: weights,
        }
        .run::<L>();
        adjoint::add_rows::<L>(geometry, bar, bias);

        if layer > 0 {
            let before = plan.block(layer - 1, rows);
            for channel in 0..D + 2 {
                Product {
                    a: &bar[channel * geometry.channel..],
                    a_stride: geometry.stride,
                    rows,
                    inner: shape.widths()[layer + 1],
                    packed: &packed.transposed[layer],
                    bias: None,
                    columns: before.columns,
                    c: &mut next[channel * before.channel..],
                    c_stride: before.stride,
                }
                .run::<L>();
            }
            std::mem::swap(&mut bar, &mut next);
        }
    }
}

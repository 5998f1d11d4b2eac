//! After the second pass: the gradient of the whole batch.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use crate::chunk::Chunk;
use crate::loss::Sums;
use crate::plan::Plan;

/// `gradient` ← the sum of the chunks' gradients without their padding. They are added in order, so that
/// the result does not depend on who computed them.
pub(crate) struct Collect<'a, T> {
    pub(crate) plan: &'a Plan,
    pub(crate) chunks: &'a [Chunk<T>],
    pub(crate) gradient: &'a mut [T],
}

impl<T: Float> Kernel for Collect<'_, T> {
    type Float = T;
    type Output = Sums;

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) -> Sums {
        let Collect {
            plan,
            chunks,
            gradient,
        } = self;
        let shape = &plan.shape;
        let last = shape.hidden_layers();
        for (layer, geometry) in plan.layers.iter().enumerate() {
            let part = shape.weights(layer).start..shape.biases(layer).end;
            let rows = gradient[part].chunks_exact_mut(shape.widths()[layer + 1]);
            for (row, to) in rows.enumerate() {
                add_rows::<L>(chunks, row * geometry.columns, to, |chunk| {
                    &chunk.gradient[layer]
                });
            }
        }
        let (outputs, columns) = (shape.outputs(), plan.layers[plan.last()].columns);
        for output in 0..outputs {
            let column = gradient[shape.weights(last)][output..].iter_mut();
            for (k, to) in column.step_by(outputs).enumerate() {
                let at = output * columns + k;
                *to = total(chunks.iter().map(|chunk| chunk.output_gradient[at]));
            }
            let biases = chunks
                .iter()
                .map(|chunk| chunk.output_bias_gradient[output]);
            gradient[shape.biases(last)][output] = total(biases);
        }
        let mut sums = Sums::default();
        for chunk in chunks {
            for (to, sum) in sums.iter_mut().zip(chunk.sums) {
                *to += sum;
            }
        }
        sums
    }
}

/// `to` ← the sum over the chunks of what stands from `at` on in `part`.
#[inline(always)]
fn add_rows<'a, L: Lane>(
    chunks: &'a [Chunk<L::Float>],
    at: usize,
    to: &mut [L::Float],
    part: impl Fn(&'a Chunk<L::Float>) -> &'a [L::Float],
) {
    let (vectors, rest) = L::chunks_mut(to);
    let whole = vectors.len() * L::LANES;
    for (v, to) in vectors.iter_mut().enumerate() {
        let mut sum = L::constant(0.0);
        for chunk in chunks {
            sum = sum + L::load(&L::chunks(&part(chunk)[at..]).0[v]);
        }
        sum.store(to);
    }
    for (i, to) in rest.iter_mut().enumerate() {
        *to = total(chunks.iter().map(|chunk| part(chunk)[at + whole + i]));
    }
}

/// The sum, in order.
#[inline(always)]
fn total<T: Float>(terms: impl Iterator<Item = T>) -> T {
    let mut sum = T::default();
    for term in terms {
        sum += term;
    }
    sum
}

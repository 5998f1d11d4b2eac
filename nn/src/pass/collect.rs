//! After the second pass: the gradient of the whole batch.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use crate::chunk::Chunk;
use crate::loss::Sums;

/// `gradient` ← the sum of the chunks' gradients. They are added in order, so that
/// the result does not depend on who computed them.
pub(crate) struct Collect<'a, T> {
    pub(crate) chunks: &'a [Chunk<T>],
    pub(crate) gradient: &'a mut [T],
}

impl<T: Float> Kernel for Collect<'_, T> {
    type Float = T;
    type Output = Sums;

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) -> Sums {
        let Collect { chunks, gradient } = self;
        let (vectors, rest) = L::chunks_mut(gradient);
        let whole = vectors.len() * L::LANES;
        // Four at a time: there may be but two chunks, and to begin with them takes longer than to add them.
        let (fours, ones) = vectors.as_chunks_mut::<4>();
        let first = 4 * fours.len();
        for (i, to) in fours.iter_mut().enumerate() {
            add::<L, 4>(chunks, 4 * i, to);
        }
        for (i, to) in ones.iter_mut().enumerate() {
            add::<L, 1>(chunks, first + i, std::array::from_mut(to));
        }
        for (i, to) in rest.iter_mut().enumerate() {
            *to = T::default();
            for chunk in chunks {
                *to += chunk.gradient[whole + i];
            }
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

/// `to` ← the sum of V vectors from `at` on of the chunks' gradients.
#[inline(always)]
fn add<L: Lane, const V: usize>(chunks: &[Chunk<L::Float>], at: usize, to: &mut [L::Array; V]) {
    let mut sums = [L::constant(0.0); V];
    for chunk in chunks {
        let vectors = &L::chunks(&chunk.gradient).0[at..][..V];
        for v in 0..V {
            sums[v] = sums[v] + L::load(&vectors[v]);
        }
    }
    for v in 0..V {
        sums[v].store(&mut to[v]);
    }
}

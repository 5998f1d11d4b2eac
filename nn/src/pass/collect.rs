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
        for (v, to) in vectors.iter_mut().enumerate() {
            let mut sum = L::constant(0.0);
            for chunk in chunks {
                sum = sum + L::load(&L::chunks(&chunk.gradient).0[v]);
            }
            sum.store(to);
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

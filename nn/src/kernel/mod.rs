//! The arithmetic of a training step, written once for any vector type.
//! The README in this folder explains the layout.

pub(crate) mod activation;
pub(crate) mod adam;
pub(crate) mod adjoint;
pub(crate) mod jets;
pub(crate) mod outputs;
pub(crate) mod point_gradient;
pub(crate) mod product;
pub(crate) mod values;
pub(crate) mod weight_gradient;

use hyperwell_autodiff::lane::Lane;

/// A slice of whole vectors.
#[inline(always)]
pub(crate) fn vectors<L: Lane>(numbers: &[L::Float]) -> &[L::Array] {
    L::chunks(numbers).0
}

/// Asks for R vectors from `at` on of two slices as long as each other, if these have so many: they will be needed soon.
#[inline(always)]
pub(crate) fn prefetch<L: Lane, const R: usize>((f, q): (&[L::Float], &[L::Float]), at: usize) {
    if let Some(f) = vectors::<L>(f).get(at..at + R)
        && let Some(q) = vectors::<L>(q).get(at..at + R)
    {
        for r in 0..R {
            L::prefetch(&f[r]);
            L::prefetch(&q[r]);
        }
    }
}

/// [`vectors`], to write to.
#[inline(always)]
pub(crate) fn vectors_mut<L: Lane>(numbers: &mut [L::Float]) -> &mut [L::Array] {
    L::chunks_mut(numbers).0
}

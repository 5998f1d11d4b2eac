//! W̄ of one point: the same sum over channels as [`super::weight_gradient`], but not over points.

use hyperwell_autodiff::lane::Lane;

use super::vectors;

/// `to[k, j]` = Σ a[channel, k] z[channel, j] over the channels, for rows k of `width` numbers. Rows of `z` are padded to whole
/// vectors.
#[inline(always)]
pub(crate) fn point_gradient<L: Lane>(
    a: &[L::Float],
    z: &[L::Float],
    width: usize,
    to: &mut [L::Float],
) {
    let inner = to.len() / width;
    for (k, to) in to.chunks_exact_mut(width).enumerate() {
        let (whole, rest) = L::chunks_mut(to);
        for (v, to) in whole.iter_mut().enumerate() {
            entries::<L>(a, z, inner, width, k, v).store(to);
        }
        if !rest.is_empty() {
            let last = entries::<L>(a, z, inner, width, k, whole.len()).to_array();
            let count = rest.len();
            rest.copy_from_slice(&last.as_ref()[..count]);
        }
    }
}

/// Vector `v` of row `k`.
#[inline(always)]
fn entries<L: Lane>(
    a: &[L::Float],
    z: &[L::Float],
    inner: usize,
    width: usize,
    k: usize,
    v: usize,
) -> L {
    let mut sum = L::constant(0.0);
    let z = vectors::<L>(z).chunks_exact(width.div_ceil(L::LANES));
    for (a, z) in a.chunks_exact(inner).zip(z) {
        sum = L::splat(a[k]).mul_add(L::load(&z[v]), sum);
    }
    sum
}

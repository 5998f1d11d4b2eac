//! W̄ of one point: the same sum over channels as [`super::outer_product`], but not over points.

use hyperwell_autodiff::lane::Lane;

use super::row;

/// One channel of one point: its row of A and its row of Z̄, the latter in whole cache lines.
#[derive(Clone, Copy)]
pub(crate) struct PointTerm<'a, T> {
    pub(crate) a: &'a [T],
    pub(crate) z: &'a [T],
}

/// `to[k, j]` = Σ a[k] z[j] over the terms, for rows k of `width` numbers without padding.
#[inline(always)]
pub(crate) fn point_gradient<'a, L: Lane>(
    terms: impl Iterator<Item = PointTerm<'a, L::Float>> + Clone,
    width: usize,
    to: &mut [L::Float],
) {
    let padded = width.next_multiple_of(L::LANES);
    for (k, to) in to.chunks_exact_mut(width).enumerate() {
        let (whole, rest) = L::chunks_mut(to);
        let sum = |v: usize| {
            let add = |sum: L, term: PointTerm<'a, L::Float>| {
                L::splat(term.a[k]).mul_add(L::load(&row::<L>(term.z, 0, padded)[v]), sum)
            };
            terms.clone().fold(L::constant(0.0), add)
        };
        for (v, to) in whole.iter_mut().enumerate() {
            sum(v).store(to);
        }
        if !rest.is_empty() {
            let count = rest.len();
            rest.copy_from_slice(&sum(whole.len()).to_array().as_ref()[..count]);
        }
    }
}

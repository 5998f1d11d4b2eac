//! The logistic function and its relatives, from one exponential and one
//! division: what tanh, the sigmoid and softplus share.
//!
//! # Derivation
//!
//! For y ≥ 0 and u = e^−y = 2ᵏ (1 + p) (see [`exp`](super::exp())), r = 1/(1 + u):
//!
//! | | |
//! |---|---|
//! | tanh(y/2) | (1 − u) r |
//! | σ(y) | r |
//! | g = σ(−y) | u r |
//! | σ'(±y) | u r² = g − g² |
//!
//! 1 − u = (1 − 2ᵏ) − 2ᵏ p is accurate relative to itself also for small y, where
//! k = 0 and it is −p. g − g² needs no second division, and of the relative error
//! of g it inherits the part (1 − 2g)/(1 − g), which is 0 at y = 0 and at most 1:
//! 1 − tanh² would lose all accuracy for large y.
//!
//! Where u and g are below the normal numbers, g − g² = 2ᵏ (q − 2ᵏ q²) with
//! q = (1 + p) r keeps its bits until the last scaling, and rounds once there.

use super::exp::{Reduced, reduce};
use super::precision;
use crate::lane::Lane;

pub(super) struct Logistic<L> {
    /// tanh(y/2)
    pub(super) tanh_half: L,
    /// σ(y)
    pub(super) sigmoid: L,
    /// σ(−y) = 2ᵏ · tail
    pub(super) tail: L,
    /// σ'(y) = 2ᵏ · slope
    pub(super) slope: L,
    /// k ≥ −1095 (f64) or −155 (f32)
    pub(super) k: L,
}

/// All of the table above for y ≥ 0, +∞ and NaN; the caller takes what it needs and the
/// compiler drops the rest.
#[inline(always)]
pub(super) fn logistic<L: Lane>(y: L) -> Logistic<L> {
    let one = L::constant(1.0);
    // Beyond, even 4u is zero.
    let y = L::constant(precision::<L, _>(108.0, 760.0)).min(y);
    let Reduced { k, p } = reduce(-y);
    let power = one.scale_exponent(k);
    let difference = p.neg_mul_add(power, one - power);
    let r = one / (L::constant(2.0) - difference);
    let q = p.mul_add(r, r);
    Logistic {
        tanh_half: difference * r,
        sigmoid: r,
        tail: q,
        slope: (q * power).neg_mul_add(q, q),
        k,
    }
}

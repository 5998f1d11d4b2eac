//! The logistic function and its relatives, from one exponential and one
//! division: what tanh, the sigmoid and softplus share.
//!
//! # Derivation
//!
//! With u = e^−y = 2ᵏ (1 + a p) for y ≥ 0 (see [`exp`](super::exp())), r = 1/(1 + u):
//!
//! | | |
//! |---|---|
//! | tanh(y/2) | (1 − u) r |
//! | σ(y) | r |
//! | g = σ(−y) | u r |
//! | 4σ'(±y) = sech²(y/2) | 4u r² = 4g − 4g² |
//!
//! 1 − u = (1 − 2ᵏ) − 2ᵏ a p is accurate relative to itself also for small y, where
//! k = 0 and it is −a p. 4g − 4g·g needs no second division, and of the relative
//! error of g it inherits the part (1 − 2g)/(1 − g), which is 0 at y = 0 and at most
//! 1; 1 − tanh² would lose all accuracy for large y.
//!
//! Everything is computed with 4u in place of u (so r/4 in place of r): it is a
//! normal number wherever sech² is one, and no bits are lost on the way there.

use super::exp::{Reduced, reduce};
use super::precision;
use crate::lane::Lane;

pub(super) struct Logistic<L> {
    /// tanh(y/2)
    pub(super) tanh_half: L,
    /// σ(y)
    pub(super) sigmoid: L,
    /// 4u; 0 where it is below the normal numbers
    pub(super) four_u: L,
    /// 4σ(−y); 0 where it is below the normal numbers
    pub(super) four_tail: L,
    /// 4σ'(y) = sech²(y/2); 0 where it is below the normal numbers
    pub(super) four_slope: L,
}

/// All of the table above for y = a x ≥ 0, where x may be +∞ or NaN and the rate a
/// is 1 or 2; the caller takes what it needs and the compiler drops the rest.
#[inline(always)]
pub(super) fn logistic<L: Lane>(x: L, rate: f64) -> Logistic<L> {
    // Beyond, 4u is below the normal numbers.
    let x = L::constant(precision::<L, _>(89.7, 710.4) / rate).min(x);
    let Reduced { p, four_power, .. } = reduce(x, -rate);
    let slope = four_power * L::constant(rate);
    let four = L::constant(4.0);
    let four_u = p.neg_mul_add(slope, four_power);
    let four_difference = p.mul_add(slope, four - four_power);
    let four_sum = p.neg_mul_add(slope, four + four_power);
    let quarter_r = L::constant(1.0) / four_sum;
    let g = four_u * quarter_r;
    let two_g = g + g;
    Logistic {
        four_u,
        tanh_half: four_difference * quarter_r,
        sigmoid: four * quarter_r,
        four_tail: two_g + two_g,
        four_slope: two_g.neg_mul_add(two_g, two_g + two_g),
    }
}

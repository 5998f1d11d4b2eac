//! The sigmoid σ(x) = 1/(1 + e^−x) and its derivative σ'(x) = σ(x) σ(−x).
//!
//! # Derivation
//!
//! [`logistic`](super::logistic) gives σ(|x|), σ(−|x|) and σ'(x) from one
//! exponential and one division; which of the first two is σ(x) depends on the
//! sign. 1 − σ is never formed: for x < −37 it would be 1.

use super::logistic::{Logistic, logistic};
use crate::lane::Lane;

/// (σ(x), σ'(x)), within 3 and 4 ulp.
///
/// Both keep their relative accuracy down to the smallest normal number, at
/// |x| = 708.4 (f64) or 87.3 (f32); smaller values are correct to a quarter
/// of it. NaN
/// gives NaN, +∞ gives (1, 0), −∞ gives (0, 0).
///
/// ```
/// use hyperwell_autodiff::{function::sigmoid, lane::Lane};
/// let (value, slope) = sigmoid(wide::f64x2::new([0.0, -700.0]));
/// assert_eq!((value.to_array()[0], slope.to_array()[0]), (0.5, 0.25));
/// assert!((value.to_array()[1] / (-700_f64).exp() - 1.0).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn sigmoid<L: Lane>(x: L) -> (L, L) {
    from_parts(x, &logistic(x.abs(), 1.0))
}

/// (σ(x), σ'(x)) from the parts for |x|.
#[inline(always)]
pub(super) fn from_parts<L: Lane>(x: L, parts: &Logistic<L>) -> (L, L) {
    let quarter = L::constant(0.25);
    let tail = parts.four_tail * quarter;
    let value = L::select(x.less(L::constant(0.0)), tail, parts.sigmoid);
    (value, parts.four_slope * quarter)
}

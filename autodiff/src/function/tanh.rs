//! tanh x and its derivative sech² x, together for little more than the price
//! of one.
//!
//! # Derivation
//!
//! tanh x = 2σ(2x) − 1 and sech² x = 4σ'(2x), from |x| and the parts that
//! [`logistic`](super::logistic) computes with one exponential and one division.
//! The sign comes from x at the end, so tanh is odd to the last bit.

use super::logistic::logistic;
use crate::lane::Lane;

/// (tanh x, sech² x), within 3 and 4 ulp.
///
/// sech² keeps its relative accuracy down to the smallest normal number, at
/// |x| = 354.9 (f64) or 44.3 (f32), and is 0 or subnormal beyond. NaN gives NaN; ±∞
/// gives (±1, 0); ±0 gives (±0, 1); subnormal x gives (x, 1).
///
/// ```
/// use hyperwell_autodiff::{function::tanh_sech2, lane::Lane};
/// let (t, s) = tanh_sech2(wide::f64x2::new([-0.5, f64::INFINITY]));
/// assert!((t.to_array()[0] + 0.46211715726000976).abs() < 1e-15);
/// assert!((s.to_array()[0] - 0.78644773296592740).abs() < 1e-15);
/// assert_eq!((t.to_array()[1], s.to_array()[1]), (1.0, 0.0));
/// ```
#[inline(always)]
pub fn tanh_sech2<L: Lane>(x: L) -> (L, L) {
    let parts = logistic(x.abs(), 2.0);
    (parts.tanh_half.copy_sign(x), parts.four_slope)
}

/// tanh x within 3 ulp; special values as [`tanh_sech2`].
#[inline(always)]
pub fn tanh<L: Lane>(x: L) -> L {
    tanh_sech2(x).0
}

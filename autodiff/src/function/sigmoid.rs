//! The sigmoid σ(x) = 1/(1 + e^−x) and its derivative σ'(x) = σ(x) σ(−x).
//!
//! # Derivation
//!
//! [`logistic`](super::logistic) gives σ(|x|), σ(−|x|) and σ'(x) from one
//! exponential and one division; which of the first two is σ(x) depends on the
//! sign. 1 − σ is never formed: for x < −37 it would be 1.

use super::logistic::{Half, Sigmoid};
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
    let parts = parts(x);
    (value(x, &parts), parts.slope)
}

/// What there is at |x|.
#[inline(always)]
pub(super) fn parts<L: Lane>(x: L) -> Sigmoid<L> {
    Half::new(x.abs() * L::constant(0.5)).sigmoid()
}

/// σ(x) from the parts at |x|.
#[inline(always)]
pub(super) fn value<L: Lane>(x: L, parts: &Sigmoid<L>) -> L {
    L::select(x.less(L::constant(0.0)), parts.tail, parts.value)
}

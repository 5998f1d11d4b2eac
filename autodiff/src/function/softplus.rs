//! softplus(x) = ln(1 + eˣ) and its derivative σ(x).
//!
//! # Derivation
//!
//! ln(1 + eˣ) = max(x, 0) + ln(1 + u) with u = e^−|x| ≤ 1, so nothing overflows, and
//! for x → −∞ the value goes over into u with u's relative accuracy. u, 1/(1 + u)
//! and the sigmoid come from [`logistic`](super::logistic), the logarithm from
//! [`ln`](super::ln()).

use super::ln::ln_between_1_and_2;
use super::sigmoid;
use crate::lane::Lane;

/// (ln(1 + eˣ), σ(x)), each within 3 ulp.
///
/// Both keep their relative accuracy down to the smallest normal number, at
/// x = −708.4 (f64) or −87.3 (f32); smaller values are correct to a quarter
/// of it. NaN
/// gives NaN, +∞ gives (∞, 1), −∞ gives (0, 0).
///
/// ```
/// use hyperwell_autodiff::{function::softplus, lane::Lane};
/// let (value, slope) = softplus(wide::f64x2::new([0.0, 800.0]));
/// assert_eq!(value.to_array(), [std::f64::consts::LN_2, 800.0]);
/// assert_eq!(slope.to_array(), [0.5, 1.0]);
/// ```
#[inline(always)]
pub fn softplus<L: Lane>(x: L) -> (L, L) {
    let (zero, one) = (L::constant(0.0), L::constant(1.0));
    let parts = sigmoid::parts(x);
    let sum = one + parts.u;
    let low = (parts.u - (sum - one)) * parts.value;
    let value = zero.max(x) + ln_between_1_and_2(sum, low);
    (value, sigmoid::value(x, &parts))
}

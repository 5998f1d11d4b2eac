//! eˣ and eˣ − 1.
//!
//! # Derivation
//!
//! x = k ln 2 + s with integer k and |s| ≤ ½ ln 2, so that eˣ = 2ᵏ (1 + p) with
//! p = eˢ − 1 (Cody and Waite, *Software Manual for the Elementary Functions*,
//! 1980, ch. 6). ln 2 is the sum of a part of so few bits that k times it is
//! exact, and a rest. p = s + s² q(s) with q the minimax polynomial of
//! (eˢ − 1 − s)/s² for the relative error of p, 2^−55.2 (f64) and 2^−25.8 (f32).
//! As p is small and accurate by itself,
//!
//! - eˣ = 2ᵏ (1 + p) has one rounding near 1 and a third of p's error;
//! - eˣ − 1 = (2ᵏ s + (2ᵏ − 1)) + 2ᵏ s² q, summed from the large parts on. Where the result is smallest for k = 1, 0.41, the first sum is
//!   exact; the rounding of p would count twice.

use super::polynomial::polynomial;
use super::precision;
use crate::lane::Lane;

/// e^(a x) = 2ᵏ e^(a s) with |a s| ≤ ½ ln 2, for a rate a = ±1, ±2, …
pub(super) struct Reduced<L> {
    pub(super) k: L,
    pub(super) s: L,
    /// 4 · 2ᵏ; for 2ᵏ⁺² below the normal numbers it is 0, above it is meaningless.
    pub(super) four_power: L,
}

/// The reduction of a x; the rate is a power of two, so that scaling the
/// constants by it is exact and costs nothing.
#[inline(always)]
pub(super) fn reduce<L: Lane>(x: L, rate: f64) -> Reduced<L> {
    // Adding 1.5 · 2ⁿ leaves no bits for the fraction: the integer k + 2 + bias
    // stands in the low bits, where the exponent of 2ᵏ⁺² is taken from.
    let shift = precision::<L, _>(1.5 * 8388608.0 + 129.0, 1.5 * 4503599627370496.0 + 1025.0);
    let shifted = x.mul_add(
        L::constant(rate * std::f64::consts::LOG2_E),
        L::constant(shift),
    );
    let k = shifted - L::constant(shift);
    // 16 bits of ln 2 and its rest, 42 bits and its rest.
    let (high, low) = precision::<L, _>(
        (0.693145751953125, 1.4286068203094173e-06),
        (0.6931471805598903, 5.497923018708371e-14),
    );
    let s = k.neg_mul_add(L::constant(high / rate), x);
    Reduced {
        k,
        s: k.neg_mul_add(L::constant(low / rate), s),
        four_power: shifted.low_bits_to_exponent(),
    }
}

/// (s², q) for |s| ≤ ½ ln 2.
#[inline(always)]
fn fraction<L: Lane>(s: L) -> (L, L) {
    let s2 = s * s;
    let q = if precision::<L, _>(true, false) {
        polynomial(s, s2, &SINGLE)
    } else {
        polynomial(s, s2, &DOUBLE)
    };
    (s2, q)
}

const SINGLE: [f64; 5] = [
    0.5000000055,
    0.1666654753,
    0.04166629728,
    0.00836616374,
    0.001394566216,
];
const DOUBLE: [f64; 10] = [
    0.5000000000000003,
    0.16666666666666682,
    0.0416666666665888,
    0.00833333333331647,
    0.0013888888928412948,
    0.00019841269899314578,
    2.480150845196771e-05,
    2.755723099463507e-06,
    2.7624946144711053e-07,
    2.5113587789396663e-08,
];

/// x within the range where eˣ is neither 0 nor ∞, and a little beyond it; NaN
/// stays NaN.
#[inline(always)]
fn clamp<L: Lane>(x: L) -> L {
    let lowest = L::constant(precision::<L, _>(-106.0, -750.0));
    let highest = L::constant(precision::<L, _>(89.0, 710.0));
    highest.min(lowest.max(x))
}

/// eˣ, within 1.5 ulp.
///
/// NaN gives NaN; +∞ and everything above 709.78 (f64) or 88.72 (f32) gives +∞;
/// −∞ gives +0; results below the smallest normal number are correct to one
/// subnormal step.
///
/// ```
/// use hyperwell_autodiff::{function::exp, lane::Lane};
/// let y = exp(wide::f64x4::new([0.0, 1.0, 710.0, f64::NEG_INFINITY])).to_array();
/// assert_eq!([y[0], y[2], y[3]], [1.0, f64::INFINITY, 0.0]);
/// assert!((y[1] - std::f64::consts::E).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn exp<L: Lane>(x: L) -> L {
    let Reduced { k, s, .. } = reduce(clamp(x), 1.0);
    let (s2, q) = fraction(s);
    (L::constant(1.0) + s2.mul_add(q, s)).scale_exponent(k)
}

/// eˣ − 1, within 2 ulp, also where x is small.
///
/// NaN gives NaN, +∞ gives +∞, −∞ gives −1, ±0 gives ±0, and subnormal numbers
/// give themselves.
///
/// ```
/// use hyperwell_autodiff::{function::exp_m1, lane::Lane};
/// let y = exp_m1(wide::f64x2::new([1e-20, -0.0])).to_array();
/// assert_eq!(y[0], 1e-20);
/// assert!(y[1] == 0.0 && y[1].is_sign_negative());
/// ```
#[inline(always)]
pub fn exp_m1<L: Lane>(x: L) -> L {
    let one = L::constant(1.0);
    let Reduced { k, s, .. } = reduce(clamp(x), 1.0);
    let (s2, q) = fraction(s);
    // For k = 1024 (f32: 128), 2ᵏ is beyond the range and the result need not be:
    // the last factor two comes at the end.
    let most = k.min(L::constant(precision::<L, _>(127.0, 1023.0)));
    let power = one.scale_exponent(most);
    let linear = s.mul_add(power, power - one);
    let y = (s2 * q).mul_add(power, linear) * (one + (k - most));
    y.copy_sign(x)
}

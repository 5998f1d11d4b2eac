//! ln x and ln(1 + x).
//!
//! # Derivation
//!
//! x = 2ᵏ (1 + f) with √½ ≤ 1 + f < √2, and with s = f/(2 + f), z = s²:
//!
//! ln(1 + f) = 2 atanh s = 2s + s z q(z) = f − (f²/2 − s (f²/2 + z q(z)))
//!
//! with q the minimax polynomial of (2 atanh s/s − 2)/z, 2^−58.9 (f64) or 2^−29.9 (f32) of
//! the logarithm. The last form (fdlibm, *e_log.c*, Sun Microsystems 1993) subtracts
//! something small from f, which is exact, so that one rounding counts. k ln 2 is
//! added as k times 42 (16) bits, exact, and k times the rest.
//!
//! For ln(1 + x), the rounded sum u = 1 + x has an error c = x − (u − 1) that is
//! known exactly, and ln(1 + x) = ln u + c/u up to (c/u)²; c/u joins the small terms.

use super::polynomial::polynomial;
use super::precision;
use crate::lane::Lane;

/// ln x, within 1.5 ulp.
///
/// NaN and negative numbers give NaN, ±0 gives −∞, +∞ gives +∞; subnormal
/// arguments are as accurate as others.
///
/// ```
/// use hyperwell_autodiff::{function::ln, lane::Lane};
/// let y = ln(wide::f64x4::new([1.0, 0.0, f64::INFINITY, -1.0])).to_array();
/// assert_eq!(y[..3], [0.0, f64::NEG_INFINITY, f64::INFINITY]);
/// assert!(y[3].is_nan());
/// ```
#[inline(always)]
pub fn ln<L: Lane>(x: L) -> L {
    let (smallest, up, shift) = precision::<L, _>(
        (f32::MIN_POSITIVE.into(), 16777216.0, 24.0),
        (f64::MIN_POSITIVE, 18014398509481984.0, 54.0),
    );
    let subnormal = x.less(L::constant(smallest));
    let normal = L::select(subnormal, x * L::constant(up), x);
    let shift = L::select(subnormal, L::constant(shift), L::constant(0.0));
    let (f, k) = split(normal);
    at_limits(x, sum(f, k - shift, L::constant(0.0)))
}

/// ln(1 + x), within 1.5 ulp, also where x is small.
///
/// NaN and numbers below −1 give NaN, −1 gives −∞, +∞ gives +∞, ±0 gives ±0, and
/// subnormal numbers give themselves.
///
/// ```
/// use hyperwell_autodiff::{function::ln_1p, lane::Lane};
/// let y = ln_1p(wide::f64x2::new([1e-20, -1.0])).to_array();
/// assert_eq!(y, [1e-20, f64::NEG_INFINITY]);
/// ```
#[inline(always)]
pub fn ln_1p<L: Lane>(x: L) -> L {
    let one = L::constant(1.0);
    let u = one + x;
    // The larger of the two summands must come first for c to be exact.
    let c = L::select(one.less(x), one - (u - x), x - (u - one));
    let (f, k) = split(u);
    at_limits(u, sum(f, k, c / u).copy_sign(x))
}

/// ln(1 + u + c) for 1 ≤ u + 1 ≤ 2 given as the rounded sum and low = c/(1 + u).
#[inline(always)]
pub(super) fn ln_between_1_and_2<L: Lane>(one_plus_u: L, low: L) -> L {
    let (one, zero) = (L::constant(1.0), L::constant(0.0));
    let large = L::constant(std::f64::consts::SQRT_2).less(one_plus_u);
    let f = L::select(large, one_plus_u * L::constant(0.5), one_plus_u) - one;
    sum(f, L::select(large, one, zero), low)
}

/// (f, k) with x = 2ᵏ (1 + f), for positive normal x.
#[inline(always)]
fn split<L: Lane>(x: L) -> (L, L) {
    let one = L::constant(1.0);
    let (m, e) = x.split_exponent();
    let large = L::constant(std::f64::consts::SQRT_2).less(m);
    let m = L::select(large, m * L::constant(0.5), m);
    (m - one, L::select(large, e + one, e))
}

/// k ln 2 + ln(1 + f) + low
#[inline(always)]
fn sum<L: Lane>(f: L, k: L, low: L) -> L {
    let s = f / (L::constant(2.0) + f);
    let z = s * s;
    let z2 = z * z;
    let q = if precision::<L, _>(true, false) {
        polynomial(z, z2, &SINGLE)
    } else {
        polynomial(z, z2, &DOUBLE)
    };
    let half_square = L::constant(0.5) * f * f;
    let (high_ln2, low_ln2) = precision::<L, _>(
        (0.693145751953125, 1.4286068203094173e-06),
        (0.6931471805598903, 5.497923018708371e-14),
    );
    let low = k.mul_add(L::constant(low_ln2), low);
    let small = s.mul_add(z.mul_add(q, half_square), low);
    k.mul_add(L::constant(high_ln2), f - (half_square - small))
}

const SINGLE: [f64; 3] = [0.6666675619, 0.3997952499, 0.2982658588];
const DOUBLE: [f64; 7] = [
    0.6666666666666687,
    0.3999999999969092,
    0.2857142868686249,
    0.22222203817402061,
    0.18183310327211819,
    0.15320162197351964,
    0.14738037177947658,
];

/// `y` for 0 < x < ∞; −∞ for zero, x itself for +∞ and NaN, and NaN below.
#[inline(always)]
fn at_limits<L: Lane>(x: L, y: L) -> L {
    let (zero, infinity) = (L::constant(0.0), L::constant(f64::INFINITY));
    let limit = L::select(x.equal(zero), -infinity, x);
    let limit = L::select(x.less(zero), L::constant(f64::NAN), limit);
    let y = L::select(x.less(infinity), y, limit);
    L::select(zero.less(x), y, limit)
}

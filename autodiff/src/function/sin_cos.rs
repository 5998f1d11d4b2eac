//! sin x and cos x.
//!
//! # Derivation
//!
//! x = k π/2 + r with integer k and |r| ≤ π/4. π/2 stands as three parts of 33 (f32: 14)
//! bits and a rest (Cody and Waite), so that k times each part is exact for
//! |k| ≤ 2²⁰ (2¹⁰); r comes out as a sum r + t with t below r's last place. Next to
//! a multiple of π/2, where r is as small as 2^−58 (2^−28), what is left of π/2
//! is below 2^−131 (2^−56), so that r is accurate relative to itself there too.
//!
//! sin(r + t) = r + (r z p(z) + t (1 − z/2)), z = r²
//! cos(r + t) = (1 − z/2) + (z² q(z) − r t), with the rounding of 1 − z/2 added
//!
//! p, q: minimax polynomials with errors of 2^−57.4 and 2^−62.7 (f32: 2^−27.7 and
//! 2^−32.1). k mod 4 says which of the two is the sine and with which signs.
//!
//! Beyond |x| = 1.6 million (f32: 1600), the elements concerned are computed one by
//! one with the standard library, whose reduction works for all numbers. No
//! network comes there; it costs a compare, and a branch never taken.

use super::polynomial::polynomial;
use super::precision;
use crate::lane::{Float, Lane};

/// (sin x, cos x), each within 2 ulp for |x| ≤ 1.6 million (f32: 1600), and what
/// the standard library gives beyond.
///
/// NaN and ±∞ give NaN; sin(±0) = ±0, and subnormal numbers are their own sines.
/// An element beyond costs a call of the standard library, which was seen to keep
/// the 2 ulp too but for numbers next to huge multiples of π/2 (8 ulp with glibc 2.36 at
/// 6381956970095103 · 2⁷⁹⁷, the hardest of all).
///
/// ```
/// use hyperwell_autodiff::{function::sin_cos, lane::Lane};
/// let (sin, cos) = sin_cos(wide::f64x2::new([0.0, std::f64::consts::PI]));
/// assert_eq!(sin.to_array(), [0.0, 1.2246467991473532e-16]);
/// assert_eq!(cos.to_array(), [1.0, -1.0]);
/// ```
#[inline(always)]
pub fn sin_cos<L: Lane>(x: L) -> (L, L) {
    let bound = precision::<L, _>(1600.0, 1.6e6);
    let (k, r, t) = reduce(x);
    let (sin, cos) = kernel(r, t);

    // k = 4j + 2 half + odd: an odd k exchanges the two, and the signs follow
    // the half turns.
    let (one, two) = (L::constant(1.0), L::constant(2.0));
    let pairs = floor_half(k);
    let odd = two.neg_mul_add(pairs, k);
    let half = two.neg_mul_add(floor_half(pairs), pairs);
    let sign = two.neg_mul_add(half, one);
    let exchanged = odd.equal(one);
    let s = L::select(exchanged, cos, sin) * sign;
    let c = L::select(exchanged, -sin, cos) * sign;
    // The sum of r's parts has lost the sign of −0.
    let s = L::select(x.equal(L::constant(0.0)), x, s);

    if L::any(L::constant(bound).less(x.abs())) {
        let (mut sin, mut cos) = (s.to_array(), c.to_array());
        far(bound, x.to_array().as_ref(), sin.as_mut(), cos.as_mut());
        return (L::load(&sin), L::load(&cos));
    }
    (s, c)
}

/// The elements beyond the bound, one by one.
#[cold]
#[inline(never)]
fn far<F: Float>(bound: f64, x: &[F], sin: &mut [F], cos: &mut [F]) {
    for ((x, sin), cos) in x.iter().zip(sin).zip(cos) {
        let x = x.to_f64();
        if x.abs() > bound {
            let (s, c) = x.sin_cos();
            *sin = F::from_f64(s);
            *cos = F::from_f64(c);
        }
    }
}

/// (k, r, t) with x = k π/2 + r + t.
#[inline(always)]
fn reduce<L: Lane>(x: L) -> (L, L, L) {
    let shift = L::constant(precision::<L, _>(1.5 * 8388608.0, 1.5 * 4503599627370496.0));
    let k = x.mul_add(L::constant(std::f64::consts::FRAC_2_PI), shift) - shift;
    let [high, middle, low, rest] = precision::<L, _>(HALF_PI_SINGLE, HALF_PI_DOUBLE);
    // Products with the first three parts are exact, and so is the first
    // difference. The next two have rounding errors that are found exactly: either
    // the minuend is the larger one, or there is no error.
    let (middle, low) = (k * L::constant(middle), k * L::constant(low));
    let r0 = x - k * L::constant(high);
    let r1 = r0 - middle;
    let r2 = r1 - low;
    let lost = ((r1 - r2) - low) + k.neg_mul_add(L::constant(rest), (r0 - r1) - middle);
    let r = r2 + lost;
    (k, r, (r2 - r) + lost)
}

const HALF_PI_SINGLE: [f64; 4] = [
    1.5706787109375,
    0.00011761486530303955,
    9.918039722833782e-10,
    2.896073971621982e-13,
];
const HALF_PI_DOUBLE: [f64; 4] = [
    1.5707963267341256,
    6.077100506303966e-11,
    2.0222662487111665e-21,
    8.4784276603689e-32,
];

/// (sin(r + t), cos(r + t)) for |r| ≤ π/4 and t below its last place.
#[inline(always)]
fn kernel<L: Lane>(r: L, t: L) -> (L, L) {
    let one = L::constant(1.0);
    let z = r * r;
    let z2 = z * z;
    let (p, q) = if precision::<L, _>(true, false) {
        (
            polynomial(z, z2, &SIN_SINGLE),
            polynomial(z, z2, &COS_SINGLE),
        )
    } else {
        (
            polynomial(z, z2, &SIN_DOUBLE),
            polynomial(z, z2, &COS_DOUBLE),
        )
    };
    let half_z = L::constant(0.5) * z;
    let near_cos = one - half_z;
    let sin = r + (r * z).mul_add(p, t * near_cos);
    let lost = (one - near_cos) - half_z;
    let cos = near_cos + z2.mul_add(q, r.neg_mul_add(t, lost));
    (sin, cos)
}

const SIN_SINGLE: [f64; 3] = [-0.166666571, 0.008332279583, -0.0001952832809];
const COS_SINGLE: [f64; 3] = [0.04166665773, -0.001388782599, 2.448490999e-5];
const SIN_DOUBLE: [f64; 6] = [
    -0.16666666666666655,
    0.008333333333326708,
    -0.0001984126983273462,
    2.755731458342381e-06,
    -2.5050883255547643e-08,
    1.5903397195255016e-10,
];
const COS_DOUBLE: [f64; 6] = [
    0.041666666666666664,
    -0.001388888888888475,
    2.480158729596161e-05,
    -2.7557316165944157e-07,
    2.0875961405584154e-09,
    -1.1371548032054059e-11,
];

/// ⌊k/2⌋ for integers: k/2 − ¼ is never a tie.
#[inline(always)]
fn floor_half<L: Lane>(k: L) -> L {
    let shift = L::constant(precision::<L, _>(1.5 * 8388608.0, 1.5 * 4503599627370496.0));
    (k.mul_add(L::constant(0.5), L::constant(-0.25)) + shift) - shift
}

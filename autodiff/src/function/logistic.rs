//! The logistic function and its relatives, from one exponential: what tanh,
//! the sigmoid and softplus share.
//!
//! # Derivation
//!
//! With u = e^−2x = 2ᵏ e^−2s for x ≥ 0 (see [`exp`](super::exp())) and Q = s coth s, which is even in s, so that its polynomial
//! has half as many coefficients as that of an exponential,
//!
//! u = 2ᵏ (Q − s)/(Q + s).
//!
//! So all are quotients of sums of Q and s. With T = 4 · 2ᵏ, M = T (Q − s) = 4u (Q + s) and P = 4 (Q + s):
//!
//! | | |
//! |---|---|
//! | tanh x | N/(N + 2M) with N = P − M = (4 − T) Q + (4 + T) s |
//! | g = σ(−2x) | M/(P + M) = M/(N + 2M) |
//! | σ(2x) | 1 − g |
//! | 4σ'(±2x) = sech² x | 4g − 4g² |
//! | u | M/P |
//!
//! N is accurate relative to itself also for small x, where k = 0, T = 4 and it is 8 s. Its denominator is made of it and of M, so that most of their
//! errors cancel. tanh and g are divided by it one by one: products with its reciprocal would be rounded once more, and in f64
//! exceed 3 and 4 ulp.
//!
//! Where tanh is not wanted, the denominator of g is summed from the small parts on, 4 + (4 (s + e) + M). Of the relative error of g, 4g − 4g·g inherits
//! the part (1 − 2g)/(1 − g), which is 0 at x = 0 and at most 1; 1 − tanh² would lose all accuracy for large x.
//!
//! The factor 4 makes T, and so M, a normal number wherever sech² is one: no bits are lost on the way there.
//!
//! Q = 1 + e with e = s² c(s²) for |s| ≤ ¼ ln 2, where c is the minimax polynomial for the relative error of Q, 2^−59.5 (f64) and 2^−28.5 (f32). The 1
//! is added last, so that the last bits of s and e are lost once.

use super::exp::{Reduced, reduce};
use super::polynomial::horner;
use super::precision;
use crate::lane::Lane;

/// An evaluation for one x, half way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Half<L> {
    s: L,
    e: L,
    /// T
    four_power: L,
}

impl<L: Lane> Half<L> {
    /// For x ≥ 0, which may be +∞ or NaN.
    #[inline(always)]
    pub(super) fn new(x: L) -> Self {
        // Beyond, 4u is below the normal numbers.
        let x = L::constant(precision::<L, _>(44.85, 355.2)).min(x);
        let Reduced { s, four_power, .. } = reduce(x, -2.0);
        let z = s * s;
        let c = if precision::<L, _>(true, false) {
            horner(z, &SINGLE)
        } else {
            horner(z, &DOUBLE)
        };
        let e = z * c;
        Half { s, e, four_power }
    }

    /// (tanh x, sech² x)
    #[inline(always)]
    pub(super) fn tanh(self) -> (L, L) {
        let Half { s, e, four_power } = self;
        let four = L::constant(4.0);
        let minus = four - four_power;
        // Without FMA the product by 4 + T would be rounded; those by 4 and T are exact.
        let n = minus
            + if L::FUSED {
                (four + four_power).mul_add(s, minus * e)
            } else {
                four.mul_add(s, four_power.mul_add(s, minus * e))
            };
        let twice_m = self.times(four_power + four_power);
        let d = n + twice_m;
        (n / d, four_slope(twice_m / d))
    }

    /// σ(2x) and its relatives.
    #[inline(always)]
    pub(super) fn sigmoid(self) -> Sigmoid<L> {
        let four = L::constant(4.0);
        let (m, sum) = (self.times(self.four_power), self.s + self.e);
        // Of P + M, small parts first.
        let g = m / (four + four.mul_add(sum, m));
        Sigmoid {
            value: L::constant(1.0) - g,
            tail: g,
            slope: four_slope(g + g) * L::constant(0.25),
            u: m / four.mul_add(sum, four),
        }
    }

    /// p (Q − s) for a power of two p, so that only the two sums are rounded.
    #[inline(always)]
    fn times(self, p: L) -> L {
        p.neg_mul_add(self.s - self.e, p)
    }
}

/// 4g − 4g² from 2g
#[inline(always)]
fn four_slope<L: Lane>(two_g: L) -> L {
    two_g.neg_mul_add(two_g, two_g + two_g)
}

/// What [`Half::sigmoid`] returns. All but the value are 0 where 4u is below the normal numbers.
pub(super) struct Sigmoid<L> {
    /// σ(2x)
    pub(super) value: L,
    /// g = σ(−2x)
    pub(super) tail: L,
    /// σ'(2x)
    pub(super) slope: L,
    pub(super) u: L,
}

const SINGLE: [f64; 2] = [0.3333325749, -0.02213628101];
const DOUBLE: [f64; 5] = [
    0.3333333333333327,
    -0.022222222221790815,
    0.0021164020391917253,
    -0.00021163455254006168,
    2.119508694910422e-05,
];

//! tanh x and its derivative sech² x, together for little more than the price
//! of one.
//!
//! # Derivation
//!
//! tanh x = 2σ(2x) − 1 and sech² x = 4σ'(2x): both come from
//! [`logistic`](super::logistic), with one exponential and two divisions.
//! The sign comes from x at the end, so tanh is odd to the last bit.

use super::logistic::Half;
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
    TanhSech2::begin(x).end(x)
}

/// [`tanh_sech2`] in two halves.
///
/// Each step waits for the one before, the division longest of all; who begins the next vector before ending this one gives the processor two
/// chains of steps to alternate between.
///
/// ```
/// use hyperwell_autodiff::{function::{TanhSech2, tanh_sech2}, lane::Lane};
/// let [x, y] = [0.5, 2.0].map(wide::f64x4::splat);
/// let first = TanhSech2::begin(x);
/// let second = TanhSech2::begin(y);
/// assert_eq!(first.end(x), tanh_sech2(x));
/// assert_eq!(second.end(y), tanh_sech2(y));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TanhSech2<L>(Half<L>);

impl<L: Lane> TanhSech2<L> {
    /// The first half for x.
    #[inline(always)]
    pub fn begin(x: L) -> Self {
        TanhSech2(Half::new(x.abs()))
    }

    /// (tanh x, sech² x), given the same x again: to keep it would take a register.
    #[inline(always)]
    pub fn end(self, x: L) -> (L, L) {
        let (tanh, sech2) = self.0.tanh();
        (tanh.copy_sign(x), sech2)
    }
}

/// tanh x, with the accuracy and the special values of [`tanh_sech2`].
#[inline(always)]
pub fn tanh<L: Lane>(x: L) -> L {
    tanh_sech2(x).0
}

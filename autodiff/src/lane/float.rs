//! The two element types, `f32` and `f64`.

use std::fmt::{Debug, Display};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use super::isa::{Dispatch, Isa, Kernel};
use crate::Scalar;

/// A floating-point number of the machine: `f32` or `f64`.
///
/// Generic numerical code takes its precision from this trait; it is sealed,
/// because the instruction sets are bound to it.
pub trait Float:
    Scalar
    + Dispatch
    + PartialOrd
    + Debug
    + Display
    + Default
    + Send
    + Sync
    + Sum
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
{
    /// `"f32"` or `"f64"`.
    const NAME: &'static str;
    /// The distance from 1 to the next larger number.
    const EPSILON: Self;
    /// Elements in 64 bytes, one cache line and the widest vector.
    const PER_CACHE_LINE: usize = 64 / size_of::<Self>();

    /// The value as `f64`, exactly.
    fn to_f64(self) -> f64;
    /// True for all numbers but ±∞ and NaN.
    fn is_finite(self) -> bool;

    #[doc(hidden)]
    fn run_kernel<K: Kernel<Float = Self>>(isa: Isa, kernel: K) -> K::Output {
        <Self as Dispatch>::dispatch(isa, kernel)
    }
}

macro_rules! float {
    ($float:ident) => {
        impl Float for $float {
            const NAME: &'static str = stringify!($float);
            const EPSILON: Self = $float::EPSILON;
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self.into()
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                self.is_finite()
            }
        }
    };
}
float!(f32);
float!(f64);

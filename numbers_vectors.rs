//! SIMD vectors as scalars: every element is what the scalar function gives, alone and inside a jet.

use hyperwell_autodiff::{Jet, Scalar};
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// Moderate arguments, then the edges: zeros, subnormal and huge numbers, infinities, NaN, saturation and overflow.
const ARGUMENTS: [f64; 32] = [
    0.1, -0.3, 0.55, -0.9, 1.0, -1.0, 1.7, -2.6, 4.2, -7.9, 15.0, -19.5, 33.0, -40.0, 87.0, -104.0,
    0.0, -0.0, 5e-8, -1e-5, 3e-39, 1e-310, 1e10, -1e20, 89.0, 709.5, -745.0, 800.0, -800.0, f64::INFINITY,
    f64::NEG_INFINITY, f64::NAN,
];

/// Distance in units of the last place of `b`; 0 for equal infinities, for NaN with NaN, and for zeros of either sign.
trait Ulps: Copy {
    fn ulps_from(self, b: Self) -> f64;
}

macro_rules! impl_ulps {
    ($($float:ident),*) => {$(
        impl Ulps for $float {
            fn ulps_from(self, b: Self) -> f64 {
                if self == b || (self.is_nan() && b.is_nan()) {
                    return 0.0;
                }
                let b = b.abs().max($float::MIN_POSITIVE);
                f64::from((self.abs() - b).abs() / (b.next_up() - b)).max(if self.is_nan() { f64::INFINITY } else { 0.0 })
            }
        }
    )*};
}
impl_ulps!(f32, f64);

/// Runs `check!(vector, float, lanes)` for every vector type.
macro_rules! for_every_vector {
    ($check:ident) => {
        $check!(f32x4, f32, 4);
        $check!(f32x8, f32, 8);
        $check!(f32x16, f32, 16);
        $check!(f64x2, f64, 2);
        $check!(f64x4, f64, 4);
        $check!(f64x8, f64, 8);
    };
}

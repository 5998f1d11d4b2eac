//! The vectors of the `wide` crate as scalars, element by element.

use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

use crate::scalar::Scalar;

/// Functions taken one element at a time from the scalar type, whose results and edge cases they therefore share.
macro_rules! each_element {
    ($float:ident: $($function:ident),*) => {
        $(#[inline]
        fn $function(self) -> Self {
            Self::new(self.to_array().map(<$float as Scalar>::$function))
        })*
    };
}

macro_rules! impl_scalar_for_vector {
    ($vector:ident of $float:ident) => {
        impl Scalar for $vector {
            each_element!($float: exp, exp_m1, ln, ln_1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, sech2,
                sigmoid, softplus);

            #[inline]
            fn from_f64(value: f64) -> Self {
                Self::splat(value as $float)
            }

            #[inline]
            fn scale(self, factor: f64) -> Self {
                self * Self::splat(factor as $float)
            }

            #[inline]
            fn times_tangent(self, tangent: Self) -> Self {
                tangent.simd_eq(Self::ZERO).select(Self::ZERO, self * tangent)
            }

            #[inline]
            fn tangent_over(self, denominator: Self) -> Self {
                self.simd_eq(Self::ZERO).select(Self::ZERO, self / denominator)
            }

            // Not `wide`'s own `recip`, which for f32 is the processor's estimate to twelve bits.
            #[inline]
            fn recip(self) -> Self {
                Self::ONE / self
            }

            #[inline]
            fn sqrt(self) -> Self {
                $vector::sqrt(self)
            }

            #[inline]
            fn lorentzian(self) -> Self {
                Self::ONE / (Self::ONE + self * self)
            }

            #[inline]
            fn powi(self, n: i32) -> Self {
                Self::new(self.to_array().map(|x| x.powi(n)))
            }

            #[inline]
            fn powf(self, p: f64) -> Self {
                Self::new(self.to_array().map(|x| Scalar::powf(x, p)))
            }
        }
    };
}

impl_scalar_for_vector!(f32x4 of f32);
impl_scalar_for_vector!(f32x8 of f32);
impl_scalar_for_vector!(f32x16 of f32);
impl_scalar_for_vector!(f64x2 of f64);
impl_scalar_for_vector!(f64x4 of f64);
impl_scalar_for_vector!(f64x8 of f64);

//! The vectors of the `wide` crate as scalars.
//!
//! exp, ln, sin, cos, tanh and their relatives are the [lane functions](crate::function), whose errors are bounded. The inverse
//! trigonometric functions, which no network needs, are `wide`'s own, which are right for every argument. Its sinh and cosh
//! overflow too early in version 1.7, and its tan, powi and powf do not cover what [`Scalar`] promises: they go
//! through the scalar type, one element after another.

use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

use crate::function;
use crate::scalar::Scalar;

/// Functions taken one element at a time from the scalar type, whose results
/// and edge cases they therefore share.
macro_rules! each_element {
    ($float:ident: $($function:ident),*) => {
        $(#[inline]
        fn $function(self) -> Self {
            Self::new(self.to_array().map(<$float as Scalar>::$function))
        })*
    };
}

/// Functions taken from `wide`.
macro_rules! whole_vector {
    ($vector:ident: $($function:ident),*) => {
        $(#[inline]
        fn $function(self) -> Self {
            $vector::$function(self)
        })*
    };
}

/// Functions of lanes.
macro_rules! lanes {
    ($($function:ident),*) => {
        $(#[inline]
        fn $function(self) -> Self {
            function::$function(self)
        })*
    };
}

macro_rules! impl_scalar_for_vector {
    ($vector:ident of $float:ident) => {
        impl Scalar for $vector {
            whole_vector!($vector: sqrt, asin, acos, atan);
            lanes!(exp, exp_m1, ln, ln_1p, tanh);
            each_element!($float: tan, sinh, cosh);

            #[inline]
            fn sin(self) -> Self {
                function::sin_cos(self).0
            }

            #[inline]
            fn cos(self) -> Self {
                function::sin_cos(self).1
            }

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

            // Not `wide`'s own `recip`, which for f32 is the processor's
            // estimate to twelve bits.
            #[inline]
            fn recip(self) -> Self {
                Self::ONE / self
            }

            #[inline]
            fn lorentzian(self) -> Self {
                Self::ONE / (Self::ONE + self * self)
            }

            // The formulas of `f32` and `f64`; see there.
            #[inline]
            fn sech2(self) -> Self {
                let e = (-(self.abs() + self.abs())).exp();
                let d = Self::ONE + e;
                (e / d / d).scale(4.0)
            }

            #[inline]
            fn sigmoid(self) -> Self {
                let e = (-self.abs()).exp();
                let numerator = self.simd_lt(Self::ZERO).select(e, Self::ONE);
                numerator / (Self::ONE + e)
            }

            #[inline]
            fn softplus(self) -> Self {
                self.max(Self::ZERO) + (-self.abs()).exp().ln_1p()
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

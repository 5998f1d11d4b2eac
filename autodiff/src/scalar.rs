//! What a formula asks of a number: arithmetic and the elementary functions.

use core::fmt::Debug;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// The four operations and their assigning forms, on plain values that can be
/// sent to other threads.
///
/// It is implemented for every type that has them; nobody implements it by
/// hand.
///
/// ```
/// use hyperwell_autodiff::Arithmetic;
///
/// fn square<T: Arithmetic>(x: T) -> T {
///     x * x
/// }
/// assert_eq!(square(3), 9);
/// assert_eq!(square(1.5), 2.25);
/// ```
pub trait Arithmetic:
    Copy
    + Debug
    + Send
    + Sync
    + 'static
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
{
}

impl<T> Arithmetic for T where
    T: Copy
        + Debug
        + Send
        + Sync
        + 'static
        + Neg<Output = T>
        + Add<Output = T>
        + Sub<Output = T>
        + Mul<Output = T>
        + Div<Output = T>
        + AddAssign
        + SubAssign
        + MulAssign
        + DivAssign
{
}

/// A number with elementary functions.
///
/// Implemented for `f32` and `f64`, for the vectors of the `wide` crate
/// (element by element), and for [`Dual`](crate::Dual),
/// [`HyperDual`](crate::HyperDual) and [`Jet`](crate::Jet) over any `Scalar`,
/// so that they nest to any order. A formula written once for a `Scalar`
/// therefore yields its own derivatives.
///
/// Order and text are no part of it: a vector has no order, and a jet no single
/// sensible one.
///
/// Each function gives NaN outside its domain, where derivatives mean nothing,
/// and the limit at the ends of the domain and at ±∞.
///
/// ```
/// use hyperwell_autodiff::{Dual, Scalar};
///
/// fn gaussian<T: Scalar>(x: T) -> T {
///     (-(x * x)).exp()
/// }
/// assert_eq!(gaussian(0.0_f64), 1.0);
/// assert_eq!(gaussian(Dual::variable(1.0_f64)).derivative, -2.0 * gaussian(1.0));
/// ```
pub trait Scalar: Arithmetic {
    /// The constant `value`, rounded to this type; its derivatives are zero.
    fn from_f64(value: f64) -> Self;

    /// The constant 0.
    #[inline]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }

    /// The constant 1.
    #[inline]
    fn one() -> Self {
        Self::from_f64(1.0)
    }

    /// The number times a plain factor: one multiplication per component, where
    /// a product with [`from_f64`](Self::from_f64) would spend a whole product
    /// rule.
    fn scale(self, factor: f64) -> Self;

    /// `self · tangent`, where **a tangent that is exactly zero stays zero**,
    /// whatever `self` is.
    ///
    /// At a pole of f' the chain rule f'(u)·u' meets ∞·0 for every direction in
    /// which u does not vary. In IEEE arithmetic that is NaN; but what does not
    /// vary has no derivative, so the answer is 0. The opposite case, f' = 0
    /// against an infinite tangent, is a true indeterminate form and remains
    /// NaN.
    ///
    /// ```
    /// use hyperwell_autodiff::Scalar;
    ///
    /// assert_eq!(f64::INFINITY.times_tangent(0.0), 0.0);
    /// assert!(0.0.times_tangent(f64::INFINITY).is_nan());
    /// assert_eq!(3.0.times_tangent(2.0), 6.0);
    /// ```
    fn times_tangent(self, tangent: Self) -> Self;

    /// The tangent `self` divided by `denominator`: zero where the tangent is
    /// exactly zero, even over zero.
    ///
    /// The companion of [`times_tangent`](Self::times_tangent) for the quotient
    /// rule.
    ///
    /// ```
    /// use hyperwell_autodiff::Scalar;
    ///
    /// assert_eq!(0.0.tangent_over(0.0), 0.0);
    /// assert_eq!(1.0.tangent_over(0.0), f64::INFINITY);
    /// ```
    fn tangent_over(self, denominator: Self) -> Self;

    /// 1/x.
    fn recip(self) -> Self;
    /// √x.
    fn sqrt(self) -> Self;
    /// xⁿ for an integer n; x⁰ = 1 for every x.
    fn powi(self, n: i32) -> Self;
    /// xᵖ for a real p; x⁰ = 1 for every x, and NaN for x < 0 unless p is an
    /// integer.
    fn powf(self, p: f64) -> Self;
    /// eˣ.
    fn exp(self) -> Self;
    /// eˣ − 1, accurate near 0.
    fn exp_m1(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x), accurate near 0.
    fn ln_1p(self) -> Self;
    /// The sine of an angle in radians.
    fn sin(self) -> Self;
    /// The cosine of an angle in radians.
    fn cos(self) -> Self;
    /// The tangent of an angle in radians.
    fn tan(self) -> Self;
    /// The angle in [−π/2, π/2] whose sine is x.
    fn asin(self) -> Self;
    /// The angle in [0, π] whose cosine is x.
    fn acos(self) -> Self;
    /// The angle in [−π/2, π/2] whose tangent is x.
    fn atan(self) -> Self;
    /// The hyperbolic sine.
    fn sinh(self) -> Self;
    /// The hyperbolic cosine.
    fn cosh(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;

    /// sech² x = 1/cosh² x, the derivative of tanh.
    ///
    /// A function of its own because 1 − tanh² x loses every digit once tanh x
    /// rounds to 1, at |x| ≈ 19:
    ///
    /// ```
    /// use hyperwell_autodiff::Scalar;
    ///
    /// let x = 30.0_f64;
    /// assert_eq!(1.0 - x.tanh().powi(2), 0.0);
    /// assert!((x.sech2() / (4.0 * (-2.0 * x).exp()) - 1.0).abs() < 1e-15);
    /// ```
    fn sech2(self) -> Self;

    /// The Lorentzian 1/(1 + x²), the derivative of atan; 0 at ±∞.
    fn lorentzian(self) -> Self;

    /// The logistic function σ(x) = 1/(1 + e⁻ˣ).
    fn sigmoid(self) -> Self;

    /// ln(1 + eˣ), the integral of the logistic function; never overflows
    /// before x does.
    fn softplus(self) -> Self;
}

/// Functions that the standard library spells as [`Scalar`] does.
macro_rules! from_std {
    ($float:ident: $($function:ident),*) => {
        $(#[inline]
        fn $function(self) -> Self {
            $float::$function(self)
        })*
    };
}

macro_rules! impl_scalar_for_float {
    ($float:ident) => {
        impl Scalar for $float {
            from_std!($float: recip, sqrt, exp, exp_m1, ln, ln_1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh);

            #[inline]
            fn from_f64(value: f64) -> Self {
                value as $float
            }

            #[inline]
            fn scale(self, factor: f64) -> Self {
                self * factor as $float
            }

            #[inline]
            fn times_tangent(self, tangent: Self) -> Self {
                if tangent == 0.0 { 0.0 } else { self * tangent }
            }

            #[inline]
            fn tangent_over(self, denominator: Self) -> Self {
                if self == 0.0 { 0.0 } else { self / denominator }
            }

            #[inline]
            fn powi(self, n: i32) -> Self {
                $float::powi(self, n)
            }

            // In double precision, so that an exponent such as 1/3 is not
            // rounded to the type first.
            #[inline]
            fn powf(self, p: f64) -> Self {
                f64::powf(f64::from(self), p) as $float
            }

            // 4e⁻²ˣ/(1 + e⁻²ˣ)² for x ≥ 0: no difference of near numbers, no
            // overflow.
            #[inline]
            fn sech2(self) -> Self {
                let e = (-2.0 * self.abs()).exp();
                let d = 1.0 + e;
                4.0 * (e / d) / d
            }

            #[inline]
            fn lorentzian(self) -> Self {
                1.0 / (1.0 + self * self)
            }

            // e^−|x| cannot overflow, and 1/(1 + e⁻ˣ) = eˣ/(1 + eˣ).
            #[inline]
            fn sigmoid(self) -> Self {
                let e = (-self.abs()).exp();
                let numerator = if self < 0.0 { e } else { 1.0 };
                numerator / (1.0 + e)
            }

            // ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|).
            #[inline]
            fn softplus(self) -> Self {
                self.max(0.0) + (-self.abs()).exp().ln_1p()
            }
        }
    };
}

impl_scalar_for_float!(f32);
impl_scalar_for_float!(f64);

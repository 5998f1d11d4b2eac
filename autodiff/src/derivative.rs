//! Derivatives of a closure, in one call.
//!
//! Each is one forward sweep (the Hessian D(D + 1)/2 of them) and exact up to
//! rounding. Where the value is wanted too, call the closure on the numbers
//! directly: `f(Jet::variables(x))` returns value, gradient and Laplacian at
//! once.

use crate::dual::Dual;
use crate::hyper_dual::HyperDual;
use crate::jet::Jet;
use crate::scalar::Scalar;

/// f'(x), at about two to three times the cost of f.
///
/// ```
/// use hyperwell_autodiff::{derivative, Scalar};
///
/// assert_eq!(derivative(|x| x.sin(), 0.0_f64), 1.0);
/// assert_eq!(derivative(|x| x.sqrt(), 0.0_f64), f64::INFINITY);
/// ```
#[inline]
pub fn derivative<T: Scalar>(f: impl FnOnce(Dual<T>) -> Dual<T>, x: T) -> T {
    f(Dual::variable(x)).derivative
}

/// f''(x), at about three to seven times the cost of f.
///
/// ```
/// use hyperwell_autodiff::{second_derivative, Scalar};
///
/// assert_eq!(second_derivative(|x| x.powi(4), 2.0_f64), 48.0);
/// ```
#[inline]
pub fn second_derivative<T: Scalar>(f: impl FnOnce(Jet<T, 1>) -> Jet<T, 1>, x: T) -> T {
    let [x] = Jet::variables([x]);
    f(x).second
}

/// ∇f(x) in D variables, all in one sweep.
///
/// ```
/// use hyperwell_autodiff::gradient;
///
/// assert_eq!(gradient(|[x, y]| x * x * y, [2.0_f64, 3.0]), [12.0, 4.0]);
/// ```
#[inline]
pub fn gradient<T: Scalar, const D: usize>(
    f: impl FnOnce([Jet<T, D>; D]) -> Jet<T, D>,
    x: [T; D],
) -> [T; D] {
    f(Jet::variables(x)).gradient
}

/// Δf(x) = Σ ∂ᵢᵢf in D variables, in one sweep that never forms the Hessian.
///
/// ```
/// use hyperwell_autodiff::laplacian;
///
/// let harmonic = laplacian(|[x, y]| x * x - y * y, [2.0_f64, 3.0]);
/// assert_eq!(harmonic, 0.0);
/// ```
#[inline]
pub fn laplacian<T: Scalar, const D: usize>(
    f: impl FnOnce([Jet<T, D>; D]) -> Jet<T, D>,
    x: [T; D],
) -> T {
    f(Jet::variables(x)).second
}

/// The symmetric matrix ∂ᵢ∂ⱼf(x): `hessian(f, x)[i][j]`. It calls f once per
/// entry on and above the diagonal, D(D + 1)/2 times.
///
/// ```
/// use hyperwell_autodiff::hessian;
///
/// assert_eq!(hessian(|[x, y]| x * x * y, [2.0_f64, 3.0]), [[6.0, 4.0], [4.0, 0.0]]);
/// ```
#[inline]
pub fn hessian<T: Scalar, const D: usize>(
    f: impl Fn([HyperDual<T>; D]) -> HyperDual<T>,
    x: [T; D],
) -> [[T; D]; D] {
    let mut h = [[T::zero(); D]; D];
    for i in 0..D {
        for j in i..D {
            let mut point = x.map(HyperDual::constant);
            point[i].e1 = T::one();
            point[j].e2 = T::one();
            h[i][j] = f(point).e12;
            h[j][i] = h[i][j];
        }
    }
    h
}

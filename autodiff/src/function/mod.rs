//! Elementary functions of SIMD lanes: one source for `f32` and `f64` and for
//! every instruction set.
//!
//! Each file derives its function, states the error bound and the special
//! values, and has the coefficients that `coefficients.py` computed. The bounds
//! in ulp (units in the last place of the result) hold with and without FMA and
//! are enforced by `tests/tests/ulp` for every lane type.
//!
//! All functions are `#[inline(always)]`: called from a
//! [`Kernel`](crate::lane::Kernel) they compile to the instructions of its
//! lanes, without a call or a branch on the usual path.
//!
//! ```
//! use hyperwell_autodiff::function::tanh_sech2;
//! use hyperwell_autodiff::lane::Lane;
//! use wide::f64x4;
//!
//! let (tanh, sech2) = tanh_sech2(f64x4::new([0.0, 0.5, 30.0, -800.0]));
//! assert_eq!(tanh.to_array()[0], 0.0);
//! assert_eq!(tanh.to_array()[3], -1.0);
//! // 1 − tanh² would be 0 here.
//! assert!((sech2.to_array()[2] / (4.0 * (-60.0_f64).exp()) - 1.0).abs() < 1e-15);
//! ```

mod exp;
mod ln;
mod logistic;
mod polynomial;
mod sigmoid;
mod sin_cos;
mod softplus;
mod tanh;

pub use exp::{exp, exp_m1};
pub use ln::{ln, ln_1p};
pub use sigmoid::sigmoid;
pub use sin_cos::sin_cos;
pub use softplus::softplus;
pub use tanh::{TanhSech2, tanh, tanh_sech2};

use crate::lane::Lane;

/// The constant of the precision at hand; decided at compile time.
#[inline(always)]
fn precision<L: Lane, T>(single: T, double: T) -> T {
    if size_of::<L::Float>() == 4 {
        single
    } else {
        double
    }
}

//! Every elementary function: value and derivatives of every order against
//! `num-dual`, and of each number type against nested dual numbers, whose
//! second derivative comes from differentiating the first and not from a table.

use hyperwell_autodiff::{Dual, HyperDual, Jet, Scalar};
use num_dual::{Dual2_64, Dual3_64, DualNum, HyperDual64};
use proptest::prelude::*;

/// A few hundred roundings on the largest of the terms that make up a
/// derivative. `num-dual`'s own formulas cancel (1 − x², quotients of sinh and
/// cosh) within the domains below by less than that.
const TOLERANCE: f64 = 1e-13;

fn assert_close(ours: f64, expected: f64, scale: f64, what: &str) {
    let error = (ours - expected).abs();
    assert!(
        error <= TOLERANCE * scale,
        "{what}: {ours:e}, expected {expected:e}, scale {scale:e}"
    );
}

/// One test per function: `name in domain: ours, the same in num-dual's terms`.
macro_rules! functions {
    ($($name:ident in $domain:expr, |$x:ident| $ours:expr, |$y:ident| $theirs:expr;)*) => {$(
        mod $name {
            use super::*;

            fn ours<T: Scalar>($x: T) -> T {
                $ours
            }

            fn theirs<D: DualNum<Primitive = f64> + Copy>($y: D) -> D {
                $theirs
            }

            proptest! {
                #[test]
                fn agrees_with_num_dual_and_with_nested_duals(
                    x in $domain, u1 in -2.0..2.0, u2 in -2.0..2.0, u12 in -2.0..2.0,
                ) {
                    let expected = theirs(Dual3_64::new(x, 1.0, 0.0, 0.0));
                    let scale = 8.0 * [expected.re, expected.v1, expected.v2, expected.v3]
                        .iter().fold(1.0_f64, |m, v| m.max(v.abs()));
                    let close = |ours, expected, what| assert_close(ours, expected, scale, what);

                    close(ours(x), expected.re, "f64");

                    let third = ours(Dual::variable(Dual::variable(Dual::variable(x)))).derivative.derivative.derivative;
                    close(third, expected.v3, "third derivative, Dual<Dual<Dual>>");
                    let third = ours(Dual::new(Jet::<f64, 1>::variables([x])[0], Jet::constant(1.0))).derivative.second;
                    close(third, expected.v3, "third derivative, Dual<Jet>");

                    let expected = theirs(HyperDual64::new(x, u1, u2, u12));
                    let hyper = ours(HyperDual::new(x, u1, u2, u12));
                    close(hyper.value, expected.re, "HyperDual value");
                    close(hyper.e1, expected.eps1, "HyperDual e1");
                    close(hyper.e2, expected.eps2, "HyperDual e2");
                    close(hyper.e12, expected.eps1eps2, "HyperDual e12");

                    let nested = ours(Dual::new(Dual::new(x, u1), Dual::new(u2, u12)));
                    close(nested.value.value, hyper.value, "nested value");
                    close(nested.value.derivative, hyper.e1, "nested inner derivative");
                    close(nested.derivative.value, hyper.e2, "nested outer derivative");
                    close(nested.derivative.derivative, hyper.e12, "nested second derivative");

                    let expected = theirs(Dual2_64::new(x, u1, u12));
                    let jet = ours(Jet::<f64, 1>::new(x, [u1], u12));
                    close(jet.value, expected.re, "Jet value");
                    close(jet.gradient[0], expected.v1, "Jet gradient");
                    close(jet.second, expected.v2, "Jet second");
                }
            }
        }
    )*};
}

functions! {
    exp in -5.0..5.0, |x| x.exp(), |x| x.exp();
    exp_m1 in -5.0..5.0, |x| x.exp_m1(), |x| x.exp_m1();
    ln in 0.2..20.0, |x| x.ln(), |x| x.ln();
    ln_1p in -0.8..20.0, |x| x.ln_1p(), |x| x.ln_1p();
    sqrt in 0.2..20.0, |x| x.sqrt(), |x| x.sqrt();
    recip in 0.2..20.0, |x| x.recip(), |x| x.recip();
    recip_of_negative in -20.0..-0.2, |x| x.recip(), |x| x.recip();
    division in 0.2..20.0, |x| (x * x + T::one()) / (x + T::one()), |x| (x * x + 1.0) / (x + 1.0);
    power_7 in -3.0..3.0, |x| x.powi(7), |x| x.powi(7);
    power_2 in -3.0..3.0, |x| x.powi(2), |x| x.powi(2);
    power_minus_3 in 0.3..3.0, |x| x.powi(-3), |x| x.powi(-3);
    power_real in 0.2..5.0, |x| x.powf(1.7), |x| x.powf(1.7);
    power_real_negative in 0.3..5.0, |x| x.powf(-0.3), |x| x.powf(-0.3);
    sin in -10.0..10.0, |x| x.sin(), |x| x.sin();
    cos in -10.0..10.0, |x| x.cos(), |x| x.cos();
    tan in -1.4..1.4, |x| x.tan(), |x| x.tan();
    asin in -0.9..0.9, |x| x.asin(), |x| x.asin();
    acos in -0.9..0.9, |x| x.acos(), |x| x.acos();
    atan in -10.0..10.0, |x| x.atan(), |x| x.atan();
    lorentzian in -10.0..10.0, |x| x.lorentzian(), |x| (x * x + 1.0).recip();
    sinh in -5.0..5.0, |x| x.sinh(), |x| x.sinh();
    cosh in -5.0..5.0, |x| x.cosh(), |x| x.cosh();
    tanh in -5.0..5.0, |x| x.tanh(), |x| x.tanh();
    sech2 in -5.0..5.0, |x| x.sech2(), |x| x.cosh().powi(-2);
    sigmoid in -8.0..8.0, |x| x.sigmoid(), |x| ((-x).exp() + 1.0).recip();
    softplus in -8.0..8.0, |x| x.softplus(), |x| x.exp().ln_1p();
    composition in -2.0..2.0, |x| (x.sin() * x).tanh() / x.cosh(), |x| (x.sin() * x).tanh() / x.cosh();
}

/// In single precision every function is the double-precision one, rounded, up
/// to three units in the last place.
#[test]
fn single_precision_agrees_with_double() {
    macro_rules! check {
        ($($function:ident),*) => {$(
            for x in [0.07_f32, 0.31, 0.55, 0.93] {
                let (single, double) = (Scalar::$function(x), Scalar::$function(f64::from(x)));
                let error = (f64::from(single) / double - 1.0).abs();
                assert!(error < 3.0 * f64::from(f32::EPSILON), "{}({x}) = {single}, {double}", stringify!($function));
            }
        )*};
    }
    check!(
        recip, sqrt, exp, exp_m1, ln, ln_1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh
    );
    check!(sech2, lorentzian, sigmoid, softplus);
}

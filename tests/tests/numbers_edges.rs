//! Poles, saturation and infinities: a number gives the limit, with its sign,
//! and never a NaN that mathematics does not ask for.

use core::f64::consts::{FRAC_PI_2, PI};
use hyperwell_autodiff::{Dual, HyperDual, Jet, Scalar, derivative, hessian, second_derivative};

const INF: f64 = f64::INFINITY;

/// Four units in the last place, or the same infinity or NaN.
fn same(a: f64, b: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (b.is_finite() && (a - b).abs() <= 4.0 * f64::EPSILON * b.abs())
}

#[track_caller]
fn check(name: &str, x: f64, number: &str, ours: [f64; 3], expected: [f64; 3]) {
    let agrees = ours.iter().zip(expected).all(|(&a, b)| same(a, b));
    assert!(
        agrees,
        "{name} at {x:e} with {number}: {ours:?}, expected {expected:?}"
    );
}

/// `|x| f(x), x => [f, f', f'']`, checked for each number type and for nested
/// ones.
macro_rules! edges {
    ($(|$u:ident| $f:expr, $x:expr => $expected:expr;)*) => {$({
        fn f<T: Scalar>($u: T) -> T {
            $f
        }
        let (name, x) = (stringify!($f), $x);

        let [u] = Jet::<f64, 1>::variables([x]);
        let y = f(u);
        check(name, x, "Jet", [y.value, y.gradient[0], y.second], $expected);

        let y = f(HyperDual::variable(x));
        check(name, x, "HyperDual", [y.value, y.e1, y.e12], $expected);
        check(name, x, "HyperDual", [y.value, y.e2, y.e12], $expected);

        let y = f(Dual::variable(Dual::variable(x)));
        check(name, x, "Dual<Dual>", [y.value.value, y.value.derivative, y.derivative.derivative], $expected);
        check(name, x, "Dual<Dual>", [y.value.value, y.derivative.value, y.derivative.derivative], $expected);

        // What does not vary has no derivative, at a pole as anywhere.
        let [value, ..]: [f64; 3] = $expected;
        let y = f(Jet::<f64, 1>::constant(x));
        check(name, x, "constant Jet", [y.value, y.gradient[0], y.second], [value, 0.0, 0.0]);
        let y = f(HyperDual::constant(x));
        check(name, x, "constant HyperDual", [y.e1, y.e2, y.e12], [0.0; 3]);
        let y = f(Dual::constant(Dual::constant(x)));
        check(name, x, "constant Dual<Dual>", [y.value.derivative, y.derivative.value, y.derivative.derivative], [0.0; 3]);

        // Nor has what varies in one direction a derivative in the other.
        let [slope, second] = [$expected[1], $expected[2]];
        let y = f(HyperDual::new(x, 1.0, 0.0, 0.0));
        check(name, x, "HyperDual in ε₁", [y.e1, y.e2, y.e12], [slope, 0.0, 0.0]);
        let [u, _] = Jet::<f64, 2>::variables([x, 1.0]);
        let y = f(u);
        check(name, x, "Jet in x₁ of 2", [y.gradient[0], y.gradient[1], y.second], [slope, 0.0, second]);
        let y = f(Dual::constant(Dual::variable(x)));
        check(name, x, "inner Dual", [y.value.derivative, y.derivative.value, y.derivative.derivative], [slope, 0.0, 0.0]);
        let y = f(Dual::variable(Dual::constant(x)));
        check(name, x, "outer Dual", [y.value.derivative, y.derivative.value, y.derivative.derivative], [0.0, slope, 0.0]);

        // The same holds for the parts of a nested number.
        let [u] = Jet::<Dual<f64>, 1>::variables([Dual::constant(x)]);
        let y = f(u);
        check(name, x, "Jet<Dual>", [y.value.value, y.gradient[0].value, y.second.value], $expected);
        check(name, x, "Jet<Dual>, inner", [y.value.derivative, y.gradient[0].derivative, y.second.derivative], [0.0; 3]);
    })*};
}

#[test]
fn roots_and_logarithms_at_the_ends_of_their_domain() {
    edges! {
        |x| x.sqrt(), 0.0 => [0.0, INF, -INF];
        |x| x.sqrt(), -0.0 => [0.0, INF, -INF];
        |x| x.sqrt(), INF => [INF, 0.0, 0.0];
        |x| x.ln(), 0.0 => [-INF, INF, -INF];
        |x| x.ln(), -0.0 => [-INF, INF, -INF];
        |x| x.ln(), INF => [INF, 0.0, 0.0];
        |x| x.ln_1p(), -1.0 => [-INF, INF, -INF];
        |x| x.ln_1p(), -1.0 + 2f64.powi(-53) => [-53.0 * 2f64.ln(), 2f64.powi(53), -2f64.powi(106)];
        |x| x.ln_1p(), 1e-300 => [1e-300, 1.0, -1.0];
        |x| x.ln_1p(), INF => [INF, 0.0, 0.0];
    }
}

#[test]
fn division_by_zero_and_by_infinity() {
    edges! {
        |x| x.recip(), 0.0 => [INF, -INF, INF];
        |x| x.recip(), -0.0 => [-INF, -INF, -INF];
        |x| x.recip(), INF => [0.0, 0.0, 0.0];
        |x| x.recip(), -INF => [0.0, 0.0, 0.0];
        |x| T::one() / x, 0.0 => [INF, -INF, INF];
        |x| T::one() / x, -0.0 => [-INF, -INF, -INF];
        |x| T::one() / x, INF => [0.0, 0.0, 0.0];
        |x| T::one() / x, 1e200 => [1e-200, 0.0, 0.0];
        |x| x / T::from_f64(INF), 2.0 => [0.0, 0.0, 0.0];
        |x| x / T::zero(), 2.0 => [INF, INF, 0.0];
        |x| (T::one() / x).scale(-3.0), 0.0 => [-INF, INF, -INF];
    }
}

#[test]
fn powers_of_zero() {
    edges! {
        |x| x.powi(0), 0.0 => [1.0, 0.0, 0.0];
        |x| x.powi(1), 0.0 => [0.0, 1.0, 0.0];
        |x| x.powi(2), 0.0 => [0.0, 0.0, 2.0];
        |x| x.powi(3), 0.0 => [0.0, 0.0, 0.0];
        |x| x.powi(-1), 0.0 => [INF, -INF, INF];
        |x| x.powi(-2), 0.0 => [INF, -INF, INF];
        |x| x.powi(0), INF => [1.0, 0.0, 0.0];
        |x| x.powi(2), INF => [INF, INF, 2.0];
        |x| x.powi(i32::MIN), 2.0 => [0.0, 0.0, 0.0];
        |x| x.powi(i32::MAX), 0.5 => [0.0, 0.0, 0.0];
        |x| x.powf(0.0), 0.0 => [1.0, 0.0, 0.0];
        |x| x.powf(1.0), 0.0 => [0.0, 1.0, 0.0];
        |x| x.powf(2.0), 0.0 => [0.0, 0.0, 2.0];
        |x| x.powf(0.5), 0.0 => [0.0, INF, -INF];
        |x| x.powf(1.5), 0.0 => [0.0, 0.0, INF];
        |x| x.powf(2.5), 0.0 => [0.0, 0.0, 0.0];
        |x| x.powf(-0.5), 0.0 => [INF, -INF, INF];
        |x| x.powf(-0.5), INF => [0.0, 0.0, 0.0];
        |x| x.powf(0.5), INF => [INF, 0.0, 0.0];
        |x| x.powf(3.0), -2.0 => [-8.0, 12.0, -12.0];
    }
}

#[test]
fn exponentials_overflow_and_vanish() {
    edges! {
        |x| x.exp(), 800.0 => [INF, INF, INF];
        |x| x.exp(), -800.0 => [0.0, 0.0, 0.0];
        |x| x.exp(), -INF => [0.0, 0.0, 0.0];
        |x| x.exp_m1(), 800.0 => [INF, INF, INF];
        |x| x.exp_m1(), -800.0 => [-1.0, 0.0, 0.0];
        |x| x.exp_m1(), 1e-300 => [1e-300, 1.0, 1.0];
        |x| x.exp_m1(), -40.0 => [-1.0, 4.248354255291589e-18, 4.248354255291589e-18];
        |x| x.sinh(), 800.0 => [INF, INF, INF];
        |x| x.sinh(), -800.0 => [-INF, INF, -INF];
        |x| x.cosh(), -800.0 => [INF, -INF, INF];
    }
}

#[test]
fn inverse_trigonometric_functions_at_their_limits() {
    edges! {
        |x| x.asin(), 1.0 => [FRAC_PI_2, INF, INF];
        |x| x.asin(), -1.0 => [-FRAC_PI_2, INF, -INF];
        |x| x.acos(), 1.0 => [0.0, -INF, -INF];
        |x| x.acos(), -1.0 => [PI, -INF, INF];
        |x| x.atan(), 1e100 => [FRAC_PI_2, 1e-200, -2e-300];
        |x| x.atan(), -1e100 => [-FRAC_PI_2, 1e-200, 2e-300];
        |x| x.atan(), 1e200 => [FRAC_PI_2, 0.0, 0.0];
        |x| x.atan(), INF => [FRAC_PI_2, 0.0, 0.0];
        |x| x.atan(), -INF => [-FRAC_PI_2, 0.0, 0.0];
        |x| x.lorentzian(), INF => [0.0, 0.0, 0.0];
        |x| x.lorentzian(), 1e50 => [1e-100, -2e-150, 6e-200];
    }
}

/// The expected values are from mpmath with 40 digits.
#[test]
fn saturated_activations_keep_sign_and_size_of_their_derivatives() {
    edges! {
        |x| x.tanh(), 30.0 => [1.0, 3.502604305078608e-26, -7.005208610157216e-26];
        |x| x.tanh(), -30.0 => [-1.0, 3.502604305078608e-26, 7.005208610157216e-26];
        |x| x.tanh(), 800.0 => [1.0, 0.0, 0.0];
        |x| x.tanh(), -800.0 => [-1.0, 0.0, 0.0];
        |x| x.tanh(), INF => [1.0, 0.0, 0.0];
        |x| x.tanh(), -INF => [-1.0, 0.0, 0.0];
        |x| x.sech2(), 30.0 => [3.502604305078608e-26, -7.005208610157216e-26, 1.4010417220314433e-25];
        |x| x.sech2(), -800.0 => [0.0, 0.0, 0.0];
        |x| x.sigmoid(), 40.0 => [1.0, 4.248354255291589e-18, -4.248354255291589e-18];
        |x| x.sigmoid(), -40.0 => [4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18];
        |x| x.sigmoid(), 800.0 => [1.0, 0.0, 0.0];
        |x| x.sigmoid(), -800.0 => [0.0, 0.0, 0.0];
        |x| x.sigmoid(), INF => [1.0, 0.0, 0.0];
        |x| x.sigmoid(), -INF => [0.0, 0.0, 0.0];
        |x| x.sigmoid(), 1e-9 => [0.5 + 0.25e-9, 0.25, -0.125e-9];
        |x| x.softplus(), 800.0 => [800.0, 1.0, 0.0];
        |x| x.softplus(), -800.0 => [0.0, 0.0, 0.0];
        |x| x.softplus(), 40.0 => [40.0, 1.0, 4.248354255291589e-18];
        |x| x.softplus(), -40.0 => [4.248354255291589e-18, 4.248354255291589e-18, 4.248354255291589e-18];
        |x| x.softplus(), INF => [INF, 1.0, 0.0];
        |x| x.softplus(), -INF => [0.0, 0.0, 0.0];
        |x| x.softplus(), 1e-12 => [core::f64::consts::LN_2 + 0.5e-12, 0.50000000000025, 0.25];
    }
}

/// tanh''' at 30 through three levels: 4 sech² tanh² − 2 sech⁴ = 1.4e-25, where
/// 1 − tanh² would be 0.
#[test]
fn third_derivative_of_a_saturated_tanh() {
    let y = Dual::variable(Dual::variable(Dual::variable(30.0_f64))).tanh();
    assert!(same(
        y.derivative.derivative.derivative,
        1.4010417220314433e-25
    ));
}

#[test]
fn outside_the_domain_there_is_no_number() {
    let x = Dual::variable(-1.5_f64);
    for y in [x.sqrt(), x.ln(), x.ln_1p(), x.powf(0.5), x.asin(), x.acos()] {
        assert!(y.value.is_nan(), "{y}");
    }
}

/// (√x)² is x, but at 0 the chain rule has only 0·∞ to go by: it must not
/// invent a derivative of 0.
#[test]
fn an_indeterminate_form_stays_nan() {
    assert!(derivative(|x| x.sqrt().powi(2), 0.0_f64).is_nan());
    assert!(derivative(|x| x.recip().recip(), 0.0_f64).is_nan());
    assert!(derivative(|x| x.sqrt().cos(), 0.0_f64).is_nan());
}

#[test]
fn helpers_give_the_limits_too() {
    assert_eq!(derivative(|x| x.sqrt(), 0.0_f64), INF);
    assert_eq!(second_derivative(|x| x.sqrt(), 0.0_f64), -INF);
    assert_eq!(second_derivative(|x| 2.0 * (1.0 / x), 0.0_f64), INF);
    assert_eq!(
        hessian(|[x, y]| x.sqrt() + y * y, [0.0_f64, 1.0]),
        [[-INF, 0.0], [0.0, 2.0]]
    );
    // The well's boundary factor under a root: u'' < 0 where u = 0.
    assert_eq!(second_derivative(|x| (x * (1.0 - x)).sqrt(), 0.0_f64), -INF);
}

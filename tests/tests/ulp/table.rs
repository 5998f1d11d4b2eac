//! The table: function → allowed error.

use astro_float_num::BigFloat;
use hyperwell_autodiff::function::*;
use hyperwell_autodiff::lane::Lane;

use crate::exact::Oracle;

pub(crate) trait Function {
    const NAME: &'static str;
    /// The largest error in units of the last place of the result.
    const ULP: f64;
    /// Where the exact result is below the normal numbers: the largest error in
    /// units of the smallest normal number. 0 says that `ULP` holds there too.
    const UNDERFLOW: f64;
    /// f(−∞), f(−0), f(0), f(∞)
    const LIMITS: [f64; 4];

    fn lanes<L: Lane>(x: L) -> L;
    /// The oracle of `f32`.
    fn in_f64(x: f64) -> f64;
    /// The oracle of `f64`.
    fn exact(x: &BigFloat, oracle: &mut Oracle) -> BigFloat;
}

/// What is to be done with each row.
pub(crate) trait Visit {
    fn visit<F: Function>(&mut self);
}

macro_rules! table {
    ($(
        $function:ident $name:literal: $ulp:literal ulp, underflow $underflow:literal, $limits:expr,
        |$x:ident| $lanes:expr, |$f:ident| $in_f64:expr, |$big:ident, $oracle:ident| $exact:expr;
    )*) => {
        $(
            struct $function;
            impl Function for $function {
                const NAME: &'static str = $name;
                const ULP: f64 = $ulp;
                const UNDERFLOW: f64 = $underflow;
                const LIMITS: [f64; 4] = $limits;
                #[inline(always)]
                fn lanes<L: Lane>($x: L) -> L { $lanes }
                fn in_f64($f: f64) -> f64 { $in_f64 }
                fn exact($big: &BigFloat, $oracle: &mut Oracle) -> BigFloat { $exact }
            }
        )*
        pub(crate) fn walk(visit: &mut impl Visit) {
            $(visit.visit::<$function>();)*
        }
    };
}

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;
const LN_2: f64 = std::f64::consts::LN_2;

table! {
    Exp "exp": 1.5 ulp, underflow 0.0, [0.0, 1.0, 1.0, INF],
        |x| exp(x), |x| x.exp(), |x, o| o.exp(x);
    ExpM1 "exp_m1": 2.0 ulp, underflow 0.0, [-1.0, -0.0, 0.0, INF],
        |x| exp_m1(x), |x| x.exp_m1(), |x, o| o.exp_m1(x);
    Ln "ln": 1.5 ulp, underflow 0.0, [NAN, -INF, -INF, INF],
        |x| ln(x), |x| x.ln(), |x, o| o.ln(x);
    Ln1p "ln_1p": 1.5 ulp, underflow 0.0, [NAN, -0.0, 0.0, INF],
        |x| ln_1p(x), |x| x.ln_1p(), |x, o| o.ln_1p(x);
    Sin "sin": 2.0 ulp, underflow 0.0, [NAN, -0.0, 0.0, NAN],
        |x| sin_cos(x).0, |x| x.sin(), |x, o| o.sin(x);
    Cos "cos": 2.0 ulp, underflow 0.0, [NAN, 1.0, 1.0, NAN],
        |x| sin_cos(x).1, |x| x.cos(), |x, o| o.cos(x);
    Tanh "tanh": 3.0 ulp, underflow 0.0, [-1.0, -0.0, 0.0, 1.0],
        |x| tanh(x), |x| x.tanh(), |x, o| o.tanh(x);
    Sech2 "sech²": 4.0 ulp, underflow 1.0, [0.0, 1.0, 1.0, 0.0],
        |x| tanh_sech2(x).1, |x| 4.0 * logistic(2.0 * x, 2),
        |x, o| { let y = o.add(x, x); let y = o.logistic(&y, 2); o.mul(&y, &o.number(4.0)) };
    Sigmoid "σ": 3.0 ulp, underflow 0.25, [0.0, 0.5, 0.5, 1.0],
        |x| sigmoid(x).0, |x| sigmoid_f64(x), |x, o| sigmoid_exact(x, o);
    SigmoidSlope "σ'": 4.0 ulp, underflow 0.25, [0.0, 0.25, 0.25, 0.0],
        |x| sigmoid(x).1, |x| logistic(x, 2), |x, o| o.logistic(x, 2);
    Softplus "softplus": 3.0 ulp, underflow 0.25, [0.0, LN_2, LN_2, INF],
        |x| softplus(x).0, |x| x.max(0.0) + logistic(x, 0).ln_1p(),
        |x, o| {
            let u = o.logistic(x, 0);
            let small = o.ln_1p(&u);
            if x.is_positive() { o.add(x, &small) } else { small }
        };
    SoftplusSlope "softplus'": 3.0 ulp, underflow 0.25, [0.0, 0.5, 0.5, 1.0],
        |x| softplus(x).1, |x| sigmoid_f64(x), |x, o| sigmoid_exact(x, o);
}

/// u/(1 + u)^n with u = e^−|x|
fn logistic(x: f64, n: i32) -> f64 {
    let u = (-x.abs()).exp();
    u / (1.0 + u).powi(n)
}

fn sigmoid_f64(x: f64) -> f64 {
    if x < 0.0 {
        logistic(x, 1)
    } else {
        1.0 / (1.0 + (-x).exp())
    }
}

fn sigmoid_exact(x: &BigFloat, oracle: &mut Oracle) -> BigFloat {
    if x.is_negative() {
        return oracle.logistic(x, 1);
    }
    let u = oracle.logistic(x, 0);
    let one = oracle.number(1.0);
    oracle.div(&one, &oracle.add(&one, &u))
}

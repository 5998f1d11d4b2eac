//! The zero of a continuous function between two points.

/// The x between `low` and `high` where `f` changes sign, to about one ulp.
///
/// Inverse quadratic interpolation where the last three values allow it, bisection otherwise (T. R. Chandrupatla, Adv. Eng.
/// Softw. 28, 145 (1997)): a handful of evaluations for a smooth f, never many more than bisection for a step.
pub(super) fn find(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let (mut a, mut b) = (high, low);
    let (mut fa, mut fb) = (f(a), f(b));
    let mut t = 0.5;
    loop {
        let x = a + t * (b - a);
        let fx = f(x);
        let (c, fc) = if (fx > 0.0) == (fa > 0.0) {
            (a, fa)
        } else {
            let previous = (b, fb);
            (b, fb) = (a, fa);
            previous
        };
        (a, fa) = (x, fx);
        let (best, value) = if fa.abs() < fb.abs() {
            (a, fa)
        } else {
            (b, fb)
        };
        let tolerance = f64::EPSILON * best.abs() / (b - a).abs();
        if value == 0.0 || tolerance.is_nan() || tolerance > 0.5 {
            return best;
        }
        let xi = (a - b) / (c - b);
        let phi = (fa - fb) / (fc - fb);
        t = if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
            fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
        } else {
            0.5
        };
        t = t.clamp(tolerance, 1.0 - tolerance);
    }
}

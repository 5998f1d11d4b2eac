//! The error of difference quotients over their step, beside that of a jet.

use std::error::Error;
use std::fs;
use std::path::Path;

use hyperwell_autodiff::{Jet, Scalar};

use super::plot::{Axis, Line, Plot, Style, log};

fn f<T: Scalar>(x: T) -> T {
    x.scale(2.0).tanh().powi(2)
}

const X: f64 = 0.3;

pub(crate) fn draw(book: &Path) -> Result<(), Box<dyn Error>> {
    // In closed form with t = tanh 2x, s = 1 − t²: f' = 4 t s, f'' = 8 s² − 16 t² s.
    let t = (2.0 * X).tanh();
    let s = Scalar::sech2(2.0 * X);
    let (first, second) = (4.0 * t * s, 8.0 * s * s - 16.0 * t * t * s);
    let [x] = Jet::<f64, 1>::variables([X]);
    let jet = f(x);

    let steps: Vec<f64> = (0..=64)
        .map(|i| 10f64.powf(-16.0 + 0.25 * f64::from(i)))
        .collect();
    let forward = |h: f64| ((f(X + h) - f(X)) / h - first) / first;
    let central = |h: f64| ((f(X + h) - f(X - h)) / (2.0 * h) - first) / first;
    let bend = |h: f64| ((f(X + h) - 2.0 * f(X) + f(X - h)) / (h * h) - second) / second;
    let floor = 1e-17;
    let line = |name: &str, error: &dyn Fn(f64) -> f64| {
        Line::new(
            name,
            steps.iter().map(|&h| (h.log10(), log(error(h), floor))),
        )
    };
    let exact = |name: &str, error: f64| {
        Line::new(name, [-16.0, 0.0].map(|h| (h, log(error, floor)))).with_style(Style::Faint)
    };
    let best = |error: &dyn Fn(f64) -> f64| {
        let errors = steps.iter().map(|&h| error(h).abs());
        errors.fold(f64::INFINITY, f64::min)
    };
    let (of_first, of_second) = (jet.gradient[0] / first - 1.0, jet.second / second - 1.0);
    fs::write(
        book.join("output/differences.txt"),
        format!(
            "best relative error over h, f(x) = tanh(2x)^2 at x = {X}\n\n\
             f'   forward difference   {:.0e}\n\
             f'   central difference   {:.0e}\n\
             f''  central difference   {:.0e}\n\
             f'   jet                  {:.0e}\n\
             f''  jet                  {:.0e}\n",
            best(&forward),
            best(&central),
            best(&bend),
            of_first.abs(),
            of_second.abs()
        ),
    )?;
    Plot {
        x: ("step h", Axis::Log, -16.0..0.0),
        y: ("relative error", Axis::Log, -17.0..7.0),
        lines: vec![
            exact("rounding of one f64", f64::EPSILON / 2.0),
            line("f', forward difference", &forward),
            line("f', central difference", &central),
            line("f'', central difference", &bend),
        ],
    }
    .draw(&book.join("figures/differences.svg"))
}

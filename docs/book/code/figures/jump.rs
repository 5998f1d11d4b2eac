//! ψ'' at the edge of a finite well, with and without the kinks.

use std::error::Error;
use std::fs;
use std::path::Path;

use hyperwell::quadrature::PiecewiseRule;
use hyperwell::{Problem, reference};

use super::plot::{Axis, Line, Plot, Style};
use super::training::{Trained, Training};

pub(crate) fn draw(book: &Path) -> Result<(), Box<dyn Error>> {
    let problem = Problem::finite_well();
    let exact = reference::exact(&problem, 0)?;
    let rule = PiecewiseRule::gauss_legendre(&problem, 100)?;
    let train = |kinks: bool| {
        Training {
            problem: problem.clone(),
            kinks,
            norm_weight: 1000.0,
            energy: exact.energy(),
            learning_rate: 4e-3,
            steps: 10_000,
            seed: 0,
        }
        .run()
    };
    // x = 3 t, so that ψ_xx = ψ_tt / 9.
    let norm = |trained: &Trained| {
        let points = rule.points().iter().zip(rule.pieces()).zip(rule.weights());
        let squares = points.map(|((&x, &piece), w)| w * trained.psi(piece, x)[1].powi(2));
        let root = squares.sum::<f64>().sqrt();
        root.copysign(trained.psi(1, 0.0)[1])
    };
    let piece = |x: f64| if x < 1.0 { 1 } else { 2 };
    let mut lines = Vec::new();
    let mut text = "finite-well, E held at its exact value, 10000 steps\n\n".to_owned();
    let xs = (0..=400).map(|i| 0.5 + f64::from(i) / 400.0);
    let exactly = xs.clone().map(|x| (x, exact.psi(x).2));
    lines.push(Line::new("exact", exactly).with_style(Style::Broad));
    for (name, kinks) in [("network of t", false), ("with kinks", true)] {
        let trained = train(kinks)?;
        let norm = norm(&trained);
        let psi: Vec<f64> = rule
            .points()
            .iter()
            .zip(rule.pieces())
            .map(|(&x, &piece)| trained.psi(piece, x)[1] / norm)
            .collect();
        text += &format!(
            "{name:<14} error of psi = {:.0e}\n",
            exact.distance(&rule, &psi)
        );
        let points = xs
            .clone()
            .map(|x| (x, trained.psi(piece(x), x)[3] / 9.0 / norm));
        lines.push(Line::new(name, points));
    }
    fs::write(book.join("output/jump.txt"), text)?;
    Plot {
        x: ("x", Axis::Plain, 0.5..1.5),
        y: ("psi''(x)", Axis::Plain, -3.0..7.0),
        lines,
    }
    .draw(&book.join("figures/jump.svg"))
}

//! The trap at ψ = 0: the norm over the steps, for a light and a heavy normalisation.

use std::error::Error;
use std::fs;
use std::path::Path;

use hyperwell::Problem;

use super::plot::{Axis, Line, Plot, log};
use super::training::Training;

pub(crate) fn draw(book: &Path) -> Result<(), Box<dyn Error>> {
    // E is far from a level of the barrier problem, as at the start of a training.
    let training = |norm_weight: f64| Training {
        problem: Problem::barrier(),
        kinks: true,
        norm_weight,
        energy: 10.0,
        learning_rate: 4e-3,
        steps: 3000,
        seed: 0,
    };
    let mut lines = Vec::new();
    let mut text = "barrier, E held at 10, after 3000 steps\n\n".to_owned();
    for norm_weight in [1.0, 10.0, 100.0] {
        let norms = training(norm_weight).run()?.norms;
        let last = norms.last().copied().unwrap_or(f64::NAN);
        text += &format!("lambda = {norm_weight:<5} norm = {last:.1e}\n");
        let points = norms
            .iter()
            .enumerate()
            .map(|(step, &norm)| (step as f64, log(norm, 1e-9)));
        lines.push(Line::new(
            format!("lambda = {norm_weight}"),
            points.step_by(10),
        ));
    }
    fs::write(book.join("output/collapse.txt"), text)?;
    Plot {
        x: ("step", Axis::Plain, 0.0..3000.0),
        y: ("norm", Axis::Log, -9.0..2.0),
        lines,
    }
    .draw(&book.join("figures/collapse.svg"))
}

//! Adam, then Levenberg–Marquardt on all weights: the residual over the steps.

use std::error::Error;
use std::fs;
use std::path::Path;

use hyperwell::{Phase, Problem, Settings, Solver, Stage, reference};

use super::plot::{Axis, Line, Plot, log};

/// Steps of Adam.
const ADAM: usize = 2000;

pub(crate) fn draw(book: &Path) -> Result<(), Box<dyn Error>> {
    let settings = Settings {
        stages: vec![Stage::Adam, Stage::LevenbergMarquardt],
        steps: ADAM,
        ..Settings::default()
    };
    let mut lines = Vec::new();
    let mut text = format!(
        "relative error of the trained E\n\n{:<16}{:<16}{:<12}steps after Adam\n",
        "", "after Adam", "at the end"
    );
    for name in Problem::BUILTIN {
        let problem = Problem::builtin(name)?;
        let exact = reference::exact(&problem, 0)?.energy();
        let solution = Solver::new(problem, settings.clone())?.solve()?;
        let history = solution.history();
        let error = |energy: f64| (energy / exact - 1.0).abs();
        let adam = history.iter().rfind(|row| row.step <= ADAM);
        text += &format!(
            "{:<16}{:<16.0e}{:<12.0e}{}\n",
            name,
            adam.map_or(f64::NAN, |row| error(row.energy)),
            error(solution.trained_energy()),
            solution.steps() - ADAM
        );
        let residual = history.iter().filter(|row| row.phase == Phase::Residual);
        let points = residual.map(|row| (row.step as f64, log(row.residual.sqrt(), 1e-9)));
        lines.push(Line::new(name, points));
    }
    fs::write(book.join("output/levenberg.txt"), text)?;
    Plot {
        x: ("step", Axis::Plain, 0.0..2600.0),
        y: ("residual, root of its square", Axis::Log, -9.0..5.0),
        lines,
    }
    .draw(&book.join("figures/levenberg.svg"))
}

//! The finite well: ψ of the network beside the exact one, and how the training got there.

use std::error::Error;
use std::fs;
use std::path::Path;

use hyperwell::{Phase, Problem, Settings, Solver, reference};

use super::plot::{Axis, Line, Plot, Style, log};

pub(crate) fn draw(book: &Path) -> Result<(), Box<dyn Error>> {
    let problem = Problem::finite_well();
    let solution = Solver::new(problem.clone(), Settings::default())?.solve()?;
    let exact = reference::exact(&problem, 0)?;
    let pieces = problem.pieces().into_iter();
    let walls = pieces
        .flat_map(|piece| [piece.from, piece.to].map(|x| (x, piece.potential.value(x) / 20.0)));
    let xs = (0..=300).map(|i| -3.0 + 6.0 * f64::from(i) / 300.0);
    Plot {
        x: ("x", Axis::Plain, -3.0..3.0),
        y: ("psi(x), V(x)/20", Axis::Plain, -0.05..1.15),
        lines: vec![
            Line::new("V/20", walls).with_style(Style::Faint),
            Line::new("exact", xs.clone().map(|x| (x, exact.psi(x).0))).with_style(Style::Broad),
            Line::new("network", xs.map(|x| (x, solution.psi(x)[0]))),
        ],
    }
    .draw(&book.join("figures/well.svg"))?;

    let history = solution.history();
    let error = |energy: f64| (energy - exact.energy()) / exact.energy();
    let at = |row: &hyperwell::Progress| row.step as f64;
    let floor = 1e-12;
    Plot {
        x: ("step", Axis::Plain, 0.0..30_000.0),
        y: ("residual, relative error of E", Axis::Log, -11.0..5.0),
        lines: vec![
            Line::new(
                "residual",
                history
                    .iter()
                    .filter(|row| row.phase == Phase::Residual)
                    .map(|row| (at(row), log(row.residual, floor))),
            ),
            Line::new(
                "error of the trained E",
                history
                    .iter()
                    .map(|row| (at(row), log(error(row.energy), floor))),
            ),
        ],
    }
    .draw(&book.join("figures/training.svg"))?;
    let variational = history.iter().rfind(|row| row.phase == Phase::Variational);
    fs::write(
        book.join("output/training.txt"),
        format!(
            "finite-well, default settings, seed 0\n\n\
             relative error of E after the descent of the energy   {:.0e}\n\
             relative error of the trained E at the end            {:.0e}\n\
             relative error of the Rayleigh quotient of psi        {:.0e}\n\
             error of psi                                          {:.0e}\n",
            variational.map_or(f64::NAN, |row| error(row.energy).abs()),
            error(solution.trained_energy()).abs(),
            error(solution.energy()).abs(),
            solution.psi_error(&exact)
        ),
    )?;
    Ok(())
}

//! Energy–Newton on the barrier: the error of E₀ over its steps.

use std::error::Error;
use std::fs;
use std::path::Path;

use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Problem, reference};

use super::plot::{Axis, Line, Plot, log};

pub(crate) fn draw(book: &Path) -> Result<(), Box<dyn Error>> {
    let problem = Problem::barrier();
    let exact = reference::exact(&problem, 0)?.energy();
    let settings = SpectrumSettings {
        states: 1,
        ..SpectrumSettings::default()
    };
    let mut lines = Vec::new();
    let mut text = "barrier, ground state: relative error of E\n\n\
                    neurons   untrained   trained   successful steps\n"
        .to_owned();
    for neurons in [4, 8, 16] {
        let mut errors = Vec::new();
        Spectrum::train_observed(&problem, neurons, &settings, &mut |step| {
            if step.draw() == 0 {
                errors.push((step.energies()[0] - exact).abs() / exact);
            }
        })?;
        let (first, last) = (errors[0], errors[errors.len() - 1]);
        text += &format!(
            "{neurons:<10}{first:<12.0e}{last:<10.0e}{}\n",
            errors.len() - 1
        );
        let points = errors
            .iter()
            .enumerate()
            .map(|(step, &error)| (step as f64, log(error, 1e-16)));
        lines.push(Line::new(format!("{neurons} neurons"), points));
    }
    fs::write(book.join("output/newton.txt"), text)?;
    Plot {
        x: ("successful step", Axis::Plain, 0.0..130.0),
        y: ("relative error of E", Axis::Log, -16.0..0.0),
        lines,
    }
    .draw(&book.join("figures/newton.svg"))
}

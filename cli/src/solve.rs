//! `hyperwell solve`: one state of one problem.

use std::ops::ControlFlow;
use std::process::ExitCode;

use hyperwell::{Progress, Settings, Solution, Solver};

use crate::args::SolveArgs;
use crate::error::{self, Error};
use crate::output;
use crate::problem_file::{self, Loaded};
use crate::progress::Bar;
use crate::reference::Reference;
use crate::report::Report;
use crate::run_directory::{self, PsiRow, RESULT, RunDirectory};
use crate::sketch::Sketch;
use crate::summary::Summary;
use crate::units::Scale;

/// Rows of `psi.csv`: enough for a smooth plot.
const PSI_ROWS: usize = 1001;

/// Trains, and tells what came out in the ways that were asked for.
pub(crate) fn run(args: &SolveArgs) -> Result<ExitCode, Error> {
    let loaded = problem_file::load(&args.problem)?;
    let scale = loaded.scale();
    let training = args.training.clone().or(loaded.file.solve.clone());
    let state = args.state.get();
    let settings = Settings {
        state,
        ..training.settings(scale.energy)?
    };
    let solver = Solver::new(loaded.problem.clone(), settings.clone()).map_err(Error::Settings)?;
    let directory = match &args.out {
        Some(path) => Some(RunDirectory::create(
            path,
            &loaded,
            &training.explicit(&settings),
        )?),
        None => None,
    };

    let mut bar = Bar::new(loaded.problem.name(), args.quiet, scale);
    let solution = solver
        .solve_observed(&mut |progress: &Progress| {
            bar.show(progress);
            ControlFlow::Continue(())
        })
        .map_err(Error::Training)?;
    drop(bar);

    let reference = Reference::of(&loaded.problem, state).ok();
    let run = Run {
        state,
        loaded: &loaded,
        scale,
        settings,
        solution,
        reference,
    };
    let report = run.report(training.stages().names());
    if let Some(directory) = directory {
        let history = run_directory::history_csv(run.solution.history(), scale.energy);
        directory.write("history.csv", &history)?;
        directory.write("psi.csv", &run_directory::psi_csv(run.psi_rows()))?;
        directory.write(RESULT, &report.json())?;
    }
    if args.json {
        output::print(&report.json())?;
    } else if !args.quiet {
        output::print(&run.summary(&report))?;
    }
    if report.converged {
        return Ok(ExitCode::SUCCESS);
    }
    // The summary says it by itself.
    if args.json && !args.quiet {
        error::warn(run.solution.outcome());
    }
    Ok(ExitCode::from(error::FAILED))
}

/// A training run that has ended.
struct Run<'a> {
    state: usize,
    loaded: &'a Loaded,
    scale: Scale,
    settings: Settings,
    solution: Solution,
    reference: Option<Reference>,
}

impl Run<'_> {
    /// The figures, in the user's units.
    fn report(&self, optimizer: &[&'static str]) -> Report {
        let (solution, settings, unit) = (&self.solution, &self.settings, self.scale.energy);
        let reference = self.reference.as_ref();
        let energy = solution.energy();
        Report {
            problem: self.loaded.problem.name().to_owned(),
            units: self.loaded.file.units,
            state: self.state,
            optimizer: optimizer.to_vec(),
            energy: energy * unit,
            trained_energy: solution.trained_energy() * unit,
            reference_energy: reference.map(|reference| reference.state.energy() * unit),
            reference_error_estimate: reference
                .map(|reference| reference.state.error_estimate() * unit),
            energy_rel_error: reference.map(|reference| reference.relative_error(energy)),
            energy_spacing_error: reference.map(|reference| reference.spacing_error(energy)),
            psi_l2_error: reference.map(|reference| solution.psi_error(&reference.state)),
            residual_l2: solution.residual_l2() * unit,
            norm: solution.norm(),
            nodes: solution.nodes(),
            energy_lower: None,
            energy_upper: None,
            parameters: solution.network().parameters().len(),
            steps: solution.steps(),
            seconds: solution.seconds(),
            seed: settings.seed,
            precision: settings.precision.to_string(),
            threads: settings.threads,
            isa: settings.isa.name(),
            converged: solution.converged(),
        }
    }

    fn summary(&self, report: &Report) -> String {
        let problem = &self.loaded.problem;
        let exact = self
            .reference
            .as_ref()
            .map(|reference| |x| reference.psi(x));
        let sketch = Sketch {
            domain: (problem.from(), problem.to()),
            psi: &|x| self.solution.psi(x)[0],
            exact: exact.as_ref().map(|exact| exact as &dyn Fn(f64) -> f64),
            potential: &|x| problem.potential().value(x),
            energy: self.solution.energy(),
            unit: self.scale.length_name,
        };
        Summary {
            report,
            settings: &self.settings,
            history: self.solution.history(),
            outcome: &self.solution.outcome(),
            scale: self.scale,
            sketch,
        }
        .to_string()
    }

    fn psi_rows(&self) -> impl Iterator<Item = PsiRow> {
        let (problem, unit) = (&self.loaded.problem, self.scale.energy);
        (0..PSI_ROWS).map(move |i| {
            let t = i as f64 / (PSI_ROWS - 1) as f64;
            let x = (1.0 - t) * problem.from() + t * problem.to();
            PsiRow {
                x,
                potential: problem.potential().value(x) * unit,
                psi: self.solution.psi(x),
                residual: self.solution.residual(x) * unit,
                reference: self.reference.as_ref().map(|reference| reference.psi(x)),
            }
        })
    }
}

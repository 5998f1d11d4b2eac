//! `hyperwell solve`: one state of one problem.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use hyperwell::files::Model;
use hyperwell::{Progress, Settings, Solution};

use crate::args::SolveArgs;
use crate::error::{self, Error};
use crate::figure::run::Figures;
use crate::interrupt::Interrupt;
use crate::output;
use crate::page::Page;
use crate::plan::Plan;
use crate::problem_file::Loaded;
use crate::progress::Bar;
use crate::reference::Reference;
use crate::report::Report;
use crate::run_directory::{self, MODEL, PsiRow, RESULT, RunDirectory};
use crate::shell::quoted;
use crate::sketch::Sketch;
use crate::stages::Stages;
use crate::summary::Summary;
use crate::units::Scale;

/// Rows of `psi.csv`: enough for a smooth plot.
const PSI_ROWS: usize = 1001;
/// The width of a figure that stands alone, in pixels.
const PAPER: u32 = 720;

/// Trains, and tells what came out in the ways that were asked for.
pub(crate) fn run(args: &SolveArgs) -> Result<ExitCode, Error> {
    let plan = Plan::new(args)?;
    let solution = match train(&plan, args)? {
        Trained::Whole(solution) => *solution,
        Trained::Stopped(stop) => {
            if let (Some(directory), false) = (&plan.directory, args.quiet) {
                error::note(stop.message(directory.path()));
            }
            return Ok(ExitCode::from(error::FAILED));
        }
    };
    let Plan {
        loaded,
        settings,
        directory,
        ..
    } = plan;
    let run = Run {
        scale: loaded.scale(),
        reference: Reference::of(&loaded.problem, settings.state).ok(),
        loaded: &loaded,
        settings,
        solution,
    };
    let report = run.report();
    if let Some(directory) = directory {
        run.write(&directory, &report)?;
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

/// How a training has ended.
enum Trained {
    Whole(Box<Solution>),
    Stopped(Stop),
}

/// Where a run was interrupted.
struct Stop {
    last: Progress,
    /// The step from which it goes on.
    kept: usize,
}

impl Stop {
    /// Tells how the run goes on.
    fn message(&self, directory: &Path) -> String {
        let Progress { step, steps, .. } = self.last;
        let from = match self.kept {
            kept if kept == step => String::new(),
            kept => format!(" from step {kept}, the last of Adam"),
        };
        let directory = quoted(&directory.to_string_lossy());
        format!(
            "stopped after step {step} of {steps}; to go on{from}:\n  hyperwell solve --resume {directory}"
        )
    }
}

/// Trains to the end, or to the first Ctrl-C where there is a directory to go on from.
fn train(plan: &Plan, args: &SolveArgs) -> Result<Trained, Error> {
    let mut bar = Bar::new(plan.loaded.problem.name(), args.quiet, plan.loaded.scale());
    let mut saver = plan.directory.as_ref().map(|directory| {
        (
            directory.saver(args.checkpoint_every.into()),
            Interrupt::listen(),
        )
    });
    let mut stop = None;
    let solution = plan
        .solver
        .resume(&plan.checkpoint, &mut |moment| {
            bar.show(moment.progress());
            if let Some((saver, interrupt)) = &mut saver {
                if interrupt.is_wanted() {
                    stop = Some(Stop {
                        last: *moment.progress(),
                        kept: saver.keep(moment),
                    });
                    return ControlFlow::Break(());
                }
                saver.keep_now_and_then(moment);
            }
            ControlFlow::Continue(())
        })
        .map_err(Error::Training)?;
    let saved = saver.map_or(Ok(()), |(saver, _)| saver.finish());
    // Where the run is over, what counts is whether its outcome can be written.
    Ok(match stop {
        Some(stop) => saved.map(|()| Trained::Stopped(stop))?,
        None => Trained::Whole(Box::new(solution)),
    })
}

/// A training run that has ended.
struct Run<'a> {
    loaded: &'a Loaded,
    scale: Scale,
    settings: Settings,
    solution: Solution,
    reference: Option<Reference>,
}

impl Run<'_> {
    /// The figures, in the user's units.
    fn report(&self) -> Report {
        let (solution, settings, unit) = (&self.solution, &self.settings, self.scale.energy);
        let reference = self.reference.as_ref();
        let (energy, bounds) = (solution.energy(), solution.energy_bounds());
        Report {
            problem: self.loaded.problem.name().to_owned(),
            units: self.loaded.file.units,
            state: self.settings.state,
            optimizer: Stages::names(&settings.stages),
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
            energy_lower: bounds.map(|bounds| bounds.lower * unit),
            energy_upper: bounds.map(|bounds| bounds.upper * unit),
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

    /// Writes what came out; the result last, which says that the rest is there.
    fn write(&self, directory: &RunDirectory, report: &Report) -> Result<(), Error> {
        let history = run_directory::history_csv(self.solution.history(), self.scale.energy);
        directory.write("history.csv", &history)?;
        let psi: Vec<PsiRow> = self.psi_rows().collect();
        directory.write("psi.csv", run_directory::psi_csv(&psi))?;
        let model = Model {
            network: self.solution.network().clone(),
            problem: self.loaded.problem.name().to_owned(),
            state: self.settings.state,
            kinetic_energy: self.solution.wavefunction().kinetic_energy(),
        };
        let bytes = model.encode().map_err(|error| Error::Output {
            path: directory.path().join(MODEL),
            source: io::Error::other(error),
        })?;
        directory.write(MODEL, bytes)?;
        let figures = Figures {
            problem: &self.loaded.problem,
            scale: self.scale,
            energy: report.energy,
            reference_energy: report.reference_energy,
            psi: &psi,
            history: self.solution.history(),
        };
        directory.write("psi.svg", figures.psi().svg(PAPER, true))?;
        directory.write("training.svg", figures.training().svg(PAPER, true))?;
        let hidden: Vec<String> = self.settings.hidden.iter().map(usize::to_string).collect();
        let page = Page {
            report,
            scale: self.scale,
            outcome: self.solution.outcome().to_string(),
            network: format!("{} {}", hidden.join("–"), self.settings.activation),
            command: &directory.notes().command,
            figures: &figures,
        };
        directory.write("report.html", page.html())?;
        directory.write(RESULT, report.json())
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

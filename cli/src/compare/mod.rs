//! `hyperwell compare`: what several methods make of one state.
//!
//! [`method`] lists them, [`row`] measures one, [`verdict`] says in a sentence who
//! won, and [`report`], [`table`] and [`plot`] show it all.

mod method;
mod plot;
mod report;
mod row;
mod table;
mod verdict;

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use hyperwell::quadrature::PiecewiseRule;
use hyperwell::{Progress, Settings, Solver, Stage};

use self::method::METHODS;
use self::report::Comparison;
use self::row::{Contest, Row};
use crate::args::CompareArgs;
use crate::error::{self, Error};
use crate::figure::methods;
use crate::output;
use crate::problem_file::{self, Loaded};
use crate::progress::Bar;
use crate::reference::Reference;

/// Gauss points of each piece for the errors of ψ.
const POINTS_PER_PIECE: usize = 200;

/// The width of the figure, in pixels.
const WIDTH: u32 = 720;

/// Runs every method, and tells what came out.
pub(crate) fn run(args: &CompareArgs) -> Result<ExitCode, Error> {
    let loaded = problem_file::load(&args.problem)?;
    if let Some(path) = &args.svg {
        check_writable(path)?;
    }
    let (problem, scale) = (&loaded.problem, loaded.scale());
    let training = args.training.clone().or(loaded.file.solve.clone());
    let settings = training.settings(scale.energy)?;
    let state = settings.state;
    let solver = |stages: &[Stage]| {
        let stages = stages.to_vec();
        let settings = Settings {
            stages,
            ..settings.clone()
        };
        Solver::new(problem.clone(), settings).map_err(Error::Settings)
    };
    let asked = solver(&settings.stages)?;
    let reference = Reference::of(problem, state).map_err(Error::Reference)?;
    let rule =
        PiecewiseRule::gauss_legendre(problem, POINTS_PER_PIECE).map_err(Error::Reference)?;
    let contest = Contest {
        problem,
        state,
        reference: &reference,
        rule: &rule,
    };

    let quiet = args.quiet || args.json;
    let network = train(name(&settings.stages), &asked, &loaded, &contest, quiet)?;
    let failed = network.note.is_some();
    let mut rows = vec![network];
    if settings.stages == [Stage::Adam] {
        // What Adam leaves to gain.
        let stages = [Stage::LevenbergMarquardt];
        rows.push(match solver(&stages) {
            Ok(solver) => train(name(&stages), &solver, &loaded, &contest, quiet)?,
            Err(error) => Row::without(name(&stages), error.to_string()),
        });
    }
    rows.extend(METHODS.iter().map(|method| contest.measure(method)));

    let comparison = Comparison::new(&loaded, &contest, rows);
    if args.json {
        output::print(&comparison.json())?;
    } else {
        output::print(&table::text(&comparison, scale))?;
    }
    if let Some(path) = &args.svg {
        let title = format!("{}, state {state}: error and time", comparison.problem);
        let figure = methods::figure(title, &plot::methods(&comparison.methods));
        fs::write(path, figure.svg(WIDTH, true)).map_err(|source| Error::Output {
            path: path.clone(),
            source,
        })?;
    }
    Ok(if failed {
        ExitCode::from(error::FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

/// Whether a drawing can be written there: better known before the training than after. Like a shell's `>` it
/// makes the file; what stands in it stays until the drawing is ready.
fn check_writable(path: &Path) -> Result<(), Error> {
    let opened = File::options().create(true).append(true).open(path);
    opened.map(drop).map_err(|source| Error::Unwritable {
        path: path.into(),
        source,
    })
}

/// The name of the row of a network that goes through `stages`.
fn name(stages: &[Stage]) -> &'static str {
    match stages {
        [Stage::Adam] => "network, Adam",
        [Stage::LevenbergMarquardt] => "network, Levenberg-M.",
        [Stage::Adam, Stage::LevenbergMarquardt] => "network, Adam and L.-M.",
        [.., Stage::Lbfgs] => "network, L-BFGS",
        _ => "network",
    }
}

fn train(
    name: &'static str,
    solver: &Solver,
    loaded: &Loaded,
    contest: &Contest<'_>,
    quiet: bool,
) -> Result<Row, Error> {
    let mut bar = Bar::new(loaded.problem.name(), quiet, loaded.scale());
    let solution = solver
        .solve_observed(&mut |progress: &Progress| {
            bar.show(progress);
            ControlFlow::Continue(())
        })
        .map_err(Error::Training)?;
    drop(bar);
    let psi = |x| solution.psi(x)[0];
    let row = contest.row(name, solution.energy(), &psi, solution.seconds());
    Ok(if solution.converged() {
        row
    } else {
        row.noting(solution.outcome().to_string())
    })
}

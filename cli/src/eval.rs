//! `hyperwell eval`: ψ of a saved run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use hyperwell::files::Model;
use hyperwell::{Settings, Solver, Wavefunction};

use crate::args::EvalArgs;
use crate::error::Error;
use crate::output;
use crate::problem_file::{self, Loaded};
use crate::run_directory::{MODEL, PROBLEM, RESULT};

/// Prints ψ, ψ' and ψ'' where they are asked for.
pub(crate) fn run(args: &EvalArgs) -> Result<ExitCode, Error> {
    let (loaded, psi) = open(&args.run)?;
    let (from, to) = (loaded.problem.from(), loaded.problem.to());
    let mut csv = header(loaded.scale().length_name.trim());
    let mut row = |x: f64| {
        let [psi, dpsi, d2psi] = psi.psi(x);
        // Writing to a String cannot fail.
        let _ = writeln!(csv, "{x},{psi},{dpsi},{d2psi}");
    };
    if let Some(places) = &args.places.at {
        places.iter().for_each(|&x| row(x.into()));
    }
    if let Some(count) = args.places.grid {
        let last = count.get() - 1;
        for i in 0..=last {
            let t = i as f64 / last as f64;
            row((1.0 - t) * from + t * to);
        }
    }
    output::print(&csv)?;
    Ok(ExitCode::SUCCESS)
}

/// ∫ψ² dx = 1, so ψ is counted in the inverse root of a length.
fn header(length: &str) -> String {
    if length.is_empty() {
        return "x,psi,dpsi,d2psi\n".to_owned();
    }
    format!("x [{length}],psi [{length}^-1/2],dpsi [{length}^-3/2],d2psi [{length}^-5/2]\n")
}

/// The problem and the wavefunction of the run in `directory`.
fn open(directory: &Path) -> Result<(Loaded, Wavefunction), Error> {
    let path = directory.join(MODEL);
    let wrong = |reason: String| Error::Model {
        path: path.clone(),
        reason,
    };
    if !directory.join(RESULT).exists() {
        let reason = if directory.join(PROBLEM).exists() {
            "the run is not complete; `hyperwell solve --resume` finishes it"
        } else {
            "there is no run; `hyperwell solve --out` makes one"
        };
        return Err(Error::Model {
            path: directory.into(),
            reason: reason.to_owned(),
        });
    }
    let loaded = problem_file::load_file(&directory.join(PROBLEM))?;
    let bytes = fs::read(&path).map_err(|source| Error::Unreadable {
        path: path.clone(),
        source,
    })?;
    let model = Model::decode(&bytes).map_err(|error| wrong(error.to_string()))?;
    let training = &loaded.file.solve;
    let settings = Settings {
        state: model.state,
        ..training.settings(loaded.scale().energy)?
    };
    let solver = Solver::new(loaded.problem.clone(), settings).map_err(Error::Settings)?;
    let psi = solver
        .wavefunction(model.network)
        .map_err(|error| wrong(error.to_string()))?;
    Ok((loaded, psi))
}

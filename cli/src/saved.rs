//! A saved run, opened.

use std::fs;
use std::path::Path;

use hyperwell::files::Model;
use hyperwell::{Settings, Solver, Wavefunction};

use crate::error::Error;
use crate::problem_file::{self, Loaded};
use crate::run_directory::{MODEL, PROBLEM, RESULT};

/// The problem and the wavefunction of the run in `directory`.
///
/// # Errors
/// If there is no complete run, or its files are damaged.
pub(crate) fn open(directory: &Path) -> Result<(Loaded, Wavefunction), Error> {
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
    if (psi.kinetic_energy() / model.kinetic_energy - 1.0).abs() > 1e-6 {
        return Err(wrong(
            "its network was trained with other inputs than its problem has now".into(),
        ));
    }
    Ok((loaded, psi))
}

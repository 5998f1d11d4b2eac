//! The directory of a run (`--out DIR`).

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hyperwell::Progress;

use crate::error::Error;
use crate::problem_file::{Loaded, ProblemFile};
use crate::training::Training;

/// Written last.
pub(crate) const RESULT: &str = "result.json";

/// A directory that could be written to when the run began. It holds a
/// `result.json` only when the run is complete.
#[derive(Debug)]
pub(crate) struct RunDirectory {
    path: PathBuf,
}

impl RunDirectory {
    /// Makes the directory where there is none, takes away the result of an
    /// earlier run, and saves the problem with the options of this one, such that
    /// `solve DIR/problem.toml` repeats it.
    pub(crate) fn create(
        path: &Path,
        loaded: &Loaded,
        training: &Training,
    ) -> Result<RunDirectory, Error> {
        let directory = RunDirectory { path: path.into() };
        directory
            .begin(loaded, training)
            .map_err(|source| Error::Directory {
                path: path.into(),
                source,
            })?;
        Ok(directory)
    }

    fn begin(&self, loaded: &Loaded, training: &Training) -> io::Result<()> {
        fs::create_dir_all(&self.path)?;
        match fs::remove_file(self.path.join(RESULT)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = ProblemFile {
            solve: training.clone(),
            ..loaded.file.clone()
        };
        let profiles = [
            ("potential.csv", Some(&mut file.potential)),
            ("mass.csv", file.mass.as_mut()),
        ];
        for (name, profile) in profiles {
            if let Some(table) = profile.and_then(|profile| profile.get_mut().table.as_mut()) {
                let text = fs::read_to_string(loaded.directory.join(table.as_ref()))?;
                self.replace(name, &text)?;
                *table.get_mut() = name.into();
            }
        }
        self.replace("problem.toml", &file.to_string())
    }

    /// Writes one file of the run.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        self.replace(name, text).map_err(|source| Error::Output {
            path: self.path.join(name),
            source,
        })
    }

    /// A reader sees the old file or the new one, never a part.
    fn replace(&self, name: &str, text: &str) -> io::Result<()> {
        let unfinished = self.path.join(format!(".{name}.part"));
        fs::write(&unfinished, text)?;
        fs::rename(&unfinished, self.path.join(name))
    }
}

/// `history.csv`; energies are multiples of `energy_unit`. The loss is the sum of
/// `residual` (in the variational phase: the energy) and `norm_penalty`.
pub(crate) fn history_csv(history: &[Progress], energy_unit: f64) -> String {
    let mut csv = String::from("step,phase,loss,residual,norm_penalty,norm,energy,learning_rate\n");
    for row in history {
        let Progress {
            step,
            phase,
            loss,
            residual,
            norm_penalty,
            norm,
            ..
        } = row;
        let (energy, rate) = (row.energy * energy_unit, row.learning_rate);
        // Writing to a String cannot fail.
        let _ = writeln!(
            csv,
            "{step},{phase},{loss:e},{residual:e},{norm_penalty:e},{norm},{energy},{rate:e}"
        );
    }
    csv
}

/// A row of `psi.csv`.
pub(crate) struct PsiRow {
    pub(crate) x: f64,
    pub(crate) potential: f64,
    /// ψ, ψ', ψ''
    pub(crate) psi: [f64; 3],
    pub(crate) residual: f64,
    /// Empty in the file where there is none.
    pub(crate) reference: Option<f64>,
}

/// `psi.csv`
pub(crate) fn psi_csv(rows: impl Iterator<Item = PsiRow>) -> String {
    let mut csv = String::from("x,V,psi,dpsi,d2psi,residual,psi_reference\n");
    for PsiRow {
        x,
        potential,
        psi: [psi, dpsi, d2psi],
        residual,
        reference,
    } in rows
    {
        let reference = reference.map_or(String::new(), |psi| psi.to_string());
        // Writing to a String cannot fail.
        let _ = writeln!(
            csv,
            "{x},{potential},{psi},{dpsi},{d2psi},{residual},{reference}"
        );
    }
    csv
}

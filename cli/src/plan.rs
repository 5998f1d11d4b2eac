//! What `solve` is to do: a new run, or one that goes on.

use std::env;
use std::path::Path;

use hyperwell::{Checkpoint, Settings, Solver};
use hyperwell_autodiff::lane::Isa;

use crate::args::SolveArgs;
use crate::error::{self, Error};
use crate::problem_file::{self, Loaded};
use crate::run_directory::{Notes, Resumed, RunDirectory};
use crate::shell::quoted;

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A run before its training.
pub(crate) struct Plan {
    pub(crate) loaded: Loaded,
    pub(crate) settings: Settings,
    pub(crate) solver: Solver,
    /// Where it goes on.
    pub(crate) checkpoint: Checkpoint,
    pub(crate) directory: Option<RunDirectory>,
}

impl Plan {
    /// What the command line asks for.
    pub(crate) fn new(args: &SolveArgs) -> Result<Plan, Error> {
        match (&args.resume, &args.problem) {
            (Some(directory), problem) => Plan::resumed(directory, problem.as_deref(), args),
            (None, Some(problem)) => Plan::fresh(problem, args),
            // clap asks for one of both.
            (None, None) => Err(Error::UnknownProblem(String::new())),
        }
    }

    fn fresh(problem: &str, args: &SolveArgs) -> Result<Plan, Error> {
        let loaded = problem_file::load(problem)?;
        let training = args.training.clone().or(loaded.file.solve.clone());
        let settings = training.settings(loaded.scale().energy)?;
        let solver =
            Solver::new(loaded.problem.clone(), settings.clone()).map_err(Error::Settings)?;
        let checkpoint = solver.start();
        let directory = match &args.out {
            Some(path) => {
                let notes = Notes {
                    fingerprint: String::new(),
                    command: command(),
                    isa: settings.isa.name().to_owned(),
                    version: VERSION.to_owned(),
                };
                let explicit = training.explicit(&settings);
                let start = checkpoint.clone();
                Some(RunDirectory::create(
                    path, &loaded, &explicit, notes, start,
                )?)
            }
            None => None,
        };
        Ok(Plan {
            loaded,
            settings,
            solver,
            checkpoint,
            directory,
        })
    }

    fn resumed(path: &Path, problem: Option<&str>, args: &SolveArgs) -> Result<Plan, Error> {
        let refused = |reason: String| Error::Resume {
            path: path.into(),
            reason,
        };
        let Resumed {
            directory,
            loaded,
            checkpoint,
        } = RunDirectory::resume(path)?;
        if let Some(problem) = problem {
            let given = problem_file::load(problem)?;
            let same = RunDirectory::is_same_problem(&loaded, &given);
            if !same.unwrap_or(false) {
                let what = format!("'{problem}' is another problem than its own");
                return Err(refused(what + "; PROBLEM can be left out"));
            }
        }
        let saved = &loaded.file.solve;
        if !saved.names_state() {
            let what = "an earlier version began it, which kept the number of its state elsewhere; begin it anew, with --out";
            return Err(refused(what.to_owned()));
        }
        if let Some((option, now, before)) = args.training.first_change(saved) {
            return Err(refused(format!(
                "--{option} was {before} when the run began and is {now} now; a run goes on with the options that it \
                 began with, which can be left out"
            )));
        }
        let notes = directory.notes();
        if notes.version != VERSION {
            error::warn(format!(
                "version {} began the run; with version {VERSION} its last bits may differ",
                notes.version
            ));
        }
        let training = args.training.clone().or(saved.clone());
        let mut settings = training.settings(loaded.scale().energy)?;
        if args.training.isa().is_none() {
            settings.isa = notes.isa.parse::<Isa>().map_err(|error| {
                refused(format!(
                    "the run began with other instructions: {error}; with --isa the run goes on, its last bits may differ"
                ))
            })?;
        } else if settings.isa.name() != notes.isa {
            error::warn(format!(
                "the run began with {}; with {} its last bits may differ",
                notes.isa, settings.isa
            ));
        }
        let solver =
            Solver::new(loaded.problem.clone(), settings.clone()).map_err(Error::Settings)?;
        Ok(Plan {
            loaded,
            settings,
            solver,
            checkpoint,
            directory: Some(directory),
        })
    }
}

/// This process's command line, to be typed again.
fn command() -> String {
    let arguments = env::args_os().skip(1);
    let words = arguments.map(|argument| quoted(&argument.to_string_lossy()));
    let words: Vec<String> = ["hyperwell".to_owned()].into_iter().chain(words).collect();
    words.join(" ")
}

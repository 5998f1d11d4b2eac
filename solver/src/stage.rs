//! The optimisers that a run goes through.

use std::fmt;
use std::str::FromStr;

/// One stage of a training run.
///
/// ```
/// use hyperwell::Stage;
/// assert_eq!("lm".parse(), Ok(Stage::LevenbergMarquardt));
/// assert_eq!(Stage::Lbfgs.to_string(), "lbfgs");
/// ```
///
/// Adam, then Levenberg–Marquardt, for the second excited state:
///
/// ```
/// # #[cfg(feature = "dense")] {
/// use hyperwell::{Problem, Settings, Solver, Stage};
///
/// let settings = Settings {
///     state: 2,
///     stages: vec![Stage::Adam, Stage::LevenbergMarquardt],
///     hidden: vec![16, 16],
///     points: 96,
///     steps: 500,
///     ..Settings::default()
/// };
/// let solution = Solver::new(Problem::infinite_well(), settings)?.solve()?;
/// let exact = 9.0 * std::f64::consts::PI.powi(2);
/// assert!((solution.energy() / exact - 1.0).abs() < 1e-10);
/// let bounds = solution.energy_bounds().expect("the level is alone");
/// assert!(bounds.lower <= exact && exact <= bounds.upper);
/// # }
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// First-order descent with momentum: robust from any start, and slow at the end. It comes first.
    Adam,
    /// Levenberg–Marquardt on all weights and E: from about 1e-3 to rounding in some hundred steps, each of which costs as much as a
    /// dense factorisation of one row for each point. Needs the feature `dense`.
    LevenbergMarquardt,
    /// L-BFGS on all weights and E, for networks too large for a dense Jacobian: a step costs as much as one of Adam's, and
    /// ends are better, though not rounding. Needs the feature `dense`.
    Lbfgs,
}

impl Stage {
    /// All stages.
    pub const ALL: [Stage; 3] = [Stage::Adam, Stage::LevenbergMarquardt, Stage::Lbfgs];

    /// The name by which options and files know it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Adam => "adam",
            Stage::LevenbergMarquardt => "lm",
            Stage::Lbfgs => "lbfgs",
        }
    }

    /// Steps that it takes at most; Adam takes as many as the settings say.
    pub(crate) fn most_steps(self) -> usize {
        match self {
            Stage::Adam => 0,
            Stage::LevenbergMarquardt => 500,
            Stage::Lbfgs => 10_000,
        }
    }

    /// Points that it takes at most, of a run that begins with `points`.
    pub(crate) fn most_points(self, points: usize) -> usize {
        match self {
            Stage::LevenbergMarquardt => 4 * points,
            Stage::Adam | Stage::Lbfgs => points,
        }
    }

    /// Whether a run can go through `stages`: one or more, none twice, Adam first, and others only with the feature `dense`.
    ///
    /// # Errors
    /// What would be right.
    pub(crate) fn check(stages: &[Stage]) -> Result<(), &'static str> {
        if stages.is_empty() {
            return Err("one stage or more");
        }
        if (1..stages.len()).any(|i| stages[..i].contains(&stages[i])) {
            return Err("each stage once");
        }
        if stages[1..].contains(&Stage::Adam) {
            return Err("adam first: its steps would undo what the others reach");
        }
        if !cfg!(feature = "dense") && stages != [Stage::Adam] {
            return Err("adam alone; others need the feature `dense`");
        }
        Ok(())
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(name: &str) -> Result<Self, UnknownStage> {
        let known = Stage::ALL.into_iter().find(|stage| stage.name() == name);
        known.ok_or_else(|| UnknownStage(name.to_owned()))
    }
}

/// A name that is no stage's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownStage(String);

impl fmt::Display for UnknownStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Stage::ALL.map(Stage::name).join(", ");
        write!(f, "unknown optimizer '{}'; known are: {known}", self.0)
    }
}

impl std::error::Error for UnknownStage {}

//! The optimizers that a run goes through, one after the other.

use std::fmt;
use std::str::FromStr;

use hyperwell::Stage;
use serde::{Deserialize, Serialize};

use crate::value::Refused;

/// One or more optimizers: `adam,lm`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "Names")]
pub(crate) struct Stages(Vec<Stage>);

/// Optimizers in a file: as the option has them, or as a list.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected optimizers such as \"adam,lm\" or [\"adam\", \"lm\"]"
)]
enum Names {
    Text(String),
    List(Vec<String>),
}

impl Stages {
    /// What a state that is asked for by its number is trained with: Adam alone stops at about 1e-8, and the higher the state
    /// the earlier.
    pub(crate) fn to_rounding() -> Stages {
        Stages(vec![Stage::Adam, Stage::LevenbergMarquardt])
    }

    /// These.
    pub(crate) fn stages(&self) -> &[Stage] {
        &self.0
    }

    /// Their names, in order.
    pub(crate) fn names(stages: &[Stage]) -> Vec<&'static str> {
        stages.iter().map(|stage| stage.name()).collect()
    }
}

impl From<&[Stage]> for Stages {
    fn from(stages: &[Stage]) -> Stages {
        Stages(stages.to_vec())
    }
}

impl FromStr for Stages {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Stages, Refused> {
        let mut stages = Vec::new();
        for name in text.split(',').map(str::trim) {
            let stage: Stage = name.parse().map_err(|_| {
                let known = Stages::names(&Stage::ALL).join(", ");
                Refused(format!("'{name}' is no optimizer; there are: {known}"))
            })?;
            if stages.contains(&stage) {
                return Err(Refused(format!("'{name}' is there twice; once is right")));
            }
            if stage == Stage::Adam && !stages.is_empty() {
                let what = "adam comes first: its steps would undo what the others reach";
                return Err(Refused(what.to_owned()));
            }
            stages.push(stage);
        }
        Ok(Stages(stages))
    }
}

impl TryFrom<Names> for Stages {
    type Error = Refused;

    fn try_from(names: Names) -> Result<Stages, Refused> {
        match names {
            Names::Text(text) => text.parse(),
            Names::List(names) => names.join(",").parse(),
        }
    }
}

impl From<Stages> for String {
    fn from(stages: Stages) -> String {
        stages.to_string()
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Stages::names(&self.0).join(","))
    }
}

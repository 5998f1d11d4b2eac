//! The optimizers that a run goes through, one after the other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::value::Refused;

/// One or more optimizers: `adam`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Stages(Vec<&'static str>);

impl Stages {
    const AVAILABLE: [&'static str; 1] = ["adam"];

    /// Their names, in order.
    pub(crate) fn names(&self) -> &[&'static str] {
        &self.0
    }
}

impl Default for Stages {
    fn default() -> Stages {
        Stages(vec!["adam"])
    }
}

impl FromStr for Stages {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Stages, Refused> {
        let mut stages = Vec::new();
        for name in text.split(',').map(str::trim) {
            let available = Stages::AVAILABLE.into_iter().find(|stage| *stage == name);
            let Some(stage) = available else {
                let available = Stages::AVAILABLE.join(", ");
                let what = format!("'{name}' is not available; this version has: {available}");
                return Err(Refused(what));
            };
            if stages.contains(&stage) {
                return Err(Refused(format!("'{name}' is there twice; once is right")));
            }
            stages.push(stage);
        }
        Ok(Stages(stages))
    }
}

impl TryFrom<String> for Stages {
    type Error = Refused;

    fn try_from(text: String) -> Result<Stages, Refused> {
        text.parse()
    }
}

impl From<Stages> for String {
    fn from(stages: Stages) -> String {
        stages.to_string()
    }
}

impl fmt::Display for Stages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

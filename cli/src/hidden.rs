//! The widths of the hidden layers, as an option and in a file.

use std::fmt::{self, Display};
use std::str::FromStr;

use hyperwell::{Limits, Settings};
use serde::{Deserialize, Serialize};

use crate::value::Refused;

/// Widths of the hidden layers: `64,64` as an option, `[64, 64]` in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "Vec<i64>", try_from = "Vec<i64>")]
pub(crate) struct Hidden(Vec<usize>);

impl Hidden {
    /// These, which are within the limits.
    pub(crate) fn new(widths: &[usize]) -> Hidden {
        Hidden(widths.to_vec())
    }

    pub(crate) fn widths(&self) -> Vec<usize> {
        self.0.clone()
    }
}

impl TryFrom<Vec<i64>> for Hidden {
    type Error = Refused;

    fn try_from(widths: Vec<i64>) -> Result<Hidden, Refused> {
        let Limits {
            layers, neurons, ..
        } = Settings::LIMITS;
        let right = (1..=layers).contains(&widths.len())
            && widths
                .iter()
                .all(|width| (1..=neurons as i64).contains(width));
        if right {
            Ok(Hidden(
                widths.into_iter().map(|width| width as usize).collect(),
            ))
        } else {
            let what =
                format!("expected 1 to {layers} widths from 1 to {neurons}, such as 64,64,64");
            Err(Refused(what))
        }
    }
}

impl FromStr for Hidden {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Hidden, Refused> {
        // 0 is not a width: what is not a number is refused with it.
        let width = |part: &str| part.trim().parse().unwrap_or(0);
        text.split(',').map(width).collect::<Vec<i64>>().try_into()
    }
}

impl From<Hidden> for Vec<i64> {
    fn from(hidden: Hidden) -> Vec<i64> {
        hidden.0.into_iter().map(|width| width as i64).collect()
    }
}

impl Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<String> = self.0.iter().map(usize::to_string).collect();
        f.write_str(&widths.join(","))
    }
}

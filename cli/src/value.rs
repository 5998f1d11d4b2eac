//! Numbers within limits: right once they are parsed, from the command line or
//! from a file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a value had to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expected(pub(crate) String);

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for Expected {}

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub(crate) struct Count<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> TryFrom<i64> for Count<MIN, MAX> {
    type Error = Expected;

    fn try_from(number: i64) -> Result<Self, Expected> {
        if (MIN..=MAX).contains(&number) {
            Ok(Count(number))
        } else {
            Err(Expected(format!("a whole number from {MIN} to {MAX}")))
        }
    }
}

impl<const MIN: i64, const MAX: i64> FromStr for Count<MIN, MAX> {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        // What no i64 holds is out of every range, as the smallest one is.
        text.trim().parse().unwrap_or(i64::MIN).try_into()
    }
}

impl<const MIN: i64, const MAX: i64> From<Count<MIN, MAX>> for i64 {
    fn from(count: Count<MIN, MAX>) -> i64 {
        count.0
    }
}

impl<const MIN: i64, const MAX: i64> Count<MIN, MAX> {
    /// The number; `MIN` is 0 or more.
    pub(crate) fn get(self) -> usize {
        const { assert!(MIN >= 0) };
        self.0 as usize
    }
}

/// A finite number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub(crate) struct Finite(f64);

impl TryFrom<f64> for Finite {
    type Error = Expected;

    fn try_from(number: f64) -> Result<Self, Expected> {
        if number.is_finite() {
            Ok(Finite(number))
        } else {
            Err(Expected("a finite number".to_owned()))
        }
    }
}

impl FromStr for Finite {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        text.trim().parse().unwrap_or(f64::NAN).try_into()
    }
}

impl From<Finite> for f64 {
    fn from(number: Finite) -> f64 {
        number.0
    }
}

/// A learning rate: above 0, at most 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub(crate) struct Rate(f64);

impl TryFrom<f64> for Rate {
    type Error = Expected;

    fn try_from(number: f64) -> Result<Self, Expected> {
        if number > 0.0 && number <= 1.0 {
            Ok(Rate(number))
        } else {
            Err(Expected("a number above 0, at most 1".to_owned()))
        }
    }
}

impl FromStr for Rate {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        text.trim().parse().unwrap_or(f64::NAN).try_into()
    }
}

impl From<Rate> for f64 {
    fn from(number: Rate) -> f64 {
        number.0
    }
}

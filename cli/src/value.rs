//! Numbers within limits: right once they are parsed, from the command line or
//! from a file.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Why a value is refused, with what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub(crate) struct Count<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> TryFrom<i64> for Count<MIN, MAX> {
    type Error = Refused;

    fn try_from(number: i64) -> Result<Self, Refused> {
        if (MIN..=MAX).contains(&number) {
            Ok(Count(number))
        } else {
            Err(Refused(format!(
                "expected a whole number from {MIN} to {MAX}"
            )))
        }
    }
}

impl<const MIN: i64, const MAX: i64> FromStr for Count<MIN, MAX> {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
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

/// The start of everything random; TOML has no larger integers.
pub(crate) type Seed = Count<0, { i64::MAX }>;

/// A finite number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub(crate) struct Finite(f64);

impl TryFrom<f64> for Finite {
    type Error = Refused;

    fn try_from(number: f64) -> Result<Self, Refused> {
        if number.is_finite() {
            Ok(Finite(number))
        } else {
            Err(Refused("expected a finite number".to_owned()))
        }
    }
}

impl FromStr for Finite {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
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
    type Error = Refused;

    fn try_from(number: f64) -> Result<Self, Refused> {
        if number > 0.0 && number <= 1.0 {
            Ok(Rate(number))
        } else {
            Err(Refused("expected a number above 0, at most 1".to_owned()))
        }
    }
}

impl FromStr for Rate {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        text.trim().parse().unwrap_or(f64::NAN).try_into()
    }
}

impl From<Rate> for f64 {
    fn from(number: Rate) -> f64 {
        number.0
    }
}

/// A time from 0 seconds to a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seconds(f64);

impl FromStr for Seconds {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        match text.trim().parse() {
            Ok(seconds) if (0.0..=3.2e7).contains(&seconds) => Ok(Seconds(seconds)),
            _ => Err(Refused(
                "expected seconds from 0 to 3.2e7, such as 0.5".to_owned(),
            )),
        }
    }
}

impl From<Seconds> for Duration {
    fn from(Seconds(seconds): Seconds) -> Duration {
        Duration::from_secs_f64(seconds)
    }
}

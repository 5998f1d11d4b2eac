//! Where an expression cannot be differentiated, and why.

use std::fmt;

use super::Switch;

/// Where min and max change sides, and abs its sign.
pub(super) const KINK: &str = "a kink, hence no derivative";

/// A step that has no value or no derivatives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Broken {
    pub(super) x: f64,
    pub(super) operation: String,
    /// Name and value of the steps that enter.
    pub(super) operands: Vec<(String, f64)>,
    pub(super) lacks: &'static str,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "at x = {}, {} has {}",
            self.x, self.operation, self.lacks
        )?;
        for (i, (name, value)) in self.operands.iter().enumerate() {
            let joint = if i == 0 { ": there" } else { " and" };
            write!(f, "{joint} {name} = {value}")?;
        }
        Ok(())
    }
}

impl Switch {
    /// What is missing where it switches.
    pub(super) fn lacks(self) -> &'static str {
        match self {
            Switch::Abs => KINK,
            Switch::Step | Switch::Sign => "a jump, hence no derivative",
        }
    }
}

//! What a function of position looks like within one piece.

use std::{fmt, sync::Arc};

use crate::Table;

/// What a function looks like within one piece.
#[derive(Clone)]
pub enum Shape {
    /// The same value everywhere.
    Constant(f64),
    /// Any function of x that is smooth within the piece.
    Function(Arc<dyn Fn(f64) -> f64 + Send + Sync>),
    /// Straight lines between known values: continuous, with a new slope at every knot.
    Table(Arc<Table>),
}

impl Shape {
    /// A piece that follows `f`.
    pub fn function(f: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Self {
        Self::Function(Arc::new(f))
    }

    /// The value at `x`, also outside of the piece.
    pub fn value(&self, x: f64) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Function(f) => f(x),
            Self::Table(table) => table.value(x),
        }
    }

    /// The value, if the piece was given as a constant.
    pub fn constant(&self) -> Option<f64> {
        match self {
            Self::Constant(value) => Some(*value),
            _ => None,
        }
    }

    /// Places where the slope may change: the rows of a table, none otherwise.
    pub fn knots(&self) -> &[f64] {
        match self {
            Self::Table(table) => table.knots(),
            _ => &[],
        }
    }
}

impl From<f64> for Shape {
    fn from(value: f64) -> Self {
        Self::Constant(value)
    }
}

impl From<Table> for Shape {
    fn from(table: Table) -> Self {
        Self::Table(Arc::new(table))
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "Constant({value})"),
            Self::Function(_) => f.write_str("Function(..)"),
            Self::Table(table) => write!(f, "Table({} rows)", table.knots().len()),
        }
    }
}

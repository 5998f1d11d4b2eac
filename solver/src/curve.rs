//! What a function of position looks like within one piece.

use std::{fmt, sync::Arc};

use crate::Table;

/// A function of position within one piece: lengths in, energies or masses out, in the problem's units.
///
/// ```
/// use hyperwell::{Curve, Table};
///
/// let (well, bowl) = (Curve::from(20.0), Curve::function(|x| x * x));
/// assert_eq!((well.value(3.0), bowl.value(3.0)), (20.0, 9.0));
/// assert_eq!((well.constant(), bowl.constant()), (Some(20.0), None));
/// let ramp = Curve::from(Table::new(vec![0.0, 1.0, 2.0], vec![0.0, 1.0, 4.0])?);
/// assert_eq!((ramp.value(1.5), ramp.knots()), (2.5, &[0.0, 1.0, 2.0][..]));
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone)]
pub enum Curve {
    /// The same value everywhere.
    Constant(f64),
    /// Any function of x that is smooth within the piece.
    Function(Arc<dyn Fn(f64) -> f64 + Send + Sync>),
    /// Straight lines between known values: continuous, with a new slope at every knot.
    Table(Arc<Table>),
}

impl Curve {
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

impl From<f64> for Curve {
    fn from(value: f64) -> Self {
        Self::Constant(value)
    }
}

impl From<Table> for Curve {
    fn from(table: Table) -> Self {
        Self::Table(Arc::new(table))
    }
}

impl fmt::Debug for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(value) => write!(f, "Constant({value})"),
            Self::Function(_) => f.write_str("Function(..)"),
            Self::Table(table) => write!(f, "Table({} rows)", table.knots().len()),
        }
    }
}

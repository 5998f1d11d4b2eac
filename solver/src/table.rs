//! A function known at some places and linear between them.

use crate::{Error, Piecewise};

/// Values at ascending places, joined by straight lines.
///
/// ```
/// let table = hyperwell::Table::new(vec![0.0, 1.0, 3.0], vec![5.0, 0.0, 4.0])?;
/// assert_eq!(table.value(2.0), 2.0);
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Table {
    /// A table with the rows `(x[i], y[i])`.
    ///
    /// # Errors
    /// [`Error::Table`] for fewer than two rows, columns of different length, x that does not ascend, or a number that is
    /// not finite or exceeds [`Piecewise::LIMIT`].
    pub fn new(x: Vec<f64>, y: Vec<f64>) -> Result<Self, Error> {
        let bad = |row, reason| Err(Error::Table { row, reason });
        if x.len() != y.len() {
            return bad(x.len().min(y.len()), "the two columns differ in length");
        }
        if x.len() < 2 {
            return bad(x.len(), "a table needs at least two rows");
        }
        for row in 0..x.len() {
            if x[row].is_nan() || x[row].abs() > Piecewise::LIMIT {
                return bad(row, "x must be finite and at most 1e30 in size");
            }
            if y[row].is_nan() || y[row].abs() > Piecewise::LIMIT {
                return bad(row, "the value must be finite and at most 1e30 in size");
            }
            if row > 0 && x[row] <= x[row - 1] {
                return bad(row, "x must be larger than in the row before");
            }
        }
        Ok(Self { x, y })
    }

    /// The places of the rows, where the slope may change.
    pub fn knots(&self) -> &[f64] {
        &self.x
    }

    /// First and last x.
    pub fn range(&self) -> (f64, f64) {
        (self.x[0], self.x[self.x.len() - 1])
    }

    /// The value at `x`; outside of the table the first or last line goes on. Cost: a binary search.
    pub fn value(&self, x: f64) -> f64 {
        let right = self
            .x
            .partition_point(|&knot| knot <= x)
            .clamp(1, self.x.len() - 1);
        let (x0, x1) = (self.x[right - 1], self.x[right]);
        let t = (x - x0) / (x1 - x0);
        // Both products, so that a knot gives its own row exactly.
        (1.0 - t) * self.y[right - 1] + t * self.y[right]
    }
}

//! What `explain --json` prints.

use serde::Serialize;

use crate::expression::{Step, Steps};

/// An expression at one x, and every step on the way.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    pub(super) expression: &'a str,
    pub(super) x: f64,
    pub(super) value: f64,
    pub(super) first: f64,
    pub(super) second: f64,
    /// h of the differences for u' and u''.
    pub(super) spacings: [f64; 2],
    pub(super) steps: Vec<Row<'a>>,
}

/// One step: u, u', u'', and the latter two by differences (null where x is too close to a kink for them). For a
/// function of one step also f' and f''.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    pub(super) name: &'a str,
    pub(super) operation: &'a str,
    pub(super) value: f64,
    pub(super) first: f64,
    pub(super) second: f64,
    pub(super) outer_first: Option<f64>,
    pub(super) outer_second: Option<f64>,
    pub(super) difference_first: Option<f64>,
    pub(super) difference_second: Option<f64>,
}

impl<'a> Report<'a> {
    pub(super) fn new(expression: &'a str, x: f64, steps: &'a Steps) -> Report<'a> {
        let rows: Vec<Row<'_>> = steps.all().iter().map(Row::new).collect();
        let last = &rows[rows.len() - 1];
        Report {
            expression,
            x,
            value: last.value,
            first: last.first,
            second: last.second,
            spacings: steps.spacings(),
            steps: rows,
        }
    }

    /// One line of JSON.
    pub(super) fn json(&self) -> String {
        // Strings and finite numbers always have a JSON form.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl<'a> Row<'a> {
    fn new(step: &'a Step) -> Row<'a> {
        Row {
            name: &step.name,
            operation: &step.operation,
            value: step.jet.value,
            first: step.jet.gradient[0],
            second: step.jet.second,
            outer_first: step.outer.map(|[first, _]| first),
            outer_second: step.outer.map(|[_, second]| second),
            difference_first: step.differences.map(|[first, _]| first),
            difference_second: step.differences.map(|[_, second]| second),
        }
    }

    /// Whether exact derivatives and differences are apart by more than `tolerance`, relative to their size.
    pub(super) fn disagrees(&self, tolerance: f64) -> bool {
        let size = self.value.abs() + self.first.abs() + self.second.abs();
        let far = |exact: f64, near: Option<f64>| {
            near.is_some_and(|near| (exact - near).abs() > tolerance * (1.0 + size))
        };
        far(self.first, self.difference_first) || far(self.second, self.difference_second)
    }
}

//! `hyperwell explain`: how a derivative is built, operation by operation.

mod report;
mod table;

use std::process::ExitCode;

use crate::args::ExplainArgs;
use crate::error::{self, Error};
use crate::expression::Expression;
use crate::output;

use report::Report;

/// Differences that are further from the exact derivatives than this, relative to their size, have another reason than
/// rounding and truncation.
const DISAGREEMENT: f64 = 1e-2;

/// Differentiates the expression and shows every step.
pub(crate) fn run(args: &ExplainArgs) -> Result<ExitCode, Error> {
    let expression = Expression::parse(&args.expression).map_err(Error::Expression)?;
    let steps = expression
        .steps(args.at.into())
        .map_err(Error::NoDerivative)?;
    let report = Report::new(&args.expression, args.at.into(), &steps);
    output::print(&if args.json {
        report.json()
    } else {
        table::text(&report, &steps)
    })?;
    if let Some(step) = report
        .steps
        .iter()
        .find(|step| step.disagrees(DISAGREEMENT))
    {
        error::warn(format_args!(
            "{} = {} is far from its differences: at this x it is singular, or changes within h",
            step.name, step.operation
        ));
    }
    Ok(ExitCode::SUCCESS)
}

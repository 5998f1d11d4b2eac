//! The steps as a table, and below it the rules that they follow.

use std::fmt::Write as _;

use anstyle::Style;

use super::report::Report;
use crate::expression::{Rule, Steps};

const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Digits of a number; differences have fewer that are right.
const DIGITS: usize = 13;

/// Columns of a number.
const WIDTH: usize = 21;

/// The whole output. Writing to a String cannot fail.
pub(super) fn text(report: &Report<'_>, steps: &Steps) -> String {
    let label = |i: usize| match report.steps[i].name {
        "x" => "x".to_owned(),
        name => format!("{name} = {}", report.steps[i].operation),
    };
    let labels: Vec<String> = (0..report.steps.len()).map(label).collect();
    let widest = labels.iter().map(|label| label.chars().count()).max();
    let left = widest.unwrap_or(0).clamp(14, 44) + 2;

    let mut text = format!(
        "{TITLE}{} at x = {}{TITLE:#}\n\n",
        report.expression, report.x
    );
    let _ = writeln!(
        text,
        "{FAINT}{:left$}{:<WIDTH$}{:<WIDTH$}second derivative{FAINT:#}",
        "step", "value", "first derivative"
    );
    for (label, row) in labels.iter().zip(&report.steps) {
        let [value, first] = [row.value, row.first].map(number);
        let _ = writeln!(
            text,
            "{label:left$}{value:<WIDTH$}{first:<WIDTH$}{}",
            number(row.second)
        );
        if row.name == "x" {
            continue;
        }
        if let (Some(first), Some(second)) = (row.outer_first, row.outer_second) {
            let _ = writeln!(
                text,
                "{FAINT}{:left$}{:WIDTH$}{:<WIDTH$}{}{FAINT:#}",
                "  f', f''",
                "",
                number(first),
                number(second)
            );
        }
        let [first, second] = [row.difference_first, row.difference_second]
            .map(|difference| difference.map_or("none here".to_owned(), number));
        let _ = writeln!(
            text,
            "{FAINT}{:left$}{:WIDTH$}{first:<WIDTH$}{second}{FAINT:#}",
            "  differences", ""
        );
    }
    let [first, second] = report.spacings.map(|h| format!("{h:.1e}"));
    let _ = writeln!(
        text,
        "\nu and v stand for the operands, u' and u'' for their derivatives in the lines above:\n"
    );
    let mut rules: Vec<Rule> = steps.all().iter().map(|step| step.rule).collect();
    rules.sort();
    rules.dedup();
    for rule in rules {
        text += rule.text();
    }
    let _ = writeln!(
        text,
        "\nDifferences: (u(x + h) - u(x - h))/2h with h = {first} and\n             \
         (u(x + h) - 2u(x) + u(x - h))/h² with h = {second}."
    );
    text
}

impl Rule {
    fn text(self) -> &'static str {
        match self {
            Rule::Variable => "  x        x' = 1                  x'' = 0\n",
            Rule::Sum => "  u + v    u' + v'                 u'' + v''\n",
            Rule::Product => "  u*v      u' v + u v'             u'' v + 2 u' v' + u v''\n",
            Rule::Quotient => {
                "  q = u/v  q' = (u' - q v')/v      q'' = (u'' - q v'' - 2 q' v')/v\n"
            }
            Rule::Chain => "  f(u)     f'(u) u'                f''(u) u'² + f'(u) u''\n",
            Rule::Branch => {
                "  abs, step, sign, min, max: the derivatives of the branch taken at x\n"
            }
        }
    }
}

/// A number with [`DIGITS`] significant digits, without zeros at the end.
fn number(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let exponent = x.abs().log10().floor() as i32;
    if !(-4..DIGITS as i32).contains(&exponent) {
        return format!("{x:.*e}", DIGITS - 1);
    }
    let decimals = (DIGITS as i32 - 1 - exponent) as usize;
    let text = format!("{x:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_have_thirteen_digits_and_no_zeros_behind() {
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(-1.0 / 3.0), "-0.3333333333333");
        assert_eq!(number(1234.5), "1234.5");
        assert_eq!(number(100.0), "100");
        assert_eq!(number(1e15), "1.000000000000e15");
        assert_eq!(number(1.25e-9), "1.250000000000e-9");
    }
}

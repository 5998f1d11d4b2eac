//! The comparison as a table for people, with the plot under it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::plot;
use super::report::Comparison;
use super::row::Row;
use crate::units::Scale;

const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const WON: Style = AnsiColor::Green.on_default().bold();

/// Table, legend, plot and verdict.
pub(super) fn text(comparison: &Comparison, scale: Scale) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut text, comparison, scale);
    text
}

fn write(text: &mut String, comparison: &Comparison, scale: Scale) -> std::fmt::Result {
    let unit = scale.energy_name;
    writeln!(
        text,
        "\n{}, state {}: E = {:.12}{unit} by {}\n",
        comparison.problem, comparison.state, comparison.reference_energy, comparison.reference
    )?;
    writeln!(
        text,
        "     {TITLE}{:<26}{:>9}  {:>9}  {:>9}{TITLE:#}",
        "method", "E error", "ψ error", "time"
    )?;
    for (index, row) in comparison.methods.iter().enumerate() {
        line(text, index, row)?;
    }
    writeln!(
        text,
        "\n  {FAINT}E error: |E - E exact| / max(|E|, level spacing), here {:.4}{unit};{FAINT:#}\n  \
         {FAINT}ψ error: ‖ψ - ψ exact‖; time: the best of several runs, the network's of one.{FAINT:#}\n",
        comparison.error_scale
    )?;
    plot::write(text, &comparison.methods)?;
    writeln!(text, "\n{WON}{}{WON:#}", comparison.verdict)
}

fn line(text: &mut String, index: usize, row: &Row) -> std::fmt::Result {
    let mark = plot::mark(index);
    write!(text, "  {FAINT}{mark}{FAINT:#}  {:<26}", row.method)?;
    if let (Some(error), Some(seconds)) = (row.energy_error, row.seconds) {
        let bound = if row.reference { "≤ " } else { "" };
        let psi = row
            .psi_l2_error
            .map_or("-".to_owned(), |e| format!("{e:.1e}"));
        write!(
            text,
            "{:>9}  {psi:>9}  {:>9}",
            format!("{bound}{error:.1e}"),
            duration(seconds)
        )?;
    }
    match &row.note {
        Some(note) if row.energy_error.is_some() => writeln!(text, "\n     {FAINT}{note}{FAINT:#}"),
        Some(note) => writeln!(text, "  {FAINT}{note}{FAINT:#}"),
        None => writeln!(text),
    }
}

/// A time with two digits.
pub(super) fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 1e-3 => (1e6 * s, "µs"),
        s if s < 1.0 => (1e3 * s, "ms"),
        s => (s, "s"),
    };
    let decimals = usize::from(value < 9.95);
    format!("{value:.decimals$} {unit}")
}

/// A ratio with two digits and its thousands apart.
pub(super) fn ratio(value: f64) -> String {
    if value < 9.95 {
        return format!("{value:.1}");
    }
    let unit = 10f64.powf(value.log10().floor() - 1.0);
    let digits = format!("{:.0}", (value / unit).round() * unit);
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_two_digits_and_the_unit_that_suits() {
        assert_eq!(duration(2.04e-5), "20 µs");
        assert_eq!(duration(1.04e-3), "1.0 ms");
        assert_eq!(duration(9.97e-3), "10 ms");
        assert_eq!(duration(61.0), "61 s");
    }

    #[test]
    fn ratios_have_two_digits() {
        assert_eq!(ratio(1.04), "1.0");
        assert_eq!(ratio(210_412.0), "210,000");
        assert_eq!(ratio(9.96), "10");
        assert_eq!(ratio(999.0), "1,000");
    }
}

//! Error of E against time, both logarithmic, a digit for each method.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};

use super::row::Row;
use crate::figure::methods::Method;

const MARK: Style = AnsiColor::Cyan.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// The drawing in characters.
const WIDTH: usize = 61;
const HEIGHT: usize = 12;

/// Errors below this are drawn on the lowest row.
const SMALLEST: f64 = 1e-16;

/// What stands for row `index` of the table.
pub(super) fn mark(index: usize) -> char {
    char::from_digit(index as u32 + 1, 36).unwrap_or('+')
}

/// All methods that have figures.
pub(super) fn methods(rows: &[Row]) -> Vec<Method<'_>> {
    let method = |(index, row): (usize, &'_ Row)| {
        Some(Method {
            mark: mark(index),
            name: row.method,
            seconds: row.seconds?,
            error: row.energy_error?.max(SMALLEST),
            reference: row.reference,
        })
    };
    rows.iter().enumerate().filter_map(method).collect()
}

/// A logarithmic axis of whole decades.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = values
            .map(f64::log10)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), log| {
                (low.min(log), high.max(log))
            });
        Axis {
            low: low.floor(),
            high: high.ceil().max(low.floor() + 1.0),
        }
    }

    /// The cell of `value` if there are `cells`, from the low end.
    fn cell(&self, value: f64, cells: usize) -> usize {
        let part = (value.log10() - self.low) / (self.high - self.low);
        (part * (cells - 1) as f64).round() as usize
    }

    /// Decades with `room` cells for each label, and their cells.
    fn ticks(&self, cells: usize, room: usize) -> impl Iterator<Item = (usize, i32)> + '_ {
        let decades = (self.high - self.low) as usize;
        let every = (decades * room).div_ceil(cells).max(1);
        (0..=decades).step_by(every).map(move |decade| {
            let exponent = self.low as i32 + decade as i32;
            (self.cell(10f64.powi(exponent), cells), exponent)
        })
    }
}

/// Draws them in characters.
pub(super) fn write(f: &mut impl Write, rows: &[Row]) -> fmt::Result {
    let methods = methods(rows);
    if methods.is_empty() {
        return Ok(());
    }
    let time = Axis::of(methods.iter().map(|method| method.seconds));
    let error = Axis::of(methods.iter().map(|method| method.error));
    let mut cells = vec![[' '; WIDTH]; HEIGHT];
    for method in &methods {
        let row = &mut cells[HEIGHT - 1 - error.cell(method.error, HEIGHT)];
        let mut column = time.cell(method.seconds, WIDTH);
        // Two methods in one place stand side by side.
        while row[column] != ' ' && column + 1 < WIDTH {
            column += 1;
        }
        row[column] = method.mark;
    }

    writeln!(f, "  E error")?;
    let labels: Vec<(usize, i32)> = error.ticks(HEIGHT, 3).collect();
    for (from_top, row) in cells.iter().enumerate() {
        let place = HEIGHT - 1 - from_top;
        let label = labels.iter().find(|(cell, _)| *cell == place);
        let (text, edge) = match label {
            Some((_, exponent)) => (format!("1e{exponent}"), '┤'),
            None => (String::new(), '│'),
        };
        let row = String::from_iter(row);
        writeln!(
            f,
            "{text:>8} {FAINT}{edge}{FAINT:#}{MARK}{}{MARK:#}",
            row.trim_end()
        )?;
    }
    let mut line = vec!['─'; WIDTH];
    let mut names = vec![' '; WIDTH + 16];
    for (cell, exponent) in time.ticks(WIDTH, 10) {
        line[cell] = '┴';
        let label = format!("1e{exponent} s");
        // Labels begin under the ten characters left of the drawing.
        let start = cell + 10 - label.len() / 2;
        for (place, char) in names[start..].iter_mut().zip(label.chars()) {
            *place = char;
        }
    }
    writeln!(
        f,
        "         {FAINT}└{}{FAINT:#}\n{}",
        String::from_iter(line),
        String::from_iter(names).trim_end()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_at_their_decades() {
        let row = |error, seconds| Row {
            energy_error: Some(error),
            seconds: Some(seconds),
            ..Row::without("method", String::new())
        };
        let rows = [
            row(1e-8, 1.0),
            row(0.0, 1e-5),
            row(1e-4, 1e-3),
            row(1e-4, 1e-3),
        ];
        let mut drawn = String::new();
        write(&mut drawn, &rows).unwrap();
        let drawn = anstream::adapter::strip_str(&drawn).to_string();
        let lines: Vec<&str> = drawn.lines().collect();
        // The drawing begins after ten characters of labels.
        let column = |line: &str, mark| line.chars().skip(10).position(|char| char == mark);
        let (top, bottom) = (lines[1], lines[HEIGHT]);
        assert!(top.trim_start().starts_with("1e-4"), "{drawn}");
        assert!(bottom.trim_start().starts_with("1e-16"), "{drawn}");
        // Two of five decades of time, beside each other; the first and the last.
        assert_eq!(column(top, '3'), Some(24), "{drawn}");
        assert_eq!(column(top, '4'), Some(25), "{drawn}");
        assert_eq!(column(bottom, '2'), Some(0), "{drawn}");
        assert!(
            lines.iter().any(|line| column(line, '1') == Some(60)),
            "{drawn}"
        );
    }
}

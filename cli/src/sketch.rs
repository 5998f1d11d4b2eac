//! ψ(x) drawn with braille dots, the exact ψ as circles on it, and the
//! potential as shade behind it.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::ticks::ticks;

const NETWORK: Style = AnsiColor::Cyan.on_default().bold();
const EXACT: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();

/// The drawing in characters; with its axes it is 72 wide.
const WIDTH: usize = 61;
const HEIGHT: usize = 14;

/// A braille character has two columns of four dots.
const DOT_COLUMNS: usize = 2 * WIDTH;
const DOT_ROWS: usize = 4 * HEIGHT;

/// Every so many characters stands a circle of the exact ψ.
const CIRCLE_EVERY: usize = 5;

/// What is to be drawn. Functions are asked within the domain only.
pub(crate) struct Sketch<'a> {
    /// The ends of the domain.
    pub(crate) domain: (f64, f64),
    /// ψ of the network.
    pub(crate) psi: &'a dyn Fn(f64) -> f64,
    /// The ψ that it should be.
    pub(crate) exact: Option<&'a dyn Fn(f64) -> f64>,
    /// V(x), and E on the same scale.
    pub(crate) potential: &'a dyn Fn(f64) -> f64,
    /// E
    pub(crate) energy: f64,
    /// The unit of x after a space; empty where x has none.
    pub(crate) unit: &'a str,
}

/// What a character of the drawing shows.
#[derive(Clone, Copy)]
enum Cell {
    Blank,
    Potential,
    /// Braille dots, as bits of U+2800.
    Psi(u8),
    Exact,
}

impl Cell {
    fn look(self) -> (Style, char) {
        match self {
            Cell::Blank => (Style::new(), ' '),
            Cell::Potential => (FAINT, '░'),
            Cell::Psi(dots) => (
                NETWORK,
                char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            ),
            Cell::Exact => (EXACT, '○'),
        }
    }
}

/// ψ between the bottom and the top of the drawing; zero is always inside.
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    fn of(psi: &[f64]) -> Axis {
        let (low, high) = psi
            .iter()
            .filter(|psi| psi.is_finite())
            .fold((0.0, 0.0), |(low, high): (f64, f64), &psi| {
                (low.min(psi), high.max(psi))
            });
        // A collapsed ψ has no height of its own.
        let (low, high) = if low < high { (low, high) } else { (0.0, 1.0) };
        let room = 0.05 * (high - low);
        Axis {
            low: if low < 0.0 { low - room } else { 0.0 },
            high: high + room,
        }
    }

    /// The row, from the top, that `psi` falls in if there are `rows`.
    fn row(&self, psi: f64, rows: usize) -> usize {
        let from_top = (self.high - psi) / (self.high - self.low);
        ((from_top * rows as f64) as usize).min(rows - 1)
    }
}

impl Sketch<'_> {
    /// `f` at the centres of `count` equal parts of the domain.
    fn sample(&self, f: &dyn Fn(f64) -> f64, count: usize) -> Vec<f64> {
        let (from, to) = self.domain;
        (0..count)
            .map(|i| f(from + (to - from) * (i as f64 + 0.5) / count as f64))
            .collect()
    }

    fn cells(&self, axis: &Axis, psi: &[f64]) -> Vec<[Cell; WIDTH]> {
        let mut cells = vec![[Cell::Blank; WIDTH]; HEIGHT];
        self.shade_potential(&mut cells);
        draw_curve(&mut cells, axis, psi);
        if let Some(exact) = self.exact {
            let exact = self.sample(exact, WIDTH);
            for column in (CIRCLE_EVERY / 2..WIDTH).step_by(CIRCLE_EVERY) {
                cells[axis.row(exact[column], HEIGHT)][column] = Cell::Exact;
            }
        }
        cells
    }

    /// Shade from the bottom up to V(x), on a scale of its own that ends a
    /// little above E: a high potential does not flatten its own well.
    fn shade_potential(&self, cells: &mut [[Cell; WIDTH]]) {
        let potential = self.sample(self.potential, WIDTH);
        let lowest = potential.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = potential.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let top = highest.min(lowest + 3.0 * (self.energy - lowest).abs());
        for (column, v) in potential.iter().enumerate() {
            let height = HEIGHT as f64 * (v - lowest) / (top - lowest);
            for (above, row) in cells.iter_mut().rev().enumerate() {
                if above as f64 + 0.5 < height {
                    row[column] = Cell::Potential;
                }
            }
        }
    }
}

/// Dots at ψ in each column, and between it and the column before.
fn draw_curve(cells: &mut [[Cell; WIDTH]], axis: &Axis, psi: &[f64]) {
    /// The bits of U+2800 for the four dots of each of the two columns.
    const DOT: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
    let mut before = axis.row(psi[0], DOT_ROWS);
    for (column, &psi) in psi.iter().enumerate() {
        let here = axis.row(psi, DOT_ROWS);
        // The curve meets the one before half way.
        let half = before + (here.max(before) - before) / 2;
        for dot in here.min(half)..=here.max(half) {
            let cell = &mut cells[dot / 4][column / 2];
            let bit = DOT[column % 2][dot % 4];
            *cell = match *cell {
                Cell::Psi(dots) => Cell::Psi(dots | bit),
                _ => Cell::Psi(bit),
            };
        }
        before = here;
    }
}

impl fmt::Display for Sketch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let psi = self.sample(self.psi, DOT_COLUMNS);
        let axis = Axis::of(&psi);
        let mut labels = vec![String::new(); HEIGHT];
        for (tick, label) in ticks(axis.low, axis.high, 5.0) {
            labels[axis.row(tick, HEIGHT)] = label;
        }
        writeln!(f, "    ψ(x)")?;
        let cells = self.cells(&axis, &psi);
        for (row, tick) in cells.iter().zip(&labels) {
            let edge = if tick.is_empty() { '│' } else { '┤' };
            write!(f, "{tick:>8} {FAINT}{edge}{FAINT:#}")?;
            write_row(f, row)?;
            writeln!(f, "{FAINT}│{FAINT:#}")?;
        }
        self.write_x_axis(f)?;
        self.write_legend(f, &cells)
    }
}

/// One row of the drawing, with a change of style only where it changes.
fn write_row(f: &mut fmt::Formatter<'_>, row: &[Cell]) -> fmt::Result {
    let mut current = Style::new();
    for cell in row {
        let (style, char) = cell.look();
        if style != current {
            write!(f, "{current:#}{style}")?;
            current = style;
        }
        f.write_char(char)?;
    }
    write!(f, "{current:#}")
}

impl Sketch<'_> {
    fn write_x_axis(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.domain;
        let mut line = vec!['─'; WIDTH];
        let mut labels = vec![' '; WIDTH + 12];
        for (tick, label) in ticks(from, to, 6.0) {
            let column = ((tick - from) / (to - from) * (WIDTH - 1) as f64).round() as usize;
            line[column] = '┴';
            // The labels begin under the ten characters left of the drawing.
            let start = (column + 10).saturating_sub(label.chars().count() / 2);
            for (place, char) in labels.iter_mut().skip(start).zip(label.chars()) {
                *place = char;
            }
        }
        let (line, labels) = (String::from_iter(line), String::from_iter(labels));
        writeln!(
            f,
            "         {FAINT}└{line}┘{FAINT:#}\n{}",
            labels.trim_end()
        )?;
        let name = match self.unit.trim_start() {
            "" => "x".to_owned(),
            unit => format!("x ({unit})"),
        };
        writeln!(f, "{name:>width$}", width = 10 + (WIDTH + name.len()) / 2)
    }

    fn write_legend(&self, f: &mut fmt::Formatter<'_>, cells: &[[Cell; WIDTH]]) -> fmt::Result {
        write!(f, "          {NETWORK}⠒⠒{NETWORK:#} network")?;
        if self.exact.is_some() {
            write!(f, "   {EXACT}○{EXACT:#} exact")?;
        }
        if cells
            .iter()
            .flatten()
            .any(|cell| matches!(cell, Cell::Potential))
        {
            write!(f, "   {FAINT}░{FAINT:#} V(x), on a scale of its own")?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_with_its_exact_values_and_a_step() {
        let sketch = Sketch {
            domain: (0.0, 1.0),
            psi: &|x| 4.0 * x * (1.0 - x),
            exact: Some(&|x| 4.0 * x * (1.0 - x)),
            potential: &|x| if x < 0.25 { 1.0 } else { 0.0 },
            energy: 1.0,
            unit: "",
        };
        let drawn = anstream::adapter::strip_str(&sketch.to_string()).to_string();
        assert_eq!(
            drawn,
            include_str!("../tests/data/parabola.txt"),
            "\n{drawn}"
        );
    }
}

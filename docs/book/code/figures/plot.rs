//! Line plots in one style.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use plotters::prelude::*;

/// One line: its name and its points; where the second coordinate is not finite, there is none.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) points: Vec<(f64, f64)>,
    pub(crate) style: Style,
}

/// How a line is drawn.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    Plain,
    /// Thin and grey.
    Faint,
    /// Broad, so that it is seen below a line that follows it.
    Broad,
}

impl Line {
    pub(crate) fn new(
        name: impl Into<String>,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        let points = points
            .into_iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite());
        Self {
            name: name.into(),
            points: points.collect(),
            style: Style::Plain,
        }
    }

    pub(crate) fn with_style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

/// Whether an axis counts in powers of ten.
#[derive(Clone, Copy)]
pub(crate) enum Axis {
    Plain,
    /// The coordinates are decimal logarithms.
    Log,
}

/// A plot to be drawn.
pub(crate) struct Plot<'a> {
    pub(crate) x: (&'a str, Axis, Range<f64>),
    pub(crate) y: (&'a str, Axis, Range<f64>),
    pub(crate) lines: Vec<Line>,
}

/// Colours that are told apart also by readers with a colour-vision deficiency (Okabe & Ito, 2008).
const COLOURS: [RGBColor; 4] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
];

impl Plot<'_> {
    pub(crate) fn draw(&self, file: &Path) -> Result<(), Box<dyn Error>> {
        let root = SVGBackend::new(file, (720, 380)).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .margin(12)
            .margin_right(24)
            .x_label_area_size(44)
            .y_label_area_size(68)
            .build_cartesian_2d(self.x.2.clone(), self.y.2.clone())?;
        let label = |axis: Axis, value: f64| match axis {
            Axis::Plain => format!("{}", (value * 1e6).round() / 1e6),
            Axis::Log => format!("1e{}", value.round()),
        };
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .bold_line_style(RGBColor(228, 228, 228))
            .x_desc(self.x.0)
            .y_desc(self.y.0)
            .x_labels(9)
            .y_labels(9)
            .x_label_formatter(&|value| label(self.x.1, *value))
            .y_label_formatter(&|value| label(self.y.1, *value))
            .label_style(("sans-serif", 14))
            .axis_desc_style(("sans-serif", 15))
            .draw()?;
        let mut colours = COLOURS.iter().cycle();
        for line in &self.lines {
            let mut colour = || *colours.next().unwrap_or(&BLACK);
            let style = match line.style {
                Style::Plain => colour().stroke_width(2),
                Style::Faint => RGBColor(150, 150, 150).stroke_width(1),
                Style::Broad => colour().mix(0.4).stroke_width(7),
            };
            chart
                .draw_series(LineSeries::new(line.points.iter().copied(), style))?
                .label(line.name.as_str())
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .background_style(WHITE.mix(0.85))
            .border_style(RGBColor(228, 228, 228))
            .label_font(("sans-serif", 14))
            .draw()?;
        root.present()?;
        Ok(())
    }
}

/// The decimal logarithm, none below `floor`.
pub(crate) fn log(value: f64, floor: f64) -> f64 {
    value.abs().max(floor).log10()
}

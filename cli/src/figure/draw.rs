//! From a figure to SVG.

use plotters::chart::ChartBuilder;
use plotters::coord::{CoordTranslate, Shift};
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, EmptyElement, PathElement, Text};
use plotters::series::{DashedLineSeries, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, ShapeStyle, TextStyle, WHITE};
use plotters_svg::SVGBackend;

use super::{Curve, Figure, Ink, Plot, Stroke};

/// plotters counts in whole pixels; of these there are so many in one of the drawing's, so that curves are smooth.
const FINE: i32 = 8;
/// plotters writes a font 1.24 times smaller than it is asked for.
const FONT: f64 = 1.24;
/// In the drawing's pixels.
const LETTERS: i32 = 13;
/// A letter is about so wide, in letters' heights.
const LETTER_WIDTH: f64 = 0.58;
const LEGEND_ROW: i32 = 20;
/// About so many lines across the y axis.
const ACROSS_Y: f64 = 6.0;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Failed<'a> =
    DrawingAreaErrorKind<<SVGBackend<'a> as plotters::prelude::DrawingBackend>::ErrorType>;

fn font() -> TextStyle<'static> {
    let height = FONT * f64::from(LETTERS * FINE);
    TextStyle {
        color: Ink::Text.color().to_backend_color(),
        ..TextStyle::from(("sans-serif", height).into_font())
    }
}

fn width(text: &str) -> i32 {
    (LETTER_WIDTH * f64::from(LETTERS) * text.chars().count() as f64).ceil() as i32
}

impl Figure {
    /// The figure, `width` pixels wide; with `paper` on a white ground, else on none.
    pub(crate) fn svg(&self, width: u32, paper: bool) -> String {
        let rows = self
            .plots
            .iter()
            .map(|plot| plot.legend(width as i32).len());
        let more_rows = rows.max().unwrap_or(1) as u32 - 1;
        let height = if width < 500 { 260 } else { 310 } + more_rows * LEGEND_ROW as u32;
        let size = (width, height * self.plots.len() as u32);
        let fine = FINE as u32;
        let mut svg = String::new();
        let area =
            SVGBackend::with_string(&mut svg, (fine * size.0, fine * size.1)).into_drawing_area();
        // Writing to a String cannot fail.
        let _ = self.draw(&area, paper);
        drop(area);
        // The size in pixels of the drawing, and a title for those who do not see it.
        let view = svg.find(" viewBox").unwrap_or(0);
        let title = maud::html! { (self.title) }.into_string();
        format!(
            "<svg width=\"{}\" height=\"{}\" role=\"img\" aria-label=\"{title}\"{}",
            size.0,
            size.1,
            &svg[view..]
        )
    }

    fn draw<'a>(&self, area: &Area<'a>, paper: bool) -> Result<(), Failed<'a>> {
        if paper {
            area.fill(&WHITE)?;
        }
        // Plots below each other have their left ends below each other.
        let widest = |plot: &Plot| {
            plot.y
                .ticks(ACROSS_Y)
                .iter()
                .map(|(_, label)| width(label))
                .max()
        };
        let labels = self.plots.iter().filter_map(widest).max().unwrap_or(0);
        for (plot, area) in self
            .plots
            .iter()
            .zip(area.split_evenly((self.plots.len(), 1)))
        {
            plot.draw(&area, labels)?;
        }
        area.present()
    }
}

impl Plot {
    /// `labels` is the room for those of the y axis.
    fn draw<'a>(&self, area: &Area<'a>, labels: i32) -> Result<(), Failed<'a>> {
        let (wide, _) = area.dim_in_pixel();
        let rows = self.legend(wide as i32 / FINE);
        let (legend, chart) = area.split_vertically(FINE * (rows.len() as i32 * LEGEND_ROW + 16));
        for (row, entries) in rows.iter().enumerate() {
            for &(left, curve) in entries {
                curve.draw_sample(&legend, (left, 18 + row as i32 * LEGEND_ROW))?;
            }
        }
        let across = if wide < 500 * FINE as u32 { 4.0 } else { 7.0 };
        let (xs, ys) = (self.x.ticks(across), self.y.ticks(ACROSS_Y));
        let mut chart = ChartBuilder::on(&chart)
            .margin_left(4 * FINE)
            .margin_right(22 * FINE)
            .margin_bottom(2 * FINE)
            .x_label_area_size((3 * LETTERS + 8) * FINE)
            .y_label_area_size((labels + 2 * LETTERS + 10) * FINE)
            .build_cartesian_2d(self.x.ruler(xs.clone()), self.y.ruler(ys.clone()))?;
        chart
            .configure_mesh()
            .x_desc(&self.x.name)
            .y_desc(&self.y.name)
            .x_labels(xs.len())
            .y_labels(ys.len())
            .label_style(font())
            .axis_desc_style(font())
            .axis_style(line(Ink::Text, 1.0))
            .bold_line_style(line(Ink::Grid, 1.0))
            .light_line_style(ShapeStyle::from(&Ink::Grid.color().mix(0.0)))
            .set_all_tick_mark_size(4 * FINE)
            .draw()?;
        for curve in &self.curves {
            for part in curve.parts(self) {
                match curve.stroke {
                    Stroke::Solid if part.len() == 1 => {
                        let dot = |at| Circle::new(at, 3 * FINE, curve.ink.color().filled());
                        chart.draw_series(part.into_iter().map(dot))?;
                    }
                    Stroke::Solid => {
                        chart.draw_series(LineSeries::new(part, line(curve.ink, 1.8)))?;
                    }
                    Stroke::Dashed => {
                        let (dash, gap) = (7 * FINE, 5 * FINE);
                        let style = line(curve.ink, 1.4);
                        chart.draw_series(DashedLineSeries::new(part, dash, gap, style))?;
                    }
                    Stroke::Rings => {
                        let style = line(curve.ink, 1.5);
                        let ring = |at| Circle::new(at, 4 * FINE, style);
                        chart.draw_series(part.into_iter().map(ring))?;
                    }
                    Stroke::Mark(letter) => {
                        for at in part {
                            marked(chart.plotting_area(), at, letter, curve.ink)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The curves with the places of their names, row by row in a plot of this width.
    fn legend(&self, wide: i32) -> Vec<Vec<(i32, &Curve)>> {
        const SAMPLE: i32 = 32;
        const START: i32 = 8;
        let mut rows: Vec<Vec<(i32, &Curve)>> = vec![Vec::new()];
        let mut left = START;
        for curve in &self.curves {
            let entry = SAMPLE + width(&curve.name) + 18;
            if left > START && left + entry > wide {
                rows.push(Vec::new());
                left = START;
            }
            if let Some(row) = rows.last_mut() {
                row.push((left, curve));
            }
            left += entry;
        }
        rows
    }
}

impl Curve {
    /// A sample of the curve and its name.
    fn draw_sample<'a>(&self, area: &Area<'a>, (x, y): (i32, i32)) -> Result<(), Failed<'a>> {
        let at = |x: i32, y: i32| (FINE * x, FINE * y);
        let bar = |from: i32, to: i32, thickness: f64| {
            PathElement::new(vec![at(from, y), at(to, y)], line(self.ink, thickness))
        };
        match self.stroke {
            Stroke::Solid => area.draw(&bar(x, x + 24, 1.8))?,
            Stroke::Dashed => {
                for dash in 0..3 {
                    area.draw(&bar(x + 9 * dash, x + 9 * dash + 6, 1.4))?;
                }
            }
            Stroke::Rings => {
                area.draw(&Circle::new(at(x + 12, y), 4 * FINE, line(self.ink, 1.5)))?;
            }
            Stroke::Mark(letter) => marked(area, at(x + 12, y), letter, self.ink)?,
        }
        let (left, top) = at(x + 32, y - LETTERS / 2 - 1);
        area.draw(&Text::new(self.name.clone(), (left, top), font()))
    }
}

/// A letter in a ring.
fn marked<'a, C: CoordTranslate>(
    area: &DrawingArea<SVGBackend<'a>, C>,
    at: C::From,
    letter: char,
    ink: Ink,
) -> Result<(), Failed<'a>>
where
    C::From: Clone,
{
    let centre = Pos::new(HPos::Center, VPos::Center);
    let ring = Circle::new((0, 0), 8 * FINE, line(ink, 1.4));
    let text = Text::new(letter.to_string(), (0, 0), font().pos(centre));
    area.draw(&(EmptyElement::at(at) + ring + text))
}

fn line(ink: Ink, thickness: f64) -> ShapeStyle {
    ShapeStyle {
        color: ink.color().to_rgba(),
        filled: false,
        stroke_width: (thickness * f64::from(FINE)).round() as u32,
    }
}

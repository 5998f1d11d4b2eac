//! Figures as SVG.
//!
//! A figure is one or more plots below each other; [`mod@draw`] draws it. [`run`] says what the figures of a run are, [`methods`]
//! what that of a comparison is.

mod clip;
mod draw;
mod ink;
pub(crate) mod methods;
mod ruler;
pub(crate) mod run;

pub(crate) use self::ink::{INKS, Ink};

/// Plots below each other.
pub(crate) struct Figure {
    /// What it shows, for those who do not see it.
    pub(crate) title: String,
    plots: Vec<Plot>,
}

/// Curves over one pair of axes.
struct Plot {
    x: Axis,
    y: Axis,
    curves: Vec<Curve>,
}

/// What stands along an axis and where it begins and ends.
struct Axis {
    /// A name and a unit.
    name: String,
    from: f64,
    to: f64,
    /// A whole decade between two lines.
    logarithmic: bool,
}

/// Points, and how they look.
struct Curve {
    name: String,
    ink: Ink,
    stroke: Stroke,
    points: Vec<(f64, f64)>,
}

enum Stroke {
    Solid,
    Dashed,
    /// A ring at each point.
    Rings,
    /// A letter in a ring at each point.
    Mark(char),
}

impl Axis {
    /// From end to end, with no room beside.
    fn exactly(name: String, (from, to): (f64, f64)) -> Axis {
        Axis {
            name,
            from,
            to,
            logarithmic: false,
        }
    }

    /// With a little room beside the values.
    fn around(name: String, values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = ends(values);
        let room = match 0.06 * (high - low) {
            0.0 => 0.5 * low.abs().max(1e-300),
            room => room,
        };
        Axis::exactly(name, (low - room, high + room))
    }

    /// Whole decades around positive values; from 10⁻³⁰⁰ where there are none.
    fn decades(name: String, values: impl Iterator<Item = f64>) -> Axis {
        let (low, high) = ends(values.filter(|x| *x > 0.0).map(f64::log10));
        let low = low.floor();
        Axis {
            name,
            from: low,
            to: high.ceil().max(low + 1.0),
            logarithmic: true,
        }
    }

    /// Where a value stands, between `from` and `to` or beyond.
    fn place(&self, value: f64) -> f64 {
        if self.logarithmic {
            value.log10()
        } else {
            value
        }
    }
}

/// The least and the greatest of the finite values; 0 and 1 if there are none.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|x| x.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

impl Curve {
    fn solid(name: impl Into<String>, ink: Ink, points: Vec<(f64, f64)>) -> Curve {
        Curve {
            name: name.into(),
            ink,
            stroke: Stroke::Solid,
            points,
        }
    }
}

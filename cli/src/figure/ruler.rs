//! Axes as plotters wants them, with round numbers.

use std::ops::Range;

use plotters::coord::ranged1d::{
    KeyPointHint, KeyPointWeight, NoDefaultFormatting, Ranged, ValueFormatter,
};

use super::Axis;
use crate::ticks::ticks;
use crate::typeset::typeset;

/// An axis as plotters wants it, with its ticks.
pub(super) struct Ruler {
    ends: Range<f64>,
    ticks: Vec<(f64, String)>,
}

impl Ranged for Ruler {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, place: &f64, (first, last): (i32, i32)) -> i32 {
        let part = (place - self.ends.start) / (self.ends.end - self.ends.start);
        first + (part * f64::from(last - first)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // The lines between those with a label are not drawn.
        match hint.weight() {
            KeyPointWeight::Bold => self.ticks.iter().map(|(place, _)| *place).collect(),
            KeyPointWeight::Any => Vec::new(),
        }
    }

    fn range(&self) -> Range<f64> {
        self.ends.clone()
    }
}

impl ValueFormatter<f64> for Ruler {
    fn format(place: &f64) -> String {
        place.to_string()
    }

    fn format_ext(&self, place: &f64) -> String {
        let found = self.ticks.iter().find(|(at, _)| at == place);
        found.map_or(String::new(), |(_, label)| label.clone())
    }
}

impl Axis {
    pub(super) fn ruler(&self, ticks: Vec<(f64, String)>) -> Ruler {
        Ruler {
            ends: self.from..self.to,
            ticks,
        }
    }

    /// Places of the lines across, and what stands there.
    pub(super) fn ticks(&self, count: f64) -> Vec<(f64, String)> {
        if !self.logarithmic {
            return ticks(self.from, self.to, count)
                .into_iter()
                .map(|(place, label)| (place, typeset(&label)))
                .collect();
        }
        let decades = (self.to - self.from) as usize;
        let every = (decades as f64 / count).ceil().max(1.0) as usize;
        (0..=decades)
            .step_by(every)
            .map(|decade| {
                let exponent = self.from + decade as f64;
                (exponent, typeset(&format!("1e{exponent}")))
            })
            .collect()
    }
}

//! The colours of figures, on paper and on a screen.

use plotters::style::RGBColor;

/// What is drawn in a colour of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Grid,
    Network,
    Reference,
    Potential,
    Level,
}

/// Each ink on light paper and on a dark screen; no two are alike, so that a style sheet can tell them by their colour.
pub(crate) const INKS: [(Ink, (u8, u8, u8), &str); 6] = [
    (Ink::Text, (0x24, 0x29, 0x2F), "#d7dde4"),
    (Ink::Grid, (0xD8, 0xDD, 0xE3), "#39424d"),
    (Ink::Network, (0x1F, 0x5F, 0xA8), "#7ab4f5"),
    (Ink::Reference, (0xC2, 0x57, 0x1A), "#f0a06a"),
    (Ink::Potential, (0x6E, 0x77, 0x81), "#9aa4b0"),
    (Ink::Level, (0x2C, 0x7A, 0x4B), "#6fcf97"),
];

impl Ink {
    pub(super) fn color(self) -> RGBColor {
        let found = INKS.iter().find(|(ink, ..)| *ink == self);
        let (r, g, b) = found.map_or((0, 0, 0), |(_, light, _)| *light);
        RGBColor(r, g, b)
    }
}

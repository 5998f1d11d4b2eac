//! The figure of a comparison: the error of E of each method against its time.

use super::{Axis, Curve, Figure, Ink, Plot, Stroke};

/// One method in the figure.
pub(crate) struct Method<'a> {
    /// What stands in its place.
    pub(crate) mark: char,
    pub(crate) name: &'a str,
    pub(crate) seconds: f64,
    /// Relative, above 0.
    pub(crate) error: f64,
    /// Whether the others are measured against this one.
    pub(crate) reference: bool,
}

/// Two marks nearer than this part of the width and of the height would cover each other.
const NEAR: (f64, f64) = (0.035, 0.1);

/// The methods as numbered marks on two logarithmic axes.
pub(crate) fn figure(title: String, methods: &[Method<'_>]) -> Figure {
    // No mark stands on an edge.
    let room = |value: f64| [value / 3.0, 3.0 * value];
    let times = methods.iter().flat_map(|m| room(m.seconds));
    let errors = methods.iter().flat_map(|m| room(m.error));
    let x = Axis::decades("time (s)".to_owned(), times);
    let y = Axis::decades("error of E (relative)".to_owned(), errors);
    let (wide, high) = (x.to - x.from, y.to - y.from);
    // In decades.
    let mut places: Vec<(f64, f64)> = Vec::new();
    let curves = methods.iter().map(|method| {
        let mut at = (method.seconds.log10(), method.error.log10());
        // Two methods in one place stand side by side.
        while places.iter().any(|other| {
            (other.0 - at.0).abs() < NEAR.0 * wide && (other.1 - at.1).abs() < NEAR.1 * high
        }) {
            at.0 += 0.25 * NEAR.0 * wide;
        }
        places.push(at);
        Curve {
            name: method.name.to_owned(),
            ink: if method.reference {
                Ink::Reference
            } else {
                Ink::Network
            },
            stroke: Stroke::Mark(method.mark),
            points: vec![(10f64.powf(at.0), method.error)],
        }
    });
    Figure {
        title,
        plots: vec![Plot {
            curves: curves.collect(),
            x,
            y,
        }],
    }
}

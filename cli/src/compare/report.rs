//! What `compare --json` prints.

use serde::Serialize;

use super::row::{Contest, Row};
use super::{method, verdict};
use crate::problem_file::Loaded;
use crate::units::Units;

/// All methods on one state, in the user's units.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    pub(super) problem: String,
    pub(super) units: Option<Units>,
    pub(super) state: usize,
    /// The method that the others are measured against.
    pub(super) reference: &'static str,
    pub(super) reference_energy: f64,
    /// The distance to the nearest other level.
    pub(super) level_spacing: f64,
    /// What errors of E are divided by: the larger of |E| and the level spacing.
    pub(super) error_scale: f64,
    pub(super) methods: Vec<Row>,
    /// Sentences on lines of their own.
    pub(super) verdict: String,
}

impl Comparison {
    /// Turns the library's energies into the problem's.
    pub(super) fn new(loaded: &Loaded, contest: &Contest<'_>, mut rows: Vec<Row>) -> Comparison {
        let unit = loaded.scale().energy;
        for row in &mut rows {
            row.energy = row.energy.map(|energy| energy * unit);
        }
        Comparison {
            problem: loaded.problem.name().to_owned(),
            units: loaded.file.units,
            state: contest.state,
            reference: method::best(contest.problem),
            reference_energy: contest.reference.state.energy() * unit,
            level_spacing: contest.reference.spacing * unit,
            error_scale: contest.scale() * unit,
            verdict: verdict::sentences(&rows),
            methods: rows,
        }
    }

    /// One line of JSON.
    pub(super) fn json(&self) -> String {
        // Strings and numbers always have a JSON form; what is not finite is null.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

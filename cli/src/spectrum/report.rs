//! What `spectrum` shows: JSON or a table.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use hyperwell::quadrature::PiecewiseRule;
use hyperwell::reference::ReferenceState;
use hyperwell::ritz::RitzState;
use serde::Serialize;

use crate::units::{Scale, Units};

const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();

pub(super) const NOT_CONVERGED: &str =
    "not converged: some states are less accurate than asked for";

/// A reference is shown where it estimates its own error at no more than this part of E, or of the bounds where E is next to 0.
const KNOWN: f64 = 1e-6;

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    pub(super) problem: &'a str,
    pub(super) units: Option<Units>,
    /// Neurons of all elements.
    pub(super) features: usize,
    /// Parts of the domain, each with a small network of its own.
    pub(super) elements: usize,
    /// Hidden weights, and one output weight for each basis function and state.
    pub(super) parameters: usize,
    pub(super) seconds: f64,
    pub(super) seed: u64,
    pub(super) converged: bool,
    pub(super) states: Vec<State>,
}

/// One state, in the user's units.
#[derive(Debug, Serialize)]
pub(super) struct State {
    n: usize,
    energy: f64,
    reference_energy: Option<f64>,
    energy_rel_error: Option<f64>,
    /// |E − E_ref| over the larger of |E_ref| and the distance to the nearest other level.
    energy_error: Option<f64>,
    psi_l2_error: Option<f64>,
    residual_l2: f64,
    nodes: usize,
    energy_lower: f64,
    energy_upper: f64,
    converged: bool,
}

impl State {
    /// `state` beside the reference of its number; energies are multiples of `unit`.
    pub(super) fn new(
        state: &RitzState,
        references: &[ReferenceState],
        rule: &PiecewiseRule,
        unit: f64,
    ) -> State {
        let (n, energy) = (state.n(), state.energy());
        // One that does not know the level any better is no measure for it.
        let known = |reference: &&ReferenceState| {
            reference.error_estimate()
                <= KNOWN * reference.energy().abs().max(state.error_estimate())
        };
        let reference = references.get(n).filter(known);
        let exact = reference.map(ReferenceState::energy);
        let level = |n: usize| references.get(n).map(ReferenceState::energy);
        let spacing = |exact: f64| {
            let above = level(n + 1).map_or(f64::INFINITY, |above| above - exact);
            let below = n.checked_sub(1).and_then(level);
            above.min(below.map_or(f64::INFINITY, |below| exact - below))
        };
        let psi_l2_error = reference.map(|reference| {
            let psi: Vec<f64> = rule.points().iter().map(|&x| state.psi(x)[0]).collect();
            reference.distance(rule, &psi)
        });
        State {
            n,
            energy: energy * unit,
            reference_energy: exact.map(|exact| exact * unit),
            energy_rel_error: exact.map(|exact| ((energy - exact) / exact).abs()),
            energy_error: exact
                .map(|exact| (energy - exact).abs() / exact.abs().max(spacing(exact))),
            psi_l2_error,
            residual_l2: state.residual_l2() * unit,
            nodes: state.nodes(),
            energy_lower: state.energy_lower() * unit,
            energy_upper: state.energy_upper() * unit,
            converged: state.converged(),
        }
    }
}

impl Report<'_> {
    /// One line of JSON.
    pub(super) fn json(&self) -> String {
        // Strings and numbers always have a JSON form; what is not finite is null.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// A table for people.
    pub(super) fn text(&self, scale: Scale) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, scale);
        text
    }

    fn write(&self, text: &mut String, scale: Scale) -> std::fmt::Result {
        writeln!(
            text,
            "\n{}: {} from {} features in {}, {:.1} ms\n",
            self.problem,
            match self.states.len() {
                1 => "one state".to_owned(),
                states => format!("{states} states"),
            },
            self.features,
            match self.elements {
                1 => "one element".to_owned(),
                elements => format!("{elements} elements"),
            },
            1e3 * self.seconds
        )?;
        let title = format!("E{}", scale.energy_name);
        writeln!(
            text,
            "  {TITLE}{:>3}  {title:>22}  {:>9}  {:>9}  {:>9}  {:>5}{TITLE:#}",
            "n", "bounds", "E error", "ψ error", "nodes"
        )?;
        for state in &self.states {
            let error = |x: Option<f64>| x.map_or("-".to_owned(), |x| format!("{x:.1e}"));
            writeln!(
                text,
                "  {:>3}  {:>22}  {:>9}  {:>9}  {:>9}  {:>5}{}",
                state.n,
                if state.energy.abs() < 1e8 {
                    format!("{:.13}", state.energy)
                } else {
                    format!("{:.13e}", state.energy)
                },
                format!("{:.1e}", state.energy_upper - state.energy_lower),
                error(state.energy_error),
                error(state.psi_l2_error),
                state.nodes,
                if state.converged {
                    ""
                } else {
                    "  not converged"
                }
            )?;
        }
        writeln!(
            text,
            "\n  {FAINT}bounds: the width{} of the interval that should hold E, from the residual alone;{FAINT:#}\n  \
             {FAINT}E error: |E - E exact| / max(|E|, level spacing); ψ error: ‖ψ - ψ exact‖{FAINT:#}",
            match scale.energy_name {
                "" => String::new(),
                unit => format!(" in{unit}"),
            }
        )?;
        if !self.converged {
            writeln!(text, "\n{BAD}{NOT_CONVERGED}{BAD:#}")?;
        }
        Ok(())
    }
}

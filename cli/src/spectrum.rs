//! `hyperwell spectrum`: the lowest states at once, by Ritz's method in network features.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use hyperwell::quadrature::PiecewiseRule;
use hyperwell::reference::{self, ReferenceState};
use hyperwell::ritz::{RitzState, Spectrum, SpectrumSettings};
use serde::Serialize;

use crate::args::SpectrumArgs;
use crate::error::{self, Error};
use crate::output;
use crate::problem_file::{self, Loaded};
use crate::saved;
use crate::units::{Scale, Units};

const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Gauss points of each piece for the errors of ψ.
const POINTS_PER_PIECE: usize = 200;

/// A reference is shown where it estimates its own error at no more than this part of E, or of the bounds where E is next to 0.
const KNOWN: f64 = 1e-6;

/// Computes the states, and tells what came out.
pub(crate) fn run(args: &SpectrumArgs) -> Result<ExitCode, Error> {
    let settings = SpectrumSettings {
        states: args.states.get(),
        seed: args.seed,
        ..SpectrumSettings::default()
    };
    let Found {
        loaded,
        spectrum,
        hidden_weights,
        seconds,
    } = Found::new(&args.problem, &settings)?;
    let problem = &loaded.problem;

    let references = reference::best(problem, settings.states + 1).unwrap_or_default();
    let rule =
        PiecewiseRule::gauss_legendre(problem, POINTS_PER_PIECE).map_err(Error::Reference)?;
    let unit = loaded.scale().energy;
    let states = spectrum
        .states()
        .iter()
        .map(|state| State::new(state, &references, &rule, unit))
        .collect();
    let report = Report {
        problem: problem.name(),
        units: loaded.file.units,
        features: spectrum.features(),
        elements: spectrum.elements(),
        parameters: hidden_weights + settings.states * spectrum.functions(),
        seconds,
        seed: args.seed,
        converged: spectrum.converged(),
        states,
    };
    if args.json {
        // Strings and numbers always have a JSON form; what is not finite is null.
        output::print(&(serde_json::to_string(&report).unwrap_or_default() + "\n"))?;
    } else {
        output::print(&report.text(loaded.scale()))?;
    }
    if report.converged {
        return Ok(ExitCode::SUCCESS);
    }
    if args.json {
        error::warn(NOT_CONVERGED);
    }
    Ok(ExitCode::from(error::FAILED))
}

const NOT_CONVERGED: &str = "not converged: some states are less accurate than asked for";

/// States, and whose.
struct Found {
    loaded: Loaded,
    spectrum: Spectrum,
    hidden_weights: usize,
    seconds: f64,
}

impl Found {
    /// For a problem in features of its own, for a run in the hidden layers of its network.
    fn new(name: &str, settings: &SpectrumSettings) -> Result<Found, Error> {
        let directory = Path::new(name);
        if directory.is_dir() {
            let (loaded, psi) = saved::open(directory)?;
            let start = Instant::now();
            let spectrum = Spectrum::in_layers_of(&psi, settings).map_err(Error::Settings)?;
            let shape = psi.network().shape();
            return Ok(Found {
                loaded,
                spectrum,
                hidden_weights: shape.weights(shape.hidden_layers()).start,
                seconds: start.elapsed().as_secs_f64(),
            });
        }
        let loaded = problem_file::load(name)?;
        let start = Instant::now();
        let spectrum = Spectrum::solve(&loaded.problem, settings).map_err(Error::Settings)?;
        Ok(Found {
            loaded,
            hidden_weights: 2 * spectrum.features(),
            spectrum,
            seconds: start.elapsed().as_secs_f64(),
        })
    }
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    problem: &'a str,
    units: Option<Units>,
    /// Neurons of all elements.
    features: usize,
    /// Parts of the domain, each with a small network of its own.
    elements: usize,
    /// Hidden weights, and one output weight for each basis function and state.
    parameters: usize,
    seconds: f64,
    seed: u64,
    converged: bool,
    states: Vec<State>,
}

/// One state, in the user's units.
#[derive(Debug, Serialize)]
struct State {
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
    fn new(
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
    /// A table for people.
    fn text(&self, scale: Scale) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(&mut text, scale);
        text
    }

    fn write(&self, text: &mut String, scale: Scale) -> std::fmt::Result {
        writeln!(
            text,
            "\n{}: {} states from {} features in {}, {:.1} ms\n",
            self.problem,
            self.states.len(),
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
                "  {:>3}  {:>22.13}  {:>9}  {:>9}  {:>9}  {:>5}{}",
                state.n,
                state.energy,
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
            "\n  {FAINT}bounds: the width of the interval that should hold E, from the residual alone;{FAINT:#}\n  \
             {FAINT}E error: |E - E exact| / max(|E|, level spacing); ψ error: ‖ψ - ψ exact‖{FAINT:#}"
        )?;
        if !self.converged {
            writeln!(text, "\n{BAD}{NOT_CONVERGED}{BAD:#}")?;
        }
        Ok(())
    }
}

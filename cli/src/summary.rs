//! The summary at the end of `solve`: figures first, then ψ.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};
use hyperwell::{Phase, Progress, Settings};

use crate::report::Report;
use crate::sketch::Sketch;
use crate::units::Scale;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// Bars of the little loss curve.
const LOSS_BARS: usize = 20;

/// Everything that the summary tells.
pub(crate) struct Summary<'a> {
    pub(crate) report: &'a Report,
    pub(crate) settings: &'a Settings,
    pub(crate) history: &'a [Progress],
    /// How the training ended.
    pub(crate) outcome: &'a dyn Display,
    pub(crate) scale: Scale,
    pub(crate) sketch: Sketch<'a>,
}

impl Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = if self.report.converged { GOOD } else { BAD };
        writeln!(f, "\n{}, state {}", self.report.problem, self.report.state)?;
        writeln!(f, "{style}{}{style:#}\n", self.outcome)?;
        self.write_energies(f)?;
        self.write_quality(f)?;
        self.write_effort(f)?;
        writeln!(f)?;
        self.sketch.fmt(f)
    }
}

/// A line: what it is, its value, and a remark.
fn line(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    value: impl Display,
    remark: impl Display,
) -> fmt::Result {
    // Padding counts characters; all of these are one column wide.
    let (name, value) = (format!("{name:<12}"), format!("{value:<21} "));
    writeln!(f, "  {FAINT}{name}{FAINT:#}{value}{FAINT}{remark}{FAINT:#}")
}

impl Summary<'_> {
    fn energy(&self, energy: f64) -> String {
        self::energy(self.report.energy, energy, self.scale)
    }

    fn write_energies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.report;
        line(f, "E", self.energy(report.energy), "⟨ψ|H|ψ⟩ of the network")?;
        if let Some(exact) = report.reference_energy {
            let error = report
                .energy_rel_error
                .map_or(String::new(), |e| format!("relative error {e:.1e}"));
            line(f, "E exact", self.energy(exact), error)?;
        }
        line(
            f,
            "E trained",
            self.energy(report.trained_energy),
            "E in the loss",
        )
    }

    fn write_quality(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.report;
        if let Some(error) = report.psi_l2_error {
            line(
                f,
                "ψ error",
                format!("{error:.1e}"),
                "‖ψ − ψ exact‖ / ‖ψ exact‖",
            )?;
        }
        line(
            f,
            "residual",
            format!("{:.1e}{}", report.residual_l2, self.scale.energy_name),
            "‖(H − E)ψ‖ for ‖ψ‖ = 1",
        )?;
        line(f, "norm", format!("{:.9}", report.norm), "∫ψ² as trained")?;
        line(
            f,
            "nodes",
            report.nodes,
            format!("state {} has {0}", report.state),
        )
    }

    fn write_effort(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (report, settings) = (self.report, self.settings);
        let widths: Vec<String> = settings.hidden.iter().map(usize::to_string).collect();
        line(
            f,
            "network",
            format!("{} {}", widths.join("–"), settings.activation),
            format!(
                "{} parameters, {} points, seed {}",
                report.parameters, settings.points, report.seed
            ),
        )?;
        let threads = if report.threads == 1 {
            "thread"
        } else {
            "threads"
        };
        line(
            f,
            "time",
            format!("{:.2} s", report.seconds),
            format!(
                "{} steps, {}, {}, {} {threads}",
                report.steps, report.precision, report.isa, report.threads
            ),
        )?;
        let loss: Vec<f64> = self
            .history
            .iter()
            .filter(|row| row.phase == Phase::Residual)
            .map(|row| row.loss)
            .collect();
        match loss.as_slice() {
            [first, .., last] => line(f, "loss", bars(&loss), format!("{first:.1e} to {last:.1e}")),
            _ => Ok(()),
        }
    }
}

/// Thirteen significant digits of the run's E, and as many decimals of any other `energy`, so that they can be compared
/// digit by digit; what is too long for that, with an exponent.
pub(crate) fn energy(run: f64, energy: f64, scale: Scale) -> String {
    let (decimals, unit) = (decimals(run), scale.energy_name);
    if energy.abs() < 1e8 {
        format!("{energy:.decimals$}{unit}")
    } else {
        format!("{energy:.12e}{unit}")
    }
}

/// Decimals of thirteen significant digits, for numbers from 1 on.
pub(crate) fn decimals(energy: f64) -> usize {
    let digits = energy.abs().max(1.0).log10().floor() as usize;
    12usize.saturating_sub(digits)
}

/// Positive `values` as a row of bars on a logarithmic scale; each bar is the
/// smallest of its values, because a loss under Adam is full of spikes.
fn bars(values: &[f64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let smallest = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let logs: Vec<f64> = values
        .chunks(values.len().div_ceil(LOSS_BARS))
        .map(|values| smallest(values).max(f64::MIN_POSITIVE).log10())
        .collect();
    let (low, high) = (
        smallest(&logs),
        logs.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    );
    // NaN where all are the same, which is the lowest bar.
    let bar = |log: &f64| BARS[(((log - low) / (high - low) * 7.0).round() as usize).min(7)];
    logs.iter().map(bar).collect()
}

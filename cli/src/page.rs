//! `report.html`: a run on one page that needs nothing else.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::figure::run::Figures;
use crate::figure::{Figure, INKS};
use crate::report::Report;
use crate::summary;
use crate::typeset::{minus, significant};
use crate::units::Scale;

/// Widths of the figures on a screen and on a telephone, which shows larger letters beside smaller plots.
const WIDE: u32 = 760;
const NARROW: u32 = 360;

/// No scripts, no fonts, no pictures from elsewhere; a browser that obeys cannot ask for anything.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// What the page tells.
pub(crate) struct Page<'a> {
    pub(crate) report: &'a Report,
    pub(crate) scale: Scale,
    pub(crate) outcome: String,
    pub(crate) network: String,
    pub(crate) command: &'a str,
    pub(crate) figures: &'a Figures<'a>,
}

impl Page<'_> {
    pub(crate) fn html(&self) -> String {
        let report = self.report;
        let title = format!("{}, state {}", report.problem, report.state);
        let verdict = if report.converged { "good" } else { "bad" };
        let style = style();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { (title) " – Hyperwell" }
                    style { (PreEscaped(style)) }
                }
                body {
                    header {
                        h1 { (title) }
                        p class=(verdict) { (self.outcome) }
                        p.energy { "E = " (self.headline()) }
                    }
                    main {
                        (figure("The level in its potential", self.figures.level(),
                            "The potential, the energy of the state, and ψ drawn at it, on a scale of its own."))
                        (figure("The wavefunction", self.figures.psi(),
                            "ψ with ∫ψ² dx = 1, and how well it obeys (H − E)ψ = 0. The reference is a classical method \
                             that shares nothing with the network."))
                        (figure("The training", self.figures.training(),
                            "The loss of each phase, and the energy with the reference's."))
                        section {
                            h2 { "Numbers" }
                            (self.table())
                        }
                        section {
                            h2 { "The command" }
                            pre { code { @for word in self.command.split(' ') { span { (word) } " " } } }
                        }
                    }
                    footer { "hyperwell " (env!("CARGO_PKG_VERSION")) }
                }
            }
        }
        .into_string()
    }

    fn energy(&self, energy: f64) -> String {
        minus(&summary::energy(self.report.energy, energy, self.scale))
    }

    /// E with the digits that its bounds leave no doubt about, three at least; six where there are no bounds.
    fn headline(&self) -> String {
        let (report, unit) = (self.report, self.scale.energy_name);
        let doubt = match report.energy_lower.zip(report.energy_upper) {
            Some((lower, upper)) => upper - lower,
            None => 1e-5 * report.energy.abs(),
        };
        let most = summary::decimals(report.energy) as f64;
        let decimals = (-doubt.log10().floor()).clamp((most - 10.0).max(0.0), most) as usize;
        minus(&format!("{:.decimals$}{unit}", report.energy))
    }

    /// Both bounds, with one unit.
    fn bounds(&self) -> Option<String> {
        let (lower, upper) = self.report.energy_lower.zip(self.report.energy_upper)?;
        let lower = self.energy(lower);
        let lower = lower.trim_end_matches(self.scale.energy_name);
        Some(format!("{lower} … {}", self.energy(upper)))
    }

    fn table(&self) -> Markup {
        let report = self.report;
        let unit = self.scale.energy_name;
        let rows: Vec<(&str, Option<String>, &str)> = vec![
            (
                "E",
                Some(self.energy(report.energy)),
                "⟨ψ|H|ψ⟩ of the network",
            ),
            (
                "E of the reference",
                report.reference_energy.map(|e| self.energy(e)),
                "by a classical method",
            ),
            (
                "relative error of E",
                report.energy_rel_error.map(significant),
                "|E − E ref| / |E ref|",
            ),
            ("bounds of E", self.bounds(), "of the exact level"),
            (
                "trained E",
                Some(self.energy(report.trained_energy)),
                "E in the loss",
            ),
            (
                "error of ψ",
                report.psi_l2_error.map(significant),
                "‖ψ − ψ ref‖ / ‖ψ ref‖",
            ),
            (
                "residual",
                Some(significant(report.residual_l2) + unit),
                "‖(H − E)ψ‖ for ‖ψ‖ = 1",
            ),
            (
                "norm",
                Some(format!("{:.9}", report.norm)),
                "∫ψ² as trained",
            ),
            ("nodes", Some(report.nodes.to_string()), "sign changes of ψ"),
            ("network", Some(self.network.clone()), "hidden layers"),
            (
                "parameters",
                Some(report.parameters.to_string()),
                "weights and biases",
            ),
            (
                "optimizer",
                Some(report.optimizer.join(", ")),
                "of the weights",
            ),
            ("steps", Some(report.steps.to_string()), "taken"),
            (
                "time",
                Some(significant(report.seconds) + " s"),
                "of the training",
            ),
            (
                "seed",
                Some(report.seed.to_string()),
                "of everything random",
            ),
            (
                "arithmetic",
                Some(format!("{}, {}", report.precision, report.isa)),
                "precision and instructions",
            ),
        ];
        html! {
            table {
                tbody {
                    @for (name, value, meaning) in &rows {
                        @if let Some(value) = value {
                            tr { th scope="row" { (name) } td.value { (value) } td.meaning { (meaning) } }
                        }
                    }
                }
            }
        }
    }
}

fn figure(title: &str, figure: Figure, caption: &str) -> Markup {
    html! {
        section {
            h2 { (title) }
            figure {
                div.wide { (PreEscaped(figure.svg(WIDE, false))) }
                div.narrow { (PreEscaped(figure.svg(NARROW, false))) }
                figcaption { (caption) }
            }
        }
    }
}

/// The style sheet. On a dark screen it gives every ink of the figures its other colour.
fn style() -> String {
    let dark: String = INKS
        .iter()
        .map(|(_, (r, g, b), dark)| {
            let light = format!("#{r:02X}{g:02X}{b:02X}");
            format!(
                "svg [stroke=\"{light}\"]{{stroke:{dark}}}svg [fill=\"{light}\"]{{fill:{dark}}}\n"
            )
        })
        .collect();
    format!("{STYLE}@media (prefers-color-scheme: dark) {{\n{DARK}{dark}}}\n")
}

const STYLE: &str = "
:root { --paper: #ffffff; --text: #24292f; --faint: #57606a; --line: #d8dde3; --code: #f3f5f7; --good: #2c7a4b; --bad: #b42318 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 808px; padding: 24px 24px 48px; background: var(--paper); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { margin: 0; font-size: 28px; line-height: 1.25; text-wrap: balance }
h2 { margin: 40px 0 8px; font-size: 20px }
header p { margin: 4px 0 }
.good { color: var(--good) }
.bad { color: var(--bad) }
.energy { font-size: 20px; font-variant-numeric: tabular-nums }
figure { margin: 0 }
figcaption, .meaning, footer { color: var(--faint); font-size: 14px }
svg { display: block; max-width: 100%; height: auto }
.narrow { display: none }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: normal }
th { overflow-wrap: normal; white-space: nowrap }
td.value { width: 52%; font-weight: 600 }
code span { display: inline-block; max-width: 100% }
pre { margin: 0; padding: 12px 16px; background: var(--code); border-radius: 6px; white-space: pre-wrap }
footer { margin-top: 48px }
@media (max-width: 600px) {
  body { padding: 16px 16px 32px }
  .wide { display: none }
  .narrow { display: block }
  .meaning { display: none }
  th { white-space: normal }
  td.value { width: auto }
}
";

const DARK: &str = ":root { --paper: #14181d; --text: #d7dde4; --faint: #9aa4b0; --line: #39424d; --code: #1e242b; --good: #6fcf97; --bad: #ff8d80 }\n";

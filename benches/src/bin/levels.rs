//! How accurate levels and states come out, over many seeds, and in what time; `--help` lists the options.
//!
//! Errors of E are relative to the larger of |E| and the distance to the nearest level, against exact matching, closed forms and
//! spectral elements. One thread; each row gives the median and the worst seed.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program: its result goes to stdout, errors to stderr"
)]

use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use hyperwell::bounds::Bounds;
use hyperwell::quadrature::PiecewiseRule;
use hyperwell::reference::{self, ReferenceState};
use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Error, Piecewise, Problem, Settings, Solver, Stage};

/// Prints a table of errors and times over many seeds.
#[derive(Parser)]
#[command(name = "levels")]
struct Options {
    /// Which rows; all if left out
    #[arg(value_enum)]
    rows: Vec<Rows>,
    /// Seeds 0 … N − 1
    #[arg(long, default_value_t = 20)]
    seeds: u64,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Rows {
    /// Ritz's method with the default number of features
    Ritz,
    /// Energy–Newton on one hidden layer
    Newton,
    /// The ground states by Adam and Levenberg–Marquardt
    Ground,
    /// The ten lowest states of the infinite well, each by Adam and Levenberg–Marquardt
    States,
}

/// One run's figures: the worst over its states.
#[derive(Clone, Copy, Default)]
struct Figures {
    energy: f64,
    psi: f64,
    seconds: f64,
    /// The width of the bounds, relative as the error is.
    width: f64,
    /// Whether every state is the right one and lies in its bounds.
    right: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match table(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn table(options: &Options) -> Result<(), Error> {
    let asked = |rows| options.rows.is_empty() || options.rows.contains(&rows);
    println!(
        "| problem, states | method | E, median / worst | ψ, median / worst | time (ms) | bounds | right |"
    );
    println!("|---|---|---|---|---|---|---|");
    let square = |a: f64| move |x: f64| (x * x - a).powi(2);
    let oscillator = Problem::new("V = x²", Piecewise::function(-8.0, 8.0, |x| x * x)?);
    let double_well = Problem::new("(x² − 5)²", Piecewise::function(-5.0, 5.0, square(5.0))?);
    let builtin = [
        Problem::infinite_well(),
        Problem::finite_well(),
        Problem::barrier(),
    ];
    let rows: &[(&Problem, usize)] = &[
        (&builtin[0], 10),
        (&builtin[1], 3),
        (&builtin[2], 5),
        (&oscillator, 10),
        (&double_well, 10),
    ];
    for &(problem, states) in rows.iter().filter(|_| asked(Rows::Ritz)) {
        let exact = Exact::new(problem, states)?;
        let run = |seed| exact.spectrum(|settings| Spectrum::solve(problem, settings), seed);
        row(&exact, "Ritz, automatic", options.seeds, run)?;
    }
    let rows: &[(&Problem, usize, usize)] = &[(&builtin[2], 3, 20), (&oscillator, 10, 40)];
    for &(problem, states, neurons) in rows.iter().filter(|_| asked(Rows::Newton)) {
        let exact = Exact::new(problem, states)?;
        let train = |settings: &_| Spectrum::train(problem, neurons, settings);
        let name = format!("energy–Newton, {neurons} neurons");
        row(&exact, &name, options.seeds, |seed| {
            exact.spectrum(train, seed)
        })?;
    }
    for problem in builtin.iter().filter(|_| asked(Rows::Ground)) {
        let exact = Exact::new(problem, 1)?;
        row(&exact, NETWORK, options.seeds, |seed| {
            exact.network(0, seed)
        })?;
    }
    for n in (0..10).filter(|_| asked(Rows::States)) {
        let exact = Exact::new(&builtin[0], n + 1)?;
        let name = format!("{NETWORK}, state {n}");
        row(&exact, &name, options.seeds, |seed| exact.network(n, seed))?;
    }
    Ok(())
}

const NETWORK: &str = "adam,lm, 32–32–32";

/// Runs all seeds, and prints a line.
fn row(
    exact: &Exact<'_>,
    method: &str,
    seeds: u64,
    run: impl Fn(u64) -> Result<Figures, Error>,
) -> Result<(), Error> {
    let all: Vec<Figures> = (0..seeds).map(run).collect::<Result<_, _>>()?;
    let both = |part: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = all.iter().map(part).collect();
        values.sort_by(f64::total_cmp);
        [values[values.len() / 2], values[values.len() - 1]]
    };
    let [energy, psi, width] = [both(|f| f.energy), both(|f| f.psi), both(|f| f.width)];
    let [median, worst] = both(|f| 1e3 * f.seconds);
    println!(
        "| {}, {} | {method} | {:.0e} / {:.0e} | {:.0e} / {:.0e} | {median:.0} / {worst:.0} | {:.0e} | {} of {seeds} |",
        exact.problem.name(),
        exact.count,
        energy[0],
        energy[1],
        psi[0],
        psi[1],
        width[1],
        all.iter().filter(|figures| figures.right).count(),
    );
    Ok(())
}

/// What the methods are measured against.
struct Exact<'a> {
    problem: &'a Problem,
    count: usize,
    /// One more than `count`.
    states: Vec<ReferenceState>,
    rule: PiecewiseRule,
}

impl<'a> Exact<'a> {
    fn new(problem: &'a Problem, count: usize) -> Result<Self, Error> {
        Ok(Exact {
            problem,
            count,
            states: reference::best(problem, count + 1)?,
            rule: PiecewiseRule::gauss_legendre(problem, 200)?,
        })
    }

    /// The larger of |E| and the distance to the nearest level.
    fn scale(&self, n: usize) -> f64 {
        let level = |n: usize| self.states[n].energy();
        let above = level(n + 1) - level(n);
        let below = n
            .checked_sub(1)
            .map_or(above, |below| level(n) - level(below));
        level(n).abs().max(above.min(below))
    }

    fn figures(&self, n: usize, energy: f64, psi: impl Fn(f64) -> f64, bounds: Bounds) -> Figures {
        let exact = &self.states[n];
        let psi: Vec<f64> = self.rule.points().iter().map(|&x| psi(x)).collect();
        Figures {
            energy: (energy - exact.energy()).abs() / self.scale(n),
            psi: exact.distance(&self.rule, &psi),
            width: (bounds.upper - bounds.lower) / self.scale(n),
            right: bounds.lower <= exact.energy() && exact.energy() <= bounds.upper,
            seconds: 0.0,
        }
    }

    fn spectrum(
        &self,
        solve: impl Fn(&SpectrumSettings) -> Result<Spectrum, Error>,
        seed: u64,
    ) -> Result<Figures, Error> {
        let settings = SpectrumSettings {
            states: self.count,
            seed,
            ..SpectrumSettings::default()
        };
        let start = Instant::now();
        let spectrum = solve(&settings)?;
        let seconds = start.elapsed().as_secs_f64();
        let worse = |worst: Figures, state: &hyperwell::ritz::RitzState| {
            let bounds = Bounds {
                lower: state.energy_lower(),
                upper: state.energy_upper(),
                width: state.error_estimate(),
            };
            let psi = |x| state.psi(x)[0];
            let figures = self.figures(state.n(), state.energy(), psi, bounds);
            Figures {
                energy: worst.energy.max(figures.energy),
                psi: worst.psi.max(figures.psi),
                width: worst.width.max(figures.width),
                right: worst.right && figures.right,
                seconds,
            }
        };
        let none = Figures {
            right: true,
            ..Figures::default()
        };
        Ok(spectrum.states().iter().fold(none, worse))
    }

    /// As `solve --state n --optimizer adam,lm --seed SEED` does.
    fn network(&self, n: usize, seed: u64) -> Result<Figures, Error> {
        let default = Settings::default();
        let settings = Settings {
            state: n,
            stages: vec![Stage::Adam, Stage::LevenbergMarquardt],
            steps: 2000 + 250 * n,
            points: default.points + 8 * n,
            seed,
            ..default
        };
        let solution = Solver::new(self.problem.clone(), settings)?.solve()?;
        let unknown = Bounds {
            lower: f64::INFINITY,
            upper: f64::INFINITY,
            width: f64::INFINITY,
        };
        let bounds = solution.energy_bounds().unwrap_or(unknown);
        let figures = self.figures(n, solution.energy(), |x| solution.psi(x)[0], bounds);
        Ok(Figures {
            seconds: solution.seconds(),
            right: figures.right && solution.converged(),
            ..figures
        })
    }
}

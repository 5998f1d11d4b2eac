//! The command line: commands, their arguments and their help.

use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args, Parser, Subcommand};

use crate::training::Training;
use crate::value::{Count, Finite, Seconds, Seed};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Physics-informed neural networks for one-dimensional quantum wells
///
/// Trains a network on the residual of the Schrödinger equation
/// -ψ''(x) + V(x) ψ(x) = E ψ(x), with ψ = 0 at both ends of the domain, and
/// shows the energy E and the wavefunction ψ next to the exact ones.
#[derive(Debug, Parser)]
#[command(name = "hyperwell", version, max_term_width = 100, styles = STYLES)]
#[command(after_help = "\
Examples:
  hyperwell solve finite-well             E and ψ of the ground state
  hyperwell spectrum barrier              the lowest states at once
  hyperwell compare finite-well           the network beside other methods
  hyperwell problem                       what can be solved
  hyperwell problem barrier > mine.toml   a problem of your own to start from
  hyperwell explain 'sin(x)^2' --at 0.3   how a derivative is built

Exit code: 0 converged; 1 ran and did not converge, or failed; 2 wrong input or options.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Train a network for one state and report E and ψ
    ///
    /// Lengths and energies are dimensionless (ħ²/2m = 1) unless the problem
    /// file names units. Options given here come before those of the problem
    /// file's `solve` table.
    #[command(after_help = "\
Examples:
  hyperwell solve finite-well
  hyperwell solve barrier --seed 3 --hidden 64,64 --json
  hyperwell solve mine.toml --out runs/mine       # Ctrl-C stops it…
  hyperwell solve --resume runs/mine              # …and this goes on
  hyperwell solve infinite-well --fixed-energy 9.8696044010894

Exit code: 0 converged; 1 ran and did not converge, or failed; 2 wrong input or options.")]
    Solve(Box<SolveArgs>),

    /// Find the lowest states at once, with bounds
    ///
    /// Ritz's method: features of small untrained networks are a basis, and linear
    /// algebra does the rest. Energies come out to about 1e-13 in milliseconds.
    #[command(after_help = "\
Examples:
  hyperwell spectrum barrier
  hyperwell spectrum gallery/double-well.toml --states 10 --json
  hyperwell spectrum runs/mine                    # in what a trained network has learned

Exit code: 0 all states converged; 1 some did not; 2 wrong input or options.")]
    Spectrum(SpectrumArgs),

    /// Put the network beside the classical methods: errors and times
    ///
    /// Every method finds the same state: the trained network, Ritz's method in a
    /// basis of network features, exact matching, spectral elements, finite differences
    /// and Numerov's method. Errors are against the most accurate of them.
    #[command(after_help = "\
Examples:
  hyperwell compare finite-well
  hyperwell compare gallery/morse.toml --state 2 --json
  hyperwell compare barrier --svg methods.svg

Exit code: 0; 1 if the network did not converge; 2 wrong input or options.")]
    Compare(Box<CompareArgs>),

    /// Print ψ, ψ' and ψ'' of a saved run as CSV
    ///
    /// RUN is the directory of a complete run (`solve --out`). Lengths are in the problem's unit, which the
    /// header names where there is one; ψ is normalised, and zero outside the domain.
    #[command(after_help = "\
Examples:
  hyperwell eval runs/mine --at 0.1,0.2
  hyperwell eval runs/mine --grid 1001 > psi.csv

Exit code: 0; 2 wrong input or options.")]
    Eval(EvalArgs),

    /// List the built-in problems, or print one as TOML
    ///
    /// What is printed can be saved, edited and given to `hyperwell solve`.
    #[command(after_help = "\
Examples:
  hyperwell problem
  hyperwell problem finite-well > mine.toml")]
    Problem(ProblemArgs),

    /// Print completions for a shell
    #[command(after_help = "\
Examples:
  hyperwell completions bash > ~/.local/share/bash-completion/completions/hyperwell
  hyperwell completions fish > ~/.config/fish/completions/hyperwell.fish")]
    Completions(CompletionsArgs),

    /// Print the manual page, or that of one command
    #[command(after_help = "\
Examples:
  hyperwell man | man -l -
  hyperwell man solve > ~/.local/share/man/man1/hyperwell-solve.1")]
    Man(ManArgs),

    /// Show how a derivative is built, operation by operation
    ///
    /// Every intermediate result is a jet: value, first and second derivative with respect to x. Each operation
    /// makes a jet of the jets before it, exactly; below it stands what finite differences give.
    #[command(after_help = "\
Examples:
  hyperwell explain 'tanh(2*x)^2' --at 0.3
  hyperwell explain 'exp(-x^2/2)*x' --at 1 --json

Exit code: 0; 2 if the expression is malformed or has no derivative there.")]
    Explain(ExplainArgs),
}

#[derive(Args, Debug)]
pub(crate) struct SolveArgs {
    /// Built-in name (see `hyperwell problem`) or path to a TOML file
    #[arg(value_name = "PROBLEM", required_unless_present = "resume")]
    pub(crate) problem: Option<String>,

    /// Print one JSON object on stdout instead of the summary
    #[arg(long)]
    pub(crate) json: bool,

    /// Write the run into DIR: report.html, result.json, plots, tables, the network, checkpoints
    ///
    /// DIR is made where it does not exist. A complete run in it is replaced; a run that is not
    /// complete, or other files, are left alone and refused.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Go on with the run in DIR where it was stopped
    ///
    /// The run ends in the same bits as without a stop, and goes on with the options that it
    /// began with; only --threads and --isa may be others. A stage after Adam begins again.
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    pub(crate) resume: Option<PathBuf>,

    /// Time between two checkpoints of a run with --out or --resume
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) checkpoint_every: Seconds,

    /// Show no progress and no summary; only the exit code tells, and --json or --out
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) training: Training,
}

#[derive(Args, Debug)]
pub(crate) struct SpectrumArgs {
    /// Built-in name (see `hyperwell problem`), path to a TOML file, or directory of a run: then the
    /// hidden layers of its network are the features
    #[arg(value_name = "PROBLEM")]
    pub(crate) problem: String,

    /// How many states, from the lowest
    #[arg(
        long,
        value_name = "K",
        default_value = "5",
        allow_negative_numbers = true
    )]
    pub(crate) states: Count<1, 200>,

    /// Seed of the features [default: 0]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: Option<Seed>,

    /// Print one JSON object on stdout instead of the table
    #[arg(long)]
    pub(crate) json: bool,

    /// Show no table and no warning; only the exit code tells, and --json
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Args, Debug)]
pub(crate) struct CompareArgs {
    /// Built-in name (see `hyperwell problem`) or path to a TOML file
    #[arg(value_name = "PROBLEM")]
    pub(crate) problem: String,

    /// Print one JSON object on stdout instead of table and plot
    #[arg(long)]
    pub(crate) json: bool,

    /// Draw the plot into FILE, as SVG, when all methods are through
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,

    /// Show no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) training: Training,
}

#[derive(Args, Debug)]
pub(crate) struct ProblemArgs {
    /// Built-in name; all of them are listed if it is left out
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

#[derive(Args, Debug)]
#[group(id = "places", required = true, multiple = false)]
pub(crate) struct EvalPlaces {
    /// Places, separated by commas
    #[arg(
        long,
        value_name = "X,X,…",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub(crate) at: Option<Vec<Finite>>,

    /// N places from one end of the domain to the other
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) grid: Option<Count<2, 10_000_000>>,
}

#[derive(Args, Debug)]
pub(crate) struct EvalArgs {
    /// Directory of a complete run
    #[arg(value_name = "RUN")]
    pub(crate) run: PathBuf,

    #[command(flatten)]
    pub(crate) places: EvalPlaces,
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// The command; the page of hyperwell itself if it is left out
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// A formula in x: numbers, x, pi, e, + - * / ^, parentheses, functions such as sin, tanh, sqrt, abs
    #[arg(value_name = "EXPRESSION", allow_hyphen_values = true)]
    pub(crate) expression: String,

    /// The x where it is differentiated
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    pub(crate) at: Finite,

    /// Print one JSON object on stdout instead of the table
    #[arg(long)]
    pub(crate) json: bool,
}

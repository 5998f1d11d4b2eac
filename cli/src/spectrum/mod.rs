//! `hyperwell spectrum`: the lowest states at once, by Ritz's method in network features.

mod report;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use hyperwell::Wavefunction;
use hyperwell::quadrature::PiecewiseRule;
use hyperwell::reference;
use hyperwell::ritz::{Spectrum, SpectrumSettings};

use self::report::{NOT_CONVERGED, Report, State};
use crate::args::SpectrumArgs;
use crate::error::{self, Error};
use crate::output;
use crate::problem_file::{self, Loaded};
use crate::saved;

/// Gauss points of each piece for the errors of ψ.
const POINTS_PER_PIECE: usize = 200;

/// Computes the states, and tells what came out.
pub(crate) fn run(args: &SpectrumArgs) -> Result<ExitCode, Error> {
    let source = Source::open(&args.problem)?;
    let (loaded, problem) = (&source.loaded, &source.loaded.problem);
    let seed = args.seed.or(loaded.file.solve.seed());
    let settings = SpectrumSettings {
        states: args.states.get(),
        seed: seed.map_or(0, |seed| seed.get() as u64),
        ..SpectrumSettings::default()
    };
    let start = Instant::now();
    let spectrum = source.states(&settings)?;
    let seconds = start.elapsed().as_secs_f64();

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
        parameters: source.hidden_weights(&spectrum) + settings.states * spectrum.functions(),
        seconds,
        seed: settings.seed,
        converged: spectrum.converged(),
        states,
    };
    if args.json {
        output::print(&report.json())?;
    } else if !args.quiet {
        output::print(&report.text(loaded.scale()))?;
    }
    if report.converged {
        return Ok(ExitCode::SUCCESS);
    }
    // The table says it by itself.
    if args.json && !args.quiet {
        error::warn(NOT_CONVERGED);
    }
    Ok(ExitCode::from(error::FAILED))
}

/// Where the features come from.
struct Source {
    loaded: Loaded,
    /// A run's, whose hidden layers are the features; a problem gets features of its own.
    psi: Option<Wavefunction>,
}

impl Source {
    /// A built-in name comes first, as everywhere; then a directory is a run.
    fn open(name: &str) -> Result<Source, Error> {
        let directory = Path::new(name);
        if problem_file::builtin(name).is_none() && directory.is_dir() {
            let (loaded, psi) = saved::open(directory)?;
            let psi = Some(psi);
            return Ok(Source { loaded, psi });
        }
        let loaded = problem_file::load(name)?;
        Ok(Source { loaded, psi: None })
    }

    fn states(&self, settings: &SpectrumSettings) -> Result<Spectrum, Error> {
        match &self.psi {
            None => Spectrum::solve(&self.loaded.problem, settings),
            Some(psi) => Spectrum::in_layers_of(psi, settings),
        }
        .map_err(Error::Settings)
    }

    /// Weights and biases of the neurons of `spectrum`.
    fn hidden_weights(&self, spectrum: &Spectrum) -> usize {
        match &self.psi {
            // One of each for a neuron that sees x alone.
            None => 2 * spectrum.features(),
            Some(psi) => {
                let shape = psi.network().shape();
                shape.weights(shape.hidden_layers()).start
            }
        }
    }
}

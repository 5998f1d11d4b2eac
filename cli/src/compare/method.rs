//! The methods that need no training: a name, and how the state is asked for.

use hyperwell::reference::{self, OnGrid, ReferenceState};
use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Error, Problem};

/// One method.
pub(super) struct Method {
    pub(super) name: &'static str,
    /// The n-th state, or why this method has none.
    pub(super) find: fn(&Problem, usize) -> Result<Found, Error>,
}

/// E and ψ(x).
pub(super) struct Found {
    pub(super) energy: f64,
    pub(super) psi: Box<dyn Fn(f64) -> f64>,
}

/// All of them, in the order of the table. Another method is one more entry here.
pub(super) const METHODS: [Method; 7] = [
    Method {
        name: "Ritz, network features",
        find: ritz,
    },
    Method {
        name: "energy-Newton, one layer",
        find: energy_newton,
    },
    Method {
        name: EXACT,
        find: |problem, n| reference::exact(problem, n).map(Found::from),
    },
    Method {
        name: SPECTRAL,
        find: |problem, n| last(n, reference::spectral(problem, n + 1)),
    },
    Method {
        name: "finite differences, 500",
        find: |problem, n| finite_difference(problem, n, 500),
    },
    Method {
        name: "finite differences, 4000",
        find: |problem, n| finite_difference(problem, n, 4000),
    },
    Method {
        name: "Numerov, 1000",
        find: |problem, n| last(n, reference::numerov(problem, n + 1, 1000)),
    },
];

const EXACT: &str = "exact matching";
const SPECTRAL: &str = "spectral elements";

/// The method behind [`reference::best`] for this problem.
pub(super) fn best(problem: &Problem) -> &'static str {
    match reference::exact(problem, 0) {
        Err(Error::NotConstant { .. }) => SPECTRAL,
        _ => EXACT,
    }
}

impl From<ReferenceState> for Found {
    fn from(state: ReferenceState) -> Found {
        Found {
            energy: state.energy(),
            psi: Box::new(move |x| state.psi(x).0),
        }
    }
}

fn ritz(problem: &Problem, n: usize) -> Result<Found, Error> {
    highest(n, Spectrum::solve(problem, &up_to(n))?)
}

/// Neurons for the ground state, and for each further state, in one trained layer.
const NEURONS: [usize; 2] = [16, 4];

fn energy_newton(problem: &Problem, n: usize) -> Result<Found, Error> {
    let neurons = NEURONS[0] + NEURONS[1] * n;
    highest(n, Spectrum::train(problem, neurons, &up_to(n))?)
}

fn up_to(n: usize) -> SpectrumSettings {
    SpectrumSettings {
        states: n + 1,
        ..SpectrumSettings::default()
    }
}

fn highest(n: usize, spectrum: Spectrum) -> Result<Found, Error> {
    let state = spectrum.states().last().cloned().ok_or(missing(n))?;
    Ok(Found {
        energy: state.energy(),
        psi: Box::new(move |x| state.psi(x)[0]),
    })
}

fn finite_difference(problem: &Problem, n: usize, intervals: usize) -> Result<Found, Error> {
    let states = reference::finite_difference(problem, n + 1, intervals, OnGrid::Averaged);
    last(n, states)
}

/// The n-th state, which is the last of those that were asked for.
fn last(n: usize, states: Result<Vec<ReferenceState>, Error>) -> Result<Found, Error> {
    states?.pop().map(Found::from).ok_or(missing(n))
}

fn missing(state: usize) -> Error {
    let reason = "it is not among the states that were found";
    Error::NotResolved { state, reason }
}

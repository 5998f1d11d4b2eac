//! The other way: one hidden layer, output weights by Ritz, hidden weights by Newton.

use hyperwell::ritz::{NewtonStep, Spectrum, SpectrumSettings};
use hyperwell::{Error, Problem};

use crate::view::{Drawing, places};

/// A state on its way.
#[derive(Clone, Debug)]
pub struct Newton {
    /// Steps done since the start, or nothing for the state that was measured at the end.
    pub step: Option<usize>,
    /// Its energy; at the end on finer points.
    pub energy: f64,
    /// ‖(H − E)ψ‖, at the end.
    pub residual_l2: f64,
    /// ψ and (H − E)ψ.
    pub drawing: Drawing,
}

/// Starts that are tried before one is taken as it is.
const STARTS: u64 = 4;

/// Energies on the points of the training and on finer ones agree to this unless a feature hides between the points.
const RESOLVED: f64 = 1e-7;

/// Trains one hidden layer of `neurons` neurons for state `n` and those below, from the first seed whose features the points
/// resolve. `observer` is shown each start, each step and at last the end.
///
/// # Errors
/// As [`Spectrum::train`].
pub fn newton(
    problem: &Problem,
    n: usize,
    neurons: usize,
    seed: u64,
    observer: &mut dyn FnMut(&Newton),
) -> Result<(), Error> {
    for start in 0..STARTS {
        let settings = SpectrumSettings {
            states: n + 1,
            seed: seed + 1000 * start,
            ..SpectrumSettings::default()
        };
        let mut steps = 0;
        let mut last = f64::NAN;
        let mut observe = |step: &NewtonStep<'_>| {
            last = step.energies()[n];
            observer(&Newton {
                step: Some(steps),
                energy: last,
                residual_l2: f64::NAN,
                drawing: drawing(problem, last, |x| step.psi(n, x)),
            });
            steps += 1;
        };
        let spectrum = Spectrum::train_observed(problem, neurons, &settings, &mut observe)?;
        let state = &spectrum.states()[n];
        let energy = state.energy();
        if start + 1 == STARTS || (last - energy).abs() <= RESOLVED * energy.abs() {
            observer(&Newton {
                step: None,
                energy,
                residual_l2: state.residual_l2(),
                drawing: drawing(problem, energy, |x| state.psi(x)),
            });
            break;
        }
    }
    Ok(())
}

fn drawing(problem: &Problem, energy: f64, psi: impl Fn(f64) -> [f64; 3]) -> Drawing {
    let at = |x: f64| {
        let [psi, _, bend] = psi(x);
        (psi, -bend + (problem.potential().value(x) - energy) * psi)
    };
    let (psi, residual) = places(problem).map(at).unzip();
    Drawing::new(psi, residual, problem.width())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Potential;

    #[test]
    fn newton_brings_every_potential_of_the_page_to_many_digits() {
        let drawn: Vec<f64> = (0..33)
            .map(|i| 60.0 * (f64::from(i) / 4.0).sin().abs())
            .collect();
        for potential in Potential::ALL {
            let problem = potential.problem(&drawn).expect("a problem");
            let exact = hyperwell::reference::best(&problem, 4).expect("a reference");
            for n in [0, 3] {
                let mut shown = Vec::new();
                newton(&problem, n, 48, 0, &mut |newton| shown.push(newton.clone()))
                    .expect("a spectrum");
                let (last, steps) = shown.split_last().expect("an end");
                assert!(last.step.is_none() && steps[0].step == Some(0));
                let error = (last.energy / exact[n].energy() - 1.0).abs();
                // Kinks of a drawn potential are beyond smooth features.
                let allowed = match potential {
                    Potential::Drawn => 1e-5,
                    _ => 1e-9,
                };
                assert!(error < allowed, "{potential:?}, state {n}: {error}");
            }
        }
    }
}

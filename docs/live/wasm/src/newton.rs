//! The other way: one hidden layer, output weights by Ritz, hidden weights by Newton.

use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Error, Problem};

use crate::view::places;

/// What came out.
#[derive(Clone, Debug)]
pub struct Newton {
    /// The lowest energy at the start and after each successful step.
    pub energies: Vec<f64>,
    /// ψ at the places of a [`View`](crate::View).
    pub psi: Vec<f64>,
    /// (H − E)ψ there.
    pub residual: Vec<f64>,
    /// ‖(H − E)ψ‖
    pub residual_l2: f64,
}

/// Starts that are tried before one is taken as it is.
const STARTS: u64 = 4;

/// Energies on the points of the training and on finer ones agree to this unless a feature hides between the points.
const RESOLVED: f64 = 1e-7;

/// Trains one hidden layer of `neurons` neurons for the ground state, from the first seed whose features the points resolve.
///
/// # Errors
/// As [`Spectrum::train`].
pub fn newton(problem: &Problem, neurons: usize, seed: u64) -> Result<Newton, Error> {
    let mut start = 0;
    let (energies, spectrum) = loop {
        let settings = SpectrumSettings {
            states: 1,
            seed: seed + 1000 * start,
            ..SpectrumSettings::default()
        };
        let mut energies = Vec::new();
        let spectrum = Spectrum::train_observed(problem, neurons, &settings, &mut |lowest| {
            energies.extend(lowest.first());
        })?;
        start += 1;
        let energy = spectrum.states()[0].energy();
        let last = energies.last().copied().unwrap_or(energy);
        if start == STARTS || (last - energy).abs() <= RESOLVED * energy.abs() {
            energies.push(energy);
            break (energies, spectrum);
        }
    };
    let state = &spectrum.states()[0];
    let jets: Vec<[f64; 3]> = places(problem).map(|x| state.psi(x)).collect();
    let largest = jets
        .iter()
        .map(|jet| jet[0])
        .fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
    let sign = largest.signum();
    let residual = places(problem).zip(&jets).map(|(x, [psi, _, bend])| {
        sign * (-bend + (problem.potential().value(x) - state.energy()) * psi)
    });
    Ok(Newton {
        energies,
        residual: residual.collect(),
        psi: jets.iter().map(|jet| sign * jet[0]).collect(),
        residual_l2: state.residual_l2(),
    })
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
            let exact = hyperwell::reference::best(&problem, 1).expect("a reference")[0].energy();
            let found = newton(&problem, 48, 0).expect("a spectrum");
            let energy = found.energies[found.energies.len() - 1];
            let error = (energy / exact - 1.0).abs();
            // Kinks of a drawn potential are beyond smooth features.
            let allowed = if potential == Potential::Drawn {
                1e-5
            } else {
                1e-9
            };
            assert!(error < allowed, "{potential:?}: {error}");
        }
    }
}

//! Small hidden layers trained by energy–Newton.

use hyperwell::quadrature::PiecewiseRule;
use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Piecewise, Problem, reference};

fn settings(states: usize, seed: u64) -> SpectrumSettings {
    SpectrumSettings {
        states,
        seed,
        ..Default::default()
    }
}

#[test]
fn twenty_neurons_hold_three_states_of_the_barrier() {
    let problem = Problem::barrier();
    let rule = PiecewiseRule::gauss_legendre(&problem, 60).unwrap();
    for seed in 0..3 {
        let spectrum = Spectrum::train(&problem, 20, &settings(3, seed)).unwrap();
        assert_eq!(spectrum.features(), 20);
        for (n, state) in spectrum.states().iter().enumerate() {
            let exact = reference::exact(&problem, n).unwrap();
            let error = (state.energy() / exact.energy() - 1.0).abs();
            assert!(error < 1e-10, "seed {seed}, state {n}: {error:e}");
            assert!(
                state.energy_lower() <= exact.energy() && exact.energy() <= state.energy_upper()
            );
            assert_eq!(state.nodes(), n);
            let psi: Vec<f64> = rule.points().iter().map(|&x| state.psi(x)[0]).collect();
            // Energies alone would leave more: errors of ψ up to 1e-7 drown in their rounding.
            let distance = exact.distance(&rule, &psi);
            assert!(distance < 1e-7, "seed {seed}, state {n}: {distance:e}");
        }
    }
}

#[test]
fn a_near_degenerate_pair_is_trained_together() {
    let potential = Piecewise::function(-5.0, 5.0, |x| (x * x - 4.0).powi(2)).unwrap();
    let problem = Problem::new("double well", potential);
    let trained = Spectrum::train(&problem, 24, &settings(2, 0)).unwrap();
    let untrained = Spectrum::solve(&problem, &settings(2, 0)).unwrap();
    for (a, b) in trained.states().iter().zip(untrained.states()) {
        let error = (a.energy() / b.energy() - 1.0).abs();
        assert!(error < 1e-10, "state {}: {error:e}", a.n());
    }
}

#[test]
fn too_few_neurons_are_refused() {
    let error = Spectrum::train(&Problem::barrier(), 2, &settings(3, 0)).unwrap_err();
    assert!(error.to_string().contains("neurons"), "{error}");
}

#[test]
fn no_level_is_too_low_whatever_the_number_of_neurons() {
    // Neurons that are steeper than the rule can see would make states of little energy: so did 24 and 60 with seed 0 to 19.
    let problem = Problem::barrier();
    let exact = reference::exact(&problem, 0).unwrap().energy();
    for (neurons, seeds) in [(6, 0..20), (24, 0..20), (60, 14..17)] {
        for seed in seeds {
            let spectrum = Spectrum::train(&problem, neurons, &settings(1, seed)).unwrap();
            let state = &spectrum.states()[0];
            let name = format!("{neurons} neurons, seed {seed}");
            assert!(state.energy_lower() <= exact, "{name}");
            assert!(exact <= state.energy_upper(), "{name}");
            let error = (state.energy() / exact - 1.0).abs();
            assert!(!state.converged() || error < 1e-9, "{name}: {error:e}");
            // With that many every draw converges.
            assert!(state.converged() || neurons == 6, "{name}: {error:e}");
        }
    }
}

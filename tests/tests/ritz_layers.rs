//! Spectra in the hidden layers of trained networks.

use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Piecewise, Problem, Settings, Solution, Solver, reference};

fn trained(problem: &Problem, state: usize, steps: usize) -> Solution {
    let settings = Settings {
        state,
        steps,
        ..Settings::default()
    };
    let solver = Solver::new(problem.clone(), settings).expect("right settings");
    solver.solve().expect("a trained network")
}

fn layers(solution: &Solution, states: usize) -> Spectrum {
    let settings = SpectrumSettings {
        states,
        ..SpectrumSettings::default()
    };
    Spectrum::in_layers_of(solution.wavefunction(), &settings).expect("states")
}

/// The relative error of each level, each asserted to lie in its bounds.
fn errors(problem: &Problem, spectrum: &Spectrum) -> Vec<f64> {
    let references = reference::best(problem, spectrum.states().len()).expect("references");
    let pairs = spectrum.states().iter().zip(&references);
    pairs
        .map(|(state, reference)| {
            let exact = reference.energy();
            let slack = reference.error_estimate() + 1e-14 * exact.abs();
            let (lower, upper) = (state.energy_lower(), state.energy_upper());
            assert!(
                lower - slack <= exact && exact <= upper + slack,
                "state {}: {exact} outside {lower}..{upper}",
                state.n()
            );
            (state.energy() / exact - 1.0).abs()
        })
        .collect()
}

#[test]
fn a_network_trained_for_one_state_holds_its_neighbours() {
    for problem in [Problem::finite_well(), Problem::barrier()] {
        for state in [0, 1] {
            let solution = trained(&problem, state, 1000);
            let spectrum = layers(&solution, 3);
            let errors = errors(&problem, &spectrum);
            assert!(errors.iter().all(|error| *error < 1e-8), "{errors:?}");
            let nodes: Vec<usize> = spectrum.states().iter().map(|s| s.nodes()).collect();
            assert_eq!(nodes, [0, 1, 2]);
            assert!(spectrum.states()[state].energy() <= solution.energy() + 1e-12);
        }
    }
}

#[test]
fn a_problem_without_symmetry_and_with_a_jump_of_the_mass() {
    let pieces = |pieces: [(f64, f64); 3]| {
        Piecewise::from_pieces(-2.0, pieces.map(|(to, value)| (to, value.into()))).unwrap()
    };
    let problem = Problem::new("steps", pieces([(0.0, 0.0), (1.0, 8.0), (2.5, 3.0)]))
        .with_mass(pieces([(0.0, 1.0), (0.5, 0.4), (2.5, 0.7)]))
        .unwrap();
    let errors = errors(&problem, &layers(&trained(&problem, 0, 1000), 3));
    assert!(errors.iter().all(|error| *error < 1e-7), "{errors:?}");
}

#[test]
fn a_state_much_smaller_than_its_domain_and_its_neighbours() {
    let v = Piecewise::function(-50.0, 50.0, |x| x * x).unwrap();
    let problem = Problem::new("oscillator", v);
    // With fewer steps ψ has no clean tails yet, and nothing in its layers has.
    let solution = trained(&problem, 0, 5000);
    let spectrum = layers(&solution, 3);
    assert!(spectrum.states()[0].energy() <= solution.energy());
    let errors = errors(&problem, &spectrum);
    assert!(errors.iter().all(|error| *error < 1e-8), "{errors:?}");
    for (state, error) in spectrum.states().iter().zip(errors) {
        assert!(!state.converged() || error < 1e-9, "{error:e}");
    }
}

#[test]
fn more_states_than_the_layers_hold_are_refused() {
    let settings = Settings {
        hidden: vec![3],
        steps: 10,
        ..Settings::default()
    };
    let solution = Solver::new(Problem::infinite_well(), settings)
        .unwrap()
        .solve()
        .unwrap();
    let settings = SpectrumSettings {
        states: 40,
        ..SpectrumSettings::default()
    };
    assert!(Spectrum::in_layers_of(solution.wavefunction(), &settings).is_err());
}

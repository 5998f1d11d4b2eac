//! Which state a training ends at: the one that was asked for.

mod short;

use hyperwell::{Piecewise, Problem, Settings, reference};

use short::{short, solve};

#[test]
fn a_symmetric_problem_gets_an_even_wavefunction() {
    let settings = Settings {
        steps: 20,
        ..short()
    };
    let solution = solve(Problem::finite_well(), settings.clone());
    for x in [0.3, 1.0, 1.4, 2.9] {
        let (right, left) = (solution.psi(x), solution.psi(-x));
        assert!((right[0] - left[0]).abs() < 1e-14, "psi at {x}");
        assert!((right[1] + left[1]).abs() < 1e-13, "slope at {x}");
    }
    assert_eq!(solution.psi(0.0)[1], 0.0);
    let steps = [(-1.0, 20.0.into()), (1.0, 0.0.into()), (3.0, 19.0.into())];
    let lopsided = Problem::new("lopsided", Piecewise::from_pieces(-3.0, steps).unwrap());
    let solution = solve(lopsided, settings);
    assert!((solution.psi(1.4)[0] - solution.psi(-1.4)[0]).abs() > 1e-6);
}

#[test]
fn the_asked_state_is_found_whatever_its_number() {
    // Symmetric and not, with jumps and without.
    let ramp = || Problem::new("ramp", Piecewise::function(0.0, 4.0, |x| 3.0 * x).unwrap());
    let cases = [
        (Problem::infinite_well(), 5),
        (Problem::finite_well(), 1),
        (Problem::finite_well(), 2),
        (ramp(), 3),
    ];
    for (problem, state) in cases {
        let exact = reference::best(&problem, state + 1)
            .unwrap()
            .swap_remove(state);
        let settings = Settings {
            state,
            hidden: vec![24, 24],
            steps: 6000,
            ..short()
        };
        let name = format!("{}, state {state}", problem.name());
        let solution = solve(problem, settings);
        assert!(solution.converged(), "{name}: {}", solution.outcome());
        assert_eq!(solution.nodes(), state, "{name}");
        let error = (solution.energy() / exact.energy() - 1.0).abs();
        assert!(error < 1e-4, "{name}: {error:e}");
        assert!(solution.psi_error(&exact) < 0.02, "{name}");
    }
}

#[test]
fn a_state_much_smaller_than_its_domain_is_found() {
    for (half, center) in [(50.0, 0.0), (20.0, 13.0)] {
        let potential = Piecewise::function(-half, half, move |x| (x - center) * (x - center));
        let problem = Problem::new("oscillator", potential.unwrap());
        let settings = Settings {
            hidden: vec![24, 24],
            steps: 6000,
            ..short()
        };
        let solution = solve(problem, settings);
        let error = (solution.energy() - 1.0).abs();
        // A small network and few steps; on the whole domain at once it is off by more than E.
        assert!(error < 1e-2, "{half}: {error:e}");
        assert_eq!(solution.nodes(), 0, "{half}");
    }
}

#[test]
fn a_descent_into_the_wrong_well_begins_again_in_the_right_one() {
    // The deep well is narrow and far from where a network begins.
    let wells =
        |x: f64| -30.0 * (-10.0 * (x - 3.0).powi(2)).exp() - 8.0 * (-(x + 2.0).powi(2)).exp();
    let potential = Piecewise::function(-6.0, 6.0, wells).unwrap();
    let problem = Problem::new("two wells", potential);
    let exact = reference::best(&problem, 1).unwrap().swap_remove(0);
    for seed in 0..3 {
        let settings = Settings {
            steps: 6000,
            seed,
            ..short()
        };
        let solution = solve(problem.clone(), settings);
        let error = (solution.energy() / exact.energy() - 1.0).abs();
        assert!(error < 1e-3, "{seed}: {error:e}");
    }
}

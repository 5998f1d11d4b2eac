//! The solver as its users see it: what it trains, what it tells, and how it fails.

mod short;

use std::ops::ControlFlow;

use hyperwell::{
    Energy, Outcome, Phase, Piecewise, Precision, Problem, Sampling, Schedule, Settings, Solver,
    reference,
};

use short::{short, solve};

#[test]
fn every_builtin_ground_state_is_found() {
    for name in Problem::BUILTIN {
        let problem = Problem::builtin(name).unwrap();
        let exact = reference::exact(&problem, 0).unwrap();
        let solution = solve(
            problem,
            Settings {
                steps: 4000,
                ..short()
            },
        );
        let error = (solution.energy() / exact.energy() - 1.0).abs();
        // Networks a tenth of the default's size and a fifth of its steps.
        assert!(error < 1e-3, "{name}: {error:e}");
        assert_eq!(solution.nodes(), 0, "{name}");
        assert!(
            solution.psi_error(&exact) < 0.02,
            "{name}: {}",
            solution.psi_error(&exact)
        );
    }
}

#[test]
fn threads_do_not_change_a_bit() {
    let run = |threads| {
        let settings = Settings {
            points: 300,
            steps: 60,
            threads,
            ..short()
        };
        let solution = solve(Problem::barrier(), settings);
        let bits: Vec<u64> = solution
            .network()
            .parameters()
            .iter()
            .map(|x| x.to_bits())
            .collect();
        (bits, solution.trained_energy().to_bits())
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(3));
}

#[test]
fn seeds_differ_and_repeat() {
    let run = |seed| {
        solve(
            Problem::infinite_well(),
            Settings {
                seed,
                steps: 50,
                ..short()
            },
        )
    };
    assert_eq!(run(1).network().parameters(), run(1).network().parameters());
    assert_ne!(run(1).network().parameters(), run(2).network().parameters());
}

#[test]
fn a_given_energy_is_held() {
    let energy = std::f64::consts::PI.powi(2);
    let settings = Settings {
        energy: Energy::Fixed(energy),
        ..short()
    };
    let solution = solve(Problem::infinite_well(), settings);
    assert!((solution.trained_energy() - energy).abs() < 1e-12 * energy);
    assert!(
        (solution.energy() / energy - 1.0).abs() < 1e-4,
        "{}",
        solution.energy()
    );
    assert!(
        solution
            .history()
            .iter()
            .all(|row| row.phase == Phase::Residual)
    );
}

#[test]
fn an_energy_that_is_no_level_does_not_converge() {
    let settings = Settings {
        energy: Energy::Fixed(20.0),
        ..short()
    };
    let solution = solve(Problem::infinite_well(), settings);
    assert!(!solution.converged(), "{:?}", solution.outcome());
}

#[test]
fn an_initial_energy_is_trained_from() {
    let settings = Settings {
        energy: Energy::TrainedFrom(9.0),
        steps: 4000,
        ..short()
    };
    let solution = solve(Problem::infinite_well(), settings);
    assert!((solution.history()[0].energy - 9.0).abs() < 0.1);
    assert!((solution.trained_energy() / 9.8696 - 1.0).abs() < 1e-3);
}

#[test]
fn single_precision_trains() {
    let settings = Settings {
        precision: Precision::Single,
        ..short()
    };
    let solution = solve(Problem::infinite_well(), settings);
    assert!(
        (solution.energy() / 9.8696044 - 1.0).abs() < 1e-3,
        "{}",
        solution.energy()
    );
}

#[test]
fn every_sampling_and_schedule_trains() {
    let samplings = [
        Sampling::Uniform,
        Sampling::Chebyshev,
        Sampling::Random { seed: 5 },
    ];
    for sampling in samplings {
        for schedule in [Schedule::Exponential, Schedule::Constant] {
            // A constant rate of 1e-2 leaves noise of that size.
            let settings = Settings {
                sampling,
                schedule,
                learning_rate: 3e-3,
                ..short()
            };
            let solution = solve(Problem::infinite_well(), settings);
            let error = (solution.energy() / 9.8696044 - 1.0).abs();
            assert!(error < 1e-2, "{sampling:?} {schedule:?}: {error:e}");
        }
    }
}

#[test]
fn a_collapse_is_noticed_and_mended() {
    // A weak normalisation makes ψ = 0 the minimum, and a wrong energy drives there.
    let weak = Settings {
        norm_weight: 1e-3,
        energy: Energy::Fixed(15.0),
        ..short()
    };
    let solution = solve(Problem::infinite_well(), weak);
    assert_eq!(solution.outcome(), Outcome::Collapsed);

    // Ten times the weight twice is enough here.
    let mended = Settings {
        norm_weight: 10.0,
        energy: Energy::Fixed(9.8696044),
        ..short()
    };
    let solution = solve(Problem::infinite_well(), mended);
    assert_ne!(solution.outcome(), Outcome::Collapsed);
}

#[test]
fn a_loss_that_is_not_finite_is_a_clear_failure() {
    let huge = Piecewise::function(0.0, 1.0, |x| 1e29 * x).unwrap();
    // In single precision its square is infinite.
    let settings = Settings {
        precision: Precision::Single,
        ..short()
    };
    let solution = solve(Problem::new("huge", huge), settings);
    assert_eq!(solution.outcome(), Outcome::Diverged);
}

#[test]
fn the_observer_sees_every_step_and_can_stop() {
    let solver = Solver::new(Problem::barrier(), short()).unwrap();
    let mut seen = 0;
    let solution = solver
        .solve_observed(&mut |progress| {
            seen += 1;
            assert_eq!(progress.step, seen);
            if seen == 300 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!((seen, solution.steps()), (300, 300));
    assert_eq!(solution.outcome(), Outcome::Stopped);
}

#[test]
fn a_reached_tolerance_ends_the_run() {
    let settings = Settings {
        tolerance: 0.004,
        steps: 8000,
        ..short()
    };
    let solution = solve(Problem::infinite_well(), settings);
    let steps = solution.steps();
    assert!(solution.converged() && steps < 8000, "{steps} steps");
}

#[test]
fn psi_is_normalised_zero_at_the_ends_and_consistent_with_its_derivatives() {
    let problem = Problem::finite_well();
    let solution = solve(problem.clone(), short());
    let rule = hyperwell::quadrature::PiecewiseRule::gauss_legendre(&problem, 100).unwrap();
    let norm = rule.integrate(|x| solution.psi(x)[0].powi(2));
    assert!((norm - 1.0).abs() < 1e-9, "{norm}");
    assert_eq!(solution.psi(problem.from())[0], 0.0);
    assert_eq!(solution.psi(problem.to())[0], 0.0);
    assert_eq!(solution.psi(7.0), [0.0; 3]);
    let h = 1e-4;
    for x in [-2.0, -0.3, 0.4, 1.7] {
        let [_, slope, curvature] = solution.psi(x);
        let (left, right) = (solution.psi(x - h), solution.psi(x + h));
        // The quotients are off by h² times a derivative of order ten.
        assert!(((right[0] - left[0]) / (2.0 * h) - slope).abs() < 1e-6);
        assert!(((right[1] - left[1]) / (2.0 * h) - curvature).abs() < 1e-5);
    }
}

//! Stages after Adam: what they reach, that they reach the state that was asked for, and what they refuse.

use std::ops::ControlFlow;

use hyperwell::{Energy, Outcome, Piecewise, Problem, Settings, Solver, Stage, reference};

const LM: [Stage; 2] = [Stage::Adam, Stage::LevenbergMarquardt];

/// A small network, so that a step is quick.
fn settings(state: usize, stages: &[Stage]) -> Settings {
    Settings {
        state,
        stages: stages.to_vec(),
        hidden: vec![16, 16],
        points: 96,
        steps: 500,
        ..Settings::default()
    }
}

#[test]
fn ground_states_come_out_to_rounding_and_inside_their_bounds() {
    for problem in [
        Problem::infinite_well(),
        Problem::finite_well(),
        Problem::barrier(),
    ] {
        let exact = reference::exact(&problem, 0).unwrap();
        let solver = Solver::new(problem.clone(), settings(0, &LM)).unwrap();
        let solution = solver.solve().unwrap();
        let name = problem.name();
        assert_eq!(solution.outcome(), Outcome::Converged, "{name}");
        let error = (solution.energy() / exact.energy() - 1.0).abs();
        // The network is a quarter of the default's, and its residual stops earlier.
        assert!(error < 1e-10, "{name}: {error:e}");
        assert!(solution.psi_error(&exact) < 1e-6, "{name}");
        let bounds = solution.energy_bounds().expect("a level that is alone");
        assert!(
            bounds.lower <= exact.energy() && exact.energy() <= bounds.upper,
            "{name}"
        );
    }
}

#[test]
fn excited_states_are_the_ones_that_were_asked_for() {
    let problem = Problem::infinite_well();
    for n in [1, 2, 5] {
        let exact = reference::exact(&problem, n).unwrap();
        for stages in [&LM[..], &LM[1..]] {
            let solver = Solver::new(problem.clone(), settings(n, stages)).unwrap();
            let solution = solver.solve().unwrap();
            assert_eq!(solution.outcome(), Outcome::Converged, "state {n}");
            assert_eq!(solution.nodes(), n);
            let error = (solution.energy() / exact.energy() - 1.0).abs();
            assert!(error < 1e-9, "state {n}, {stages:?}: {error:e}");
        }
    }
}

#[test]
fn an_asymmetric_problem_with_a_position_dependent_mass() {
    let potential = Piecewise::function(-4.0, 5.0, |x| x * x + x).unwrap();
    let mass = Piecewise::function(-4.0, 5.0, |x| 1.0 + 0.3 * x.tanh()).unwrap();
    let problem = Problem::new("graded", potential).with_mass(mass).unwrap();
    let exact = &reference::spectral(&problem, 3).unwrap()[2];
    let solver = Solver::new(problem.clone(), settings(2, &LM)).unwrap();
    let solution = solver.solve().unwrap();
    assert_eq!(solution.outcome(), Outcome::Converged);
    let error = (solution.energy() / exact.energy() - 1.0).abs();
    assert!(error < 1e-9, "{error:e}");
}

#[test]
fn lbfgs_goes_on_where_adam_stops() {
    let problem = Problem::barrier();
    let exact = reference::exact(&problem, 0).unwrap();
    let error = |stages: &[Stage]| {
        let solver = Solver::new(problem.clone(), settings(0, stages)).unwrap();
        let solution = solver.solve().unwrap();
        (solution.energy() / exact.energy() - 1.0).abs()
    };
    let (adam, both) = (error(&[Stage::Adam]), error(&[Stage::Adam, Stage::Lbfgs]));
    assert!(both < 1e-8 && both < 1e-2 * adam, "{adam:e} {both:e}");
}

#[test]
fn a_given_energy_is_held() {
    let energy = std::f64::consts::PI.powi(2);
    for stages in [&LM[..], &LM[1..]] {
        let held = Settings {
            energy: Energy::Fixed(energy),
            ..settings(0, stages)
        };
        let solver = Solver::new(Problem::infinite_well(), held).unwrap();
        let solution = solver.solve().unwrap();
        assert_eq!(solution.outcome(), Outcome::Converged, "{stages:?}");
        assert!((solution.trained_energy() / energy - 1.0).abs() < 1e-14);
        assert!(
            (solution.energy() / energy - 1.0).abs() < 1e-10,
            "{stages:?}"
        );
    }
}

#[test]
fn a_run_that_stops_in_a_later_stage_resumes_to_the_same_bits() {
    let solver = Solver::new(Problem::barrier(), settings(0, &LM)).unwrap();
    let whole = solver.solve().unwrap();
    let mut saved = None;
    let stopped = solver
        .resume(&solver.start(), &mut |moment| {
            if moment.progress().step < 520 {
                return ControlFlow::Continue(());
            }
            saved = Some(moment.checkpoint());
            ControlFlow::Break(())
        })
        .unwrap();
    assert_eq!(stopped.outcome(), Outcome::Stopped);
    assert_eq!(stopped.steps(), 520);
    let resumed = solver
        .resume(&saved.unwrap(), &mut |_| ControlFlow::Continue(()))
        .unwrap();
    assert_eq!(resumed.energy().to_bits(), whole.energy().to_bits());
    assert_eq!(resumed.steps(), whole.steps());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let energy = |threads| {
        let settings = Settings {
            threads,
            points: 300,
            steps: 100,
            hidden: vec![12, 12],
            ..settings(0, &LM)
        };
        let solver = Solver::new(Problem::infinite_well(), settings).unwrap();
        solver.solve().unwrap().energy().to_bits()
    };
    assert_eq!(energy(1), energy(2));
}

#[test]
fn what_cannot_run_is_refused() {
    let refused = |settings: Settings, part: &str| {
        let error = Solver::new(Problem::barrier(), settings).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    };
    refused(settings(0, &[]), "one stage or more");
    refused(
        settings(0, &[Stage::LevenbergMarquardt, Stage::Adam]),
        "adam first",
    );
    refused(settings(0, &[Stage::Adam, Stage::Adam]), "each stage once");
    let large = Settings {
        points: 100_000,
        hidden: vec![64, 64],
        ..settings(0, &LM)
    };
    refused(large, "lbfgs has no such limit");
}

/// A network could obey the equation at the points alone, and Adam ends in ψ = 0 with a weight of the norm that does for ground states.
#[test]
fn states_with_steep_walls_or_many_jumps_are_resolved_between_the_points() {
    let razavy = |x: f64| 0.03125 * (4.0 * x).cosh() - 1.5 * (2.0 * x).cosh();
    let double_well = Problem::new(
        "double well",
        Piecewise::function(-3.2, 3.2, razavy).unwrap(),
    );
    let layers = [
        (-1.7, 6.0.into()),
        (-0.3, 0.0.into()),
        (0.3, 6.0.into()),
        (1.5, 0.3.into()),
        (4.0, 6.0.into()),
    ];
    let potential = Piecewise::from_pieces(-4.0, layers).unwrap();
    let layered = Problem::new("layers", potential);
    for (problem, state) in [(double_well, 7), (layered, 1)] {
        let exact = reference::best(&problem, state + 1)
            .unwrap()
            .swap_remove(state);
        let settings = Settings {
            hidden: Settings::default().hidden,
            points: 128 + 8 * state,
            steps: 1000,
            ..settings(state, &LM)
        };
        let name = format!("{}, state {state}", problem.name());
        let solution = Solver::new(problem, settings).unwrap().solve().unwrap();
        assert_eq!(solution.outcome(), Outcome::Converged, "{name}");
        let error = (solution.energy() / exact.energy() - 1.0).abs();
        assert!(error < 1e-9, "{name}: {error:e}");
        assert!(solution.psi_error(&exact) < 1e-5, "{name}");
    }
}

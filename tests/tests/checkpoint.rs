//! A run that was stopped and resumed ends in the same bits as one that was not.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use hyperwell::files::SavedCheckpoint;
use hyperwell::{Checkpoint, Energy, Error, Phase, Precision, Problem, Sampling, Settings};
use hyperwell::{Solution, Solver};

fn small() -> Settings {
    Settings {
        hidden: vec![6],
        points: 32,
        steps: 450,
        ..Settings::default()
    }
}

fn solver(settings: &Settings) -> Solver {
    Solver::new(Problem::barrier(), settings.clone()).expect("right settings")
}

/// The state after `step` steps, where the run is stopped.
fn stopped_at(settings: &Settings, step: usize) -> Checkpoint {
    let solver = solver(settings);
    let mut saved = None;
    let solution = solver.resume(&solver.start(), &mut |moment| {
        if moment.progress().step < step {
            return ControlFlow::Continue(());
        }
        saved = Some(moment.checkpoint());
        ControlFlow::Break(())
    });
    assert_eq!(solution.expect("threads").steps(), step);
    saved.expect("a run of more steps")
}

fn resumed(settings: &Settings, checkpoint: &Checkpoint) -> Solution {
    let solution = solver(settings).resume(checkpoint, &mut |_| ControlFlow::Continue(()));
    solution.expect("a fitting checkpoint")
}

/// Everything that a run leaves, but its time.
fn bits(solution: &Solution) -> Vec<u64> {
    let history = solution.history().iter().flat_map(|row| {
        let numbers = [
            row.loss,
            row.residual,
            row.norm_penalty,
            row.norm,
            row.energy,
            row.learning_rate,
        ];
        numbers.map(f64::to_bits).into_iter().chain([
            row.step as u64,
            row.steps as u64,
            u64::from(row.phase == Phase::Residual),
        ])
    });
    let energies = [solution.energy(), solution.trained_energy()];
    let weights = solution.network().parameters();
    let numbers = energies.iter().chain(weights).map(|x| x.to_bits());
    numbers.chain(history).collect()
}

#[test]
fn every_stop_is_resumed_to_the_same_bits() {
    let random = Sampling::Random { seed: 5 };
    for settings in [
        small(),
        Settings {
            precision: Precision::Single,
            ..small()
        },
        Settings {
            sampling: random,
            ..small()
        },
        Settings {
            energy: Energy::Fixed(25.0),
            ..small()
        },
        Settings {
            energy: Energy::TrainedFrom(20.0),
            threads: 2,
            ..small()
        },
    ] {
        let whole = bits(&solver(&settings).solve().expect("threads"));
        // The first and the last step, both sides of the phases' border at 45, and of new points at 100.
        for step in [1, 44, 45, 46, 99, 100, 101, 237, 449, 450] {
            let checkpoint = stopped_at(&settings, step);
            let resumed = bits(&resumed(&settings, &checkpoint));
            assert!(resumed == whole, "stopped at {step} of {settings:?}");
        }
        // The beginning is a state as any other.
        let start = solver(&settings).start();
        assert!(bits(&resumed(&settings, &start)) == whole);
    }
}

#[test]
fn another_number_of_threads_resumes_to_the_same_bits() {
    let one = Settings {
        points: 300,
        ..small()
    };
    let whole = bits(&solver(&one).solve().expect("threads"));
    let two = Settings {
        threads: 2,
        ..one.clone()
    };
    assert!(bits(&resumed(&two, &stopped_at(&one, 200))) == whole);
    assert!(bits(&resumed(&one, &stopped_at(&two, 200))) == whole);
}

/// All attempts share one budget of steps and one history, before and after a stop.
#[test]
fn a_run_that_collapsed_and_began_again_is_resumed() {
    let weak = Settings {
        norm_weight: 1e-3,
        energy: Energy::Fixed(15.0),
        learning_rate: 1e-2,
        steps: 3000,
        ..small()
    };
    let first = Problem::infinite_well();
    let solver = Solver::new(first, weak.clone()).expect("right settings");
    let mut saved = Vec::new();
    let whole = solver
        .resume(&solver.start(), &mut |moment| {
            if moment.progress().step.is_multiple_of(250) {
                saved.push(moment.checkpoint());
            }
            ControlFlow::Continue(())
        })
        .expect("threads");
    assert!(whole.steps() <= weak.steps);
    let steps: Vec<usize> = whole.history().iter().map(|row| row.step).collect();
    assert!(steps.is_sorted_by(|a, b| a < b), "{steps:?}");
    let later: Vec<&Checkpoint> = saved.iter().filter(|at| at.position.attempt > 0).collect();
    assert!(!later.is_empty(), "the run did not begin again");
    for checkpoint in later {
        let resumed = solver
            .resume(checkpoint, &mut |_| ControlFlow::Continue(()))
            .expect("a fitting checkpoint");
        assert!(bits(&resumed) == bits(&whole));
    }
}

#[test]
fn a_checkpoint_of_another_run_is_refused() {
    let good = stopped_at(&small(), 100);
    let refused = |settings: &Settings, checkpoint: &Checkpoint| {
        let result = solver(settings).resume(checkpoint, &mut |_| ControlFlow::Continue(()));
        assert!(
            matches!(result, Err(Error::Checkpoint { .. })),
            "{:?} was taken",
            checkpoint.position
        );
    };
    let wider = Settings {
        hidden: vec![7],
        ..small()
    };
    refused(&wider, &good);
    let shorter = Settings {
        steps: 99,
        ..small()
    };
    refused(&shorter, &good);
    let damage: [fn(&mut Checkpoint); 9] = [
        |c| c.adam.steps = u64::MAX,
        |c| c.position.good_steps = usize::MAX,
        |c| c.adam.mean.clear(),
        |c| c.energy_adam.mean.push(0.0),
        |c| c.position.phase_start = 101,
        |c| c.position.attempt = 99,
        |c| c.position.energy = f64::INFINITY,
        |c| c.position.rate_factor = 0.0,
        |c| c.history = vec![c.history[0]; 2000],
    ];
    for damage in damage {
        let mut bad = good.clone();
        damage(&mut bad);
        refused(&small(), &bad);
    }
}

/// In single precision squares of gradients overflow long before the loss does: the moments are infinite, and the run
/// goes on, where it is stopped as well.
#[test]
fn infinite_moments_are_kept_and_resumed() {
    let single = Settings {
        precision: Precision::Single,
        ..small()
    };
    let mut wild = stopped_at(&single, 100);
    wild.adam.square[0] = f64::INFINITY;
    wild.energy_adam.square[0] = f64::INFINITY;
    let saved = SavedCheckpoint {
        checkpoint: wild.clone(),
        notes: BTreeMap::new(),
    };
    let bytes = saved.encode().expect("a file");
    assert_eq!(SavedCheckpoint::decode(&bytes).as_ref(), Ok(&saved));
    let whole = resumed(&single, &wild);
    assert_eq!(whole.steps(), single.steps);
    // And once more from half way.
    let solver = solver(&single);
    let mut later = None;
    let stopped = solver.resume(&wild, &mut |moment| {
        later = Some(moment.checkpoint());
        if moment.progress().step == 300 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(stopped.expect("a fitting checkpoint").steps(), 300);
    let later = later.expect("a checkpoint");
    assert_eq!(later.adam.square[0], f64::INFINITY);
    assert!(bits(&resumed(&single, &later)) == bits(&whole));
}

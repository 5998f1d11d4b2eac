//! Settings that no run can have.

use hyperwell::{Energy, Error, Problem, Settings, Solver};

#[test]
fn settings_out_of_range_are_named() {
    let default = Settings::default;
    let cases = [
        (
            "hidden",
            Settings {
                hidden: vec![],
                ..default()
            },
        ),
        (
            "hidden",
            Settings {
                hidden: vec![8, 0],
                ..default()
            },
        ),
        (
            "hidden",
            Settings {
                hidden: vec![1_000_000_000],
                ..default()
            },
        ),
        (
            "points",
            Settings {
                points: 0,
                ..default()
            },
        ),
        (
            "points",
            Settings {
                points: usize::MAX,
                ..default()
            },
        ),
        (
            "steps",
            Settings {
                steps: 0,
                ..default()
            },
        ),
        (
            "threads",
            Settings {
                threads: 0,
                ..default()
            },
        ),
        (
            "threads",
            Settings {
                threads: 100_000,
                ..default()
            },
        ),
        (
            "learning_rate",
            Settings {
                learning_rate: f64::NAN,
                ..default()
            },
        ),
        (
            "learning_rate",
            Settings {
                learning_rate: 0.0,
                ..default()
            },
        ),
        (
            "learning_rate",
            Settings {
                learning_rate: f64::INFINITY,
                ..default()
            },
        ),
        (
            "norm_weight",
            Settings {
                norm_weight: -1.0,
                ..default()
            },
        ),
        (
            "tolerance",
            Settings {
                tolerance: f64::NAN,
                ..default()
            },
        ),
        (
            "energy",
            Settings {
                energy: Energy::Fixed(f64::NAN),
                ..default()
            },
        ),
    ];
    for (expected, settings) in cases {
        match Solver::new(Problem::barrier(), settings.clone()) {
            Err(Error::Setting { name, .. }) => assert_eq!(name, expected),
            other => panic!("{settings:?} gave {other:?}"),
        }
    }
    let few = Settings {
        points: 5,
        ..default()
    };
    let error = Solver::new(Problem::barrier(), few).unwrap_err();
    assert_eq!(
        error,
        Error::TooFewPoints {
            points: 5,
            minimum: 12
        }
    );
}

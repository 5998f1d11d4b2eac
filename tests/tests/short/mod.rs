//! Trainings of a second or less.

use hyperwell::{Problem, Settings, Solution, Solver};

pub(crate) fn short() -> Settings {
    Settings {
        hidden: vec![12, 12],
        points: 64,
        steps: 2000,
        ..Settings::default()
    }
}

pub(crate) fn solve(problem: Problem, settings: Settings) -> Solution {
    let solver = Solver::new(problem, settings).expect("settings in range");
    solver.solve().expect("threads can be started")
}

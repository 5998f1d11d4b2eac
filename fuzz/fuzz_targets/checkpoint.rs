//! Checkpoints and models: any bytes are read or refused, and what is read can be resumed or is refused.
#![no_main]

use std::ops::ControlFlow;

use hyperwell::files::{Model, SavedCheckpoint};
use hyperwell::{Problem, Settings, Solver};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The checksum stops almost everything, so what is behind it is tried as well.
    let saved = SavedCheckpoint::decode(bytes).or(SavedCheckpoint::from_contents(bytes));
    if let Ok(saved) = saved {
        let again = saved.encode().map(|bytes| SavedCheckpoint::decode(&bytes));
        // NaN is not equal to itself; all that can be resumed is.
        if let (Ok(solver), Ok(again)) = (solver(), again) {
            let mut steps = 0;
            let solution = solver.resume(&saved.checkpoint, &mut |_| {
                steps += 1;
                if steps < 3 {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            });
            if solution.is_ok() {
                assert!(again.is_ok(), "what can be resumed can be saved");
            }
        }
    }
    if let Ok(model) = Model::decode(bytes) {
        assert_eq!(
            model.encode().and_then(|bytes| Model::decode(&bytes)),
            Ok(model.clone())
        );
        if let Ok(solver) = solver() {
            let _ = solver.wavefunction(model.network).map(|psi| psi.psi(0.3));
        }
    }
});

/// The run that the first inputs come from.
fn solver() -> Result<Solver, hyperwell::Error> {
    let settings = Settings {
        hidden: vec![2],
        points: 12,
        steps: 400,
        ..Settings::default()
    };
    Solver::new(Problem::barrier(), settings)
}

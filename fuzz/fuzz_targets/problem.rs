//! Problem files: any text is a problem or is refused with a message.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match hyperwell_cli::read_problem(text) {
        Ok(problem) => {
            let (from, to) = (problem.from(), problem.to());
            for x in [from, 0.5 * (from + to), to] {
                let _ = problem.potential().value(x);
                assert!(problem.mass().value(x).is_finite());
            }
        }
        Err(message) => assert!(!message.is_empty()),
    }
});

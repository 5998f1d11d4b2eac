//! Runs that are interrupted or killed after Adam, in a fit or in a second-order stage: these begin again, and end in the same bits.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Output};
use std::thread;
use std::time::{Duration, Instant};

use hyperwell::files::SavedCheckpoint;
use hyperwell_nn::Random;

use super::checkpoint::{outcome, resume, signal, start, text, wait_for};
use super::{hyperwell, scratch, stderr, stdout};

/// Adam's steps: so few that the network must be brought near its state before a later stage.
const ADAM: usize = 40;

/// A run that spends nearly all of its time after Adam.
fn options(optimizer: &str) -> Vec<&str> {
    let run = "solve finite-well --hidden 24,24 --points 128 --steps 40 --checkpoint-every 0.002";
    run.split(' ').chain(["--optimizer", optimizer]).collect()
}

/// What the run leaves that nobody disturbs, and how long it takes.
fn undisturbed(optimizer: &str, directory: &Path) -> (Vec<Vec<u8>>, Duration) {
    let begun = Instant::now();
    let output = hyperwell(&[&options(optimizer)[..], &["--out", text(directory)]].concat());
    assert_eq!(stderr(&output), "");
    (outcome(directory), begun.elapsed())
}

/// The run, which has come to the end of Adam.
fn after_adam(optimizer: &str, directory: &Path) -> Child {
    let child = start(&[&options(optimizer)[..], &["--out", text(directory)]].concat());
    wait_for("end of Adam", || {
        fs::read(directory.join("checkpoint.bin"))
            .ok()
            .and_then(|bytes| SavedCheckpoint::decode(&bytes).ok())
            .is_some_and(|saved| saved.checkpoint.position.step == ADAM)
    });
    child
}

/// What becomes of the run if it is struck so long after the end of Adam. If it is over by then it is begun again and struck sooner.
fn struck(
    optimizer: &str,
    directory: &Path,
    wait: Duration,
    strike: impl Fn(&mut Child),
) -> Output {
    let mut wait = wait;
    loop {
        let _ = fs::remove_dir_all(directory);
        let mut child = after_adam(optimizer, directory);
        thread::sleep(wait);
        strike(&mut child);
        let output = child.wait_with_output().expect("the run is there");
        if !directory.join("result.json").exists() {
            return output;
        }
        wait /= 2;
    }
}

#[test]
fn a_signal_in_a_later_stage_ends_the_run_and_costs_no_bit() {
    let directory = scratch("later-signals");
    for (optimizer, name, part) in [
        // At once it is the fit that is met.
        ("adam,lm", "INT", 0.0),
        ("adam,lm", "TERM", 0.4),
        ("adam,lbfgs", "INT", 0.4),
        ("adam,lbfgs,lm", "TERM", 0.2),
    ] {
        let case = format!("{optimizer}, {name} after {part} of the time");
        let (expected, time) = undisturbed(optimizer, &directory.join(&case).join("whole"));
        let out = directory.join(&case).join("run");
        let strike = |child: &mut Child| signal(child, name);
        let output = struck(optimizer, &out, time.mul_f64(part), strike);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{case}: {message}");
        assert!(message.contains("stopped after step"), "{case}: {message}");
        // In quotes, for there are blanks in the path.
        let advice = format!("hyperwell solve --resume '{}'", out.display());
        assert!(message.contains(&advice), "{case}: {message}");
        if !message.contains("stopped after step 40 of") {
            let from = "to go on from step 40, the last of Adam";
            assert!(message.contains(from), "{case}: {message}");
        }
        assert_eq!(stdout(&output), "", "{case}");

        assert_eq!(stderr(&resume(&out)), "", "{case}");
        assert!(outcome(&out) == expected, "{case}: other bits");
    }
}

#[test]
fn kills_in_a_later_stage_are_resumed_to_the_same_bits() {
    let directory = scratch("later-kills");
    let mut random = Random::new(3);
    for optimizer in ["adam,lm", "adam,lbfgs"] {
        let (expected, time) = undisturbed(optimizer, &directory.join(optimizer));
        for kill in 0..4 {
            let out = directory.join(format!("{optimizer}-{kill}"));
            let wait = time.mul_f64(0.4 * random.uniform());
            let output = struck(optimizer, &out, wait, |child| child.kill().expect("a kill"));
            assert_eq!(output.status.signal(), Some(9), "{optimizer}");
            assert_eq!(stderr(&resume(&out)), "", "{optimizer}");
            assert!(outcome(&out) == expected, "{optimizer}: other bits");
        }
    }
}

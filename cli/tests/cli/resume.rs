//! What `--resume` refuses, and what it only tells.
#![cfg(unix)]

use std::fs;

use hyperwell::files::SavedCheckpoint;

use super::checkpoint::{resume, text, undisturbed};
use super::{hyperwell, scratch, stderr};

#[test]
fn a_changed_problem_or_option_is_refused() {
    let out = scratch("changed").join("run");
    undisturbed(&out);
    let refused = |args: &[&str], part: &str| {
        let output = hyperwell(&[&["solve", "--resume", text(&out)], args].concat());
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(part), "{message}");
        assert!(message.contains("cannot resume"), "{message}");
    };
    refused(&["--seed", "6"], "--seed was 5 when the run began");
    refused(&["--hidden", "8,8"], "--hidden was [8]");
    refused(&["--fixed-energy", "1"], "--fixed-energy was not given");
    refused(&["barrier"], "'barrier' is another problem");
    // What is the same, or belongs to the machine, is fine.
    let same = ["finite-well", "--seed", "5", "--threads", "2", "--quiet"];
    let output = hyperwell(&[&["solve", "--resume", text(&out)], &same[..]].concat());
    assert_eq!(stderr(&output), "");

    let problem = out.join("problem.toml");
    let changed = fs::read_to_string(&problem).expect("a problem");
    fs::write(&problem, changed.replace("20", "21")).expect("ours");
    refused(&[], "has changed since the run began");
    fs::write(&problem, "name = ").expect("ours");
    let output = hyperwell(&["solve", "--resume", text(&out)]);
    assert_eq!(output.status.code(), Some(2));
    let nothing = scratch("changed-nothing");
    let output = hyperwell(&["solve", "--resume", text(&nothing)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no run in it"));
    assert_eq!(fs::read_dir(&nothing).expect("ours").count(), 0);
}

#[test]
fn a_run_of_another_version_is_told_and_one_without_its_state_is_refused() {
    let out = scratch("other-version").join("run");
    undisturbed(&out);
    let (last, problem) = (out.join("checkpoint.bin"), out.join("problem.toml"));
    let rewrite = |key: &str, value: &str| {
        let mut saved = SavedCheckpoint::decode(&fs::read(&last).expect("ours")).expect("whole");
        saved.notes.insert(key.to_owned(), value.to_owned());
        fs::write(&last, saved.encode().expect("finite")).expect("ours");
    };
    rewrite("version", "0.0.1");
    let output = resume(&out);
    let message = stderr(&output);
    assert!(
        message.starts_with("warning: version 0.0.1 began"),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1, "{message}");

    // The first version kept the number of the state beside the problem.
    let whole = fs::read_to_string(&problem).expect("ours");
    let without = whole.replace("state = 0\n", "");
    assert_ne!(whole, without);
    fs::write(&problem, &without).expect("ours");
    let named = ["problem.toml", &without].concat();
    rewrite(
        "fingerprint",
        &format!("{:08x}", crc32fast::hash(named.as_bytes())),
    );
    let output = resume(&out);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.contains("an earlier version began it"), "{message}");
}

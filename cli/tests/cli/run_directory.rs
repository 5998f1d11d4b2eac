//! What a run's directory is safe from: other runs, other files, a full disk, lost permissions.
#![cfg(unix)]

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use super::checkpoint::{
    RUN, end, outcome, resume, running, signal, start, text, undisturbed, wait_for,
};
use super::{hyperwell, scratch, stderr};

#[test]
fn two_runs_into_one_directory_do_not_mix() {
    let out = scratch("twice").join("run");
    let first = running(&out);
    let again = [&["solve"], &RUN[..], &["--out", text(&out)]].concat();
    let on = ["solve", "--resume", text(&out)];
    for args in [&again[..], &on] {
        let output = hyperwell(args);
        assert_eq!(output.status.code(), Some(2));
        let message = stderr(&output);
        assert!(message.contains("another process"), "{message}");
    }
    end(first);
    // Its checkpoints are worth something until the user says otherwise.
    let output = hyperwell(&again);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.contains("not complete"), "{message}");
    assert!(message.contains("solve --resume"), "{message}");
}

#[test]
fn a_directory_with_other_files_is_left_alone() {
    let out = scratch("foreign");
    fs::write(out.join("problem.toml"), "my own").expect("ours");
    let output = hyperwell(&[&["solve"], &RUN[..], &["--out", text(&out)]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("files that are no run"));
    let names: Vec<_> = fs::read_dir(&out).expect("ours").collect();
    assert_eq!(names.len(), 1);
    let kept = fs::read_to_string(out.join("problem.toml")).expect("ours");
    assert_eq!(kept, "my own");
}

#[test]
fn a_complete_run_is_replaced_as_a_whole() {
    let directory = scratch("replaced");
    let (expected, _) = undisturbed(&directory.join("whole"));
    let out = directory.join("run");
    let other = ["solve", "barrier", "--steps", "60", "--hidden", "4"];
    hyperwell(&[&other[..], &["--quiet", "--out", text(&out)]].concat());
    undisturbed(&out);
    assert!(outcome(&out) == expected);
    assert!(outcome(&directory.join("whole")) == expected);
}

/// The limit on the size of a file stands for the end of a disk; the history makes checkpoints grow over it.
#[test]
fn a_full_disk_leaves_the_last_good_checkpoint() {
    let directory = scratch("full");
    let (expected, _) = undisturbed(&directory.join("whole"));
    let out = directory.join("run");
    let limited = format!(
        "trap '' XFSZ; ulimit -f 24; exec '{}' solve {} --out '{}'",
        env!("CARGO_BIN_EXE_hyperwell"),
        RUN.join(" "),
        out.display()
    );
    let output = Command::new("bash").args(["-c", &limited]).output();
    let output = output.expect("bash");
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains("the last good checkpoint is kept"),
        "{message}"
    );
    assert!(message.contains("error: cannot write"), "{message}");
    assert!(!message.contains("panicked"), "{message}");
    assert!(!out.join("result.json").exists());
    let left = fs::read_dir(&out).expect("ours");
    let parts = left.filter(|entry| {
        let name = entry.as_ref().expect("ours").file_name();
        name.to_string_lossy().ends_with(".part")
    });
    assert_eq!(parts.count(), 0, "what was not written is still there");

    let output = resume(&out);
    assert_eq!(stderr(&output), "");
    assert!(outcome(&out) == expected);
}

#[test]
fn a_directory_that_becomes_unwritable_leaves_the_last_good_checkpoint() {
    let out = scratch("becomes-unwritable").join("run");
    let child = running(&out);
    // For root, too, a file cannot be made where a directory is.
    let part = out.join(".checkpoint.bin.part");
    wait_for("moment between two checkpoints", || {
        fs::create_dir(&part).is_ok()
    });
    thread::sleep(Duration::from_millis(50));
    signal(&child, "INT");
    let output = child.wait_with_output().expect("the run is there");
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(
        message.contains("the last good checkpoint is kept"),
        "{message}"
    );
    assert!(message.contains("error: cannot write"), "{message}");
    fs::remove_dir(&part).expect("ours");
    // The run is there and goes on.
    let mut child = start(&["solve", "--resume", text(&out), "--quiet"]);
    thread::sleep(Duration::from_millis(200));
    let ended = child.try_wait().expect("the run is there");
    assert!(ended.is_none(), "{ended:?}");
    end(child);
}

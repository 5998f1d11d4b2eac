//! Runs that are killed, interrupted, disturbed, and resumed: they end in the same bits.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hyperwell_nn::Random;
use serde_json::Value;

use super::{hyperwell, scratch, stderr, stdout};

/// A run of a fraction of a second with as many checkpoints as the disk takes.
pub(super) const RUN: [&str; 12] = [
    "finite-well",
    "--hidden",
    "8",
    "--points",
    "32",
    "--steps",
    "20000",
    "--seed",
    "5",
    "--quiet",
    "--checkpoint-every",
    "0.002",
];
/// The same, and it takes longer than any test.
const ENDLESS: [&str; 7] = [
    "--steps",
    "1000000000",
    "--hidden",
    "8",
    "--points",
    "32",
    "finite-well",
];

/// The command line, with stderr kept.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hyperwell"));
    command
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub(super) fn start(args: &[&str]) -> Child {
    command(args).spawn().expect("the binary starts")
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

pub(super) fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status();
    assert!(sent.expect("kill").success());
}

pub(super) fn resume(directory: &Path) -> Output {
    hyperwell(&[
        "solve",
        "--resume",
        text(directory),
        "--quiet",
        "--checkpoint-every",
        "0.002",
    ])
}

/// Everything that a run leaves, but its time.
pub(super) fn outcome(directory: &Path) -> Vec<Vec<u8>> {
    let files = ["history.csv", "psi.csv", "model.safetensors"];
    let mut all: Vec<Vec<u8>> = files
        .iter()
        .map(|name| fs::read(directory.join(name)).expect(name))
        .collect();
    let result = fs::read_to_string(directory.join("result.json")).expect("a result");
    let mut result: Value = serde_json::from_str(&result).expect("JSON");
    result["seconds"] = Value::Null;
    all.push(result.to_string().into_bytes());
    all
}

/// A run that nobody disturbs, and how long it takes.
pub(super) fn undisturbed(directory: &Path) -> (Vec<Vec<u8>>, Duration) {
    let start = Instant::now();
    let output = hyperwell(&[&["solve"], &RUN[..], &["--out", text(directory)]].concat());
    assert_eq!(stderr(&output), "");
    (outcome(directory), start.elapsed())
}

pub(super) fn wait_for(what: &str, there: impl Fn() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < Duration::from_secs(60), "no {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// An endless run that has written checkpoints.
pub(super) fn running(directory: &Path) -> Child {
    let every = ["--checkpoint-every", "0.002", "--out", text(directory)];
    let child = start(&[&["solve"], &ENDLESS[..], &every].concat());
    wait_for("second checkpoint", || {
        directory.join("checkpoint.previous.bin").exists()
    });
    child
}

pub(super) fn end(mut child: Child) {
    child.kill().expect("the run is there");
    child.wait().expect("the run is there");
}

#[test]
fn fifty_kills_at_random_moments_are_resumed_to_the_same_bits() {
    let directory = scratch("kills");
    let (expected, time) = undisturbed(&directory.join("whole"));
    let mut random = Random::new(8);
    let (mut kills, mut before_the_start) = (0, 0);
    for run in 0.. {
        if kills >= 50 {
            break;
        }
        assert!(run < 200, "only {kills} of {run} runs could be killed");
        let out: PathBuf = directory.join(format!("run-{run}"));
        let mut output = None;
        // The run itself and its first resumption are killed, the second resumption ends by itself.
        for attempt in 0..2 {
            let fresh = [&["solve"], &RUN[..], &["--out", text(&out)]].concat();
            let again = ["solve", "--resume", text(&out), "--quiet"];
            let begun =
                out.join("checkpoint.bin").exists() || out.join("checkpoint.previous.bin").exists();
            let mut child = start(if begun { &again } else { &fresh });
            thread::sleep(time.mul_f64(random.uniform()));
            let _ = child.kill();
            let ended = child.wait_with_output().expect("the run is there");
            kills += usize::from(ended.status.signal() == Some(9));
            if attempt == 0 && ended.status.signal().is_none() {
                break;
            }
            output = Some(ended);
        }
        let mut last = resume(&out);
        if last.status.code() == Some(2) {
            // Killed before there was anything to resume: the same command begins anew.
            assert!(stderr(&last).contains("there is no"), "{}", stderr(&last));
            before_the_start += 1;
            last = hyperwell(&[&["solve"], &RUN[..], &["--out", text(&out)]].concat());
        }
        assert_eq!(stderr(&last), "", "run {run} after {output:?}");
        assert!(outcome(&out) == expected, "run {run} ended in other bits");
        fs::remove_dir_all(&out).expect("ours");
    }
    println!("{kills} kills, {before_the_start} of them before the first checkpoint");
}

#[test]
fn ctrl_c_saves_and_tells_how_to_go_on() {
    let directory = scratch("interrupt");
    let (expected, whole) = undisturbed(&directory.join("whole"));
    let out = directory.join("run");
    // The interval is longer than the run: what is resumed was saved by the signal.
    let args = [&["solve"], &RUN[..9], &["--out", text(&out)]].concat();
    let child = start(&args);
    wait_for("first checkpoint", || out.join("checkpoint.bin").exists());
    thread::sleep(whole / 6);
    signal(&child, "INT");
    let output = child.wait_with_output().expect("the run is there");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let message = stderr(&output);
    let advice = format!("hyperwell solve --resume {}", out.display());
    assert!(message.contains("stopped after step"), "{message}");
    assert!(message.contains(&advice), "{message}");
    assert!(!out.join("result.json").exists());
    assert_eq!(stdout(&output), "");

    let output = resume(&out);
    assert_eq!(stderr(&output), "");
    assert!(outcome(&out) == expected);
}

#[test]
fn a_second_ctrl_c_leaves_at_once() {
    let out = scratch("second-interrupt").join("run");
    let child = running(&out);
    // A pipe that nobody reads is a disk that never answers.
    let part = out.join(".checkpoint.bin.part");
    wait_for("moment for the pipe", || {
        let made = Command::new("mkfifo").arg(&part).output();
        made.expect("mkfifo").status.success()
    });
    thread::sleep(Duration::from_millis(50));
    signal(&child, "INT");
    thread::sleep(Duration::from_millis(200));
    signal(&child, "INT");
    let output = child.wait_with_output().expect("the run is there");
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
}

#[test]
fn a_damaged_checkpoint_is_told_and_the_one_before_is_used() {
    let directory = scratch("damage");
    let (expected, _) = undisturbed(&directory.join("whole"));
    let out = directory.join("run");
    undisturbed(&out);
    let (last, previous) = (
        out.join("checkpoint.bin"),
        out.join("checkpoint.previous.bin"),
    );
    let whole = fs::read(&last).expect("a checkpoint");
    let kept = fs::read(&previous).expect("a checkpoint");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 4;
    let mut newer = whole.clone();
    newer.truncate(whole.len() - 1);
    newer[8] = 9;
    for (bytes, part) in [
        (&flipped[..], "it is damaged: the checksum does not match"),
        (&whole[..whole.len() / 2], "it is torn"),
        (b"name = 'a well'", "not a hyperwell checkpoint"),
        (b"", "not a hyperwell checkpoint"),
        (&newer, "use a newer hyperwell"),
    ] {
        fs::write(&last, bytes).expect("ours");
        fs::write(&previous, &kept).expect("ours");
        let output = resume(&out);
        let message = stderr(&output);
        assert!(message.starts_with("warning: "), "{message}");
        assert!(message.contains(part), "{message}");
        assert!(message.contains("going on from"), "{message}");
        assert!(outcome(&out) == expected, "{part}");

        fs::write(&last, bytes).expect("ours");
        fs::write(&previous, bytes).expect("ours");
        let output = resume(&out);
        assert_eq!(output.status.code(), Some(2));
        let message = stderr(&output);
        assert!(message.starts_with("error: cannot resume"), "{message}");
        assert_eq!(message.matches(part).count(), 2, "{message}");
    }
    fs::remove_file(&last).expect("ours");
    fs::write(&previous, &kept).expect("ours");
    assert_eq!(stderr(&resume(&out)), "", "ended between two renames");
    assert!(outcome(&out) == expected);
}

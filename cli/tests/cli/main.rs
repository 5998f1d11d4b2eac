//! The binary as scripts and people meet it.

mod checkpoint;
mod compare;
mod eval;
mod explain;
mod gallery;
mod later_stages;
mod malformed;
mod options;
mod problem;
mod problem_files;
mod report;
mod resume;
mod run_directory;
mod solve;
mod spectrum;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A training that is over at once.
const TINY: [&str; 6] = ["--steps", "50", "--hidden", "8", "--points", "32"];

fn hyperwell(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hyperwell"))
        .args(args)
        .output()
        .expect("the binary starts")
}

fn tiny_solve(args: &[&str]) -> Output {
    hyperwell(&[&["solve"], &TINY[..], args].concat())
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).expect("UTF-8")
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).expect("UTF-8")
}

/// A fresh directory for one test.
fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("the target directory is ours");
    path
}

/// Exit code 2, one message that names `part`, nothing on stdout.
fn assert_refused(args: &[&str], part: &str) {
    let output = hyperwell(args);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {message}");
    assert!(message.starts_with("error: "), "{args:?}: {message}");
    assert_eq!(message.matches("error:").count(), 1, "{args:?}: {message}");
    assert!(
        message.contains(part),
        "{args:?}: '{part}' is not in: {message}"
    );
    assert!(!message.contains("panicked"), "{args:?}: {message}");
    assert!(!message.contains('\x1b'), "{args:?}: {message}");
    assert_eq!(stdout(&output), "", "{args:?}");
}

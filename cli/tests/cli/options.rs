//! What is refused, and in which words.

use std::fs;

use serde_json::Value;

use super::{assert_refused, hyperwell, scratch, stdout, tiny_solve};

#[test]
fn wrong_values_of_options_are_refused_with_what_would_be_right() {
    for (option, value, part) in [
        ("--points", "0", "from 1 to 1000000"),
        ("--points", "-3", "from 1 to 1000000"),
        ("--points", "99999999999", "from 1 to 1000000"),
        ("--points", "99999999999999999999999", "from 1 to 1000000"),
        ("--points", "1e3", "from 1 to 1000000"),
        ("--hidden", "0", "widths from 1 to 4096"),
        ("--hidden", "", "widths from 1 to 4096"),
        ("--hidden", "64,,64", "widths from 1 to 4096"),
        ("--hidden", "-8", "widths from 1 to 4096"),
        ("--hidden", "1000000000", "widths from 1 to 4096"),
        ("--hidden", &"2,".repeat(64), "1 to 64 widths"),
        ("--learning-rate", "nan", "a number above 0, at most 1"),
        ("--learning-rate", "inf", "a number above 0, at most 1"),
        ("--learning-rate", "1e999", "a number above 0, at most 1"),
        ("--learning-rate", "2", "a number above 0, at most 1"),
        ("--learning-rate", "0", "a number above 0, at most 1"),
        ("--learning-rate", "-0.1", "a number above 0, at most 1"),
        ("--learning-rate", "fast", "a number above 0, at most 1"),
        ("--steps", "0", "from 1 to 1000000000"),
        ("--steps", "-5", "from 1 to 1000000000"),
        ("--steps", "9999999999999", "from 1 to 1000000000"),
        ("--threads", "0", "from 1 to 1024"),
        ("--threads", "100000", "from 1 to 1024"),
        ("--seed", "-1", "from 0 to"),
        ("--seed", "x", "from 0 to"),
        ("--precision", "f16", "f32, f64"),
        ("--activation", "relu", "tanh, sin, sigmoid, softplus, silu"),
        ("--optimizer", "sgd", "there are: adam, lm, lbfgs"),
        ("--optimizer", "lm,adam", "adam comes first"),
        ("--optimizer", "adam,adam", "twice"),
        ("--optimizer", "", "there are: adam, lm, lbfgs"),
        ("--isa", "mmx", "this processor has: baseline"),
        ("--initial-energy", "nan", "a finite number"),
        ("--fixed-energy", "inf", "a finite number"),
        ("--state", "100", "from 0 to 99"),
        ("--state", "-1", "from 0 to 99"),
    ] {
        assert_refused(&["solve", "barrier", option, value], part);
    }
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let energies = ["--initial-energy", "1", "--fixed-energy", "2"];
    assert_refused(
        &[&["solve", "barrier"], &energies[..]].concat(),
        "cannot be used with",
    );
    let large = ["--points", "1000000", "--hidden", "1024,1024"];
    assert_refused(
        &[&["solve", "barrier"], &large[..]].concat(),
        "fewer --points",
    );
    let dense = ["--optimizer", "adam,lm", "--hidden", "512,512,512"];
    assert_refused(
        &[&["solve", "barrier"], &dense[..]].concat(),
        "lbfgs has no such limit",
    );
    assert_refused(&["solve", "barrier", "--unknown"], "--unknown");
    assert_refused(&["solve"], "<PROBLEM>");
    assert_refused(&["sovle", "barrier"], "'solve'");
}

#[test]
fn an_unknown_problem_is_answered_with_the_nearest_name() {
    assert_refused(
        &["solve", "finit-well"],
        "similar problem exists: 'finite-well'",
    );
    assert_refused(&["problem", "bariere"], "similar problem exists: 'barrier'");
    assert_refused(
        &["solve", "well-of-souls"],
        "infinite-well, finite-well, barrier",
    );
    assert_refused(&["solve", ""], "infinite-well, finite-well, barrier");
    assert_refused(&["solve", "no/such.toml"], "cannot read 'no/such.toml'");
    assert_refused(&["solve", "/"], "cannot read '/'");
}

#[test]
fn a_directory_that_cannot_be_written_is_found_before_training() {
    let file = scratch("unwritable").join("file");
    fs::write(&file, "").unwrap();
    // Without the check these steps would take minutes.
    let long = ["solve", "barrier", "--steps", "10000000", "--out"];
    let out = file.to_str().unwrap();
    assert_refused(&[&long[..], &[out]].concat(), out);
    let below = file.join("run");
    assert_refused(
        &[&long[..], &[below.to_str().unwrap()]].concat(),
        "cannot write a run into",
    );
}

#[test]
fn options_come_before_the_solve_table_of_the_file() {
    let path = scratch("precedence").join("mine.toml");
    let problem = stdout(&hyperwell(&["problem", "barrier"])).to_owned();
    let table = "\n[solve]\nhidden = [8]\npoints = 32\nsteps = 40\nseed = 3\nfixed-energy = 25\n";
    fs::write(&path, problem + table).unwrap();
    let report = |args: &[&str]| -> Value {
        let output = hyperwell(&[&["solve", path.to_str().unwrap(), "--json"], args].concat());
        serde_json::from_str(stdout(&output)).unwrap()
    };
    let plain = report(&[]);
    assert_eq!((&plain["seed"], &plain["steps"]), (&3.into(), &40.into()));
    let other = report(&["--seed", "4", "--initial-energy", "20"]);
    assert_eq!((&other["seed"], &other["steps"]), (&4.into(), &40.into()));
}

#[test]
fn a_state_that_is_named_is_trained_by_adam_and_then_least_squares() {
    let directory = scratch("named-state");
    let path = directory.join("mine.toml");
    let problem = stdout(&hyperwell(&["problem", "barrier"])).to_owned();
    fs::write(&path, problem + "\n[solve]\nstate = 1\n").unwrap();
    let file = path.to_str().unwrap();
    let report = |args: &[&str]| -> Value {
        let output = tiny_solve(&[&["--json"], args].concat());
        serde_json::from_str(stdout(&output)).unwrap()
    };
    let named = Value::from(vec!["adam", "lm"]);
    let adam = Value::from(vec!["adam"]);
    for (args, state, optimizer) in [
        (&["barrier"][..], 0, &adam),
        (&["barrier", "--state", "0"], 0, &named),
        (
            &["barrier", "--state", "0", "--optimizer", "adam"],
            0,
            &adam,
        ),
        (&[file], 1, &named),
        (&[file, "--state", "0"], 0, &named),
    ] {
        let report = report(args);
        assert_eq!(report["state"], state, "{args:?}");
        assert_eq!(&report["optimizer"], optimizer, "{args:?}");
    }
    // The run's problem file repeats it, state included.
    let run = directory.join("run");
    let first = report(&[file, "--out", run.to_str().unwrap()]);
    let again = run.join("problem.toml");
    let again = report(&[again.to_str().unwrap()]);
    assert_eq!(first["state"], again["state"]);
    assert_eq!(first["energy"], again["energy"]);
}

#[test]
fn help_has_an_example_for_every_command() {
    for args in [
        &["--help"][..],
        &["solve", "--help"],
        &["spectrum", "--help"],
        &["compare", "--help"],
        &["eval", "--help"],
        &["problem", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
    ] {
        let output = hyperwell(args);
        assert_eq!(output.status.code(), Some(0));
        assert!(
            stdout(&output).contains("Examples:\n  hyperwell "),
            "{args:?}"
        );
    }
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = hyperwell(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        let script = stdout(&output);
        assert!(script.contains("checkpoint-every"), "{shell}");
        assert!(script.contains("spectrum"), "{shell}");
    }
    let output = hyperwell(&["man"]);
    assert!(stdout(&output).contains(".TH hyperwell 1"));
    assert!(stdout(&output).contains("hyperwell\\-spectrum(1)"));
    for command in ["solve", "spectrum", "compare", "eval", "problem", "man"] {
        let output = hyperwell(&["man", command]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("Examples"), "{command}");
    }
    assert_refused(&["man", "sovle"], "no command 'sovle'");
    assert_refused(&["completions", "cmd"], "bash");
}

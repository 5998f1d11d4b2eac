//! `spectrum`: many states at once.

use std::f64::consts::PI;
use std::fs;
use std::process::Command;

use serde_json::Value;

use super::compare::number;
use super::{assert_refused, hyperwell, scratch, stderr, stdout};

fn spectrum(args: &[&str]) -> Value {
    let output = hyperwell(&[&["spectrum", "--json"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("one JSON object")
}

#[test]
fn the_infinite_well_has_its_levels_within_their_bounds() {
    let report = spectrum(&["infinite-well", "--states", "10"]);
    assert_eq!(report["problem"], "infinite-well");
    assert_eq!(report["seed"], 0);
    assert_eq!(report["converged"], true);
    assert!(number(&report, "features") > 10.0 && number(&report, "seconds") > 0.0);
    let states = report["states"].as_array().expect("states");
    assert_eq!(states.len(), 10);
    for (n, state) in states.iter().enumerate() {
        let exact = ((n + 1) as f64 * PI).powi(2);
        assert_eq!(state["n"], n);
        assert_eq!(state["nodes"], n);
        assert!(
            (number(state, "energy") / exact - 1.0).abs() < 1e-12,
            "{state}"
        );
        assert!((number(state, "reference_energy") / exact - 1.0).abs() < 1e-14);
        assert!(number(state, "energy_lower") <= exact, "{state}");
        assert!(number(state, "energy_upper") >= exact, "{state}");
        assert!(number(state, "psi_l2_error") < 1e-9, "{state}");
    }
}

#[test]
fn a_file_with_units_gives_energies_in_them() {
    // ħ²π²/(2 mₑ L²) = 376.03 meV for L = 1 nm; ten times wider, a hundred times less.
    let path = scratch("spectrum-units").join("box.toml");
    let text = "name = \"box\"\n[domain]\nfrom = 0\nto = 10\n[potential]\npieces = [{ value = 0 }]\n\
                [units]\nlength = \"nm\"\nenergy = \"meV\"\nmass = \"electron\"\n";
    fs::write(&path, text).expect("scratch is writable");
    let report = spectrum(&[path.to_str().expect("UTF-8"), "--states", "1"]);
    let energy = number(&report["states"][0], "energy");
    assert!((energy - 3.7603).abs() < 1e-4, "{energy}");
    let table = hyperwell(&["spectrum", path.to_str().expect("UTF-8"), "--states", "1"]);
    for part in ["E meV", "the width in meV"] {
        assert!(stdout(&table).contains(part), "{}", stdout(&table));
    }
}

#[test]
fn the_table_lists_the_states() {
    let output = hyperwell(&["spectrum", "barrier", "--states", "3"]);
    let text = stdout(&output);
    assert!(text.contains("25.059686290"), "{text}");
    assert!(text.contains("barrier: 3 states"), "{text}");
    assert!(!text.contains('\x1b'), "{text}");
}

#[test]
fn wrong_input_is_refused() {
    assert_refused(&["spectrum", "barrier", "--states", "0"], "from 1 to 200");
    assert_refused(&["spectrum", "barrier", "--states", "x"], "from 1 to 200");
    assert_refused(&["spectrum", "barrier", "--seed", "-1"], "from 0 to");
    assert_refused(&["spectrum", "nowhere"], "nowhere");
}

#[test]
fn a_built_in_name_is_one_beside_a_directory_of_that_name() {
    let directory = scratch("spectrum-shadow");
    fs::create_dir(directory.join("barrier")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_hyperwell"))
        .args(["spectrum", "barrier", "--states", "1"])
        .current_dir(&directory)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn the_seed_of_a_problem_file_is_a_default() {
    let path = scratch("spectrum-seed").join("well.toml");
    let text = "name = \"well\"\n[domain]\nfrom = 0\nto = 1\n[potential]\nexpression = \"0\"\n\
                [solve]\nseed = 7\n";
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(spectrum(&[path, "--states", "1"])["seed"], 7);
    assert_eq!(spectrum(&[path, "--states", "1", "--seed", "3"])["seed"], 3);
}

#[test]
fn quiet_leaves_the_exit_code() {
    // A pole inside: nothing converges.
    let path = scratch("spectrum-quiet").join("pole.toml");
    let text =
        "name = \"pole\"\n[domain]\nfrom = 0\nto = 1\n[potential]\nexpression = \"1/(x - 0.3)\"\n";
    fs::write(&path, text).unwrap();
    for (problem, code) in [("barrier", 0), (path.to_str().unwrap(), 1)] {
        let output = hyperwell(&["spectrum", problem, "--states", "2", "--quiet"]);
        assert_eq!((stdout(&output), stderr(&output)), ("", ""));
        assert_eq!(output.status.code(), Some(code));
    }
}

#[test]
fn a_run_has_a_spectrum_in_the_hidden_layers_of_its_network() {
    let directory = scratch("spectrum-run").join("run");
    let run = directory.to_str().unwrap();
    let args = [
        "solve",
        "infinite-well",
        "--hidden",
        "24,24",
        "--steps",
        "600",
    ];
    hyperwell(&[&args[..], &["--quiet", "--out", run]].concat());
    let report = spectrum(&[run, "--states", "2"]);
    // Weights of the hidden layers, then one for each function and state: 1, t², 48 neurons and ψ, for even and for odd states.
    assert_eq!(report["parameters"], 24 + 24 + 24 * 24 + 24 + 2 * 2 * 51);
    assert_eq!(
        (&report["features"], &report["elements"]),
        (&48.into(), &1.into())
    );
    for state in report["states"].as_array().unwrap() {
        assert!(number(state, "energy_rel_error") < 1e-10, "{state}");
    }
    let empty = scratch("spectrum-no-run");
    assert_refused(&["spectrum", empty.to_str().unwrap()], "there is no run");
}

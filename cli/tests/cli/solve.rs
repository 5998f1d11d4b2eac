//! `solve` and what it prints and writes.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::{hyperwell, scratch, stderr, stdout, tiny_solve};

/// The fields of `solve --json`, and whether they are always there.
const FIELDS: [&str; 24] = [
    "problem",
    "units",
    "state",
    "optimizer",
    "energy",
    "trained_energy",
    "reference_energy",
    "reference_error_estimate",
    "energy_rel_error",
    "energy_spacing_error",
    "psi_l2_error",
    "residual_l2",
    "norm",
    "nodes",
    "energy_lower",
    "energy_upper",
    "parameters",
    "steps",
    "seconds",
    "seed",
    "precision",
    "threads",
    "isa",
    "converged",
];

/// What a run directory holds that has seen one checkpoint.
const FILES: [&str; 10] = [
    "checkpoint.bin",
    "checkpoint.lock",
    "history.csv",
    "model.safetensors",
    "problem.toml",
    "psi.csv",
    "psi.svg",
    "report.html",
    "result.json",
    "training.svg",
];

#[test]
fn json_is_one_object_with_every_field_and_nothing_else_on_stdout() {
    let output = tiny_solve(&["finite-well", "--json", "--seed", "7"]);
    assert_eq!(stdout(&output).lines().count(), 1);
    let report: Value = serde_json::from_str(stdout(&output)).unwrap();
    let object = report.as_object().unwrap();
    assert_eq!(object.len(), FIELDS.len());
    for field in FIELDS {
        assert!(object.contains_key(field), "{field} is missing");
    }
    assert_eq!(report["problem"], "finite-well");
    assert_eq!(report["state"], 0);
    assert_eq!(report["optimizer"], serde_json::json!(["adam"]));
    assert_eq!(report["seed"], 7);
    assert_eq!(report["precision"], "f64");
    let error = report["energy"].as_f64().unwrap() / 1.6394801885460 - 1.0;
    let told = report["energy_rel_error"].as_f64().unwrap();
    assert!(
        (error.abs() - told).abs() < 1e-6 * (1.0 + told),
        "{error} {told}"
    );
    // Fifty steps do not converge, and the exit code says so.
    assert_eq!(report["converged"], false);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).starts_with("warning: not converged"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn the_summary_shows_figures_and_the_wavefunction_without_escape_codes() {
    let output = tiny_solve(&["barrier"]);
    let text = stdout(&output);
    for part in [
        "barrier, state 0",
        "E exact",
        "25.05968629016",
        "ψ error",
        "nodes",
        "ψ(x)",
        "○ exact",
    ] {
        assert!(text.contains(part), "'{part}' is not in:\n{text}");
    }
    assert!(text.contains('░'), "the barrier is not shaded:\n{text}");
    assert!(!text.contains('\x1b'));
    let drawing = text.split_once("ψ(x)\n").expect("a drawing").1;
    let widest = drawing.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(72), "{widest:?} columns:\n{text}");
}

#[test]
fn quiet_prints_nothing_but_what_was_asked_for() {
    let output = tiny_solve(&["barrier", "--quiet"]);
    assert_eq!((stdout(&output), stderr(&output)), ("", ""));
    let output = tiny_solve(&["barrier", "--quiet", "--json"]);
    assert!(stdout(&output).starts_with('{'));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_run_directory_holds_the_run_and_can_be_solved_again() {
    let directory = scratch("run").join("made/on/the/way");
    let out = directory.to_str().unwrap();
    let output = tiny_solve(&["finite-well", "--json", "--out", out]);
    let file = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    assert_eq!(file("result.json"), stdout(&output));
    let history = file("history.csv");
    assert!(
        history.starts_with("step,phase,loss,residual,norm_penalty,norm,energy,learning_rate\n")
    );
    assert!(history.lines().count() > 2, "{history}");
    let psi = file("psi.csv");
    let mut lines = psi.lines();
    assert_eq!(
        lines.next(),
        Some("x,V,psi,dpsi,d2psi,residual,psi_reference")
    );
    let rows: Vec<Vec<f64>> = lines
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    assert_eq!((rows[0][0], rows[1000][0], rows.len()), (-3.0, 3.0, 1001));
    assert!(rows.iter().all(|row| row.len() == 7));
    assert_eq!((rows[500][1], rows[100][1]), (0.0, 20.0));
    let mut names: Vec<String> = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, FILES, "something else is left");

    // The saved problem names the settings, so it gives the same bits again.
    let saved = directory.join("problem.toml");
    let text = file("problem.toml");
    for setting in ["hidden = [8]", "steps = 50", "seed = 0", "learning-rate = "] {
        assert!(text.contains(setting), "no '{setting}' in:\n{text}");
    }
    let again = hyperwell(&["solve", saved.to_str().unwrap(), "--json"]);
    let energy = |output: &Output| {
        let report: Value = serde_json::from_str(stdout(output)).unwrap();
        (
            report["energy"].as_f64().unwrap().to_bits(),
            report["parameters"].as_u64(),
        )
    };
    assert_eq!(energy(&again), energy(&output));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for args in [
        &["problem"][..],
        &[
            "solve", "barrier", "--json", "--steps", "50", "--hidden", "8",
        ],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hyperwell"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
        assert!(!stderr(&output).contains("error"), "{}", stderr(&output));
    }
}

#[test]
fn second_order_stages_reach_an_excited_state_to_rounding_inside_their_bounds() {
    for (optimizer, stages) in [("adam,lm", &["adam", "lm"][..]), ("lm", &["lm"])] {
        let output = hyperwell(&[
            "solve",
            "barrier",
            "--state",
            "1",
            "--optimizer",
            optimizer,
            "--hidden",
            "16,16",
            "--points",
            "96",
            "--steps",
            "500",
            "--json",
        ]);
        let report: Value = serde_json::from_str(stdout(&output)).unwrap();
        assert_eq!(output.status.code(), Some(0), "{report}");
        assert_eq!(report["optimizer"], serde_json::json!(stages));
        let number = |field: &str| report[field].as_f64().unwrap();
        assert_eq!((number("nodes"), number("state")), (1.0, 1.0));
        assert!(number("energy_rel_error") < 1e-10, "{report}");
        assert!(number("psi_l2_error") < 1e-6, "{report}");
        let exact = number("reference_energy");
        assert!(
            number("energy_lower") <= exact && exact <= number("energy_upper"),
            "{report}"
        );
        assert!(
            number("energy_upper") - number("energy_lower") < 1e-6 * exact,
            "{report}"
        );
    }
}

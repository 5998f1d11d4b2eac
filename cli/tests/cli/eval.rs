//! `eval` and the files that a run leaves, also as Python reads them.

use std::fs;
use std::io::Write;
use std::process::Command;

use super::{assert_refused, hyperwell, scratch, stdout, tiny_solve};

fn rows(csv: &str) -> Vec<Vec<f64>> {
    let row = |line: &str| {
        line.split(',')
            .map(|cell| cell.parse().expect(cell))
            .collect()
    };
    csv.lines().skip(1).map(row).collect()
}

#[test]
fn eval_prints_what_the_run_found() {
    let directory = scratch("eval").join("run");
    let run = directory.to_str().unwrap();
    tiny_solve(&["finite-well", "--quiet", "--out", run]);
    let kept = fs::read_to_string(directory.join("psi.csv")).unwrap();
    let output = hyperwell(&["eval", run, "--grid", "1001"]);
    assert_eq!(output.status.code(), Some(0));
    let printed = stdout(&output);
    assert!(printed.starts_with("x,psi,dpsi,d2psi\n"), "{printed}");
    let (printed, kept) = (rows(printed), rows(&kept));
    assert_eq!(printed.len(), 1001);
    for (printed, kept) in printed.iter().zip(&kept) {
        assert_eq!(printed[..], [kept[0], kept[2], kept[3], kept[4]]);
    }
    let output = hyperwell(&["eval", run, "--at", "-3,0.25,99"]);
    let printed = rows(stdout(&output));
    assert_eq!(
        printed.iter().map(|row| row[0]).collect::<Vec<_>>(),
        [-3.0, 0.25, 99.0]
    );
    assert_eq!(printed[0][1], 0.0);
    assert_eq!(printed[2][1..], [0.0; 3]);

    for (places, part) in [
        (&["--at", "one"][..], "finite number"),
        (&["--at", ""], "finite number"),
        (&["--at", "nan"], "finite number"),
        (&["--grid", "1"], "from 2 to"),
        (&["--grid", "-5"], "from 2 to"),
        (&[], "--at"),
        (&["--at", "1", "--grid", "5"], "cannot be used with"),
    ] {
        assert_refused(&[&["eval", run], places].concat(), part);
    }
    let nothing = scratch("eval-nothing");
    let nothing = nothing.to_str().unwrap();
    assert_refused(&["eval", nothing, "--grid", "3"], "there is no run");
    for (bytes, part) in [(&b"{}"[..], "contents are wrong"), (&[255; 64], "wrong")] {
        fs::write(directory.join("model.safetensors"), bytes).unwrap();
        assert_refused(&["eval", run, "--grid", "3"], part);
    }
}

#[test]
fn eval_names_the_units_of_the_problem() {
    let directory = scratch("eval-units");
    let problem = directory.join("well.toml");
    let text = "name = 'a well'\n[domain]\nfrom = -5\nto = 5\n[potential]\nexpression = 'x^2'\n\
                [units]\nlength = 'nm'\nenergy = 'meV'\nmass = 'electron'\n";
    fs::write(&problem, text).unwrap();
    let run = directory.join("run");
    let (problem, run) = (problem.to_str().unwrap(), run.to_str().unwrap());
    tiny_solve(&[problem, "--quiet", "--out", run]);
    let output = hyperwell(&["eval", run, "--at", "0"]);
    let header = "x [nm],psi [nm^-1/2],dpsi [nm^-3/2],d2psi [nm^-5/2]\n";
    assert!(stdout(&output).starts_with(header), "{}", stdout(&output));
}

/// Reads every file, and computes ψ from the weights by itself.
const SCRIPT: &str = r#"
import json, sys, io
import numpy as np, pandas as pd
from safetensors import safe_open
run = sys.argv[1] + "/"
history = pd.read_csv(run + "history.csv")
assert list(history.columns) == ["step", "phase", "loss", "residual", "norm_penalty", "norm", "energy", "learning_rate"]
assert (np.diff(history.step) > 0).all() and set(history.phase) == {"variational", "residual"}
assert np.isfinite(history.loss).all()
psi = pd.read_csv(run + "psi.csv")
assert list(psi.columns) == ["x", "V", "psi", "dpsi", "d2psi", "residual", "psi_reference"]
assert psi.dtypes.eq(float).all() or psi.notna().all().all()
assert abs(np.trapezoid(psi.psi**2, psi.x) - 1) < 1e-4
printed = pd.read_csv(io.StringIO(sys.stdin.read()))
assert np.array_equal(printed.psi, psi.psi)
with safe_open(run + "model.safetensors", "numpy") as model:
    note = json.loads(model.metadata()["hyperwell"])
    layers = len(list(model.keys())) // 2
    t = np.asarray(psi.x) / 3                # the domain [-3, 3], mapped to [-1, 1]
    waves = np.sqrt(note["kinetic_energy"])
    u = max(waves / 3.5, 1) * t**2
    bend = (2 * waves * np.maximum(np.abs(t) - 1 / 3, 0))**2  # the potential jumps at |x| = 1
    a = np.stack([u, bend / (1 + bend)], axis=1)
    for k in range(layers):
        a = a @ model.get_tensor(f"layers.{k}.weight") + model.get_tensor(f"layers.{k}.bias")
        if k + 1 < layers:
            a = np.tanh(a)
assert note["problem"] == "finite-well" and note["activation"] == "tanh" and note["state"] == 0
own = (1 - t**2) * a[:, 0]
own /= np.sqrt(np.trapezoid(own**2, psi.x)) * np.sign(own[500])
assert np.abs(own - psi.psi).max() < 1e-4, np.abs(own - psi.psi).max()
print("read")
"#;

#[test]
fn python_opens_the_network_and_the_tables() {
    let python = std::env::var("PYTHON").unwrap_or("python3".to_owned());
    let has = Command::new(&python)
        .args(["-c", "import numpy, pandas, safetensors"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !has {
        // Not through `eprintln!`, which a passing test does not show.
        let _ = writeln!(
            std::io::stderr(),
            "\nSKIPPED: {python} has no numpy, pandas and safetensors; PYTHON names another one\n"
        );
        return;
    }
    let directory = scratch("python").join("run");
    let run = directory.to_str().unwrap();
    tiny_solve(&["finite-well", "--quiet", "--out", run]);
    let csv = directory.join("printed.csv");
    fs::write(&csv, &hyperwell(&["eval", run, "--grid", "1001"]).stdout).unwrap();
    let output = Command::new(&python)
        .args(["-c", SCRIPT, run])
        .stdin(fs::File::open(&csv).unwrap())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "read\n", "{error}");
}

//! Problems of one's own: expressions, tables, masses, units.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{hyperwell, scratch, stderr, stdout, tiny_solve};

/// Saves a problem and solves it, with few steps.
fn solve(path: &Path, text: &str, args: &[&str]) -> Value {
    fs::write(path, text).expect("a file");
    let output = tiny_solve(&[&[path.to_str().expect("UTF-8"), "--json"], args].concat());
    assert_eq!(
        output.status.code(),
        Some(1),
        "fifty steps: {}",
        stderr(&output)
    );
    serde_json::from_str(stdout(&output)).expect("JSON")
}

fn number(report: &Value, field: &str) -> f64 {
    report[field]
        .as_f64()
        .unwrap_or_else(|| panic!("no {field} in {report}"))
}

#[test]
fn a_step_expression_is_the_same_problem_as_its_pieces() {
    let path = scratch("steps").join("well.toml");
    let frame = "name = \"well\"\n[domain]\nfrom = -3\nto = 3\n[potential]\n";
    let pieces = "pieces = [ { to = -1, value = 20 }, { to = 1, value = 0 }, { value = 20 } ]\n";
    let expected = solve(&path, &format!("{frame}{pieces}"), &[]);
    assert!((number(&expected, "reference_energy") - 1.6394801885460).abs() < 1e-12);
    for expression in [
        "20*step(abs(x) - 1)",
        "20*(1 - step(x + 1)*step(1 - x))",
        "10 + 10*sign(x^2 - 1)",
        "max(0, 20*sign(abs(x) - 1))",
    ] {
        let text = format!("{frame}expression = \"{expression}\"\n");
        let report = solve(&path, &text, &[]);
        for field in ["energy", "reference_energy", "psi_l2_error"] {
            assert_eq!(report[field], expected[field], "{field} of {expression}");
        }
    }
}

#[test]
fn a_well_has_the_same_energy_in_all_units() {
    let path = scratch("units").join("gaas.toml");
    let well = |length: &str, half: f64, energy: &str, depth: f64| {
        format!(
            "name = \"GaAs\"\n[domain]\nfrom = {from}\nto = {to}\n[potential]\n\
             pieces = [ {{ to = -{half}, value = {depth} }}, {{ to = {half}, value = 0 }}, {{ value = {depth} }} ]\n\
             [mass]\nexpression = \"0.067 + 0.025*step(abs(x) - {half})\"\n\
             [units]\nlength = \"{length}\"\nenergy = \"{energy}\"\nmass = \"electron\"\n",
            from = -3.0 * half,
            to = 3.0 * half,
        )
    };
    // CODATA 2018: the bohr radius in nm, the hartree in eV.
    let (bohr, hartree) = (0.052_917_721_090_3, 27.211_386_245_988);
    let nm = solve(&path, &well("nm", 5.0, "meV", 230.0), &[]);
    let energy = number(&nm, "reference_energy");
    // Published values for 10 nm GaAs in Al₀.₃Ga₀.₇As lie near 32 meV; here it only
    // must not be off by a unit.
    assert!((20.0..40.0).contains(&energy), "{energy} meV");
    assert_eq!(nm["units"]["energy"], "meV");
    for (text, unit) in [
        (well("angstrom", 50.0, "eV", 0.23), 1e3),
        (
            well("bohr", 5.0 / bohr, "hartree", 0.23 / hartree),
            1e3 * hartree,
        ),
    ] {
        let report = solve(&path, &text, &[]);
        let same = number(&report, "reference_energy") * unit;
        assert!((same / energy - 1.0).abs() < 1e-12, "{same} {energy}");
        // What is trained is the same problem up to rounding, which fifty steps magnify.
        let trained = number(&report, "energy") * unit / number(&nm, "energy") - 1.0;
        assert!(trained.abs() < 1e-8, "{trained}");
    }
    // Dimensionless, with κ = ħ²/2mₑ in meV nm² divided out by hand.
    let kinetic = 500.0 * hartree * bohr * bohr;
    let plain = well("nm", 5.0, "meV", 230.0 / kinetic);
    let report = solve(&path, plain.split("[units]").next().expect("a part"), &[]);
    let same = number(&report, "reference_energy") * kinetic;
    assert!((same / energy - 1.0).abs() < 1e-12, "{same} {energy}");
    assert_eq!(report["units"], Value::Null);
}

#[test]
fn energies_of_options_are_in_the_units_of_the_problem() {
    let path = scratch("energy-units").join("box.toml");
    let text = "name = \"box\"\n[domain]\nfrom = 0\nto = 10\n[potential]\nexpression = \"0\"\n\
                [units]\nlength = \"nm\"\nenergy = \"meV\"\nmass = \"electron\"\n";
    let report = solve(&path, text, &["--fixed-energy", "3.76"]);
    assert!((number(&report, "trained_energy") - 3.76).abs() < 1e-12);
    let energy = number(&report, "reference_energy");
    // π²ħ²/(2mₑL²) for 10 nm
    assert!((energy - 3.760301).abs() < 1e-5, "{energy}");
}

#[test]
fn a_table_is_read_beside_the_problem_and_saved_with_the_run() {
    let directory = scratch("tables");
    let path = directory.join("ramp.toml");
    let frame = "name = \"ramp\"\n[domain]\nfrom = 0\nto = 1\n[potential]\n";
    fs::write(
        directory.join("v.csv"),
        "# measured\nx, V\n0, 1\n\n0.5, 6\r\n2, 21\n",
    )
    .unwrap();
    let run = directory.join("run");
    let out = ["--out", run.to_str().expect("UTF-8")];
    let table = solve(&path, &format!("{frame}table = \"v.csv\"\n"), &out);
    let line = solve(&path, &format!("{frame}expression = \"1 + 10*x\"\n"), &[]);
    let difference = number(&table, "energy") / number(&line, "energy") - 1.0;
    assert!(difference.abs() < 1e-8, "{difference}");

    fs::remove_file(directory.join("v.csv")).unwrap();
    let saved = run.join("problem.toml");
    let again = tiny_solve(&[saved.to_str().expect("UTF-8"), "--json"]);
    let again: Value = serde_json::from_str(stdout(&again)).unwrap();
    assert_eq!(again["energy"], table["energy"]);
}

#[test]
fn optimizers_are_text_as_the_option_or_a_list() {
    let path = scratch("optimizers").join("well.toml");
    let frame =
        "name = \"well\"\n[domain]\nfrom = 0\nto = 1\n[potential]\nexpression = \"0\"\n[solve]\n";
    for optimizer in ["\"adam,lbfgs\"", "[\"adam\", \"lbfgs\"]"] {
        fs::write(&path, format!("{frame}optimizer = {optimizer}\n")).unwrap();
        let output = tiny_solve(&[path.to_str().unwrap(), "--json"]);
        let report: Value = serde_json::from_str(stdout(&output)).expect("JSON");
        assert_eq!(report["optimizer"], serde_json::json!(["adam", "lbfgs"]));
    }
}

#[test]
fn the_summary_names_the_units() {
    let path = scratch("named").join("box.toml");
    let text = "name = \"box\"\n[domain]\nfrom = 0\nto = 10\n[potential]\nexpression = \"0\"\n\
                [units]\nlength = \"nm\"\nenergy = \"meV\"\nmass = \"electron\"\n";
    fs::write(&path, text).unwrap();
    let output = tiny_solve(&[path.to_str().expect("UTF-8")]);
    for part in ["3.760301", " meV ", "x (nm)"] {
        assert!(
            stdout(&output).contains(part),
            "no '{part}' in:\n{}",
            stdout(&output)
        );
    }
}

#[test]
fn a_smooth_potential_has_a_reference_with_two_scales_of_error() {
    let path = scratch("smooth").join("oscillator.toml");
    // Shifted such that the ground state lies at zero, where a relative error is nothing.
    for (shift, ground) in [(0.0, 1.0), (1.0, 0.0)] {
        let text = format!(
            "name = \"oscillator\"\n[domain]\nfrom = -8\nto = 8\n[potential]\n\
             expression = \"x^2 - {shift}\"\n"
        );
        let report = solve(&path, &text, &[]);
        let reference = number(&report, "reference_energy");
        assert!((reference - ground).abs() < 1e-11, "{reference}");
        assert!(number(&report, "reference_error_estimate") < 1e-10);
        // The levels of the oscillator are 2 apart.
        let expected = (number(&report, "energy") - ground).abs() / 2.0;
        let error = number(&report, "energy_spacing_error");
        assert!((error / expected - 1.0).abs() < 1e-6, "{error} {expected}");
    }
}

#[test]
fn a_large_energy_keeps_its_columns() {
    // Levels in proportion to the inverse square of the width: 1e14 times those of a well one wide.
    let path = scratch("large-energy").join("narrow.toml");
    let text =
        "name = \"narrow\"\n[domain]\nfrom = 0\nto = 1e-7\n[potential]\nexpression = \"0\"\n";
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    for output in [
        tiny_solve(&[path]),
        hyperwell(&["spectrum", path, "--states", "1"]),
    ] {
        let text = stdout(&output);
        let line = text
            .lines()
            .find(|line| line.contains("9.869604401"))
            .unwrap_or_default();
        let word = line
            .split_whitespace()
            .find(|word| word.starts_with("9.869604401"));
        let value: f64 = word.unwrap_or_default().parse().expect(text);
        assert!((value / 9.8696044010894e14 - 1.0).abs() < 1e-12, "{text}");
    }
}

//! `compare`: the same state by several methods.

use serde_json::Value;

use super::{assert_refused, hyperwell, stderr, stdout};

/// What `compare --json` says; the training is over at once.
pub(crate) fn compare(args: &[&str]) -> Value {
    let tiny = ["--steps", "20", "--hidden", "4", "--points", "64"];
    let output = hyperwell(&[&["compare", "--json"], &tiny[..], args].concat());
    serde_json::from_str(stdout(&output))
        .unwrap_or_else(|error| panic!("{args:?}: {error}: {}", stderr(&output)))
}

/// The row of the method whose name begins with `name`.
pub(crate) fn row<'a>(report: &'a Value, name: &str) -> &'a Value {
    let rows = report["methods"].as_array().expect("rows");
    rows.iter()
        .find(|row| {
            row["method"]
                .as_str()
                .is_some_and(|method| method.starts_with(name))
        })
        .unwrap_or_else(|| panic!("no {name} in {report}"))
}

pub(crate) fn number(value: &Value, field: &str) -> f64 {
    value[field]
        .as_f64()
        .unwrap_or_else(|| panic!("no {field} in {value}"))
}

#[test]
fn every_method_finds_the_finite_well() {
    let report = compare(&["finite-well"]);
    assert_eq!(report["reference"], "exact matching");
    let exact = number(&report, "reference_energy");
    assert!((exact - 1.6394801885460).abs() < 1e-12);
    // The next level of this well is at 6.4419, by its tangent condition.
    let scale = number(&report, "error_scale");
    assert!((scale - 4.8024).abs() < 1e-4, "{scale}");
    // Numerov samples V, whose jump it misplaces by up to half a cell.
    for (name, allowed) in [
        ("Ritz", 1e-12),
        ("energy-Newton", 1e-8),
        ("exact", 1e-14),
        ("spectral", 1e-13),
        ("finite differences, 500", 1e-4),
        ("finite differences, 4000", 1e-6),
        ("Numerov", 1e-2),
    ] {
        let row = row(&report, name);
        let error = (number(row, "energy") - exact).abs() / scale;
        assert!(error < allowed, "{row}");
        if name != "exact" {
            assert!((error - number(row, "energy_error")).abs() < 1e-15, "{row}");
            assert!(number(row, "psi_l2_error") < 10.0 * allowed.sqrt(), "{row}");
        }
        assert!(number(row, "seconds") > 0.0);
    }
    assert_eq!(row(&report, "exact")["reference"], true);
    assert_eq!(row(&report, "exact")["psi_l2_error"], Value::Null);
    // Twenty steps train nothing, and the row says so.
    let network = row(&report, "network");
    assert!(number(network, "energy_error") > 1e-6);
    assert!(
        network["note"]
            .as_str()
            .expect("a note")
            .contains("not converged")
    );
    let verdict = report["verdict"].as_str().expect("a sentence");
    assert!(verdict.starts_with("Exact matching wins"), "{verdict}");
}

#[test]
fn a_method_that_does_not_apply_says_so() {
    let path = super::scratch("compare").join("graded.toml");
    let text = "name = \"graded\"\n[domain]\nfrom = 0\nto = 1\n[potential]\nexpression = \"x\"\n\
                [mass]\nexpression = \"1 + x\"\n";
    std::fs::write(&path, text).expect("a file");
    let report = compare(&[path.to_str().expect("UTF-8"), "--state", "1"]);
    assert_eq!(report["reference"], "spectral elements");
    for (name, note) in [
        ("exact", "does not apply: V or m varies"),
        ("Numerov", "does not apply: m varies"),
    ] {
        let row = row(&report, name);
        assert!(
            row["note"].as_str().expect("a note").contains(note),
            "{row}"
        );
        assert_eq!(row["energy_error"], Value::Null);
    }
}

#[test]
fn the_table_is_for_people() {
    let short = ["--hidden", "16,16", "--steps", "4000"];
    let output = hyperwell(&[&["compare", "barrier", "--state", "3"], short.as_slice()].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    for part in [
        "barrier, state 3",
        "method",
        "Numerov, 1000",
        "level spacing",
        "wins",
        " s\n",
    ] {
        assert!(text.contains(part), "no '{part}' in:\n{text}");
    }
    assert!(!text.contains('\x1b'));
    assert!(
        text.lines().all(|line| line.chars().count() <= 110),
        "{text}"
    );
}

#[test]
fn states_out_of_range_are_refused() {
    assert_refused(&["compare", "barrier", "--state", "100"], "from 0 to 99");
    assert_refused(&["compare", "barier"], "barrier");
}

#[test]
fn the_plot_as_svg_shows_every_method() {
    let directory = super::scratch("compare-svg");
    let path = directory.join("methods.svg");
    let svg = ["--svg", path.to_str().expect("UTF-8")];
    let report = compare(&[&["barrier"], &svg[..]].concat());
    let drawn = std::fs::read_to_string(&path).expect("a drawing");
    assert!(drawn.starts_with("<svg ") && drawn.trim_end().ends_with("</svg>"));
    let names = report["methods"].as_array().expect("rows").iter();
    let names = names.map(|row| row["method"].as_str().expect("a name"));
    for part in names.chain(["time (s)", "error of E (relative)"]) {
        assert!(drawn.contains(part), "no '{part}'");
    }

    // Before any method has begun.
    let nowhere = directory.join("missing").join("methods.svg");
    for path in [&nowhere, &directory] {
        let path = path.to_str().expect("UTF-8");
        assert_refused(&["compare", "barrier", "--svg", path], "cannot write");
    }
}

//! The gallery: every problem against the levels that are known of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::compare::{compare, number, row};
use super::{hyperwell, stderr, stdout};

fn gallery() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../gallery")
}

/// The rows of levels.csv: energies of each problem, lowest first.
fn levels() -> BTreeMap<String, Vec<f64>> {
    let text = fs::read_to_string(gallery().join("levels.csv")).expect("the levels");
    let mut levels: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let energies = levels.entry(cells[0].to_owned()).or_default();
        assert_eq!(cells[1], energies.len().to_string(), "{line}");
        energies.push(cells[2].parse().expect(line));
    }
    levels
}

fn path(name: &str) -> String {
    let path = gallery().join(format!("{name}.toml"));
    path.to_str().expect("UTF-8").to_owned()
}

/// `compare` of every state in levels.csv, with the energy and the spacing there.
fn for_each_level(check: impl Fn(&str, &Value, f64, f64)) {
    for (name, energies) in levels() {
        for (n, &energy) in energies.iter().enumerate() {
            let report = compare(&[&path(&name), "--state", &n.to_string()]);
            let gaps = energies.windows(2).map(|pair| pair[1] - pair[0]);
            let near = gaps
                .skip(n.saturating_sub(1))
                .take(if n == 0 { 1 } else { 2 });
            let spacing = near.fold(f64::INFINITY, f64::min);
            check(&format!("{name}, state {n}"), &report, energy, spacing);
        }
    }
}

#[test]
fn every_problem_has_levels() {
    let files: BTreeSet<String> = fs::read_dir(gallery())
        .expect("the gallery")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let known = levels();
    assert_eq!(files, known.keys().cloned().collect());
    assert!(files.len() >= 12);
    for (name, energies) in known {
        assert!(energies.len() >= 2, "no level spacing for {name}");
    }
}

#[test]
fn references_agree_with_what_is_known() {
    for_each_level(|name, report, energy, spacing| {
        for method in [
            report["reference"].as_str().expect("a name"),
            "Ritz",
            "spectral",
        ] {
            let found = number(row(report, method), "energy");
            let error = (found - energy).abs() / spacing;
            assert!(
                error < 1e-12,
                "{name} by {method}: {found} instead of {energy}: {error:e}"
            );
        }
    });
}

#[test]
fn finite_differences_are_off_at_their_own_order() {
    for_each_level(|name, report, energy, _| {
        let error = |method| (number(row(report, method), "energy") - energy).abs();
        let gain = error("finite differences, 500") / error("finite differences, 4000");
        // h² for an eighth of h. Where V jumps the factor of h² depends on where in
        // its cell the jump lies, which is another place on the other grid.
        let smooth = ["asymmetric", "gaas", "stark", "kronig", "table"]
            .iter()
            .all(|jump| !name.contains(jump));
        let allowed = if smooth { 1.01 } else { 6.0 };
        assert!((gain / 64.0).max(64.0 / gain) < allowed, "{name}: {gain}");
    });
}

#[test]
fn one_well_has_the_same_levels_in_all_units() {
    // CODATA 2018, as in the files.
    let hartree = 27.211_386_245_988e3;
    let kinetic = 0.5 * hartree * 0.052_917_721_090_3_f64.powi(2);
    for state in ["0", "1"] {
        let energy = |name: &str, unit: f64| {
            let report = compare(&[&path(name), "--state", state]);
            number(&report, "reference_energy") * unit
        };
        let told = energy("gaas-well", 1.0);
        for (name, unit) in [("gaas-well-atomic", hartree), ("gaas-well-plain", kinetic)] {
            let same = energy(name, unit);
            assert!(
                (same / told - 1.0).abs() < 1e-12,
                "{name}: {same} meV, not {told}"
            );
        }
    }
}

#[test]
fn a_short_training_finds_the_ground_state() {
    for name in ["linear-wall", "stark-well"] {
        let options = ["--json", "--hidden", "24,24,24", "--steps", "8000"];
        let output = hyperwell(&[&["solve", &path(name)], &options[..]].concat());
        let report: Value = serde_json::from_str(stdout(&output)).expect("JSON");
        assert_eq!(report["nodes"], 0, "{name}: {}", stderr(&output));
        let error = (number(&report, "energy") - levels()[name][0]).abs();
        let spacing = levels()[name][1] - levels()[name][0];
        println!("{name} {} {}", error / spacing, report["seconds"]);
        assert!(error < 1e-4 * spacing, "{name}: {report}");
    }
}

//! `problem`: its list and its TOML.

use std::fs;

use serde_json::Value;

use super::{hyperwell, scratch, stdout, tiny_solve};

#[test]
fn problem_lists_the_built_in_problems() {
    let output = hyperwell(&["problem"]);
    assert_eq!(
        stdout(&output),
        "\
name           domain    V(x)                                      E₀
infinite-well  [0, 1]    0                                         9.8696044010894
finite-well    [-3, 3]   20 to x = -1, 0 to x = 1, 20 to x = 3     1.6394801885460
barrier        [0, 1]    0 to x = 0.4, 50 to x = 0.6, 0 to x = 1   25.0596862901580
"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn problem_prints_toml_that_can_be_solved() {
    let output = hyperwell(&["problem", "finite-well"]);
    assert_eq!(
        stdout(&output),
        "\
name = \"finite-well\"

[domain]
from = -3.0
to = 3.0

[potential]
pieces = [
  { to = -1.0, value = 20.0 },
  { to = 1.0, value = 0.0 },
  { value = 20.0 },
]
"
    );
    for name in ["infinite-well", "finite-well", "barrier"] {
        let path = scratch(name).join("copy.toml");
        fs::write(&path, hyperwell(&["problem", name]).stdout).unwrap();
        let energy = |problem: &str| {
            let report: Value =
                serde_json::from_str(stdout(&tiny_solve(&[problem, "--json"]))).unwrap();
            report["energy"].as_f64().unwrap().to_bits()
        };
        assert_eq!(energy(path.to_str().unwrap()), energy(name), "{name}");
    }
}

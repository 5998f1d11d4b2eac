//! `explain`: derivatives operation by operation.

use serde_json::Value;

use super::{assert_refused, hyperwell, stderr, stdout};

fn explained(expression: &str, at: &str) -> Value {
    let output = hyperwell(&["explain", expression, "--at", at, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(stdout(&output)).expect("JSON")
}

#[test]
fn explain_shows_each_step_with_its_derivatives_and_differences() {
    let output = hyperwell(&["explain", "tanh(2*x)^2", "--at", "0.3"]);
    // The last digits of differences depend on the system's tanh.
    let lines = stdout(&output).lines();
    let (differences, exact): (Vec<&str>, Vec<&str>) =
        lines.partition(|line| line.starts_with("  differences"));
    assert_eq!(differences.len(), 3);
    assert!(differences[1].contains("1.4231555") && differences[1].contains("-3.057220"));
    assert_eq!(
        exact.join("\n") + "\n",
        "\
tanh(2*x)^2 at x = 0.3

step            value                first derivative     second derivative
x               0.3                  1                    0
v1 = 2*x        0.6                  2                    0
v2 = tanh(v1)   0.537049566998       1.423155525174       -3.057220234263
  f', f''                            0.7115777625872      -0.7643050585658
v3 = v2^2       0.2884222374128      1.528610117132       0.7669856916117
  f', f''                            1.074099133996       2

u and v stand for the operands, u' and u'' for their derivatives in the lines above:

  x        x' = 1                  x'' = 0
  u*v      u' v + u v'             u'' v + 2 u' v' + u v''
  f(u)     f'(u) u'                f''(u) u'² + f'(u) u''

Differences: (u(x + h) - u(x - h))/2h with h = 7.6e-6 and
             (u(x + h) - 2u(x) + u(x - h))/h² with h = 1.2e-4.
"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn explain_json_agrees_with_the_closed_form() {
    let report = explained("tanh(2*x)^2", "0.3");
    let t = 0.6_f64.tanh();
    let s = 1.0 - t * t;
    // (t²)' = 4ts and (t²)'' = 8s² − 16t²s for t = tanh 2x, s = 1 − t².
    for (part, exact) in [
        ("value", t * t),
        ("first", 4.0 * t * s),
        ("second", 8.0 * s * s - 16.0 * t * t * s),
    ] {
        let got = report[part].as_f64().unwrap();
        assert!((got - exact).abs() < 1e-14, "{part}: {got} {exact}");
    }
    assert_eq!(report["steps"][3]["operation"], "v2^2");
    assert_eq!(report["steps"][3]["second"], report["second"]);
    assert_eq!(report["steps"][1]["outer_first"], Value::Null);
}

#[test]
fn explain_takes_an_expression_that_begins_with_a_sign() {
    assert_eq!(explained("-x^2", "-3")["first"], 6.0);
}

#[test]
fn explain_says_where_an_expression_is_wrong() {
    let refused = |expression: &str, at: &str, part: &str| {
        assert_refused(&["explain", expression, "--at", at], part);
    };
    refused(
        "2*foo(x)",
        "1",
        "at character 3 of the expression: unknown name 'foo'",
    );
    refused("2*(x", "1", "at character 5 of the expression");
    refused("", "1", "at character 1 of the expression");
    refused(
        "sqrt(x - 1)",
        "0",
        "sqrt(v1) has no finite value: there v1 = x - 1 = -1",
    );
    refused("abs(x)", "0", "abs(x) has a kink");
    refused("x", "nan", "expected a finite number");
    refused("x", "1e999", "expected a finite number");
}

#[test]
fn explain_warns_where_differences_tell_something_else() {
    // √x⁴ = x² has the second derivative 2 at 0; the chain rule meets ∞·0 there.
    let output = hyperwell(&["explain", "sqrt(x^4)", "--at", "0"]);
    assert!(stderr(&output).starts_with("warning: v2 = sqrt(v1) is far from"));
    assert_eq!(output.status.code(), Some(0));
    let quiet = hyperwell(&["explain", "exp(x)", "--at", "5"]);
    assert_eq!(stderr(&quiet), "");
}

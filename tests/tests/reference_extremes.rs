//! References on problems that nobody means: an answer or an error, soon, and never a panic.

use hyperwell::{
    Curve, Piecewise, Problem,
    reference::{OnGrid, ReferenceState, best, exact, finite_difference, numerov},
};
use proptest::prelude::*;

/// Sizes from one end of what is accepted to the other, near the edge as well as at it.
fn size() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -3.0..3.0_f64,
        1 => -30.0..30.0_f64,
        1 => prop::sample::select(vec![-29.9, 29.9]),
    ]
    .prop_map(|exponent| 10_f64.powf(exponent))
}

fn value() -> impl Strategy<Value = f64> {
    (size(), prop::sample::select(vec![-1.0, 0.0, 1.0])).prop_map(|(size, sign)| sign * size)
}

fn curve() -> impl Strategy<Value = Curve> {
    prop_oneof![
        value().prop_map(Curve::Constant),
        (value(), value()).prop_map(|(a, b)| Curve::function(move |x| a * (b * x).cos())),
        (value(), 0.0..1.0_f64).prop_map(|(a, b)| Curve::function(move |x| a / (x - b))),
    ]
}

fn finite(state: &ReferenceState, problem: &Problem) -> Result<(), TestCaseError> {
    prop_assert!(state.energy().is_finite());
    for i in 0..=20 {
        let x = problem.from() + problem.width() * f64::from(i) / 20.0;
        prop_assert!(
            !state.psi(x).0.is_nan(),
            "ψ({x}) of state {} is {}",
            state.n(),
            state.psi(x).0
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_accepted_problem_has_an_answer_or_an_error(
        width in size(),
        cuts in prop::collection::vec(0.0..1.0_f64, 0..4),
        curves in prop::collection::vec(curve(), 5),
        masses in prop::collection::vec(size(), 5),
        varying_mass: bool,
    ) {
        let mut edges: Vec<f64> = cuts.iter().map(|t| t * width).collect();
        edges.sort_by(f64::total_cmp);
        edges.push(width);
        let potential = Piecewise::from_pieces(0.0, edges.iter().copied().zip(curves));
        let masses = edges.iter().copied().zip(masses.into_iter().map(Curve::Constant));
        let (Ok(potential), Ok(mass)) = (potential, Piecewise::from_pieces(0.0, masses)) else { return Ok(()) };
        let mut problem = Problem::new("extreme", potential);
        if varying_mass {
            let Ok(with) = problem.with_mass(mass) else { return Ok(()) };
            problem = with;
        }
        for n in [0, 1, 40] {
            if let Ok(state) = exact(&problem, n) {
                finite(&state, &problem)?;
            }
        }
        for states in [
            best(&problem, 3),
            finite_difference(&problem, 3, 50, OnGrid::Averaged),
            finite_difference(&problem, 3, 50, OnGrid::Sampled),
            numerov(&problem, 3, 50),
        ] {
            for state in states.into_iter().flatten() {
                finite(&state, &problem)?;
            }
        }
    }
}

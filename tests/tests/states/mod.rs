//! What any eigenstate satisfies, whichever method found it.

use hyperwell::{Problem, quadrature::PiecewiseRule, reference::ReferenceState};
use proptest::prelude::*;

/// Norm, nodes, walls, continuity of ψ and ψ′/m, and ⟨ψ, Hψ⟩ = E in weak form.
///
/// `noise` is the size below which ψ, relative to its largest value, may be rounding.
pub(crate) fn check(
    problem: &Problem,
    state: &ReferenceState,
    noise: f64,
) -> Result<(), TestCaseError> {
    let rule = PiecewiseRule::gauss_legendre(problem, 60 + 2 * state.n()).expect("points");
    let (v, m) = (
        rule.sample(problem.potential()),
        rule.sample(problem.mass()),
    );
    let (mut norm, mut energy, mut size) = (0.0, 0.0, 0.0);
    for (i, (&x, &w)) in rule.points().iter().zip(rule.weights()).enumerate() {
        let (psi, slope, _) = state.psi(x);
        norm += w * psi * psi;
        energy += w * (slope * slope / m[i] + v[i] * psi * psi);
        size += w * (slope * slope / m[i] + v[i].abs() * psi * psi);
    }
    prop_assert!((norm - 1.0).abs() < 1e-11, "norm {norm}");
    prop_assert!(
        (energy - state.energy()).abs() < 1e-11 * size,
        "⟨H⟩ = {energy}, E = {}",
        state.energy()
    );
    let largest = rule
        .points()
        .iter()
        .map(|&x| state.psi(x).0.abs())
        .fold(0.0, f64::max);
    let steepest = rule
        .points()
        .iter()
        .map(|&x| state.psi(x).1.abs())
        .fold(0.0, f64::max);
    for wall in [problem.from(), problem.to()] {
        prop_assert!(
            state.psi(wall).0.abs() < 1e-13 * largest,
            "ψ({wall}) = {}",
            state.psi(wall).0
        );
    }
    for x in problem.breakpoints() {
        let h = 1e-9 * problem.width();
        let ((a, da, _), (b, db, _)) = (state.psi(x - h), state.psi(x + h));
        let (ma, mb) = (problem.mass().value(x - h), problem.mass().value(x + h));
        let force = |x: f64| problem.potential().value(x) - state.energy();
        let psi_jump = b - a - h * (da + db);
        let flux_jump = db / mb - da / ma - h * (force(x - h) * a + force(x + h) * b);
        prop_assert!(
            psi_jump.abs() < noise.max(1e-12) * largest,
            "ψ jumps by {psi_jump} at {x}"
        );
        prop_assert!(
            flux_jump.abs() < 10.0 * noise.max(1e-12) * steepest / ma.min(mb),
            "ψ′/m jumps by {flux_jump} at {x}"
        );
    }
    let signs = rule
        .points()
        .iter()
        .map(|&x| state.psi(x).0)
        .filter(|psi| psi.abs() > noise * largest)
        .map(|psi| psi > 0.0);
    let signs: Vec<bool> = signs.collect();
    prop_assert!(signs[0], "the first lobe is negative");
    prop_assert_eq!(signs.windows(2).filter(|s| s[0] != s[1]).count(), state.n());
    Ok(())
}

//! Bounds of levels: they hold the exact level, and they are as narrow as the theory says.

use hyperwell::bounds::{Level, bounds};

/// Rayleigh–Ritz values and residuals of H = diag(`exact`) in the span of the first unit vectors, each tilted by `tilt`
/// towards the last.
fn tilted(exact: &[f64], tilt: f64) -> Vec<Level> {
    let last = exact[exact.len() - 1];
    // One tilted vector at a time: (e_k + tilt e_last)/√(1 + tilt²).
    let level = |&energy: &f64| {
        let part = tilt * tilt / (1.0 + tilt * tilt);
        let rho = energy + (last - energy) * part;
        let square = part * (1.0 - part) * (last - energy).powi(2);
        Level {
            energy: rho,
            residual: square.sqrt(),
            rounding: 0.0,
        }
    };
    exact[..exact.len() - 1].iter().map(level).collect()
}

#[test]
fn the_ground_state_is_bracketed_whatever_the_trial_function() {
    let exact = [1.0, 2.0, 5.0, 9.0];
    for tilt in [0.2, 0.05, 1e-2, 1e-4, 1e-6] {
        let bound = bounds(&tilted(&exact, tilt))[0];
        assert!(
            bound.lower <= 1.0 && 1.0 <= bound.upper,
            "tilt {tilt}: {bound:?}"
        );
    }
}

#[test]
fn the_width_falls_with_the_square_of_the_error() {
    let exact = [1.0, 2.0, 5.0, 9.0];
    let width = |tilt| bounds(&tilted(&exact, tilt))[0].width;
    let ratio = width(1e-3) / width(1e-4);
    assert!((ratio / 100.0 - 1.0).abs() < 0.05, "{ratio}");
}

#[test]
fn a_cluster_is_bounded_by_the_level_after_it() {
    let split = 1e-9;
    let levels = [(1.0, 1e-6), (1.0 + split, 1e-6), (3.0, 1e-6)];
    let levels = levels.map(|(energy, residual)| Level {
        energy,
        residual,
        rounding: 0.0,
    });
    let bound = bounds(&levels)[0];
    // Two squares of 1e-6 over a gap of 2, where the pair's own splitting would give nothing better than 1e-6.
    assert!((bound.width / 1e-12 - 1.0).abs() < 1e-5, "{bound:?}");
}

#[test]
fn the_last_level_has_weinsteins_bound_and_rounding_widens_all() {
    let level = Level {
        energy: 4.0,
        residual: 0.25,
        rounding: 0.125,
    };
    let bound = bounds(&[level])[0];
    assert_eq!((bound.lower, bound.upper), (3.625, 4.125));
}

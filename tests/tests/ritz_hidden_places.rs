//! Spectra where V or m varies within a thousandth of the domain, or is not smooth: what is converged must be right, and bounds must hold.
//!
//! Levels "by shooting" come from power series in cells, matched by transfer matrices and counted by Sturm's theorem, in quadruple
//! precision; those of square wells from their transcendental equation to 60 digits.

use hyperwell::ritz::{Spectrum, SpectrumSettings};
use hyperwell::{Curve, Piecewise, Problem};

fn function(from: f64, to: f64, v: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Piecewise {
    Piecewise::function(from, to, v).expect("finite values")
}

fn spectrum(problem: &Problem, states: usize) -> Spectrum {
    let settings = SpectrumSettings {
        states,
        ..Default::default()
    };
    Spectrum::solve(problem, &settings).expect("a problem in range")
}

/// Every level inside its bounds, and what is called converged right to 1e-9 of the larger of |E| and the distance to the neighbour.
fn honest(spectrum: &Spectrum, exact: &[f64]) {
    for (n, (state, &level)) in spectrum.states().iter().zip(exact).enumerate() {
        let (lower, upper) = (state.energy_lower(), state.energy_upper());
        assert!(
            lower <= level && level <= upper,
            "state {n}: {level} is not between {lower} and {upper}"
        );
        let neighbour = exact[if n > 0 { n - 1 } else { 1 }];
        let scale = level.abs().max((neighbour - level).abs());
        let error = (state.energy() - level).abs() / scale;
        assert!(!state.converged() || error < 1e-9, "state {n}: {error:e}");
    }
}

#[test]
fn a_spike_that_a_coarse_look_at_the_mirror_image_misses() {
    // By shooting. The oscillator alone is symmetric, with E = 0.7071067811865476 for its lowest state.
    let well = |x: f64| 0.5 * x * x - 1e5 * (-((x + 2.3456) / 0.001).powi(2)).exp();
    let found = spectrum(&Problem::new("spike", function(-8.0, 8.0, well)), 3);
    let exact = [-6900.28219234698, 0.7353741362654694, 2.292402360120876];
    honest(&found, &exact);
    assert!(found.converged());
}

#[test]
fn a_narrow_bump_of_the_mass() {
    // By shooting.
    let bump = function(-5.0, 5.0, |x| {
        1.0 + 20.0 * (-((x - 0.4) / 0.01).powi(2)).exp()
    });
    let problem = Problem::new("bump", function(-5.0, 5.0, |x| x * x));
    let problem = problem.with_mass(bump).expect("a positive mass");
    let found = spectrum(&problem, 3);
    honest(
        &found,
        &[0.9740562324010508, 2.765976545476915, 4.736063652722987],
    );
    assert!(found.converged());
}

#[test]
fn a_rule_that_integrates_a_rounded_or_singular_potential_badly_widens_the_bounds() {
    // By shooting.
    let rounded = |x: f64| ((x - 0.377).powi(2) + 1e-8).sqrt();
    let found = spectrum(&Problem::new("rounded", function(-8.0, 8.0, rounded)), 3);
    honest(
        &found,
        &[1.018793021869286, 2.3381074297091815, 3.248198309977315],
    );
    let half = |from: f64, to: f64| function(from, to, |x| x.abs().sqrt());
    let (left, right) = (half(-20.0, 0.0), half(0.0, 20.0));
    let halves: Vec<(f64, Curve)> = vec![
        (0.0, left.curves()[0].clone()),
        (20.0, right.curves()[0].clone()),
    ];
    let v = Piecewise::from_pieces(-20.0, halves).expect("finite values");
    let found = spectrum(&Problem::new("root", v), 3);
    honest(
        &found,
        &[1.0596173675513785, 1.8333936097781327, 2.210015241626833],
    );
}

#[test]
fn a_narrow_deep_well_is_as_wide_as_its_edges_say() {
    // Its width is known to 16 digits in x − a and to 13 in x: matching with 60 digits.
    let layers = [(-0.005, 0.0), (0.005, -1e6), (11.0, 0.0)];
    let layers = layers.map(|(to, value)| (to, Curve::Constant(value)));
    let v = Piecewise::from_pieces(-9.0, layers).expect("finite layers");
    let found = spectrum(&Problem::new("narrow", v), 6);
    honest(
        &found,
        &[
            -931_728.580_181_258_8,
            -730_485.545_215_152_6,
            -410_953.848_261_512_76,
            -37_130.715_707_328_57,
            0.081_664_068_235_435_39,
            0.122_024_347_233_473_75,
        ],
    );
    for (n, state) in found.states().iter().enumerate().take(4) {
        assert!(state.nodes() == n && state.converged(), "state {n}");
    }
}

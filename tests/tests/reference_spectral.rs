//! Spectral elements against closed forms, against exact matching and against their own error estimate.

use std::f64::consts::{LN_2, PI};

mod states;

use hyperwell::{
    Curve, Error, Piecewise, Problem, Table,
    quadrature::PiecewiseRule,
    reference::{ReferenceState, exact, spectral},
};
use proptest::prelude::*;

fn smooth(from: f64, to: f64, v: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Problem {
    Problem::new(
        "smooth",
        Piecewise::function(from, to, v).expect("a good potential"),
    )
}

/// Every level within 1e-13 of its scale E − min V (the levels' rounding) and within the own estimate.
fn levels(
    problem: &Problem,
    states: usize,
    floor: f64,
    energy: impl Fn(usize) -> f64,
) -> Vec<ReferenceState> {
    let found = spectral(problem, states).expect("a spectrum");
    assert_eq!(found.len(), states);
    for (n, state) in found.iter().enumerate() {
        let error = (state.energy() - energy(n)).abs();
        let scale = (energy(n) - floor).max(energy(n).abs());
        assert_eq!(state.n(), n);
        assert!(
            error < 1e-13 * scale,
            "state {n}: {} instead of {}",
            state.energy(),
            energy(n)
        );
        assert!(
            error <= state.error_estimate(),
            "state {n}: {error:e} above {:e}",
            state.error_estimate()
        );
        assert!(
            state.error_estimate() < 1e-12 * scale.max(1.0),
            "state {n}: too pessimistic"
        );
    }
    found
}

#[test]
fn oscillator() {
    for to in [8.0, 9.0] {
        // Symmetric, and not: V = x² on the whole line has E = 2n + 1; the walls move E₉ by less than e⁻³⁰.
        let problem = smooth(-8.0, to, |x| x * x);
        let found = levels(&problem, 10, 0.0, |n| 2.0 * n as f64 + 1.0);
        for state in &found {
            states::check(&problem, state, 1e-11).unwrap();
        }
        for x in [-3.0, -0.4, 0.0, 1.7, 4.0_f64] {
            let ground = PI.powf(-0.25) * (-0.5 * x * x).exp();
            let (psi, slope, curvature) = found[0].psi(x);
            assert!((psi - ground).abs() < 1e-13, "ψ({x}) = {psi}");
            assert!((slope + x * ground).abs() < 1e-12, "ψ′({x}) = {slope}");
            assert!(
                (curvature - (x * x - 1.0) * ground).abs() < 1e-12,
                "ψ″({x}) = {curvature}"
            );
        }
    }
}

#[test]
fn morse() {
    // D(1 − e⁻ˣ)²: E = 2√D (n + ½) − (n + ½)² (P. M. Morse, Phys. Rev. 34, 57 (1929)).
    let problem = smooth(-3.0, 12.0, |x| 100.0 * (1.0 - (-x).exp()).powi(2));
    levels(&problem, 6, 0.0, |n| {
        20.0 * (n as f64 + 0.5) - (n as f64 + 0.5).powi(2)
    });
}

#[test]
fn poeschl_teller_with_negative_energies() {
    // −l(l + 1)/cosh² x with l = 4: E = −(l − n)² (G. Pöschl and E. Teller, Z. Phys. 83, 143 (1933)).
    let problem = smooth(-15.0, 15.0, |x| -20.0 / x.cosh().powi(2));
    levels(&problem, 3, -20.0, |n| -(4.0 - n as f64).powi(2));
}

#[test]
fn linear_potential_at_a_wall() {
    // V = x: E are minus the zeros of the Airy function (NIST DLMF table 9.9.1).
    let zeros = [2.338107410459767, 4.087949444130971, 5.520559828095551];
    levels(&smooth(0.0, 20.0, |x| x), 3, 0.0, |n| zeros[n]);
}

#[test]
fn hydrogen_with_its_singular_wall() {
    // −1/x, l = 0: E = −1/(4(n + 1)²); V is −∞ at the wall itself and never asked for there.
    let found = spectral(&smooth(0.0, 150.0, |x| -1.0 / x), 3).unwrap();
    for (n, state) in found.iter().enumerate() {
        let energy = -0.25 / (n as f64 + 1.0).powi(2);
        // The points closest to the wall see V = −10⁴, which sets the rounding.
        assert!(
            (state.energy() - energy).abs() < 1e-14,
            "state {n}: {}",
            state.energy()
        );
        assert!((state.energy() - energy).abs() <= state.error_estimate());
    }
    // ψ″(0) = −ψ′(0), the limit of (V − E)ψ.
    let (psi, slope, curvature) = found[0].psi(0.0);
    assert!(
        psi == 0.0 && (curvature / slope + 1.0).abs() < 1e-9,
        "{curvature} {slope}"
    );
}

#[test]
fn double_well_splitting() {
    // (x² − 5)²: from 150 oscillator functions with 30 digits (mpmath 1.3).
    let (even, odd, splitting) = (4.366423297052201, 4.366453115595089, 2.98185428880706e-5);
    let found = levels(&smooth(-5.0, 5.0, |x| (x * x - 5.0).powi(2)), 2, 0.0, |n| {
        [even, odd][n]
    });
    // Rounding of E is 1e-15 of 4.4, hence 1e-10 of the splitting.
    assert!(((found[1].energy() - found[0].energy()) / splitting - 1.0).abs() < 3e-10);
}

#[test]
fn wells_too_far_apart_to_resolve_stay_even_and_odd() {
    let found = spectral(&smooth(-10.0, 10.0, |x| (x * x - 36.0).powi(2)), 4).unwrap();
    for pair in found.chunks(2) {
        assert!((pair[1].energy() - pair[0].energy()).abs() < 1e-11);
        for x in [5.5, 6.0, 6.3] {
            assert_eq!(pair[0].psi(x).0, pair[0].psi(-x).0);
            assert_eq!(pair[1].psi(x).0, -pair[1].psi(-x).0);
            assert!((pair[0].psi(-x).0 - pair[1].psi(-x).0).abs() < 1e-9);
        }
    }
}

#[test]
fn a_mass_that_varies_smoothly() {
    // m = (1 + x)⁻² makes the equation Euler's: ψ = sin(k ln(1 + x))/√(1 + x), E = ¼ + k², k = (n + 1)π/ln 2.
    let problem = smooth(0.0, 1.0, |_| 0.0);
    let problem = problem
        .with_mass(Piecewise::function(0.0, 1.0, |x| (1.0 + x).powi(-2)).unwrap())
        .unwrap();
    let k = |n: usize| (n as f64 + 1.0) * PI / LN_2;
    let found = levels(&problem, 5, 0.0, |n| 0.25 + k(n) * k(n));
    // ∫ sin²(k ln(1 + x))/(1 + x) dx = ½ ln 2
    let norm = (2.0 / LN_2).sqrt();
    for x in [0.1, 0.35, 0.8_f64] {
        let (k, y) = (k(2), (1.0 + x).ln());
        let (sin, cos) = (k * y).sin_cos();
        let s = 1.0 + x;
        let (psi, slope, curvature) = found[2].psi(x);
        assert!((psi - norm * sin / s.sqrt()).abs() < 1e-12);
        assert!((slope - norm * (k * cos - 0.5 * sin) * s.powf(-1.5)).abs() < 1e-10);
        let exact = norm * ((0.75 - k * k) * sin - 2.0 * k * cos) * s.powf(-2.5);
        assert!(
            (curvature - exact).abs() < 1e-8 * k * k,
            "ψ″({x}) = {curvature} instead of {exact}"
        );
    }
}

#[test]
fn jumps_of_potential_and_mass_agree_with_exact_matching() {
    // 10 nm of GaAs between Al₀.₃Ga₀.₇As: 0.067 and 0.092 electron masses, a step of 230 meV; in nm, ħ²/2mₑ = 38.0998 meV nm².
    let three = |a: f64, b: f64| [(-5.0, a.into()), (5.0, b.into()), (25.0, a.into())];
    let v = Piecewise::from_pieces(-25.0, three(230.0 / 38.0998, 0.0)).unwrap();
    let mass = Piecewise::from_pieces(-25.0, three(0.092, 0.067)).unwrap();
    let quantum_well = Problem::new("GaAs", v).with_mass(mass).unwrap();
    for problem in [
        quantum_well,
        Problem::infinite_well(),
        Problem::finite_well(),
        Problem::barrier(),
    ] {
        let rule = PiecewiseRule::gauss_legendre(&problem, 50).unwrap();
        let energies: Vec<_> = (0..6)
            .map(|n| exact(&problem, n).unwrap().energy())
            .collect();
        for (n, state) in levels(&problem, 6, 0.0, |n| energies[n]).iter().enumerate() {
            states::check(&problem, state, 1e-11).unwrap();
            let psi: Vec<f64> = rule.points().iter().map(|&x| state.psi(x).0).collect();
            let distance = exact(&problem, n).unwrap().distance(&rule, &psi);
            assert!(
                distance < 1e-11,
                "{} {n}: ψ is off by {distance:e}",
                problem.name()
            );
        }
    }
}

#[test]
fn knots_of_a_table_are_resolved() {
    let x = [-4.0, -2.5, -1.0, 0.0, 0.75, 2.0, 4.0];
    let y = [9.0, 2.0, -3.0, 1.0, -2.0, 0.5, 7.0];
    let table = Table::new(x.to_vec(), y.to_vec()).unwrap();
    let lines = (1..x.len()).map(|i| {
        let (x0, y0, slope) = (x[i], y[i], (y[i] - y[i - 1]) / (x[i] - x[i - 1]));
        (x[i], Curve::function(move |x| y0 + slope * (x - x0)))
    });
    let cut = Problem::new("lines", Piecewise::from_pieces(-4.0, lines).unwrap());
    let whole = Problem::new(
        "table",
        Piecewise::from_pieces(-4.0, [(4.0, table.into())]).unwrap(),
    );
    for (a, b) in spectral(&cut, 6)
        .unwrap()
        .iter()
        .zip(spectral(&whole, 6).unwrap())
    {
        let error = (a.energy() - b.energy()).abs();
        assert!(
            error < 1e-11 && error <= a.error_estimate() + b.error_estimate(),
            "{} {}",
            a.energy(),
            b.energy()
        );
    }
}

#[test]
fn a_kink_that_nobody_announced_is_closed_in_on() {
    // |x| shifted off the centre of its domain; E₀ is minus the first zero of Ai′, E₁ of Ai (NIST DLMF table 9.9.1).
    let found = spectral(&smooth(-16.0, 16.6, |x: f64| x.abs()), 2).unwrap();
    for (state, energy) in found.iter().zip([1.018792971647471, 2.338107410459767]) {
        let error = (state.energy() - energy).abs();
        // Walls at 16 move E₁ by e⁻⁶⁰; the estimate is the last change, of the order of the error itself here.
        assert!(
            error < 1e-8 && error <= 3.0 * state.error_estimate(),
            "{error:e} {:e}",
            state.error_estimate()
        );
    }
}

#[test]
fn bad_values_between_the_checked_places_are_found() {
    let hole = |x: f64| {
        if (0.505..0.525).contains(&x) {
            f64::NAN
        } else {
            0.0
        }
    };
    assert!(matches!(
        spectral(&smooth(0.0, 1.0, hole), 1),
        Err(Error::Value { .. })
    ));
    assert!(spectral(&Problem::barrier(), 0).unwrap().is_empty());
    assert!(matches!(
        spectral(&Problem::barrier(), 100_000),
        Err(Error::NotResolved { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn polynomial_wells_with_jumps_have_orthonormal_states_with_n_nodes(
        c in prop::array::uniform4(-20.0..20.0_f64),
        (step, place, mass) in (-30.0..30.0_f64, -0.8..0.8_f64, 0.2..3.0_f64),
    ) {
        let bend = move |x: f64| c[0] * x + c[1] * x * x + c[2] * x.powi(3) + c[3] * (3.0 * x).cos();
        let v = [(place, Curve::function(bend)), (1.0, Curve::function(move |x| bend(x) + step))];
        let m = [(place, Curve::Constant(1.0)), (1.0, Curve::function(move |x| mass + 0.1 * x))];
        let problem = Problem::new("bent", Piecewise::from_pieces(-1.0, v).unwrap());
        let problem = problem.with_mass(Piecewise::from_pieces(-1.0, m).unwrap()).unwrap();
        let found = spectral(&problem, 4).unwrap();
        let rule = PiecewiseRule::gauss_legendre(&problem, 60).unwrap();
        for (i, a) in found.iter().enumerate() {
            states::check(&problem, a, 1e-10)?;
            for b in &found[..i] {
                prop_assert!(b.energy() < a.energy());
                let overlap = rule.integrate(|x| a.psi(x).0 * b.psi(x).0);
                prop_assert!(overlap.abs() < 1e-11, "overlap {overlap:e}");
            }
        }
    }
}

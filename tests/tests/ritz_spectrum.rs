//! Spectra by Rayleigh and Ritz against closed forms and exact matching.

use std::f64::consts::PI;

use hyperwell::quadrature::PiecewiseRule;
use hyperwell::ritz::{Features, Spectrum, SpectrumSettings};
use hyperwell::{Curve, Piecewise, Problem, Table, reference};

fn spectrum(problem: &Problem, states: usize, seed: u64) -> Spectrum {
    let settings = SpectrumSettings {
        states,
        seed,
        ..Default::default()
    };
    Spectrum::solve(problem, &settings).expect("a problem in range")
}

fn function(from: f64, to: f64, v: impl Fn(f64) -> f64 + Send + Sync + 'static) -> Problem {
    Problem::new(
        "function",
        Piecewise::function(from, to, v).expect("finite values"),
    )
}

fn layers(from: f64, layers: &[(f64, f64)]) -> Piecewise {
    let curves = layers
        .iter()
        .map(|&(to, value)| (to, Curve::Constant(value)));
    Piecewise::from_pieces(from, curves).expect("finite layers")
}

/// Every state converged, with its nodes, within `tolerance` of `exact`, inside bounds at most 1e-8 wide; all relative to
/// the larger of |E| and the distance to the neighbour level.
fn check(name: &str, spectrum: &Spectrum, exact: &[f64], tolerance: f64) {
    assert!(spectrum.converged(), "{name} has not converged");
    for (n, state) in spectrum.states().iter().enumerate() {
        let neighbour = if n + 1 < exact.len() { n + 1 } else { n - 1 };
        let scale = exact[n].abs().max((exact[neighbour] - exact[n]).abs());
        let error = (state.energy() - exact[n]).abs() / scale;
        assert!(error <= tolerance, "{name}, state {n}: error {error:e}");
        assert_eq!(state.nodes(), n, "{name}, state {n}");
        let (lower, upper) = (state.energy_lower(), state.energy_upper());
        assert!(
            lower <= exact[n] && exact[n] <= upper,
            "{name}, state {n}: {lower} {upper}"
        );
        assert!(upper - lower <= 1e-8 * scale, "{name}, state {n}");
    }
}

#[test]
fn ten_states_of_the_infinite_well() {
    let exact: Vec<f64> = (1..=10).map(|n| (f64::from(n) * PI).powi(2)).collect();
    for seed in 0..3 {
        let spectrum = spectrum(&Problem::infinite_well(), 10, seed);
        check("infinite-well", &spectrum, &exact, 1e-13);
        for (n, state) in spectrum.states().iter().enumerate() {
            let k = (n + 1) as f64 * PI;
            for i in 0..50 {
                let x = (f64::from(i) + 0.37) / 50.0;
                let error = state.psi(x)[0] - 2.0_f64.sqrt() * (k * x).sin();
                // ψ to 1e-10 in the mean; at a point three times that.
                assert!(error.abs() < 3e-10, "state {n} at {x}: {error:e}");
            }
        }
    }
}

#[test]
fn ten_states_of_the_oscillator_wherever_its_energies_begin() {
    let settings = SpectrumSettings {
        seed: 3,
        ..Default::default()
    };
    for (offset, tolerance) in [(0.0, 1e-13), (-1.0, 1e-13), (-1000.0, 1e-13)] {
        let problem = function(-8.0, 8.0, move |x| x * x + offset);
        let exact: Vec<f64> = (0..10).map(|n| 2.0 * f64::from(n) + 1.0 + offset).collect();
        for features in [Features::Tanh, Features::Gaussian] {
            let settings = SpectrumSettings {
                features,
                ..settings.clone()
            };
            let spectrum = Spectrum::solve(&problem, &settings).unwrap();
            check("oscillator", &spectrum, &exact, tolerance);
        }
    }
}

#[test]
fn layered_wells_agree_with_exact_matching_in_energy_and_psi() {
    let masses = layers(-20.0, &[(-5.0, 0.092), (5.0, 0.067), (20.0, 0.092)]);
    let semiconductor = Problem::new(
        "GaAs",
        layers(-20.0, &[(-5.0, 6.04), (5.0, 0.0), (20.0, 6.04)]),
    );
    let problems = [
        (Problem::finite_well(), 3, 1e-9),
        (Problem::barrier(), 5, 1e-9),
        (semiconductor.with_mass(masses).unwrap(), 6, 1e-9),
    ];
    for (problem, states, psi) in problems {
        let references: Vec<_> = (0..states)
            .map(|n| reference::exact(&problem, n).unwrap())
            .collect();
        let exact: Vec<f64> = references.iter().map(|state| state.energy()).collect();
        let spectrum = spectrum(&problem, states, 1);
        check(problem.name(), &spectrum, &exact, 1e-12);
        let rule = PiecewiseRule::gauss_legendre(&problem, 60).unwrap();
        for (state, reference) in spectrum.states().iter().zip(&references) {
            let values: Vec<f64> = rule.points().iter().map(|&x| state.psi(x)[0]).collect();
            let distance = reference.distance(&rule, &values);
            assert!(
                distance < psi,
                "{} {}: {distance:e}",
                problem.name(),
                state.n()
            );
        }
    }
}

#[test]
fn a_near_degenerate_pair_keeps_its_splitting() {
    let problem = function(-5.0, 5.0, |x| (x * x - 5.0).powi(2));
    let spectrum = spectrum(&problem, 10, 0);
    assert!(spectrum.converged());
    let states = spectrum.states();
    let splitting = states[1].energy() - states[0].energy();
    // 4.36642329705220085… and 4.36645311559508892… are the zeros in E of ψ(5), ψ the even and the odd solution as Taylor series
    // about 0, (k + 2)(k + 1) c_{k+2} = (25 − E) c_k − 10 c_{k−2} + c_{k−4}, in 80 digits; published is 2.98185e-5.
    let exact = 2.981_854_288_807_061_5e-5;
    // Rounding of E, 1e-15 of 4.4, is 2e-10 of the splitting.
    assert!((splitting / exact - 1.0).abs() < 1e-8, "{splitting:e}");
    assert_eq!((states[0].nodes(), states[1].nodes()), (0, 1));
}

#[test]
fn a_table_of_a_straight_line_has_the_zeros_of_airys_function() {
    // DLMF 9.9, table 9.9.1
    let exact = [
        2.338_107_410_459_767,
        4.087_949_444_130_97,
        5.520_559_828_095_551,
    ];
    let rows: Vec<f64> = (0..=50).map(|i| 0.6 * f64::from(i)).collect();
    let table = Table::new(rows.clone(), rows).unwrap();
    let potential = Piecewise::from_pieces(0.0, [(30.0, table.into())]).unwrap();
    let spectrum = spectrum(&Problem::new("line", potential), 3, 0);
    check("line", &spectrum, &exact, 1e-13);
}

#[test]
fn a_narrow_well_in_a_wide_domain_is_found() {
    // −λ(λ+1)/(s cosh(x/s))², λ = 3, has levels −9/s², −4/s², −1/s² (Pöschl and Teller, Z. Phys. 83, 143 (1933)).
    let s = 0.04;
    let problem = function(-10.0, 10.0, move |x| -12.0 / (s * (x / s).cosh()).powi(2));
    let spectrum = spectrum(&problem, 3, 0);
    for (state, exact) in spectrum.states().iter().zip([-5625.0, -2500.0, -625.0]) {
        assert!(state.converged());
        assert!(
            (state.energy() / exact - 1.0).abs() < 1e-11,
            "{}",
            state.energy()
        );
    }
}

#[test]
fn a_jump_that_was_not_declared_is_not_called_converged() {
    let problem = function(-4.0, 4.0, |x| if x > 0.3 { 20.0 } else { 0.0 });
    assert!(!spectrum(&problem, 4, 0).converged());
}

#[test]
fn derivatives_of_psi_and_the_flux_at_a_mass_jump() {
    let masses = layers(-1.0, &[(0.2, 1.0), (1.0, 3.0)]);
    let problem = Problem::new("step", layers(-1.0, &[(0.2, 0.0), (1.0, 5.0)]));
    let problem = problem.with_mass(masses).unwrap();
    let spectrum = spectrum(&problem, 2, 0);
    let state = &spectrum.states()[1];
    let h = 1e-5;
    for x in [-0.7, 0.0, 0.55] {
        let [psi, slope, curvature] = state.psi(x);
        let (left, right) = (state.psi(x - h)[0], state.psi(x + h)[0]);
        // Central differences: h² of the third derivative, and rounding over h² for the second.
        assert!((slope - (right - left) / (2.0 * h)).abs() < 1e-7);
        assert!((curvature - (right - 2.0 * psi + left) / (h * h)).abs() < 1e-3);
    }
    let (left, right) = (state.psi(0.2 - 1e-12), state.psi(0.2));
    assert!((left[0] - right[0]).abs() < 1e-9);
    assert!((left[1] / 1.0 - right[1] / 3.0).abs() < 1e-8);
    assert_eq!(state.psi(1.5), [0.0; 3]);
}

#[test]
fn a_seed_names_the_run() {
    let problem = Problem::finite_well();
    let energies = |seed| {
        let spectrum = spectrum(&problem, 3, seed);
        spectrum
            .states()
            .iter()
            .map(|s| s.energy().to_bits())
            .collect::<Vec<_>>()
    };
    assert_eq!(energies(5), energies(5));
    assert_ne!(energies(5), energies(6));
}

#[test]
fn settings_out_of_range_are_named() {
    let solve = |states, tolerance| {
        let settings = SpectrumSettings {
            states,
            tolerance,
            ..Default::default()
        };
        Spectrum::solve(&Problem::barrier(), &settings)
            .map(|_| ())
            .unwrap_err()
            .to_string()
    };
    assert!(solve(0, 1e-9).contains("states"));
    assert!(solve(201, 1e-9).contains("states"));
    assert!(solve(1, f64::NAN).contains("tolerance"));
    assert!(solve(1, 0.0).contains("tolerance"));
}

#[test]
fn levels_that_no_digit_tells_apart_keep_their_parity() {
    // Each pair of the double well splits by less than 1e-16 of its energy; the six wells have pairs at 1e-15.
    let double = layers(-3.0, &[(-0.5, 0.0), (0.5, 5000.0), (3.0, 0.0)]);
    let wells: Vec<(f64, f64)> = (0..11)
        .map(|i| match i % 2 {
            0 => (f64::from(i / 2) + 0.8, 0.0),
            _ => (f64::from(i / 2) + 1.0, 3000.0),
        })
        .collect();
    for (name, potential) in [("double", double), ("six", layers(0.0, &wells))] {
        let problem = Problem::new(name, potential);
        let middle = 0.5 * (problem.from() + problem.to());
        let spectrum = spectrum(&problem, 10, 0);
        assert!(spectrum.converged(), "{name}");
        let rule = PiecewiseRule::gauss_legendre(&problem, 60).unwrap();
        for (n, state) in spectrum.states().iter().enumerate() {
            let exact = reference::exact(&problem, n).unwrap();
            let error = (state.energy() / exact.energy() - 1.0).abs();
            assert!(error < 1e-12, "{name}, state {n}: {error:e}");
            let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
            for &x in rule.points() {
                let mirror = 2.0 * middle - x;
                let ([a, a1, _], [b, b1, _]) = (state.psi(x), state.psi(mirror));
                assert!((a - sign * b).abs() < 1e-9, "{name}, state {n} at {x}");
                assert!((a1 + sign * b1).abs() < 1e-6, "{name}, state {n} at {x}");
            }
            let norm = rule.integrate(|x| state.psi(x)[0].powi(2));
            assert!((norm - 1.0).abs() < 1e-9, "{name}, state {n}: {norm}");
            assert_eq!(state.nodes(), n, "{name}");
            assert!(state.psi(rule.points()[0])[0] > 0.0, "{name}, state {n}");
        }
    }
}

#[test]
fn neighbours_that_rounding_mixes_have_both_not_converged() {
    // Two equal wells that are no mirror image of each other: the lowest levels differ by 1e-11 of their size and less, so that
    // rounding of 1e-14 mixes their states by parts of a thousand. One well a little higher, and each state is in one of them.
    for (tilt, resolved) in [(0.0, false), (1e-3, true)] {
        let wells = [
            (1.0, 3000.0),
            (2.0, 0.0),
            (2.5, 3000.0),
            (3.5, tilt),
            (5.0, 3000.0),
        ];
        let problem = Problem::new("wells", layers(0.0, &wells));
        let spectrum = spectrum(&problem, 2, 0);
        for state in spectrum.states() {
            assert_eq!(
                state.converged(),
                resolved,
                "tilt {tilt}, state {}",
                state.n()
            );
            // Energies are right either way.
            let exact = reference::exact(&problem, 0).unwrap().energy();
            assert!((state.energy() / exact - 1.0).abs() < if resolved { 1e-3 } else { 1e-12 });
        }
    }
}

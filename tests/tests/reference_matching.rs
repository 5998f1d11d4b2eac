//! Exact matching against closed forms, 80-digit levels and what every eigenstate must satisfy.

use std::f64::consts::PI;

mod states;

use hyperwell::{Curve, Error, Piecewise, Problem, quadrature::PiecewiseRule, reference::exact};
use proptest::prelude::*;

fn layers(edges: &[f64], potential: &[f64], mass: &[f64]) -> Problem {
    let pieces = |values: &[f64]| {
        let pieces: Vec<_> = edges[1..]
            .iter()
            .zip(values)
            .map(|(&to, &v)| (to, v.into()))
            .collect();
        Piecewise::from_pieces(edges[0], pieces).expect("good pieces")
    };
    let problem = Problem::new("layers", pieces(potential));
    if mass.is_empty() {
        problem
    } else {
        problem.with_mass(pieces(mass)).expect("a good mass")
    }
}

fn case(name: &str) -> Problem {
    match name {
        "biased steps" => layers(&[0.0, 0.5, 1.25, 2.0], &[-30.0, -10.0, -40.0], &[]),
        "masses" => layers(
            &[-10.0, -2.0, 2.0, 10.0],
            &[3.0, 0.0, 3.0],
            &[0.092, 0.067, 0.092],
        ),
        "uneven wells" => layers(&[0.0, 1.0, 2.0, 3.001], &[0.0, 300.0, 0.0], &[]),
        "double well" => layers(&[0.0, 1.0, 1.5, 2.5], &[0.0, 200.0, 0.0], &[]),
        "tilted wells" => layers(&[0.0, 1.0, 3.0, 4.0], &[0.0, 400.0, 1e-6], &[]),
        "near zero" => layers(&[0.0, 1.0, 2.0], &[0.0, -4.1158583657], &[]),
        _ => Problem::builtin(name).expect("a built-in name"),
    }
}

/// From tests/data/layers.py: (problem, (n, E_n)).
const LEVELS: [(&str, &[(usize, f64)]); 8] = [
    (
        "finite-well",
        &[
            (0, 1.6394801885459707),
            (1, 6.441881454360469),
            (2, 13.891781749825574),
            (3, 21.070587124076425),
            (10, 46.62316262388062),
        ],
    ),
    (
        "barrier",
        &[
            (0, 25.05968629015797),
            (1, 41.633531429469556),
            (2, 106.017438903907),
            (3, 165.0401164235023),
            (10, 1205.0203329101907),
        ],
    ),
    (
        "biased steps",
        &[
            (0, -28.978864573623348),
            (1, -13.536488922715398),
            (2, -2.2640059831997066),
            (5, 63.321625997298334),
        ],
    ),
    (
        "masses",
        &[
            (0, 1.6420184734126109),
            (1, 4.0606748418396705),
            (2, 4.9360077413952395),
            (5, 12.566723319176656),
        ],
    ),
    (
        "uneven wells",
        &[
            (0, 8.800159261265062),
            (1, 8.816793119480018),
            (2, 35.1405522799565),
            (3, 35.206795846677835),
        ],
    ),
    (
        "double well",
        &[
            (0, 8.598549478150913),
            (1, 8.602945785682106),
            (2, 34.282335022759106),
            (3, 34.30859031603818),
        ],
    ),
    (
        "tilted wells",
        &[
            (0, 8.948811592933696),
            (1, 8.948812591856825),
            (2, 35.755181203541156),
            (3, 35.75518219909072),
        ],
    ),
    (
        "near zero",
        &[(0, -3.781068867299142e-12), (1, 8.111985517334626)],
    ),
];

#[test]
fn levels_agree_with_eighty_digits_and_within_the_own_estimate() {
    for (name, levels) in LEVELS {
        for &(n, energy) in levels {
            let state = exact(&case(name), n).unwrap();
            let error = (state.energy() - energy).abs();
            // Levels here are at least 1 apart from another pair, so that this is max(|E|, spacing).
            assert!(
                error <= 2e-15 * energy.abs().max(1.0),
                "{name} {n}: {} is off by {error:e}",
                state.energy()
            );
            assert!(
                error <= state.error_estimate(),
                "{name} {n}: {error:e} above {:e}",
                state.error_estimate()
            );
            assert!(
                state.error_estimate() < 1e-13 * energy.abs().max(10.0),
                "{name} {n}: estimate too pessimistic"
            );
        }
    }
}

#[test]
fn the_infinite_well_is_sines_to_any_height() {
    let problem = Problem::infinite_well();
    for n in [0, 1, 2, 7, 100, 100_000] {
        let state = exact(&problem, n).unwrap();
        let k = PI * (n + 1) as f64;
        assert!(
            (state.energy() / (k * k) - 1.0).abs() < 1e-15,
            "{n}: {}",
            state.energy()
        );
        for x in [0.0, 0.1, 0.37, 0.5, 0.99] {
            let (psi, slope, curvature) = state.psi(x);
            let (sin, cos) = (k * x).sin_cos();
            let allowed = 1e-15 * (10.0 + k);
            assert!((psi - 2_f64.sqrt() * sin).abs() < allowed, "psi_{n}({x})");
            assert!(
                (slope / k - 2_f64.sqrt() * cos).abs() < allowed,
                "slope_{n}({x})"
            );
            assert!(
                (curvature / (k * k) + 2_f64.sqrt() * sin).abs() < allowed,
                "curvature_{n}({x})"
            );
        }
    }
}

#[test]
fn the_tails_of_the_finite_well_keep_their_relative_accuracy() {
    // A cos(kx) inside, B sinh(κ(3 − |x|)) outside, normalised with 60 digits (mpmath 1.3).
    let rows = [
        (0.0, 0.9004345172856101),
        (0.5, 0.7221212608320159),
        (1.5, 0.03025735886599895),
        (2.9, 4.32155298973689e-5),
        (2.999999, 4.19208862727657e-10),
    ];
    let state = exact(&Problem::finite_well(), 0).unwrap();
    for (x, psi) in rows {
        for x in [x, -x] {
            let found = state.psi(x).0;
            assert!(
                (found / psi - 1.0).abs() < 1e-14,
                "at {x}: {found} instead of {psi}"
            );
        }
    }
    assert_eq!(state.psi(3.5), (0.0, 0.0, 0.0));
}

#[test]
fn a_pair_split_by_less_than_rounding_is_still_even_and_odd() {
    // κ·width = 200: the levels differ by e⁻²⁰⁰, the wells by nothing at all.
    let problem = layers(&[0.0, 1.0, 11.0, 12.0], &[0.0, 400.0, 0.0], &[]);
    let (even, odd) = (exact(&problem, 0).unwrap(), exact(&problem, 1).unwrap());
    assert!((even.energy() - odd.energy()).abs() <= 4.0 * f64::EPSILON * even.energy());
    for x in [0.25, 0.75, 1.5, 3.0] {
        assert!(
            (even.psi(x).0 / odd.psi(x).0 - 1.0).abs() < 1e-12,
            "the left wells differ at {x}"
        );
    }
    for x in [0.25, 0.75, 1.5, 3.0, 5.875] {
        let (e, o) = (even.psi(x), odd.psi(x));
        assert_eq!(even.psi(12.0 - x).0, e.0);
        assert_eq!(odd.psi(12.0 - x).0, -o.0);
        assert_eq!(odd.psi(12.0 - x).1, o.1);
    }
    // At the centre cosh is flat and small, sinh zero and steep.
    assert!(even.psi(6.0).0 > 0.0 && even.psi(6.0).0 < 1e-40 && even.psi(6.0).1.abs() < 1e-50);
    assert!(odd.psi(6.0).0.abs() < 1e-50 && odd.psi(6.0).1 < 0.0);
}

#[test]
fn a_tilt_larger_than_the_splitting_puts_each_state_into_one_well() {
    // The splitting is of the order e⁻⁴⁰; a floor higher by 1e-6 decides where ψ lives, with 1e-17/1e-6 of it elsewhere.
    let problem = case("tilted wells");
    for (n, inside, outside) in [(0, 0.5, 3.5), (1, 3.5, 0.5)] {
        let state = exact(&problem, n).unwrap();
        assert!(
            state.psi(inside).0.abs() > 1.3 && state.psi(outside).0.abs() < 1e-9,
            "{n}"
        );
        states::check(&problem, &state, 1e-280).unwrap();
    }
}

#[test]
fn walls_too_high_to_penetrate_leave_separate_boxes() {
    let problem = layers(&[0.0, 1.0, 2.0, 2.5], &[0.0, 1e30, -1.0], &[]);
    for (n, energy, inside) in [
        (0, PI * PI, 0.5),
        (1, 4.0 * PI * PI - 1.0, 2.25),
        (2, 4.0 * PI * PI, 0.25),
    ] {
        let state = exact(&problem, n).unwrap();
        assert!(
            (state.energy() / energy - 1.0).abs() < 1e-14,
            "{n}: {}",
            state.energy()
        );
        assert!(state.psi(inside).0.abs() > 1.0);
        assert_eq!(state.psi(1.5).0, 0.0);
    }
}

#[test]
fn a_potential_cut_into_slices_of_one_height_is_that_potential() {
    // 1e-9 is close to the narrowest piece allowed; q·h² is then 1e-17 and must not be divided by.
    let sliced = layers(
        &[-3.0, -1.0, -0.2, -0.2 + 1e-9, 1.0, 1.5, 3.0],
        &[20.0, 0.0, 0.0, 0.0, 20.0, 20.0],
        &[],
    );
    for n in 0..6 {
        let (a, b) = (
            exact(&sliced, n).unwrap(),
            exact(&Problem::finite_well(), n).unwrap(),
        );
        assert!((a.energy() / b.energy() - 1.0).abs() < 4e-15, "{n}");
        for x in [-2.9, -1.0, -0.2, 0.3, 1.7, 2.9] {
            assert!(
                (a.psi(x).0 - b.psi(x).0).abs() < 1e-13 && (a.psi(x).1 - b.psi(x).1).abs() < 1e-12,
                "{n} at {x}"
            );
        }
    }
}

#[test]
fn an_energy_on_a_plateau_gives_a_straight_line() {
    // tan k = −k: a sine up to x = 1 goes on as a straight line to the wall at 2 where V = k² = E.
    let k = 2.028_757_838_110_434_f64;
    let state = exact(&layers(&[0.0, 1.0, 2.0], &[0.0, k * k], &[]), 0).unwrap();
    assert!((state.energy() / (k * k) - 1.0).abs() < 1e-15);
    let (psi, slope, curvature) = state.psi(1.5);
    assert!((psi + 0.5 * slope).abs() < 1e-14 && curvature.abs() < 1e-14);
}

#[test]
fn a_deep_needle_that_holds_no_state_does_not_blur_the_others() {
    // −g δ(x − 0.3) as a needle with g = height · width: first-order perturbation theory, the next order is g².
    let (height, width) = (1e4, 1e-8);
    let problem = layers(&[0.0, 0.3, 0.3 + width, 1.0], &[0.0, -height, 0.0], &[]);
    let strength = height * width;
    let state = exact(&problem, 0).unwrap();
    let first_order = PI * PI - 2.0 * strength * (0.3 * PI).sin().powi(2);
    assert!((state.energy() - first_order).abs() < strength * strength);
    states::check(&problem, &state, 1e-280).unwrap();
    // The whole error must stay rounding of E, not of the needle's 1e4.
    let shallow = exact(
        &layers(&[0.0, 0.3, 0.3 + width, 1.0], &[0.0, -1e-300, 0.0], &[]),
        0,
    )
    .unwrap();
    assert!((shallow.energy() / (PI * PI) - 1.0).abs() < 1e-15);
}

#[test]
fn curves_that_vary_are_refused() {
    let varying = Problem::new("x", Piecewise::function(0.0, 1.0, |x| x).unwrap());
    assert_eq!(
        exact(&varying, 0).unwrap_err(),
        Error::NotConstant { from: 0.0, to: 1.0 }
    );
    let mass =
        Piecewise::from_pieces(0.0, [(0.5, 1.0.into()), (1.0, Curve::function(|x| x))]).unwrap();
    let problem = Problem::infinite_well().with_mass(mass).unwrap();
    assert_eq!(
        exact(&problem, 0).unwrap_err(),
        Error::NotConstant { from: 0.5, to: 1.0 }
    );
}

#[test]
fn distance_sees_neither_sign_nor_norm() {
    let problem = Problem::barrier();
    let rule = PiecewiseRule::gauss_legendre(&problem, 40).unwrap();
    let (zero, two) = (exact(&problem, 0).unwrap(), exact(&problem, 2).unwrap());
    let values = |f: &dyn Fn(f64) -> f64| rule.points().iter().map(|&x| f(x)).collect::<Vec<_>>();
    assert!(zero.distance(&rule, &values(&|x| -3.0 * zero.psi(x).0)) < 1e-14);
    let tilted = values(&|x| zero.psi(x).0 + 0.1 * two.psi(x).0);
    let exact = (2.0 - 2.0 / 1.01_f64.sqrt()).sqrt();
    assert!((zero.distance(&rule, &tilted) - exact).abs() < 1e-13);
    assert!((zero.distance(&rule, &values(&|x| two.psi(x).0)) - 2_f64.sqrt()).abs() < 1e-13);
    assert!(zero.distance(&rule, &vec![0.0; rule.len()]).is_nan());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_layers_give_orthonormal_eigenstates_with_n_nodes(
        pieces in prop::collection::vec((0.02..2.0_f64, -60.0..60.0_f64, 0.05..2.0_f64), 1..7),
        from in -3.0..3.0_f64,
        n in 0..6_usize,
    ) {
        let mut edges = vec![from];
        pieces.iter().for_each(|piece| edges.push(edges[edges.len() - 1] + piece.0));
        let values = |pick: fn(&(f64, f64, f64)) -> f64| pieces.iter().map(pick).collect::<Vec<_>>();
        let problem = layers(&edges, &values(|p| p.1), &values(|p| p.2));
        let (a, b) = (exact(&problem, n).unwrap(), exact(&problem, n + 1).unwrap());
        states::check(&problem, &a, 1e-280)?;
        states::check(&problem, &b, 1e-280)?;
        prop_assert!(a.energy() < b.energy());
        let rule = PiecewiseRule::gauss_legendre(&problem, 80).unwrap();
        let overlap = rule.integrate(|x| a.psi(x).0 * b.psi(x).0);
        // Two levels this close are known to rounding/spacing only.
        let allowed = 1e-11 + 1e-14 * a.energy().abs().max(60.0) / (b.energy() - a.energy());
        prop_assert!(overlap.abs() < allowed, "overlap {overlap:e}, allowed {allowed:e}");
    }
}

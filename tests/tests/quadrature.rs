//! Quadrature and collocation against high-precision values and exact integrals.

use hyperwell::{
    Curve, Error, Piecewise, Problem, Sampling, Table,
    quadrature::{PiecewiseRule, gauss_legendre},
};
use proptest::prelude::*;

/// (n, index from the right, 1 − x, w), computed with 40 digits (mpmath 1.3, Newton on the recurrence).
const GOLDEN: [(usize, usize, f64, f64); 7] = [
    (512, 0, 1.1009015618132012e-05, 2.825263737393469e-05),
    (512, 100, 0.1847246623111751, 0.0035496789973805134),
    (512, 255, 0.9969350378148406, 0.006129905175405786),
    (64, 0, 0.0006949582642278606, 0.001783280721696433),
    (64, 31, 0.9756497073365755, 0.048690957009139724),
    (5, 0, 0.09382015406133601, 0.23692688505618908),
    (301, 7, 0.0032602052241161635, 0.0008405320389833035),
];

#[test]
fn nodes_and_weights_keep_relative_accuracy_up_to_the_ends() {
    for (n, k, t, w) in GOLDEN {
        let (x, weights) = gauss_legendre(n);
        let i = n - 1 - k;
        assert!(
            (1.0 - x[i] - t).abs() <= f64::EPSILON,
            "node {k} of {n}: {} instead of {t}",
            1.0 - x[i]
        );
        // The recurrence rounds n times; random signs make that a small multiple of √n ulp.
        let allowed = 2.0 * (n as f64).sqrt() * f64::EPSILON;
        assert!(
            (weights[i] / w - 1.0).abs() <= allowed,
            "weight {k} of {n}: {} instead of {w}",
            weights[i]
        );
    }
}

#[test]
fn rules_are_symmetric_ascending_and_positive() {
    for n in (1..70).chain([127, 128, 255, 256, 511, 512]) {
        let (x, w) = gauss_legendre(n);
        assert_eq!((x.len(), w.len()), (n, n));
        for i in 0..n {
            assert_eq!(
                (x[i], w[i]),
                (-x[n - 1 - i], w[n - 1 - i]),
                "n = {n}, i = {i}"
            );
            assert!(x[i].abs() < 1.0 && w[i] > 0.0);
            assert!(i == 0 || x[i] > x[i - 1], "n = {n}, i = {i}");
        }
    }
}

#[test]
fn polynomials_up_to_degree_2n_minus_1_are_exact_and_the_next_is_not() {
    for n in [1, 2, 3, 5, 8, 20, 64, 200, 512] {
        let (x, w) = gauss_legendre(n);
        let integral = |degree: i32| {
            x.iter()
                .zip(&w)
                .map(|(x, w)| w * x.powi(degree))
                .sum::<f64>()
        };
        for degree in (0..2 * n as i32).step_by(2) {
            let exact = 2.0 / f64::from(degree + 1);
            // x^1022 turns half an ulp of x into 5e-14; the weights themselves are tested above.
            let allowed = 1e-15 * f64::from(degree + 10);
            assert!(
                (integral(degree) / exact - 1.0).abs() < allowed,
                "n = {n}, degree {degree}"
            );
        }
        if n <= 8 {
            let exact = 2.0 / (2.0 * n as f64 + 1.0);
            assert!(
                (integral(2 * n as i32) / exact - 1.0).abs() > 1e-6,
                "n = {n} has one point too many"
            );
        }
    }
}

#[test]
fn chebyshev_weights_are_exact_to_degree_n_minus_1() {
    let problem = Problem::infinite_well();
    for n in [4, 5, 12, 33, 200] {
        let rule = Sampling::Chebyshev.points(&problem, n, 0).unwrap();
        for degree in 0..n as i32 {
            let exact = 1.0 / f64::from(degree + 1);
            assert!(
                (rule.integrate(|x| x.powi(degree)) - exact).abs() < 1e-14,
                "n = {n}, degree {degree}"
            );
        }
        assert!(rule.weights().iter().all(|&w| w > 0.0));
    }
}

#[test]
fn a_jump_inside_the_domain_costs_no_accuracy() {
    let potential = Piecewise::from_pieces(
        0.0,
        [
            (0.3, Curve::function(f64::exp)),
            (2.0, Curve::function(f64::cos)),
        ],
    );
    let problem = Problem::new("jump", potential.unwrap());
    let exact = 0.3_f64.exp_m1() + 2.0_f64.sin() - 0.3_f64.sin();
    let gauss = PiecewiseRule::gauss_legendre(&problem, 16).unwrap();
    assert!((gauss.integrate(|x| problem.potential().value(x)) - exact).abs() < 1e-14);
    let chebyshev = Sampling::Chebyshev.points(&problem, 60, 0).unwrap();
    assert!((chebyshev.integrate(|x| problem.potential().value(x)) - exact).abs() < 1e-13);
}

#[test]
fn enough_gauss_points_lie_between_the_rows_of_a_table() {
    let table = Table::new(vec![0.0, 0.3, 1.0, 2.0], vec![1.0, -2.0, 5.0, 0.0]).unwrap();
    let potential = Piecewise::from_pieces(0.0, [(2.0, table.into())]).unwrap();
    let problem = Problem::new("table", potential);
    let exact = -0.15 + 1.05 + 2.5;
    let error = |n| {
        let rule = Sampling::GaussLegendre.points(&problem, n, 0).unwrap();
        assert_eq!(rule.len(), n);
        (rule.integrate(|x| problem.potential().value(x)) - exact).abs()
    };
    assert!(error(12) < 1e-14);
    // Eleven do not give each interval its four; a single rule then runs across the rows.
    assert!(error(11) > 1e-6);
}

#[test]
fn thousands_of_points_stay_exact_and_inside() {
    let rule = Sampling::GaussLegendre
        .points(&Problem::barrier(), 10_000, 0)
        .unwrap();
    assert_eq!(rule.len(), 10_000);
    assert!(rule.points().is_sorted_by(|a, b| a < b));
    assert!((rule.integrate(f64::exp) - 1.0_f64.exp_m1()).abs() < 1e-13);
}

#[test]
fn random_points_follow_seed_and_epoch_alone() {
    let problem = Problem::finite_well();
    let sample = |seed, epoch| {
        Sampling::Random { seed }
            .points(&problem, 60, epoch)
            .unwrap()
    };
    assert_eq!(sample(1, 5), sample(1, 5));
    assert_ne!(sample(1, 5).points(), sample(1, 6).points());
    assert_ne!(sample(1, 5).points(), sample(2, 5).points());
    // Swapped roles of seed and epoch are another stream.
    assert_ne!(sample(1, 5).points(), sample(5, 1).points());
}

#[test]
fn random_points_are_uniform_on_average() {
    let problem = Problem::infinite_well();
    let epochs = 2000;
    let mean = |f: fn(f64) -> f64| {
        (0..epochs)
            .map(|e| {
                Sampling::Random { seed: 7 }
                    .points(&problem, 4, e)
                    .unwrap()
                    .integrate(f)
            })
            .sum::<f64>()
            / epochs as f64
    };
    // The standard error of one cell's point is 1/(4√12); of the mean of 4·2000 of them 8e-4. Five of those.
    assert!((mean(|x| x) - 0.5).abs() < 4e-3);
    assert!((mean(|x| x * x) - 1.0 / 3.0).abs() < 4e-3);
}

const ALL: [Sampling; 4] = [
    Sampling::GaussLegendre,
    Sampling::Uniform,
    Sampling::Chebyshev,
    Sampling::Random { seed: 3 },
];

proptest! {
    #[test]
    fn points_are_exactly_n_inside_their_pieces_with_the_width_as_total(
        widths in prop::collection::vec(1e-6..10.0_f64, 1..8),
        from in -100.0..100.0_f64,
        extra in 0..300_usize,
        which in 0..4_usize,
    ) {
        let mut to = from;
        let pieces: Vec<_> = widths.iter().map(|w| { to += w; (to, Curve::Constant(to)) }).collect();
        let problem = Problem::new("random", Piecewise::from_pieces(from, pieces).unwrap());
        let n = 4 * widths.len() + extra;
        let rule = ALL[which].points(&problem, n, 9).unwrap();
        prop_assert_eq!(rule.len(), n);
        prop_assert!(rule.points().is_sorted_by(|a, b| a < b));
        let pieces = problem.pieces();
        let mut counts = vec![0; pieces.len()];
        for (&x, &i) in rule.points().iter().zip(rule.pieces()) {
            prop_assert!(pieces[i].from < x && x < pieces[i].to);
            counts[i] += 1;
        }
        prop_assert!(counts.iter().all(|&count| count >= 4));
        // A wider piece never has fewer points (by more than the one that rounding may give).
        for i in 0..counts.len() {
            for j in 0..counts.len() {
                prop_assert!(pieces[i].width() > pieces[j].width() || counts[i] <= counts[j] + 1);
            }
        }
        let total: f64 = rule.weights().iter().sum();
        prop_assert!((total / problem.width() - 1.0).abs() < 1e-12);
        let short = ALL[which].points(&problem, 4 * widths.len() - 1, 0);
        prop_assert_eq!(short, Err(Error::TooFewPoints { points: 4 * widths.len() - 1, minimum: 4 * widths.len() }));
    }
}

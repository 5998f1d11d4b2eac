//! Finite differences and Numerov's method: known levels, their own order, and their limits.

use std::f64::consts::PI;

use hyperwell::{
    Curve, Error, Piecewise, Problem, Table,
    quadrature::PiecewiseRule,
    reference::{OnGrid, ReferenceState, best, exact, finite_difference, numerov},
};

fn oscillator() -> Problem {
    Problem::new(
        "oscillator",
        Piecewise::function(-8.0, 9.0, |x| x * x).expect("a good potential"),
    )
}

/// The order at which an error falls when the number of intervals doubles.
fn order(error: impl Fn(usize) -> f64, intervals: usize) -> f64 {
    (error(intervals) / error(2 * intervals)).log2()
}

fn psi_error(state: &ReferenceState, psi: impl Fn(f64) -> f64) -> f64 {
    let rule = PiecewiseRule::gauss_legendre(&oscillator(), 200).expect("points");
    let values: Vec<f64> = rule.points().iter().map(|&x| psi(x)).collect();
    state.distance(&rule, &values)
}

#[test]
fn finite_differences_of_the_infinite_well_have_a_closed_form() {
    // Discrete sines: E = (2/h · sin(kh/2))², k = (n + 1)π; every node of every state lies on the grid.
    let intervals = 64;
    let h = 1.0 / intervals as f64;
    for state in
        finite_difference(&Problem::infinite_well(), 30, intervals, OnGrid::Averaged).unwrap()
    {
        let k = PI * (state.n() + 1) as f64;
        let exact = (2.0 / h * (0.5 * k * h).sin()).powi(2);
        assert!(
            (state.energy() - exact).abs() < 1e-15 * 4.0 / (h * h),
            "{}",
            state.n()
        );
        for i in 0..=intervals {
            let x = i as f64 * h;
            let psi = 2_f64.sqrt() * (k * x).sin();
            assert!(
                (state.psi(x).0 - psi).abs() < 1e-10,
                "ψ_{}({x}) = {}",
                state.n(),
                state.psi(x).0
            );
        }
    }
}

#[test]
fn numerov_of_the_infinite_well_has_a_closed_form() {
    // y_{i+1} + y_{i−1} − 2y_i = −4 sin²(kh/2) y_i, hence h²E = 4s²/(1 − s²/3), s = sin(kh/2).
    let intervals = 64;
    let h = 1.0 / intervals as f64;
    for state in numerov(&Problem::infinite_well(), 20, intervals).unwrap() {
        let s = (0.5 * PI * (state.n() + 1) as f64 * h).sin().powi(2);
        let exact = 4.0 * s / (1.0 - s / 3.0) / (h * h);
        assert!(
            (state.energy() - exact).abs() < 2e-15 * 4.0 / (h * h),
            "{}",
            state.n()
        );
    }
}

#[test]
fn orders_where_the_potential_is_smooth() {
    let level = |n: usize| 2.0 * n as f64 + 1.0;
    for n in [0, 3] {
        for on_grid in [OnGrid::Averaged, OnGrid::Sampled] {
            let energy =
                |i| finite_difference(&oscillator(), n + 1, i, on_grid).unwrap()[n].energy();
            let order = order(|i| (energy(i) - level(n)).abs(), 200);
            assert!(
                (order - 2.0).abs() < 0.05,
                "finite differences, {on_grid:?}, state {n}: order {order}"
            );
        }
        let energy = |i| numerov(&oscillator(), n + 1, i).unwrap()[n].energy();
        let order = order(|i| (energy(i) - level(n)).abs(), 200);
        assert!(
            (order - 4.0).abs() < 0.1,
            "Numerov, state {n}: order {order}"
        );
    }
    let ground = |x: f64| (-0.5 * x * x).exp();
    let second = order(
        |i| {
            psi_error(
                &finite_difference(&oscillator(), 1, i, OnGrid::Sampled).unwrap()[0],
                ground,
            )
        },
        200,
    );
    let fourth = order(
        |i| psi_error(&numerov(&oscillator(), 1, i).unwrap()[0], ground),
        200,
    );
    assert!(
        (second - 2.0).abs() < 0.05 && (fourth - 4.0).abs() < 0.1,
        "orders of ψ: {second}, {fourth}"
    );
}

#[test]
fn averaging_keeps_second_order_at_jumps_that_miss_the_grid() {
    let three = |a: f64, b: f64| [(-2.03, a.into()), (1.91, b.into()), (10.0, a.into())];
    let v = Piecewise::from_pieces(-10.0, three(3.0, 0.0)).unwrap();
    let mass = Piecewise::from_pieces(-10.0, three(0.092, 0.067)).unwrap();
    let problem = Problem::new("layers", v).with_mass(mass).unwrap();
    let level = exact(&problem, 1).unwrap().energy();
    let error = |i, on_grid| {
        (finite_difference(&problem, 2, i, on_grid).unwrap()[1].energy() - level).abs()
    };
    // How the jumps lie in their cells changes with the grid, and with it the constant in front of h²; over a factor of
    // sixteen the order shows.
    let order = (error(250, OnGrid::Averaged) / error(4000, OnGrid::Averaged)).log2() / 4.0;
    assert!((order - 2.0).abs() < 0.3, "order {order}");
    assert!(
        error(1000, OnGrid::Sampled) > 20.0 * error(1000, OnGrid::Averaged),
        "sampling should be far worse"
    );
}

#[test]
fn the_estimate_is_honest_where_both_grids_meet_the_jumps_alike() {
    for problem in [
        Problem::finite_well(),
        Problem::barrier(),
        Problem::infinite_well(),
        oscillator(),
    ] {
        let truth = best(&problem, 4).unwrap();
        let found = [
            finite_difference(&problem, 4, 500, OnGrid::Averaged).unwrap(),
            numerov(&problem, 4, 500).unwrap(),
        ];
        for state in found.iter().flatten() {
            let error = (state.energy() - truth[state.n()].energy()).abs();
            // A third of it at second order, a fifteenth at fourth; 1e-10 is rounding, ε/h².
            let allowed = 0.5 * state.error_estimate() + 1e-10;
            assert!(
                error <= allowed,
                "{} {}: {error:e} above {allowed:e}",
                problem.name(),
                state.n()
            );
        }
    }
}

#[test]
fn grids_see_the_same_states_as_the_best_reference() {
    let table = Table::new(vec![0.0, 0.7, 1.6, 3.0], vec![12.0, -20.0, 4.0, -11.0]).unwrap();
    let mass = Piecewise::function(0.0, 3.0, |x| 0.5 + 0.1 * x).unwrap();
    let problem = Problem::new(
        "table",
        Piecewise::from_pieces(0.0, [(3.0, table.into())]).unwrap(),
    );
    let problem = problem.with_mass(mass).unwrap();
    let truth = best(&problem, 5).unwrap();
    let rule = PiecewiseRule::gauss_legendre(&problem, 200).unwrap();
    for (state, truth) in finite_difference(&problem, 5, 2000, OnGrid::Averaged)
        .unwrap()
        .iter()
        .zip(&truth)
    {
        let psi: Vec<f64> = rule.points().iter().map(|&x| state.psi(x).0).collect();
        assert!(truth.distance(&rule, &psi) < 1e-4);
        for x in [0.2, 1.1, 2.6] {
            let (a, b) = (state.psi(x), truth.psi(x));
            assert!(
                (a.0 - b.0).abs() < 1e-3 && (a.1 - b.1).abs() < 1e-2 && (a.2 - b.2).abs() < 0.1,
                "{a:?} {b:?}"
            );
        }
    }
}

#[test]
fn best_takes_what_fits() {
    let matched = exact(&Problem::finite_well(), 1).unwrap();
    assert_eq!(
        best(&Problem::finite_well(), 2).unwrap()[1].energy(),
        matched.energy()
    );
    assert!((best(&oscillator(), 2).unwrap()[1].energy() - 3.0).abs() < 1e-13);
    assert!(best(&oscillator(), 0).unwrap().is_empty());
}

#[test]
fn what_a_grid_cannot_do_is_refused() {
    let well = Problem::infinite_well();
    let few = finite_difference(&well, 10, 21, OnGrid::Sampled);
    assert_eq!(
        few.unwrap_err(),
        Error::TooFewPoints {
            points: 21,
            minimum: 22
        }
    );
    assert_eq!(
        numerov(&well, 1, 11).unwrap_err(),
        Error::TooFewPoints {
            points: 11,
            minimum: 12
        }
    );
    assert_eq!(numerov(&well, 10, 22).unwrap().len(), 10);
    let light = Piecewise::from_pieces(0.0, [(0.5, 1.0.into()), (1.0, 0.5.into())]).unwrap();
    assert_eq!(
        numerov(&well.clone().with_mass(light).unwrap(), 1, 100).unwrap_err(),
        Error::VaryingMass
    );
    let high = Problem::new(
        "high",
        Piecewise::from_pieces(0.0, [(0.5, 0.0.into()), (1.0, 1e6.into())]).unwrap(),
    );
    assert!(matches!(
        numerov(&high, 1, 100),
        Err(Error::NotResolved { .. })
    ));
    let hole = Curve::function(|x| {
        if (0.505..0.525).contains(&x) {
            f64::NAN
        } else {
            0.0
        }
    });
    let hole = Problem::new("hole", Piecewise::from_pieces(0.0, [(1.0, hole)]).unwrap());
    for on_grid in [OnGrid::Averaged, OnGrid::Sampled] {
        assert!(matches!(
            finite_difference(&hole, 1, 100, on_grid),
            Err(Error::Value { .. })
        ));
    }
    assert!(matches!(numerov(&hole, 1, 100), Err(Error::Value { .. })));
}

//! Problems: what is accepted, what is refused, and what is known about their pieces.

use hyperwell::{Curve, Error, Piecewise, Problem, Table};

#[test]
fn built_in_problems_are_those_of_the_interface() {
    let rows: [(&str, &[f64], &[f64]); 3] = [
        ("infinite-well", &[0.0, 1.0], &[0.0]),
        ("finite-well", &[-3.0, -1.0, 1.0, 3.0], &[20.0, 0.0, 20.0]),
        ("barrier", &[0.0, 0.4, 0.6, 1.0], &[0.0, 50.0, 0.0]),
    ];
    assert_eq!(rows.map(|row| row.0), Problem::BUILTIN);
    for (name, edges, values) in rows {
        let problem = Problem::builtin(name).unwrap();
        assert_eq!(
            (problem.from(), problem.to()),
            (edges[0], edges[edges.len() - 1])
        );
        assert_eq!(problem.breakpoints(), edges[1..edges.len() - 1]);
        assert_eq!(problem.jumps(), problem.breakpoints());
        let found: Vec<_> = problem
            .pieces()
            .iter()
            .map(|p| p.potential.constant().unwrap())
            .collect();
        assert_eq!(found, values);
        assert!(
            problem
                .pieces()
                .iter()
                .all(|p| p.mass.constant() == Some(1.0))
        );
        // What is built without checks would pass them.
        let pieces = edges[1..]
            .iter()
            .zip(values)
            .map(|(&to, &value)| (to, value.into()));
        assert!(Piecewise::from_pieces(edges[0], pieces).is_ok());
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    let message = Problem::builtin("square").unwrap_err().to_string();
    assert!(
        message.contains("\"square\"") && message.contains("infinite-well, finite-well, barrier"),
        "{message}"
    );
}

#[test]
fn domains_that_hold_no_points_are_refused() {
    for (from, to) in [
        (0.0, 0.0),
        (1.0, 0.0),
        (f64::NAN, 1.0),
        (0.0, f64::NAN),
        (0.0, f64::INFINITY),
        (-1e40, 1e40),
        (-1e308, 1e308),
        (0.0, 1e-308),
        (1e16, 1e16 + 2.0),
    ] {
        let answer = Piecewise::constant(from, to, 0.0);
        assert!(
            matches!(answer, Err(Error::Domain { .. })),
            "[{from}, {to}]: {answer:?}"
        );
    }
    assert!(matches!(
        Piecewise::from_pieces(0.0, []),
        Err(Error::Domain { .. })
    ));
}

#[test]
fn pieces_must_ascend_inside_the_domain() {
    let cuts = |cuts: &[f64]| {
        Piecewise::from_pieces(0.0, cuts.iter().map(|&to| (to, Curve::Constant(0.0))))
    };
    assert!(cuts(&[0.3, 0.6, 1.0]).is_ok());
    let bad: [&[f64]; 5] = [
        &[0.6, 0.3, 1.0],
        &[0.3, 0.3, 1.0],
        &[0.3, f64::NAN, 1.0],
        &[0.3, 0.3 + 1e-16, 1.0],
        &[2.0, 1.0],
    ];
    for cut in bad {
        assert!(
            matches!(cuts(cut), Err(Error::Piece { index: 1, .. })),
            "{cut:?}"
        );
    }
    assert!(matches!(
        cuts(&[-0.5, 1.0]),
        Err(Error::Piece { index: 0, .. })
    ));
}

#[test]
fn values_that_are_not_finite_are_refused_except_at_the_walls() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308] {
        assert!(
            matches!(
                Piecewise::constant(0.0, 1.0, value),
                Err(Error::Value { .. })
            ),
            "{value}"
        );
    }
    assert!(Piecewise::function(0.0, 1.0, |x| -1.0 / x).is_ok());
    let inside = Piecewise::from_pieces(
        -1.0,
        [(0.0, 0.0.into()), (1.0, Curve::function(|x| -1.0 / x))],
    );
    assert_eq!(
        inside.unwrap_err(),
        Error::Value {
            x: 0.0,
            value: f64::NEG_INFINITY
        }
    );
}

#[test]
fn a_jump_is_one_sided_and_counts_only_if_real() {
    let v = Piecewise::from_pieces(
        0.0,
        [
            (0.1, 0.3.into()),
            (1.0, Curve::function(|x| x + 0.2)),
            (2.0, 1.2.into()),
            (3.0, (-5.0).into()),
        ],
    )
    .unwrap();
    assert_eq!(v.breakpoints(), [0.1, 1.0, 2.0]);
    assert_eq!(v.jumps(), [2.0]); // 0.1 + 0.2 is not 0.3 in binary, yet no jump
    assert_eq!(
        (v.value_in(2, 2.0), v.value_in(3, 2.0), v.value(2.0)),
        (1.2, -5.0, -5.0)
    );
    assert_eq!(
        (
            v.piece_at(-1.0),
            v.piece_at(0.05),
            v.piece_at(0.1),
            v.piece_at(3.0)
        ),
        (0, 0, 1, 3)
    );
    // The same shape on a scale where 1e-12 is a real value.
    let small = Piecewise::from_pieces(0.0, [(1.0, 1e-15.into()), (2.0, 2e-15.into())]).unwrap();
    assert_eq!(small.jumps(), [1.0]);
}

#[test]
fn breakpoints_of_potential_and_mass_are_merged() {
    let v = Piecewise::from_pieces(0.0, [(0.3, 1.0.into()), (1.0, 2.0.into())]).unwrap();
    let mass = Piecewise::from_pieces(
        0.0,
        [
            (0.1 + 0.2, 0.067.into()),
            (0.7, 0.092.into()),
            (1.0, 0.092.into()),
        ],
    );
    let problem = Problem::new("layers", v).with_mass(mass.unwrap()).unwrap();
    assert_eq!(problem.breakpoints(), [0.3, 0.7]);
    assert_eq!(problem.jumps(), [0.3]);
    let pieces: Vec<_> = problem
        .pieces()
        .iter()
        .map(|p| {
            (
                p.from,
                p.to,
                p.potential.constant().unwrap(),
                p.mass.constant().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        pieces,
        [
            (0.0, 0.3, 1.0, 0.067),
            (0.3, 0.7, 2.0, 0.092),
            (0.7, 1.0, 2.0, 0.092)
        ]
    );
}

#[test]
fn a_mass_must_be_positive_on_the_same_domain() {
    let problem = Problem::infinite_well();
    let with = |mass: Result<Piecewise, Error>| problem.clone().with_mass(mass.unwrap());
    assert!(matches!(
        with(Piecewise::constant(0.0, 2.0, 1.0)),
        Err(Error::MassDomain { .. })
    ));
    for value in [0.0, -1.0, 1e-40] {
        assert!(
            matches!(
                with(Piecewise::constant(0.0, 1.0, value)),
                Err(Error::Mass { .. })
            ),
            "{value}"
        );
    }
    assert!(with(Piecewise::function(0.0, 1.0, |x| 1.0 + x)).is_ok());
}

#[test]
fn a_table_is_linear_between_rows_and_exact_on_them() {
    let (x, y) = (vec![0.1, 0.3, 0.7, 1.9], vec![0.1, -2.3, 0.7, 1e-3]);
    let table = Table::new(x.clone(), y.clone()).unwrap();
    for (x, y) in x.iter().zip(&y) {
        assert_eq!(table.value(*x), *y);
    }
    assert!((table.value(0.2) + 1.1).abs() < 1e-15);
    assert!((table.value(2.5) - (1e-3 - 0.5 * 0.699)).abs() < 1e-15);
}

#[test]
fn tables_that_are_no_function_are_refused_with_their_row() {
    let bad = [
        (vec![0.0, 1.0], vec![0.0], 1),
        (vec![0.0], vec![0.0], 1),
        (vec![], vec![], 0),
        (vec![0.0, 1.0, 1.0], vec![0.0; 3], 2),
        (vec![0.0, f64::NAN, 1.0], vec![0.0; 3], 1),
        (vec![0.0, 1.0], vec![0.0, f64::INFINITY], 1),
    ];
    for (x, y, row) in bad {
        let answer = Table::new(x, y);
        assert!(
            matches!(answer, Err(Error::Table { row: at, .. }) if at == row),
            "{answer:?}"
        );
    }
    let table = Table::new(vec![0.0, 1.0], vec![0.0, 0.0]).unwrap();
    let answer = Piecewise::from_pieces(0.0, [(1.5, table.into())]);
    assert_eq!(
        answer.unwrap_err(),
        Error::TableRange {
            piece: (0.0, 1.5),
            table: (0.0, 1.0)
        }
    );
}

#[test]
fn symmetry_is_seen_and_its_absence_too() {
    for name in Problem::BUILTIN {
        assert!(Problem::builtin(name).unwrap().is_symmetric(), "{name}");
    }
    let of = |potential: Result<Piecewise, Error>| Problem::new("", potential.unwrap());
    let table = |spike: f64| {
        let x = vec![0.0, 0.3, 0.301, 0.302, 0.698, 0.699, 0.7, 1.0];
        let v = vec![2.0, 1.0, 1.0, 1.0, 1.0, spike, 1.0, 2.0];
        of(Piecewise::from_pieces(
            0.0,
            [(1.0, Table::new(x, v).unwrap().into())],
        ))
    };
    assert!(table(1.0).is_symmetric());
    // Between all places but the rows.
    assert!(!table(1.1).is_symmetric());
    let steps = |v: f64| [(0.4, 50.0.into()), (0.6, 0.0.into()), (1.0, v.into())];
    assert!(of(Piecewise::from_pieces(0.0, steps(50.0))).is_symmetric());
    assert!(!of(Piecewise::from_pieces(0.0, steps(50.0 + 1e-12))).is_symmetric());
    let flat = of(Piecewise::constant(0.0, 1.0, 0.0));
    let heavy = Piecewise::function(0.0, 1.0, |x| 1.0 + x).unwrap();
    assert!(!flat.with_mass(heavy).unwrap().is_symmetric());
}

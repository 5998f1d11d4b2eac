//! The Jacobian of a functional of the jets, row by row, against dual numbers inside jets.

use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_autodiff::{Dual, Jet, Laplacian, SecondOrder};
use hyperwell_nn::{Mlp, Random};
use proptest::prelude::*;

use crate::case::{Case, assert_begin, cases};
use crate::gradient::{directions, evaluate, slope_error};

/// y and its derivative along one direction in parameter space, at every point.
fn along<const D: usize, O: SecondOrder<D>>(
    case: &Case,
    network: &Mlp<f64>,
    direction: &[f64],
    coefficient: impl Fn(usize, usize, usize) -> f64,
) -> Vec<Dual<f64>> {
    let parameters: Vec<_> = network
        .parameters()
        .iter()
        .zip(direction)
        .map(|(&x, &dx)| Jet::<_, D, O>::constant(Dual::new(x, dx)))
        .collect();
    let lift = |x: &Jet<f64, D, O>| {
        Jet::<_, D, O>::new(
            Dual::constant(x.value),
            x.gradient.map(Dual::constant),
            Dual::constant(x.second),
        )
    };
    let functional = |(point, features): (usize, Vec<Jet<f64, D, O>>)| {
        let inputs: Vec<_> = features.iter().map(lift).collect();
        let mut sum = Dual::constant(0.0);
        for (output, y) in evaluate(network.shape(), &parameters, &inputs)
            .iter()
            .enumerate()
        {
            let channels = [y.value].into_iter().chain(y.gradient).chain([y.second]);
            for (channel, y) in channels.enumerate() {
                sum += y * Dual::constant(coefficient(point, channel, output));
            }
        }
        sum
    };
    let points = case.features::<D, O>().into_iter().enumerate();
    points.map(functional).collect()
}

/// Every row along several directions, on every instruction set, with one thread and with two.
fn check<T: Float, const D: usize, O: SecondOrder<D>>(case: &Case, tolerance: f64) {
    let network = case.network();
    let parameters = network.parameters().len();
    let coefficient = |point: usize, channel: usize, output: usize| {
        let place = ((point * 8 + channel) * 8 + output) as u64;
        Random::new(case.seed ^ place).symmetric()
    };
    let rounded = case.network_of::<T>();
    for isa in Isa::available() {
        let mut runs = Vec::new();
        for threads in [1, 2] {
            let mut values = vec![T::default(); case.points];
            // What was there before must not matter.
            let mut rows = vec![T::from_f64(f64::NAN); case.points * parameters];
            case.engine::<T, D, O>(isa, threads).jacobian(
                &rounded,
                |p, c, o| T::from_f64(coefficient(p, c, o)),
                &mut values,
                &mut rows,
            );
            let wide = |x: &[T]| x.iter().map(|x| x.to_f64()).collect::<Vec<_>>();
            runs.push((wide(&values), wide(&rows)));
        }
        assert_eq!(runs[0], runs[1], "{isa}: the number of threads matters");
        let (values, rows) = &runs[0];
        for direction in directions(parameters, case.seed) {
            let exact = along::<D, O>(&case.on_many_points(), &network, &direction, coefficient);
            let expected: Vec<f64> = exact.iter().map(|y| y.value).collect();
            assert_begin(values, &expected, tolerance, "y");
            let largest = rows.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            for (point, (row, exact)) in rows.chunks(parameters).zip(&exact).enumerate() {
                let error = slope_error(row, &direction, exact.derivative) / largest;
                assert!(
                    error <= tolerance,
                    "{isa}, point {point}: {error:.1e} of the largest entry"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn agrees_with_dual_numbers_inside_jets(case in cases(24)) {
        check::<f64, 1, Laplacian>(&case, 1e-12);
        check::<f64, 2, Laplacian>(&case, 1e-12);
    }

    /// As for the gradient.
    #[test]
    fn agrees_in_single_precision(case in cases(20)) {
        check::<f32, 1, Laplacian>(&case, 2e-4);
    }
}

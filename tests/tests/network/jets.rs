//! Value, gradient and second-order channel of every output.

use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_autodiff::{Dual, HyperDual, Jet, Laplacian, Scalar, SecondOrder};
use hyperwell_nn::{Activation, Engine, Inputs};
use proptest::prelude::*;

use crate::case::{Case, assert_begin, assert_close, cases};

/// ∂ₓₓ alone: t has a first derivative only.
struct Heat;
impl SecondOrder<2> for Heat {
    const WEIGHTS: [f64; 2] = [1.0, 0.0];
}

/// ∂ₓₓ − ∂ₜₜ
struct Wave;
impl SecondOrder<2> for Wave {
    const WEIGHTS: [f64; 2] = [1.0, -1.0];
}

/// The engine's channels `[channel][output][point]` against the network evaluated on jets.
fn check<T: Float, const D: usize, O: SecondOrder<D>>(case: &Case, tolerance: f64) {
    let network = case.network();
    let jets: Vec<_> = case
        .on_many_points()
        .features::<D, O>()
        .iter()
        .map(|x| network.evaluate(x))
        .collect();
    let rounded = case.network_of::<T>();
    for isa in Isa::available() {
        let got = case.engine::<T, D, O>(isa, 1).jets(&rounded);
        for channel in 0..D + 2 {
            for output in 0..network.shape().outputs() {
                let part = |jet: &Jet<f64, D, O>| match channel {
                    0 => jet.value,
                    c if c <= D => jet.gradient[c - 1],
                    _ => jet.second,
                };
                let expected: Vec<f64> = jets.iter().map(|jet| part(&jet[output])).collect();
                let got: Vec<f64> = got[channel][output].iter().map(|x| x.to_f64()).collect();
                let what = format!("{isa}, channel {channel}");
                assert_eq!(got.len(), case.points, "{what}");
                assert_begin(&got, &expected, tolerance, &what);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn agree_with_the_network_on_jets(case in cases(40)) {
        check::<f64, 1, Laplacian>(&case, 1e-12);
        check::<f64, 2, Laplacian>(&case, 1e-12);
        check::<f64, 2, Heat>(&case, 1e-12);
        check::<f64, 2, Wave>(&case, 1e-12);
    }

    /// 2⁻²⁴ a rounding, a few dozen of them in a row through five layers, and second
    /// derivatives cancel to a tenth.
    #[test]
    fn agree_in_single_precision(case in cases(40)) {
        check::<f32, 1, Laplacian>(&case, 1e-4);
        check::<f32, 2, Wave>(&case, 1e-4);
    }
}

/// Second derivatives by two other kinds of number that share no rule with jets.
#[test]
fn agree_with_hyper_duals_and_nested_duals() {
    for activation in Activation::ALL {
        let case = Case {
            widths: vec![2, 13, 9, 2],
            activation,
            points: 41,
            seed: 5,
        };
        let network = case.network();
        let points: Vec<[f64; 2]> = (0..case.points)
            .map(|p| [0.05 * p as f64 - 1.0, (p as f64).sin()])
            .collect();
        let mut engine = Engine::new(
            network.shape(),
            Inputs::coordinates(&points),
            Isa::detect(),
            1,
        );
        let jets = engine.jets(&network);
        for output in 0..2 {
            let mut along = [vec![], vec![]];
            let mut laplacian = vec![];
            for x in &points {
                let mut sum = 0.0;
                for axis in 0..2 {
                    let unit = |i: usize| f64::from(u8::from(i == axis));
                    let hyper: [_; 2] =
                        std::array::from_fn(|i| HyperDual::new(x[i], unit(i), unit(i), 0.0));
                    let nested: [_; 2] = std::array::from_fn(|i| {
                        Dual::new(Dual::new(x[i], unit(i)), Dual::constant(unit(i)))
                    });
                    let hyper = network.evaluate(&hyper)[output];
                    let nested = network.evaluate(&nested)[output];
                    assert_close(
                        &[hyper.e1, hyper.e12],
                        &[nested.derivative.value, nested.derivative.derivative],
                        1e-12,
                        "hyper-dual against nested dual",
                    );
                    along[axis].push(hyper.e1);
                    sum += hyper.e12;
                }
                laplacian.push(sum);
            }
            assert_close(&jets[1][output], &along[0], 1e-12, "∂x");
            assert_close(&jets[2][output], &along[1], 1e-12, "∂y");
            assert_close(&jets[3][output], &laplacian, 1e-12, "Δ");
        }
    }
}

/// tanh'' of a saturated neuron has its true sign and size, not the rounding of 1 − tanh².
#[test]
fn keep_relative_accuracy_of_saturated_neurons() {
    let shape = hyperwell_nn::Shape::new(&[1, 1, 1], Activation::Tanh).expect("a network");
    let network = hyperwell_nn::Mlp::from_parameters(shape, vec![1.0, 0.0, 1.0, 0.0])
        .expect("four parameters");
    let exact = {
        let [x] = Jet::<f64, 1>::variables([30.0]);
        x.tanh().second
    };
    for isa in Isa::available() {
        let inputs = Inputs::coordinates(&[[30.0]]);
        let mut engine = Engine::new(network.shape(), inputs, isa, 1);
        let second = engine.jets(&network)[2][0][0];
        assert!(
            (second / exact - 1.0).abs() < 1e-14,
            "{isa}: {second:e} and not {exact:e}"
        );
        assert!(second < 0.0);
    }
}

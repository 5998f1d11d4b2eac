//! The gradient of a loss with respect to all weights and biases.

use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_autodiff::{Dual, Jet, Laplacian, Scalar, SecondOrder};
use hyperwell_nn::{Mlp, Random, Shape};
use proptest::prelude::*;

use crate::case::{Case, assert_close, cases};

/// ∂ₓₓ − ∂ₜₜ/2
struct Skewed;
impl SecondOrder<2> for Skewed {
    const WEIGHTS: [f64; 2] = [1.0, -0.5];
}

/// [`Mlp::evaluate`] with parameters that are numbers of the same kind as the inputs.
pub(crate) fn evaluate<S: Scalar>(shape: &Shape, parameters: &[S], inputs: &[S]) -> Vec<S> {
    let mut values = inputs.to_vec();
    for layer in 0..shape.layers() {
        let (w, b) = (
            &parameters[shape.weights(layer)],
            &parameters[shape.biases(layer)],
        );
        let columns = b.len();
        values = (0..columns)
            .map(|j| {
                let mut z = b[j];
                for (i, &a) in values.iter().enumerate() {
                    z += a * w[i * columns + j];
                }
                if layer < shape.hidden_layers() {
                    shape.activation().apply(z)
                } else {
                    z
                }
            })
            .collect();
    }
    values
}

/// ℓ and its derivative along one direction in parameter space, by dual numbers inside jets.
fn along<const D: usize, O: SecondOrder<D>>(
    case: &Case,
    network: &Mlp<f64>,
    direction: &[f64],
) -> Dual<f64> {
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
    let channels = |features: &Vec<Jet<f64, D, O>>| -> Vec<Vec<Dual<f64>>> {
        let inputs: Vec<_> = features.iter().map(lift).collect();
        let outputs = evaluate(network.shape(), &parameters, &inputs);
        let gradient = (0..D).map(|i| outputs.iter().map(|y| y.gradient[i]).collect());
        std::iter::once(outputs.iter().map(|y| y.value).collect())
            .chain(gradient)
            .chain([outputs.iter().map(|y| y.second).collect()])
            .collect()
    };
    let jets: Vec<_> = case.features::<D, O>().iter().map(channels).collect();
    case.loss(D + 2).evaluate(&jets)
}

/// Random directions feel every parameter, unit vectors single ones; the latter are all
/// parameters of a small network and some of a large one.
pub(crate) fn directions(parameters: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = Random::new(seed ^ 4);
    let mut directions: Vec<Vec<f64>> = (0..2)
        .map(|_| (0..parameters).map(|_| random.symmetric()).collect())
        .collect();
    let step = (parameters / 10).max(1);
    let first = (random.uniform() * step as f64) as usize;
    for k in (first..parameters).step_by(step) {
        let mut unit = vec![0.0; parameters];
        unit[k] = 1.0;
        directions.push(unit);
    }
    directions
}

/// How far the slope of `gradient` along `direction` is from the `exact` one, for a direction of length 1.
pub(crate) fn slope_error(gradient: &[f64], direction: &[f64], exact: f64) -> f64 {
    let dot: f64 = gradient.iter().zip(direction).map(|(g, d)| g * d).sum();
    let length = direction.iter().map(|d| d * d).sum::<f64>().sqrt();
    (dot - exact).abs() / length
}

fn check<T: Float, const D: usize, O: SecondOrder<D>>(case: &Case, tolerance: f64) {
    let network = case.network();
    let exact: Vec<_> = directions(network.parameters().len(), case.seed)
        .into_iter()
        .map(|direction| (along::<D, O>(case, &network, &direction), direction))
        .collect();
    let rounded = case.network_of::<T>();
    for isa in Isa::available() {
        let mut engine = case.engine::<T, D, O>(isa, 1);
        let loss = case.loss(D + 2);
        let mut gradient = vec![T::default(); network.parameters().len()];
        let (norm, sums) = engine.gradient(&rounded, &loss, &mut gradient);
        let gradient: Vec<f64> = gradient.iter().map(|g| g.to_f64()).collect();
        let largest = gradient.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
        for (exact, direction) in &exact {
            assert_close(&[loss.total(norm, sums)], &[exact.value], tolerance, "loss");
            let error = slope_error(&gradient, direction, exact.derivative) / largest;
            assert!(
                error <= tolerance,
                "{isa}: {error:.1e} of the largest entry"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn agrees_with_dual_numbers_inside_jets(case in cases(40)) {
        check::<f64, 1, Laplacian>(&case, 1e-12);
    }

    #[test]
    fn agrees_in_two_dimensions(case in cases(12)) {
        check::<f64, 2, Laplacian>(&case, 1e-12);
        check::<f64, 2, Skewed>(&case, 1e-12);
    }

    /// 2⁻²⁴ a rounding; the reverse sweep doubles the length of the chain that
    /// the jets' test allows 10⁻⁴.
    #[test]
    fn agrees_in_single_precision(case in cases(20)) {
        check::<f32, 1, Laplacian>(&case, 2e-4);
    }
}

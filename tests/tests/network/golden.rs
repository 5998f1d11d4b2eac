//! Golden values, made by JAX (`tests/golden/README.md`): loss, gradient and a hundred Adam steps.

use std::path::Path;

use hyperwell_autodiff::lane::{Float, Isa, Lane};
use hyperwell_benches::{Benchmark, Start, Step};
use hyperwell_nn::{Activation, Channels, ChannelsMut, Engine, Inputs, Loss, Sums};
use serde_json::Value;

use crate::case::assert_close;

/// Agreement that the golden values are good for: 10⁻¹⁰ of the largest entry.
const TOLERANCE: f64 = 1e-10;

fn read(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let text = std::fs::read_to_string(folder.join(name).with_extension("json")).expect(name);
    serde_json::from_str(&text).expect(name)
}

fn number(case: &Value, key: &str) -> f64 {
    case[key].as_f64().expect(key)
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().expect(key)
}

/// All numbers of a nested list, in order.
fn flatten(value: &Value, to: &mut Vec<f64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flatten(value, to)),
        number => to.push(number.as_f64().expect("a number")),
    }
}

/// Parameters in the order of `Shape`, from the lists under `{prefix}weights` and `{prefix}biases`.
fn parameters(case: &Value, prefix: &str) -> Vec<f64> {
    let list = |name: &str| {
        case[format!("{prefix}{name}")]
            .as_array()
            .expect(name)
            .iter()
    };
    let mut all = Vec::new();
    for (w, b) in list("weights").zip(list("biases")) {
        flatten(w, &mut all);
        flatten(b, &mut all);
    }
    all
}

fn start(case: &Value) -> (Start, Activation) {
    let start = serde_json::from_value(case.clone()).expect("weights and biases");
    (
        start,
        text(case, "activation").parse().expect("an activation"),
    )
}

fn check_path(name: &str) {
    let case = read(name);
    let (start, activation) = start(&case);
    let problem = Benchmark::by_name(text(&case, "problem")).expect("a problem");
    let points = number(&case, "points") as usize;
    for isa in Isa::available() {
        let what = |quantity: &str| format!("{name}, {isa}, {quantity}");
        let near = |got: f64, key: &str| {
            assert_close(&[got], &[number(&case, key)], TOLERANCE, &what(key));
        };
        let network = start.network::<f64>(activation).expect("a network");
        let mut step = Step::new(problem, network, points, isa, 1);
        let parts = step.evaluate();
        near(parts.loss(), "loss");
        near(parts.residual, "residual_loss");
        near(parts.norm, "norm");
        near(step.energy(), "energy");
        assert_close(
            step.gradient(),
            &parameters(&case, "gradient_"),
            TOLERANCE,
            &what("gradient"),
        );
        if let Some(by_e) = case["gradient_e"].as_f64() {
            // E = c e from e = 1, so c is the E of the start.
            let got = parts.energy_gradient * number(&case, "energy");
            assert_close(&[got], &[by_e], TOLERANCE, &what("gradient_e"));
        }
        let mut last = 0.0;
        for _ in 0..number(&case, "steps") as usize {
            last = step.run().loss();
        }
        near(last, "last_step_loss");
        near(step.energy(), "final_energy");
        let expected = parameters(&case, "final_");
        assert_close(
            step.network().parameters(),
            &expected,
            TOLERANCE,
            &what("weights"),
        );
        near(step.evaluate().loss(), "final_loss");
    }
}

#[test]
fn barrier_tanh() {
    check_path("barrier-tanh");
}

#[test]
fn finite_well_tanh() {
    check_path("finite-well-tanh");
}

#[test]
fn infinite_well_tanh() {
    check_path("infinite-well-tanh");
}

#[test]
fn finite_well_sin() {
    check_path("finite-well-sin");
}

#[test]
fn infinite_well_sigmoid() {
    check_path("infinite-well-sigmoid");
}

#[test]
fn barrier_softplus() {
    check_path("barrier-softplus");
}

#[test]
fn finite_well_silu() {
    check_path("finite-well-silu");
}

/// ℓ = mean (u + 0.3 ∂x u − 0.7 ∂y u + 0.5 Δu)²
struct Plane {
    points: usize,
}

impl<T: Float> Loss<T> for Plane {
    type Global = ();

    fn global<L: Lane<Float = T>>(&self, _: &[T]) {}

    fn block<L: Lane<Float = T>>(
        &self,
        (): (),
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums {
        let factors = [1.0, 0.3, -0.7, 0.5];
        let mean = 1.0 / self.points as f64;
        let mut loss = 0.0;
        for p in 0..hyperwell_nn::block_points::<T>().min(self.points - first) {
            let term = |(channel, factor): (usize, &f64)| factor * jets.get(channel, 0)[p].to_f64();
            let sum: f64 = factors.iter().enumerate().map(term).sum();
            loss += mean * sum * sum;
            for (channel, factor) in factors.iter().enumerate() {
                seeds.get(channel, 0)[p] = T::from_f64(2.0 * mean * sum * factor);
            }
        }
        [loss, 0.0, 0.0, 0.0]
    }
}

#[test]
fn plane() {
    let case = read("plane-tanh");
    let (start, activation) = start(&case);
    let network = start.network::<f64>(activation).expect("a network");
    let mut xy = Vec::new();
    flatten(&case["points"], &mut xy);
    let points = xy.as_chunks::<2>().0;
    let list = |key: &str| {
        let mut all = Vec::new();
        flatten(&case[key], &mut all);
        all
    };
    let slopes = list("gradient");
    let along = |axis: usize| -> Vec<f64> { slopes[axis..].iter().step_by(2).copied().collect() };
    for isa in Isa::available() {
        let inputs = Inputs::coordinates(points);
        let mut engine = Engine::new(network.shape(), inputs, isa, 1);
        let jets = engine.jets(&network);
        assert_close(&jets[0][0], &list("value"), TOLERANCE, "u");
        assert_close(&jets[1][0], &along(0), TOLERANCE, "∂x u");
        assert_close(&jets[2][0], &along(1), TOLERANCE, "∂y u");
        assert_close(&jets[3][0], &list("laplacian"), TOLERANCE, "Δu");
        let loss = Plane {
            points: points.len(),
        };
        let mut gradient = vec![0.0; network.parameters().len()];
        let ((), sums) = engine.gradient(&network, &loss, &mut gradient);
        assert_close(&sums[..1], &[number(&case, "loss")], TOLERANCE, "loss");
        assert_close(
            &gradient,
            &parameters(&case, "gradient_"),
            TOLERANCE,
            "gradient",
        );
    }
}

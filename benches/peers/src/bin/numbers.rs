//! Numbers against numbers: the forward jets of one 32×32 tanh layer at eight points.
//!
//! Every kind of number evaluates the same formula t_k = tanh(b_k + Σ_j w_kj a_j) on inputs a_j that carry a first and a
//! second derivative; `lanes` is that formula written on SIMD lanes, as the network engine has it. One JSON line each: µs for
//! the eight points, and Σ_k (t_k + t_k' + t_k'') over them, which must agree to 12 digits.

use std::hint::black_box;
use std::time::{Duration, Instant};

use autodiff::{F, F1};
use hyperwell_autodiff::function::tanh_sech2;
use hyperwell_autodiff::lane::{Isa, Kernel, Lane};
use hyperwell_autodiff::{Jet, Scalar};
use num_dual::{Dual2_64, DualNum};
use wide::f64x8;

const WIDTH: usize = 32;
const POINTS: usize = 8;

/// A weight that varies with its place, and is the same for everyone.
fn weight(k: usize, j: usize) -> f64 {
    (1.0 + 7.0 * k as f64 + 3.0 * j as f64).sin() / (WIDTH as f64).sqrt()
}

fn bias(k: usize) -> f64 {
    0.5 * (k as f64).cos()
}

/// a_j, a_j', a_j'' at a point: those of sin(x + j), as an earlier layer may have given them.
fn input(point: usize, j: usize) -> [f64; 3] {
    let (sin, cos) = (0.1 * point as f64 + j as f64).sin_cos();
    [sin, cos, -sin]
}

/// What the layer asks of a number.
trait Number: Copy {
    /// How many points one number holds.
    const POINTS: usize;
    /// The input of neuron j at the points from `point` on.
    fn input(point: usize, j: usize) -> Self;
    fn constant(value: f64) -> Self;
    /// self + w a
    fn plus(self, w: f64, a: Self) -> Self;
    fn tanh(self) -> Self;
    /// Value plus first plus second derivative, summed over the points.
    fn checksum(self) -> f64;
}

impl Number for Jet<f64, 1> {
    const POINTS: usize = 1;
    fn input(point: usize, j: usize) -> Self {
        let [value, slope, curvature] = input(point, j);
        Jet::new(value, [slope], curvature)
    }
    fn constant(value: f64) -> Self {
        Jet::constant(value)
    }
    fn plus(self, w: f64, a: Self) -> Self {
        self + a.scale(w)
    }
    fn tanh(self) -> Self {
        Scalar::tanh(self)
    }
    fn checksum(self) -> f64 {
        self.value + self.gradient[0] + self.second
    }
}

impl Number for Jet<f64x8, 1> {
    const POINTS: usize = 8;
    fn input(point: usize, j: usize) -> Self {
        let part = |c: usize| f64x8::new(std::array::from_fn(|i| input(point + i, j)[c]));
        Jet::new(part(0), [part(1)], part(2))
    }
    fn constant(value: f64) -> Self {
        Jet::constant(f64x8::splat(value))
    }
    fn plus(self, w: f64, a: Self) -> Self {
        self + a.scale(w)
    }
    fn tanh(self) -> Self {
        Scalar::tanh(self)
    }
    fn checksum(self) -> f64 {
        (self.value + self.gradient[0] + self.second).reduce_add()
    }
}

impl Number for Dual2_64 {
    const POINTS: usize = 1;
    fn input(point: usize, j: usize) -> Self {
        let [value, slope, curvature] = input(point, j);
        Dual2_64::new(value, slope, curvature)
    }
    fn constant(value: f64) -> Self {
        Dual2_64::from_re(value)
    }
    fn plus(self, w: f64, a: Self) -> Self {
        self + a * w
    }
    fn tanh(self) -> Self {
        DualNum::tanh(&self)
    }
    fn checksum(self) -> f64 {
        self.re + self.v1 + self.v2
    }
}

/// `autodiff` reaches second derivatives by nesting its dual number.
type Nested = F<F1, F1>;

impl Number for Nested {
    const POINTS: usize = 1;
    fn input(point: usize, j: usize) -> Self {
        let [value, slope, curvature] = input(point, j);
        F::new(F::new(value, slope), F::new(slope, curvature))
    }
    fn constant(value: f64) -> Self {
        F::cst(F1::cst(value))
    }
    fn plus(self, w: f64, a: Self) -> Self {
        // Its product with a plain number, part by part; a * F::cst(w) would cost three times as much.
        self + F::new(a.x * w, a.dx * w)
    }
    fn tanh(self) -> Self {
        num_traits::Float::tanh(self)
    }
    fn checksum(self) -> f64 {
        self.x.x + self.x.dx + self.dx.dx
    }
}

/// The layer on numbers.
fn layer<N: Number>(
    weights: &[[f64; WIDTH]; WIDTH],
    biases: &[f64; WIDTH],
    inputs: &[N; WIDTH],
) -> [N; WIDTH] {
    std::array::from_fn(|k| {
        let sum = |z: N, (&w, &a): (&f64, &N)| z.plus(w, a);
        weights[k]
            .iter()
            .zip(inputs)
            .fold(N::constant(biases[k]), sum)
            .tanh()
    })
}

fn numbers<N: Number>(name: &str) {
    let weights = std::array::from_fn(|k| std::array::from_fn(|j| weight(k, j)));
    let biases = std::array::from_fn(bias);
    let inputs: Vec<[N; WIDTH]> = (0..POINTS)
        .step_by(N::POINTS)
        .map(|p| std::array::from_fn(|j| N::input(p, j)))
        .collect();
    let mut checksum = 0.0;
    for a in &inputs {
        checksum += layer(&weights, &biases, a)
            .map(N::checksum)
            .iter()
            .sum::<f64>();
    }
    let times = clock(|| {
        for a in black_box(&inputs) {
            black_box(layer(black_box(&weights), &biases, a));
        }
    });
    report(name, times, checksum);
}

/// The layer on lanes that hold neighbouring neurons, four points at a time: each weight that is read serves twelve sums.
struct Lanes<'a> {
    /// Row j holds the weights w_kj of all neurons k.
    weights: &'a [[f64; WIDTH]; WIDTH],
    biases: &'a [f64; WIDTH],
    /// Four points, three channels.
    inputs: &'a [[[f64; WIDTH]; 3]; 4],
    outputs: &'a mut [[[f64; WIDTH]; 3]; 4],
}

impl Kernel for Lanes<'_> {
    type Float = f64;
    type Output = ();
    #[inline(always)]
    fn run<L: Lane<Float = f64>>(self) {
        for (k, b) in L::chunks(self.biases).0.iter().enumerate() {
            let zero = L::splat(0.0);
            let mut z = [[L::load(b), zero, zero]; 4];
            for (j, row) in self.weights.iter().enumerate() {
                let w = L::load(&L::chunks(row).0[k]);
                for (z, a) in z.iter_mut().zip(self.inputs) {
                    for (z, a) in z.iter_mut().zip(a) {
                        *z = w.mul_add(L::splat(a[j]), *z);
                    }
                }
            }
            for ([z0, z1, z2], out) in z.into_iter().zip(self.outputs.iter_mut()) {
                let (t, s) = tanh_sech2(z0);
                let d1 = s * z1;
                let jet = [t, d1, s * z2 - (t + t) * d1 * z1];
                for (part, out) in jet.into_iter().zip(out) {
                    part.store(&mut L::chunks_mut(out).0[k]);
                }
            }
        }
    }
}

fn lanes(isa: Isa) {
    let weights: [[f64; WIDTH]; WIDTH] =
        std::array::from_fn(|j| std::array::from_fn(|k| weight(k, j)));
    let biases: [f64; WIDTH] = std::array::from_fn(bias);
    let block = |first: usize| {
        std::array::from_fn(|p| {
            std::array::from_fn(|c| std::array::from_fn(|j| input(first + p, j)[c]))
        })
    };
    let inputs: Vec<[[[f64; WIDTH]; 3]; 4]> = (0..POINTS).step_by(4).map(block).collect();
    let mut outputs = inputs.clone();
    let mut run = || {
        for (inputs, outputs) in black_box(&inputs).iter().zip(&mut outputs) {
            let weights = black_box(&weights);
            isa.run(Lanes {
                weights,
                biases: &biases,
                inputs,
                outputs: black_box(outputs),
            });
        }
    };
    run();
    let times = clock(run);
    report(
        &format!("hyperwell-autodiff lanes, {isa}"),
        times,
        outputs.iter().flatten().flatten().flatten().sum(),
    );
}

/// Shortest and median µs of batches long enough for the clock.
fn clock(mut run: impl FnMut()) -> [f64; 2] {
    const BATCH: u32 = 100;
    let end = Instant::now() + Duration::from_millis(500);
    let mut times = Vec::new();
    while Instant::now() < end {
        let start = Instant::now();
        (0..BATCH).for_each(|_| run());
        times.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(BATCH));
    }
    times.sort_by(f64::total_cmp);
    [times[0], times[times.len() / 2]]
}

fn report(number: &str, [us_min, us_median]: [f64; 2], checksum: f64) {
    let line = serde_json::json!({
        "number": number, "us_min": us_min, "us_median": us_median, "checksum": checksum,
    });
    println!("{line}");
}

fn main() {
    numbers::<Jet<f64, 1>>("hyperwell-autodiff Jet<f64, 1>");
    numbers::<Jet<f64x8, 1>>("hyperwell-autodiff Jet<f64x8, 1>");
    numbers::<Dual2_64>("num-dual Dual2_64");
    numbers::<Nested>("autodiff F<F1, F1>");
    Isa::available().into_iter().for_each(lanes);
}

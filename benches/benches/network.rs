//! The network by parts, each against a baseline: one point on scalar numbers, jets and gradient of a
//! batch, the whole training step in every instruction set, and its scaling with threads.

#![allow(
    missing_docs,
    reason = "criterion's macros make public items without docs"
)]

use std::hint::black_box;
use std::time::Instant;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use hyperwell_autodiff::lane::Isa;
use hyperwell_autodiff::{Dual, HyperDual, Jet};
use hyperwell_benches::{Benchmark, Step};
use hyperwell_nn::{Activation, Engine, Initialization, Inputs, Mlp, Shape};

const POINTS: usize = 256;

fn network(hidden: usize) -> Mlp<f64> {
    let shape = Shape::new(&[1, hidden, hidden, hidden, 1], Activation::Tanh);
    Mlp::new(shape.expect("a network"), Initialization::Xavier, 0)
}

fn step(hidden: usize, points: usize, isa: Isa, threads: usize) -> Step<f64> {
    Step::new(Benchmark::Barrier, network(hidden), points, isa, threads)
}

/// One point on each kind of number; f64, which has no derivatives, is the baseline.
fn numbers(c: &mut Criterion) {
    let net = network(32);
    let mut group = c.benchmark_group("one point, 1-32-32-32-1");
    group.bench_function("f64", |b| b.iter(|| net.evaluate(&[black_box(0.3)])));
    group.bench_function("Dual, f'", |b| {
        b.iter(|| net.evaluate(&[Dual::variable(black_box(0.3))]))
    });
    group.bench_function("Jet, f''", |b| {
        b.iter(|| net.evaluate(&Jet::<f64, 1>::variables([black_box(0.3)])))
    });
    group.bench_function("HyperDual, f''", |b| {
        b.iter(|| net.evaluate(&[HyperDual::variable(black_box(0.3))]))
    });
    group.finish();
}

/// Jets of a batch by the engine, against the network's definition on jets point by point.
fn jets(c: &mut Criterion) {
    let net = network(32);
    let points: Vec<[f64; 1]> = (0..POINTS).map(|i| [i as f64 / POINTS as f64]).collect();
    let mut group = c.benchmark_group("jets of 256 points, H = 32");
    group.bench_function("scalar", |b| {
        b.iter(|| {
            let at = |&x| net.evaluate(&Jet::<f64, 1>::variables(x))[0].second;
            points.iter().map(at).sum::<f64>()
        });
    });
    for isa in Isa::available() {
        let inputs = Inputs::coordinates(&points);
        let mut engine = Engine::new(net.shape(), inputs, isa, 1);
        group.bench_function(BenchmarkId::new("engine", isa), |b| {
            b.iter(|| engine.jets(&net));
        });
    }
    group.finish();
}

/// Loss and gradient, and the whole step with Adam's update.
fn steps(c: &mut Criterion) {
    for hidden in [16, 64] {
        let mut group = c.benchmark_group(format!("256 points, H = {hidden}"));
        for isa in Isa::available() {
            let mut step = step(hidden, POINTS, isa, 1);
            group.bench_function(BenchmarkId::new("gradient", isa), |b| {
                b.iter(|| step.evaluate());
            });
            group.bench_function(BenchmarkId::new("step", isa), |b| b.iter(|| step.run()));
        }
        group.finish();
    }
}

/// The same step with one thread and with two.
fn threads(c: &mut Criterion) {
    for (hidden, points) in [(32, 256), (64, 1024)] {
        let mut group = c.benchmark_group(format!("threads, H = {hidden}, N = {points}"));
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let pool = pool.expect("a pool");
            let mut step = step(hidden, points, Isa::detect(), threads);
            // The whole loop runs inside the pool, as a training does.
            group.bench_function(threads.to_string(), |b| {
                b.iter_custom(|steps| {
                    pool.install(|| {
                        let start = Instant::now();
                        for _ in 0..steps {
                            black_box(step.run());
                        }
                        start.elapsed()
                    })
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, numbers, jets, steps, threads);
criterion_main!(benches);

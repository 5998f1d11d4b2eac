//! A step allocates nothing once its buffers are made.

use std::alloc::System;

use hyperwell_autodiff::lane::Isa;
use hyperwell_benches::{Benchmark, Step};
use hyperwell_nn::{Activation, Initialization, Mlp, Shape};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn network(hidden: usize) -> Mlp<f64> {
    let shape = Shape::new(&[1, hidden, hidden, hidden, 1], Activation::Tanh).expect("a network");
    Mlp::new(shape, Initialization::Xavier, 0)
}

/// One test only: the allocator counts for the whole process.
#[test]
fn a_step_allocates_nothing_with_one_or_two_threads() {
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool");
        let mut step = Step::new(
            Benchmark::Barrier,
            network(24),
            1000,
            Isa::detect(),
            threads,
        );
        let allocations = pool.install(|| {
            // The first steps wake the pool's threads.
            for _ in 0..20 {
                step.run();
            }
            let region = Region::new(ALLOCATOR);
            for _ in 0..200 {
                step.run();
            }
            region.change().allocations
        });
        assert_eq!(allocations, 0, "{threads} threads");
    }
}

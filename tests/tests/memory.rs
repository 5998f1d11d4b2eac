//! The memory of a step: less than three numbers for each neuron and point, and copies of the weights.

use std::alloc::System;

use hyperwell_autodiff::lane::Isa;
use hyperwell_benches::{Benchmark, Step};
use hyperwell_nn::{Activation, Initialization, Mlp, Shape};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One test only: the allocator counts for the whole process.
#[test]
fn a_step_holds_less_than_three_numbers_for_each_neuron_and_point() {
    for (hidden, points) in [
        (16, 256),
        (32, 1000),
        (64, 256),
        (64, 4096),
        (128, 1024),
        (32, 16_384),
    ] {
        let widths = [1, hidden, hidden, hidden, 1];
        let shape = Shape::new(&widths, Activation::Tanh).expect("a network");
        let parameters = shape.parameters();
        let network = Mlp::<f64>::new(shape, Initialization::Xavier, 0);
        let region = Region::new(ALLOCATOR);
        let mut step = Step::new(Benchmark::Barrier, network, points, Isa::detect(), 1);
        step.run();
        let change = region.change();
        let numbers = (change.bytes_allocated - change.bytes_deallocated) / 8;
        // The gradient, Adam's two averages, and the gradient of each chunk.
        let copies = 3 + (points / 128).clamp(1, 16);
        let bound = 3 * points * hidden * 3 + copies * parameters;
        assert!(
            numbers < bound,
            "{hidden} neurons, {points} points: {numbers} numbers held, allowed {bound}"
        );
    }
}

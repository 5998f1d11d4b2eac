//! The answer does not depend on the number of threads.

use hyperwell_autodiff::Laplacian;
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::Activation;

use crate::case::Case;

/// Loss and gradient as bits.
fn bits(case: &Case, threads: usize) -> Vec<u64> {
    let network = case.network();
    let mut engine = case.engine::<f64, 2, Laplacian>(Isa::detect(), threads);
    let loss = case.loss(4);
    let mut gradient = vec![0.0; network.parameters().len()];
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool");
    let (norm, sums) = pool.install(|| engine.gradient(&network, &loss, &mut gradient));
    let all = gradient.into_iter().chain(sums).chain([norm]);
    all.map(f64::to_bits).collect()
}

#[test]
fn change_no_bit() {
    for points in [1, 31, 200, 1000, 4097] {
        let case = Case {
            widths: vec![2, 20, 20, 1],
            activation: Activation::Tanh,
            points,
            seed: 11,
        };
        let one = bits(&case, 1);
        for threads in [2, 3, 5] {
            assert!(
                bits(&case, threads) == one,
                "{points} points, {threads} threads"
            );
        }
    }
}

//! A batch too large to keep all values of, for which the second pass computes them again.

use hyperwell_autodiff::lane::{Isa, Lane};
use hyperwell_nn::{
    Activation, Channels, ChannelsMut, Engine, Initialization, Inputs, Loss, Mlp, Shape, Sums,
    block_points,
};

use crate::case::assert_close;

/// Σ (N² + N'²)/2 over the points of a batch, which do not know of one another.
struct Sobolev {
    points: usize,
}

impl Loss<f64> for Sobolev {
    type Global = ();

    fn global<L: Lane<Float = f64>>(&self, _: &[f64]) {}

    fn block<L: Lane<Float = f64>>(
        &self,
        (): (),
        first: usize,
        jets: Channels<'_, f64>,
        seeds: &mut ChannelsMut<'_, f64>,
    ) -> Sums {
        let rows = block_points::<f64>().min(self.points - first);
        let mut loss = 0.0;
        for channel in 0..2 {
            let x = jets.get(channel, 0);
            seeds.get(channel, 0).copy_from_slice(x);
            loss += 0.5 * x[..rows].iter().map(|x| x * x).sum::<f64>();
        }
        seeds.get(2, 0).fill(0.0);
        [loss, 0.0, 0.0, 0.0]
    }
}

fn gradient(network: &Mlp<f64>, points: &[[f64; 1]], threads: usize) -> (f64, Vec<f64>) {
    let inputs = Inputs::coordinates(points);
    let mut engine = Engine::new(network.shape(), inputs, Isa::detect(), threads);
    let mut gradient = vec![0.0; network.parameters().len()];
    let loss = Sobolev {
        points: points.len(),
    };
    let ((), sums) = engine.gradient(network, &loss, &mut gradient);
    (sums[0], gradient)
}

#[test]
fn has_the_gradient_of_its_parts_for_any_number_of_threads() {
    // (f, q) of 64 neurons in two layers at 20,000 points fill 41 MB, those of a part 10 MB.
    let points: Vec<[f64; 1]> = (0..20_000).map(|i| [f64::from(i) / 20_000.0]).collect();
    let shape = Shape::new(&[1, 64, 64, 1], Activation::Tanh).expect("a network");
    let network = Mlp::new(shape, Initialization::Xavier, 5);
    let (loss, all) = gradient(&network, &points, 1);
    let mut sum = vec![0.0; all.len()];
    let mut parts_loss = 0.0;
    for part in points.chunks(5000) {
        let (loss, part) = gradient(&network, part, 1);
        parts_loss += loss;
        for (sum, part) in sum.iter_mut().zip(part) {
            *sum += part;
        }
    }
    // 20,000 terms are added in another order.
    assert_close(&[loss], &[parts_loss], 1e-12, "loss");
    assert_close(&all, &sum, 1e-12, "gradient");

    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .expect("a pool");
    let shared = pool.install(|| gradient(&network, &points, 3));
    assert!(shared == (loss, all), "three threads change a bit");
}

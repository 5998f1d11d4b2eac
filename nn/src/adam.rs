//! The Adam optimiser.

use hyperwell_autodiff::lane::{Float, Isa};

use crate::buffer::Buffer;
use crate::kernel::adam::Update;

/// Adam (Kingma & Ba, arXiv:1412.6980) with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.
///
/// ```
/// use hyperwell_autodiff::lane::Isa;
/// use hyperwell_nn::Adam;
/// let mut x = [1.0];
/// let mut adam = Adam::<f64>::new(1);
/// for _ in 0..2000 {
///     let gradient = [2.0 * x[0]]; // of x²
///     adam.step(Isa::detect(), 0.01, &gradient, &mut x);
/// }
/// assert!(x[0].abs() < 1e-3);
/// ```
#[derive(Debug)]
pub struct Adam<T> {
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    steps: u64,
    mean: Buffer<T>,
    square: Buffer<T>,
}

impl<T: Float> Adam<T> {
    /// An optimiser for `parameters` numbers, at rest.
    pub fn new(parameters: usize) -> Self {
        Adam {
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            steps: 0,
            mean: Buffer::zeros(parameters),
            square: Buffer::zeros(parameters),
        }
    }

    /// Moves `parameters` by one step against `gradient`.
    ///
    /// # Panics
    /// If a slice has not as many numbers as the optimiser was made for.
    pub fn step(&mut self, isa: Isa, learning_rate: f64, gradient: &[T], parameters: &mut [T]) {
        assert_eq!(
            gradient.len(),
            self.mean.len(),
            "gradient of another length"
        );
        assert_eq!(
            parameters.len(),
            self.mean.len(),
            "parameters of another length"
        );
        self.steps += 1;
        let correction = |beta: f64| 1.0 / (1.0 - beta.powf(self.steps as f64));
        isa.run(Update {
            beta1: T::from_f64(self.beta1),
            beta2: T::from_f64(self.beta2),
            epsilon: T::from_f64(self.epsilon),
            learning_rate: T::from_f64(learning_rate),
            correction1: T::from_f64(correction(self.beta1)),
            correction2: T::from_f64(correction(self.beta2)),
            gradient,
            mean: &mut self.mean,
            square: &mut self.square,
            parameters,
        });
    }
}

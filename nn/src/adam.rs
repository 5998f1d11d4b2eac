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

/// What an [`Adam`] remembers between two steps, in double precision, which holds single precision exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// Steps taken.
    pub steps: u64,
    /// The running mean of the gradient.
    pub mean: Vec<f64>,
    /// The running mean of its square.
    pub square: Vec<f64>,
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

    /// What the optimiser remembers. Costs a copy of two numbers for each parameter.
    ///
    /// ```
    /// use hyperwell_autodiff::lane::Isa;
    /// use hyperwell_nn::Adam;
    /// let mut x = [1.0, 2.0];
    /// let mut adam = Adam::<f64>::new(2);
    /// adam.step(Isa::BASELINE, 0.01, &[0.5, 0.1], &mut x);
    /// // The copy goes on where the first one is.
    /// let mut y = x;
    /// let mut copy = Adam::from_moments(&adam.moments()).ok_or("unequal lengths")?;
    /// adam.step(Isa::BASELINE, 0.01, &[0.3, 0.2], &mut x);
    /// copy.step(Isa::BASELINE, 0.01, &[0.3, 0.2], &mut y);
    /// assert_eq!(x, y);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn moments(&self) -> Moments {
        let copy = |numbers: &[T]| numbers.iter().map(|x| x.to_f64()).collect();
        Moments {
            steps: self.steps,
            mean: copy(&self.mean),
            square: copy(&self.square),
        }
    }

    /// An optimiser that goes on where another one was, to the same bits.
    ///
    /// Returns `None` if there are not as many means as squares.
    pub fn from_moments(moments: &Moments) -> Option<Self> {
        if moments.mean.len() != moments.square.len() {
            return None;
        }
        let mut adam = Adam::new(moments.mean.len());
        adam.steps = moments.steps;
        let fill = |to: &mut [T], from: &[f64]| {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = T::from_f64(from);
            }
        };
        fill(&mut adam.mean, &moments.mean);
        fill(&mut adam.square, &moments.square);
        Some(adam)
    }
}

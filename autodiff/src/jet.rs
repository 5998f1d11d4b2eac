//! Jets: a value, its gradient and one second-order operator, in one sweep.
//!
//! This is how a network's ψ'' is computed. For an operator L = Σᵢ aᵢ ∂ᵢᵢ with
//! constant aᵢ write
//!
//! ```text
//! s(u)    = Σᵢ aᵢ ∂ᵢᵢu            the second-order channel of u
//! Γ(u, v) = Σᵢ aᵢ ∂ᵢu ∂ᵢv         from the gradients alone
//! ```
//!
//! Then s obeys closed rules, so that no mixed second derivative is ever
//! needed:
//!
//! ```text
//! s(u + v) = s(u) + s(v)
//! s(u v)   = u s(v) + s(u) v + 2 Γ(u, v)
//! s(f∘u)   = f'(u) s(u) + f''(u) Γ(u, u)
//! ```
//!
//! (Apply ∂ᵢ twice to u v and to f∘u, weight with aᵢ and sum.) A jet in D
//! variables thus carries 2 + D numbers; with a whole Hessian it would be
//! (D + 1)(D + 2)/2. For D = 1 and a₁ = 1 it is (ψ, ψ', ψ'').
//!
//! With all aᵢ = 1 this is the *forward Laplacian*: R. Li et al., *A
//! computational framework for neural network-based variational Monte Carlo
//! with Forward Laplacian*, Nature Machine Intelligence 6 (2024) 209–219,
//! arXiv:2307.08214 (2023).

use core::array;
use core::fmt::{self, Debug, Display, Formatter};
use core::iter::Sum;
use core::marker::PhantomData;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::chain_rule::ChainRule;
use crate::operators::impl_operators;
use crate::scalar::Scalar;

/// The operator Σ aᵢ ∂ᵢᵢ that a [`Jet`] in `D` variables carries. A type
/// without data: the weights are constants of the compiled code.
///
/// ```
/// use hyperwell_autodiff::{Jet, Scalar, SecondOrder};
///
/// /// ∂ₓₓ − ∂ₜₜ
/// struct Wave;
/// impl SecondOrder<2> for Wave {
///     const WEIGHTS: [f64; 2] = [1.0, -1.0];
/// }
///
/// let [x, t] = Jet::<f64, 2, Wave>::variables([0.3, 0.7]);
/// assert!((x - t).sin().second.abs() < 1e-15); // it solves the wave equation
/// ```
pub trait SecondOrder<const D: usize>: 'static {
    /// a₁ … a_D. A variable with weight 0 has its first derivative only, such
    /// as the time of a heat equation.
    const WEIGHTS: [f64; D];
}

/// Σ ∂ᵢᵢ: every weight is 1.
///
/// ```
/// use hyperwell_autodiff::{Laplacian, SecondOrder};
///
/// assert_eq!(<Laplacian as SecondOrder<3>>::WEIGHTS, [1.0; 3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Laplacian;

impl<const D: usize> SecondOrder<D> for Laplacian {
    const WEIGHTS: [f64; D] = [1.0; D];
}

/// A value, its gradient in `D` variables, and Σ aᵢ ∂ᵢᵢ of it; the weights aᵢ
/// are those of `O`.
///
/// A product costs 4 + 3D multiplications (with unit weights), a quotient 2 + D
/// divisions. The rules stand at the top of the source of this file.
///
/// ```
/// use hyperwell_autodiff::{Jet, Scalar};
///
/// let [x] = Jet::<f64, 1>::variables([2.0]);
/// let psi = x.powi(3);
/// assert_eq!((psi.value, psi.gradient[0], psi.second), (8.0, 12.0, 12.0));
/// ```
pub struct Jet<T, const D: usize, O = Laplacian> {
    /// u
    pub value: T,
    /// ∂₁u … ∂_D u
    pub gradient: [T; D],
    /// Σ aᵢ ∂ᵢᵢu
    pub second: T,
    operator: PhantomData<fn() -> O>,
}

impl<T, const D: usize, O> Jet<T, D, O> {
    /// The jet with these parts.
    ///
    /// ```
    /// # use hyperwell_autodiff::Jet;
    /// let psi = Jet::<f64, 1>::new(0.5, [1.0], -4.0);
    /// assert_eq!((psi + psi).second, -8.0);
    /// ```
    #[inline]
    pub const fn new(value: T, gradient: [T; D], second: T) -> Self {
        Self {
            value,
            gradient,
            second,
            operator: PhantomData,
        }
    }
}

impl<T: Scalar, const D: usize, O: SecondOrder<D>> Jet<T, D, O> {
    /// A number that does not vary.
    ///
    /// ```
    /// # use hyperwell_autodiff::Jet;
    /// assert_eq!(Jet::<f64, 2>::constant(3.0), Jet::new(3.0, [0.0, 0.0], 0.0));
    /// ```
    #[inline]
    pub fn constant(value: T) -> Self {
        Self::new(value, [T::zero(); D], T::zero())
    }

    /// The variables at the point `x`: the i-th has the i-th unit vector as its
    /// gradient.
    ///
    /// ```
    /// # use hyperwell_autodiff::Jet;
    /// let [x, y] = Jet::<f64, 2>::variables([3.0, 4.0]);
    /// assert_eq!(x, Jet::new(3.0, [1.0, 0.0], 0.0));
    /// assert_eq!((x * x * y).gradient, [24.0, 9.0]);
    /// assert_eq!((x * x * y).second, 8.0); // ∂xx + ∂yy
    /// ```
    #[inline]
    pub fn variables(x: [T; D]) -> [Self; D] {
        array::from_fn(|i| {
            let mut variable = Self::constant(x[i]);
            variable.gradient[i] = T::one();
            variable
        })
    }
}

/// Γ = Σ aᵢ ∂ᵢu ∂ᵢv. A weight of 0 skips its term, for 0 times an infinite
/// derivative is not 0.
#[inline]
fn gamma<T: Scalar, const D: usize, O: SecondOrder<D>>(
    u: [T; D],
    v: [T; D],
    times: impl Fn(T, T) -> T,
) -> T {
    (0..D)
        .filter(|&i| O::WEIGHTS[i] != 0.0)
        .map(|i| times(u[i], v[i]).scale(O::WEIGHTS[i]))
        .reduce(Add::add)
        .unwrap_or_else(T::zero)
}

impl<T: Scalar, const D: usize, O: SecondOrder<D>> ChainRule for Jet<T, D, O> {
    type Part = T;

    #[inline]
    fn constant(value: T) -> Self {
        Self::constant(value)
    }

    #[inline]
    fn value(self) -> T {
        self.value
    }

    #[inline]
    fn map(self, f: impl Fn(T) -> T) -> Self {
        Self::new(f(self.value), self.gradient.map(&f), f(self.second))
    }

    #[inline]
    fn zip(self, v: Self, f: impl Fn(T, T) -> T) -> Self {
        let gradient = array::from_fn(|i| f(self.gradient[i], v.gradient[i]));
        Self::new(f(self.value, v.value), gradient, f(self.second, v.second))
    }

    // ANCHOR: chain
    // s(f∘u) = f' s(u) + f'' Γ(u, u)
    #[inline]
    fn compose(self, [f, d, d2]: [T; 3], times: impl Fn(T, T) -> T) -> Self {
        let slope = gamma::<T, D, O>(self.gradient, self.gradient, Mul::mul);
        let gradient = self.gradient.map(|du| times(d, du));
        Self::new(f, gradient, times(d2, slope) + times(d, self.second))
    }
    // ANCHOR_END: chain

    // ANCHOR: product
    // s(u v) = u s(v) + s(u) v + 2 Γ(u, v)
    #[inline]
    fn product(self, v: Self, times: impl Fn(T, T) -> T) -> Self {
        let u = self;
        let gradient =
            array::from_fn(|i| times(u.value, v.gradient[i]) + times(u.gradient[i], v.value));
        let cross = gamma::<T, D, O>(u.gradient, v.gradient, &times).scale(2.0);
        let second = times(u.value, v.second) + times(u.second, v.value) + cross;
        Self::new(times(u.value, v.value), gradient, second)
    }
    // ANCHOR_END: product

    // q = u/v: the product rule for u = q v, solved for the parts of q one
    // after another
    #[inline]
    fn quotient(self, v: Self, over: impl Fn(T, T) -> T) -> Self {
        let u = self;
        let q = over(u.value, v.value);
        let gradient = array::from_fn(|i| {
            (u.gradient[i] - q.times_tangent(v.gradient[i])).tangent_over(v.value)
        });
        let cross = gamma::<T, D, O>(gradient, v.gradient, Scalar::times_tangent).scale(2.0);
        let second = (u.second - q.times_tangent(v.second) - cross).tangent_over(v.value);
        Self::new(q, gradient, second)
    }
}

impl_operators!(Jet [T: Scalar, const D: usize, O: SecondOrder<D>] [T, D, O]);

// Written out, not derived: a derive would ask the operator `O`, of which no
// value exists, for the same trait.

impl<T: Clone, const D: usize, O> Clone for Jet<T, D, O> {
    fn clone(&self) -> Self {
        Self::new(
            self.value.clone(),
            self.gradient.clone(),
            self.second.clone(),
        )
    }
}

impl<T: Copy, const D: usize, O> Copy for Jet<T, D, O> {}

impl<T: Debug, const D: usize, O> Debug for Jet<T, D, O> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jet")
            .field("value", &self.value)
            .field("gradient", &self.gradient)
            .field("second", &self.second)
            .finish()
    }
}

impl<T: PartialEq, const D: usize, O> PartialEq for Jet<T, D, O> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.gradient == other.gradient && self.second == other.second
    }
}

/// Written as `(u; ∂₁u, …, ∂_D u; s)`.
impl<T: Display, const D: usize, O> Display for Jet<T, D, O> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        self.value.fmt(f)?;
        for (i, part) in self.gradient.iter().enumerate() {
            f.write_str(if i == 0 { "; " } else { ", " })?;
            part.fmt(f)?;
        }
        f.write_str("; ")?;
        self.second.fmt(f)?;
        f.write_str(")")
    }
}

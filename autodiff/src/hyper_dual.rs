//! Hyper-dual numbers: a value, two first derivatives and the second across.

use core::fmt::{self, Display, Formatter};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::chain_rule::ChainRule;
use crate::operators::impl_operators;
use crate::scalar::Scalar;

/// u + u₁ε₁ + u₂ε₂ + u₁₂ε₁ε₂ with ε₁² = ε₂² = 0: two independent directions and
/// the second derivative across them.
///
/// With ε₁ along xᵢ and ε₂ along xⱼ, u₁₂ is ∂²u/∂xᵢ∂xⱼ, and ∂²u/∂xᵢ² where both
/// point along xᵢ. A product costs nine multiplications.
///
/// J. A. Fike and J. J. Alonso, *The development of hyper-dual numbers for
/// exact second-derivative calculations*, AIAA 2011-886,
/// <https://doi.org/10.2514/6.2011-886>.
///
/// ```
/// use hyperwell_autodiff::HyperDual;
///
/// let (x, y) = (HyperDual::new(2.0, 1.0, 0.0, 0.0), HyperDual::new(3.0, 0.0, 1.0, 0.0));
/// let u = x * x * y;
/// assert_eq!((u.e1, u.e2), (12.0, 4.0)); // ∂u/∂x = 2xy, ∂u/∂y = x²
/// assert_eq!(u.e12, 4.0); // ∂²u/∂x∂y = 2x
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HyperDual<T> {
    /// u
    pub value: T,
    /// u₁, the derivative along the first direction
    pub e1: T,
    /// u₂, the derivative along the second direction
    pub e2: T,
    /// u₁₂, the derivative along both
    pub e12: T,
}

impl<T> HyperDual<T> {
    /// `value + e1·ε₁ + e2·ε₂ + e12·ε₁ε₂`.
    ///
    /// ```
    /// # use hyperwell_autodiff::HyperDual;
    /// assert_eq!(HyperDual::new(3.0, 1.0, 1.0, 0.0), HyperDual::variable(3.0));
    /// ```
    #[inline]
    pub const fn new(value: T, e1: T, e2: T, e12: T) -> Self {
        Self { value, e1, e2, e12 }
    }
}

impl<T: Scalar> HyperDual<T> {
    /// A number that does not vary.
    ///
    /// ```
    /// # use hyperwell_autodiff::HyperDual;
    /// assert_eq!(HyperDual::constant(3.0), HyperDual::new(3.0, 0.0, 0.0, 0.0));
    /// ```
    #[inline]
    pub fn constant(value: T) -> Self {
        Self::new(value, T::zero(), T::zero(), T::zero())
    }

    /// A variable along both directions, so that e12 is the plain second
    /// derivative.
    ///
    /// ```
    /// # use hyperwell_autodiff::{HyperDual, Scalar};
    /// let y = HyperDual::variable(2.0_f64).powi(3);
    /// assert_eq!((y.value, y.e1, y.e12), (8.0, 12.0, 12.0));
    /// ```
    #[inline]
    pub fn variable(value: T) -> Self {
        Self::new(value, T::one(), T::one(), T::zero())
    }
}

impl<T: Scalar> ChainRule for HyperDual<T> {
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
        Self::new(f(self.value), f(self.e1), f(self.e2), f(self.e12))
    }

    #[inline]
    fn zip(self, v: Self, f: impl Fn(T, T) -> T) -> Self {
        Self::new(
            f(self.value, v.value),
            f(self.e1, v.e1),
            f(self.e2, v.e2),
            f(self.e12, v.e12),
        )
    }

    // (f∘u)₁₂ = f'' u₁ u₂ + f' u₁₂
    #[inline]
    fn compose(self, [f, d, d2]: [T; 3], times: impl Fn(T, T) -> T) -> Self {
        Self::new(
            f,
            times(d, self.e1),
            times(d, self.e2),
            times(d2, self.e1 * self.e2) + times(d, self.e12),
        )
    }

    // ANCHOR: product
    // (uv)₁₂ = u v₁₂ + u₁ v₂ + u₂ v₁ + u₁₂ v
    #[inline]
    fn product(self, v: Self, times: impl Fn(T, T) -> T) -> Self {
        let u = self;
        Self::new(
            times(u.value, v.value),
            times(u.value, v.e1) + times(u.e1, v.value),
            times(u.value, v.e2) + times(u.e2, v.value),
            times(u.value, v.e12) + times(u.e1, v.e2) + times(u.e2, v.e1) + times(u.e12, v.value),
        )
    }
    // ANCHOR_END: product

    // q = u/v: the product rule for u = q v, solved for the parts of q one
    // after another
    #[inline]
    fn quotient(self, v: Self, over: impl Fn(T, T) -> T) -> Self {
        let u = self;
        let q = over(u.value, v.value);
        let q1 = (u.e1 - q.times_tangent(v.e1)).tangent_over(v.value);
        let q2 = (u.e2 - q.times_tangent(v.e2)).tangent_over(v.value);
        let rest = u.e12 - q.times_tangent(v.e12) - q1.times_tangent(v.e2) - q2.times_tangent(v.e1);
        Self::new(q, q1, q2, rest.tangent_over(v.value))
    }
}

impl_operators!(HyperDual [T: Scalar] [T]);

/// Written as `u + u₁ε₁ + u₂ε₂ + u₁₂ε₁ε₂`.
impl<T: Display> Display for HyperDual<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        for (part, unit) in [(&self.e1, "ε₁"), (&self.e2, "ε₂"), (&self.e12, "ε₁ε₂")] {
            f.write_str(" + ")?;
            part.fmt(f)?;
            f.write_str(unit)?;
        }
        Ok(())
    }
}

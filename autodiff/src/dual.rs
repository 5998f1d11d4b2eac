//! Dual numbers: a value and one first derivative.

use core::fmt::{self, Display, Formatter};
use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use crate::chain_rule::ChainRule;
use crate::operators::impl_operators;
use crate::scalar::Scalar;

/// u + u'ε with ε² = 0: a value and its derivative along one direction.
///
/// Calculating with it is differentiating: f(x + ε) = f(x) + f'(x) ε, exactly.
/// A product costs three multiplications. `Dual<Dual<T>>` differentiates twice,
/// and so on; [`Jet`](crate::Jet) does the same for second order in fewer
/// operations.
///
/// W. K. Clifford, *Preliminary sketch of biquaternions* (1873).
///
/// ```
/// use hyperwell_autodiff::{Dual, Scalar};
///
/// let x = Dual::variable(2.0_f64);
/// let y = x * x + x.recip();
/// assert_eq!(y.value, 4.5);
/// assert_eq!(y.derivative, 3.75); // 2x − 1/x²
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dual<T> {
    /// u
    pub value: T,
    /// u'
    pub derivative: T,
}

impl<T> Dual<T> {
    /// `value + derivative·ε`.
    ///
    /// ```
    /// # use hyperwell_autodiff::Dual;
    /// assert_eq!(Dual::new(3.0, 1.0), Dual::variable(3.0));
    /// ```
    #[inline]
    pub const fn new(value: T, derivative: T) -> Self {
        Self { value, derivative }
    }
}

impl<T: Scalar> Dual<T> {
    /// A number that does not vary.
    ///
    /// ```
    /// # use hyperwell_autodiff::Dual;
    /// assert_eq!(Dual::constant(3.0).derivative, 0.0);
    /// ```
    #[inline]
    pub fn constant(value: T) -> Self {
        Self::new(value, T::zero())
    }

    /// The variable of differentiation: its derivative is 1.
    ///
    /// ```
    /// # use hyperwell_autodiff::Dual;
    /// assert_eq!(Dual::variable(3.0).derivative, 1.0);
    /// ```
    #[inline]
    pub fn variable(value: T) -> Self {
        Self::new(value, T::one())
    }
}

impl<T: Scalar> ChainRule for Dual<T> {
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
        Self::new(f(self.value), f(self.derivative))
    }

    #[inline]
    fn zip(self, other: Self, f: impl Fn(T, T) -> T) -> Self {
        Self::new(
            f(self.value, other.value),
            f(self.derivative, other.derivative),
        )
    }

    // ANCHOR: chain
    // (f∘u)' = f' u'
    #[inline]
    fn compose(self, [f, d, _]: [T; 3], times: impl Fn(T, T) -> T) -> Self {
        Self::new(f, times(d, self.derivative))
    }
    // ANCHOR_END: chain

    // ANCHOR: product
    // (uv)' = u v' + u' v
    #[inline]
    fn product(self, v: Self, times: impl Fn(T, T) -> T) -> Self {
        let u = self;
        Self::new(
            times(u.value, v.value),
            times(u.value, v.derivative) + times(u.derivative, v.value),
        )
    }
    // ANCHOR_END: product

    // q = u/v, so u = q v and u' = q' v + q v'
    #[inline]
    fn quotient(self, v: Self, over: impl Fn(T, T) -> T) -> Self {
        let u = self;
        let q = over(u.value, v.value);
        Self::new(
            q,
            (u.derivative - q.times_tangent(v.derivative)).tangent_over(v.value),
        )
    }
}

impl_operators!(Dual [T: Scalar] [T]);

/// Written as `u + u'ε`.
impl<T: Display> Display for Dual<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)?;
        f.write_str(" + ")?;
        self.derivative.fmt(f)?;
        f.write_str("ε")
    }
}

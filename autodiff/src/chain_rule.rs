//! The chain rule, and with it the rules for products and quotients.
//!
//! For u(x) with derivatives u', u'', and f, f', f'' taken at u,
//!
//! ```text
//! (f∘u)'  = f' u'
//! (f∘u)'' = f'' u'² + f' u''
//! ```
//!
//! A number type says in [`ChainRule`] how its own derivative parts obey this
//! and the product and quotient rules. Every elementary function follows from
//! there: it is the triple (f, f', f'') at the value and nothing else, so the
//! three number types share the table in `elementary.rs`, and a fourth type
//! would get it for free.
//!
//! # Poles
//!
//! Where f' can be infinite (√x, ln x, 1/x at 0) or overflow (eˣ), the plain
//! product f'·u' turns into ∞·0 = NaN in each direction in which u does not
//! vary. Those functions go through [`ChainRule::chain_at_poles`], whose
//! products obey [`Scalar::times_tangent`]: a tangent that is exactly zero
//! stays zero. Functions whose f' and f'' are finite for every argument (sin,
//! tanh, …) go through [`ChainRule::chain`] and pay nothing.
//!
//! The guard covers the pole itself. Arithmetic on a number that already
//! carries infinite derivatives follows IEEE: √x·√x at 0 is 0·∞, hence NaN, and
//! so is the sum where f''u'² and f'u'' are infinite with opposite signs.

use core::ops::Mul;

use crate::scalar::{Arithmetic, Scalar};

/// How the derivative parts of a number combine: the rules of differentiation.
///
/// Implementing it gives a type all of [`Scalar`]. The rules take the product
/// (or quotient) of parts as an argument, so that each is written once for
/// plain products and for those of a pole.
///
/// ```
/// use hyperwell_autodiff::{ChainRule, Dual};
///
/// // A function of your own is its f, f' and f'': here the cube.
/// fn cube<N: ChainRule<Part = f64>>(u: N) -> N {
///     let v = u.value();
///     u.chain([v * v * v, 3.0 * v * v, 6.0 * v])
/// }
/// let x = Dual::variable(2.0);
/// assert_eq!(cube(x), x * x * x);
/// ```
pub trait ChainRule: Arithmetic {
    /// The type of the value and of each derivative.
    type Part: Scalar;

    /// The number with this value whose derivatives are zero.
    fn constant(value: Self::Part) -> Self;

    /// The value without its derivatives.
    fn value(self) -> Self::Part;

    /// The linear function `f` of every part.
    fn map(self, f: impl Fn(Self::Part) -> Self::Part) -> Self;

    /// The linear function `f` of each part and its counterpart: a sum.
    fn zip(self, other: Self, f: impl Fn(Self::Part, Self::Part) -> Self::Part) -> Self;

    /// f∘u from f, f' and f'' at the value of u = `self`; `times(f', u')`
    /// multiplies.
    fn compose(
        self,
        f: [Self::Part; 3],
        times: impl Fn(Self::Part, Self::Part) -> Self::Part,
    ) -> Self;

    /// The product rule for `self · other`; `times` multiplies a part of the
    /// one by a part of the other.
    fn product(self, other: Self, times: impl Fn(Self::Part, Self::Part) -> Self::Part) -> Self;

    /// The quotient rule for `self / other`, whose value comes from `over`.
    fn quotient(self, other: Self, over: impl Fn(Self::Part, Self::Part) -> Self::Part) -> Self;

    /// The chain rule for `[f, f', f'']` with f' and f'' finite everywhere.
    #[inline]
    fn chain(self, f: [Self::Part; 3]) -> Self {
        self.compose(f, Mul::mul)
    }

    /// The chain rule for `[f, f', f'']` where f' or f'' may be infinite.
    #[inline]
    fn chain_at_poles(self, f: [Self::Part; 3]) -> Self {
        self.compose(f, Scalar::times_tangent)
    }
}

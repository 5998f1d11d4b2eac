//! Activation functions and their derivatives, for lanes.
//!
//! The reverse sweep needs three derivatives at points where the forward sweep
//! has been long before. What is kept of the forward sweep are two numbers for each
//! neuron: the value f, because the next layer's products read it, and a
//! companion q from which, with f, the derivatives follow by a few products.
//!
//! Some functions solve an autonomous equation f' = F(f) with a simple F. For them the chain rule and its adjoint are
//! polynomials in the derivatives of a = f(z) alone ([`super::adjoint`]), so those of z need not be kept:
//!
//! | f | q | F | F' | ½ F'' |
//! |---|---|---|---|---|
//! | tanh | sech² | q | −2 f | −1 |
//! | σ | σ' = σ(1 − σ) | q | 1 − 2 f | −1 |
//! | softplus | σ | q | 1 − q | −½ (1 − q) |
//!
//! The others need those of z, and the derivatives by z:
//!
//! | f | q | f' | f'' | ½ f''' |
//! |---|---|---|---|---|
//! | sin | cos | q | −f | −½ q |
//! | x σ | σ | q + f p | 2 s + f p d | 3/2 s d + f p (½ − 3 s) |
//!
//! In the last row p = 1 − σ, s = σ p, d = 1 − 2 σ.

use hyperwell_autodiff::function;
use hyperwell_autodiff::lane::Lane;

/// One activation function on lanes.
pub(crate) trait Function: Copy {
    /// Whether f' = F(f), and [`Function::derivatives`] gives those of F.
    const AUTONOMOUS: bool;
    /// What the first half of the evaluation leaves to the second, where it is worth while to have two: see [`function::TanhSech2`].
    type Half<L: Lane>: Copy;
    fn begin<L: Lane>(self, z: L) -> Self::Half<L>;
    /// (f, q) of z, with which the evaluation began.
    fn end<L: Lane>(self, half: Self::Half<L>, z: L) -> (L, L);
    /// From (f, q).
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L>;
}

pub(crate) fn is_autonomous<F: Function>(_: F) -> bool {
    F::AUTONOMOUS
}

/// f', f'', ½ f''' or, of an autonomous function, F, F', ½ F''.
pub(crate) struct Derivatives<L> {
    pub(crate) first: L,
    pub(crate) second: L,
    pub(crate) half_third: L,
}

#[derive(Clone, Copy)]
pub(crate) struct Tanh;
#[derive(Clone, Copy)]
pub(crate) struct Sin;
#[derive(Clone, Copy)]
pub(crate) struct Sigmoid;
#[derive(Clone, Copy)]
pub(crate) struct Softplus;
#[derive(Clone, Copy)]
pub(crate) struct Silu;

impl Function for Tanh {
    const AUTONOMOUS: bool = true;
    type Half<L: Lane> = function::TanhSech2<L>;
    #[inline(always)]
    fn begin<L: Lane>(self, z: L) -> Self::Half<L> {
        function::TanhSech2::begin(z)
    }
    #[inline(always)]
    fn end<L: Lane>(self, half: Self::Half<L>, z: L) -> (L, L) {
        half.end(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        Derivatives {
            first: q,
            second: -(f + f),
            half_third: L::constant(-1.0),
        }
    }
}

impl Function for Sin {
    const AUTONOMOUS: bool = false;
    type Half<L: Lane> = ();
    #[inline(always)]
    fn begin<L: Lane>(self, _: L) {}
    #[inline(always)]
    fn end<L: Lane>(self, (): (), z: L) -> (L, L) {
        function::sin_cos(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        Derivatives {
            first: q,
            second: -f,
            half_third: L::constant(-0.5) * q,
        }
    }
}

impl Function for Sigmoid {
    const AUTONOMOUS: bool = true;
    type Half<L: Lane> = ();
    #[inline(always)]
    fn begin<L: Lane>(self, _: L) {}
    #[inline(always)]
    fn end<L: Lane>(self, (): (), z: L) -> (L, L) {
        function::sigmoid(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        Derivatives {
            first: q,
            second: L::constant(1.0) - (f + f),
            half_third: L::constant(-1.0),
        }
    }
}

impl Function for Softplus {
    const AUTONOMOUS: bool = true;
    type Half<L: Lane> = ();
    #[inline(always)]
    fn begin<L: Lane>(self, _: L) {}
    #[inline(always)]
    fn end<L: Lane>(self, (): (), z: L) -> (L, L) {
        function::softplus(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, _: L, q: L) -> Derivatives<L> {
        let second = L::constant(1.0) - q;
        Derivatives {
            first: q,
            second,
            half_third: L::constant(-0.5) * second,
        }
    }
}

impl Function for Silu {
    const AUTONOMOUS: bool = false;
    type Half<L: Lane> = ();
    #[inline(always)]
    fn begin<L: Lane>(self, _: L) {}
    #[inline(always)]
    fn end<L: Lane>(self, (): (), z: L) -> (L, L) {
        let (sigma, _) = function::sigmoid(z);
        (z * sigma, sigma)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        // With p = 1 − σ, s = σ', d = 1 − 2σ: σ'' = s d, σ''' = s (1 − 6 s), z s = f p, so
        // f' = σ + z s, f'' = 2 s + z σ'', f''' = 3 σ'' + z σ'''.
        let p = L::constant(1.0) - q;
        let s = q * p;
        let d = L::constant(2.0).neg_mul_add(q, L::constant(1.0));
        let zs = f * p;
        let (half, half_third) = (L::constant(0.5), L::constant(1.5) * s * d);
        Derivatives {
            first: q + zs,
            second: zs.mul_add(d, s + s),
            half_third: zs.mul_add(L::constant(3.0).neg_mul_add(s, half), half_third),
        }
    }
}

/// Runs `$body` with `$function`, a value of the type that stands for `$activation`.
macro_rules! with_function {
    ($activation:expr, $function:ident => $body:expr) => {
        match $activation {
            $crate::Activation::Tanh => {
                let $function = $crate::kernel::activation::Tanh;
                $body
            }
            $crate::Activation::Sin => {
                let $function = $crate::kernel::activation::Sin;
                $body
            }
            $crate::Activation::Sigmoid => {
                let $function = $crate::kernel::activation::Sigmoid;
                $body
            }
            $crate::Activation::Softplus => {
                let $function = $crate::kernel::activation::Softplus;
                $body
            }
            $crate::Activation::Silu => {
                let $function = $crate::kernel::activation::Silu;
                $body
            }
        }
    };
}
pub(crate) use with_function;

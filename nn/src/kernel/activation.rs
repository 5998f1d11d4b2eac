//! Activation functions and their derivatives, for lanes.
//!
//! The reverse sweep needs f', f'' and f''' at points where the forward sweep
//! has been long before. What is kept of the forward sweep are two numbers for each
//! neuron: the value f, because the next layer's products read it, and a
//! companion q from which, with f, all derivatives follow by a few products. They are given as
//! f' = m d₁, f'' = m d₂ and ½ f''' = m d₃, because for most functions f' divides the others, and a product with the common
//! factor comes after the sum over channels:
//!
//! | f | q | m | d₁ | d₂ | d₃ |
//! |---|---|---|---|---|---|
//! | tanh | sech² | q | 1 | −2 f | 2 f² − q |
//! | sin | cos | 1 | q | −f | −½ q |
//! | σ | σ' = σ(1 − σ) | q | 1 | 1 − 2 f | ½ − 3 q |
//! | softplus | σ | q | 1 | 1 − q | (1 − q)(½ − q) |
//! | x σ | σ | 1 | q + f p | 2 s + f p d | 3/2 s d + f p (½ − 3 s) |
//!
//! In the last row p = 1 − σ, s = σ p, d = 1 − 2 σ. Where m or d₁ is 1 the compiler leaves out the product.

use hyperwell_autodiff::function;
use hyperwell_autodiff::lane::Lane;

/// One activation function on lanes.
pub(crate) trait Function: Copy {
    /// (f, q) of z.
    fn keep<L: Lane>(self, z: L) -> (L, L);
    /// What the derivatives are made of, from (f, q).
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L>;
}

/// f' = m d₁, f'' = m d₂, ½ f''' = m d₃.
pub(crate) struct Derivatives<L> {
    pub(crate) m: L,
    pub(crate) d1: L,
    pub(crate) d2: L,
    pub(crate) d3: L,
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
    #[inline(always)]
    fn keep<L: Lane>(self, z: L) -> (L, L) {
        function::tanh_sech2(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        let two_f = f + f;
        Derivatives {
            m: q,
            d1: L::constant(1.0),
            d2: -two_f,
            d3: two_f.mul_add(f, -q),
        }
    }
}

impl Function for Sin {
    #[inline(always)]
    fn keep<L: Lane>(self, z: L) -> (L, L) {
        function::sin_cos(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        Derivatives {
            m: L::constant(1.0),
            d1: q,
            d2: -f,
            d3: L::constant(-0.5) * q,
        }
    }
}

impl Function for Sigmoid {
    #[inline(always)]
    fn keep<L: Lane>(self, z: L) -> (L, L) {
        function::sigmoid(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        let one = L::constant(1.0);
        Derivatives {
            m: q,
            d1: one,
            d2: one - (f + f),
            d3: L::constant(3.0).neg_mul_add(q, L::constant(0.5)),
        }
    }
}

impl Function for Softplus {
    #[inline(always)]
    fn keep<L: Lane>(self, z: L) -> (L, L) {
        function::softplus(z)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, _: L, q: L) -> Derivatives<L> {
        let one = L::constant(1.0);
        let d2 = one - q;
        Derivatives {
            m: q,
            d1: one,
            d2,
            d3: d2 * (L::constant(0.5) - q),
        }
    }
}

impl Function for Silu {
    #[inline(always)]
    fn keep<L: Lane>(self, z: L) -> (L, L) {
        let (sigma, _) = function::sigmoid(z);
        (z * sigma, sigma)
    }
    #[inline(always)]
    fn derivatives<L: Lane>(self, f: L, q: L) -> Derivatives<L> {
        // With p = 1 − σ, s = σ', d = 1 − 2σ: σ'' = s d, σ''' = s (1 − 6 s), z s = f p, so
        // f' = σ + z s, f'' = 2 s + z σ'', f''' = 3 σ'' + z σ'''.
        let one = L::constant(1.0);
        let p = one - q;
        let s = q * p;
        let d = L::constant(2.0).neg_mul_add(q, one);
        let zs = f * p;
        let (half, half_third) = (L::constant(0.5), L::constant(1.5) * s * d);
        Derivatives {
            m: one,
            d1: q + zs,
            d2: zs.mul_add(d, s + s),
            d3: zs.mul_add(L::constant(3.0).neg_mul_add(s, half), half_third),
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

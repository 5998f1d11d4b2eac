//! The elementary functions of every number with a [`ChainRule`]: one
//! (f, f', f'') each.
//!
//! The derivatives are written as single functions of u, or as products that
//! stay accurate over the whole range (sech² and not 1 − tanh²), since for
//! nested numbers they are differentiated once more themselves.
//!
//! Which of the two chain rules a function takes is told in `chain_rule.rs`:
//! `chain_at_poles` where f' or f'' may be infinite, `chain` where they are
//! finite for every argument.

use crate::chain_rule::ChainRule;
use crate::scalar::Scalar;

impl<N: ChainRule> Scalar for N {
    #[inline]
    fn from_f64(value: f64) -> Self {
        N::constant(N::Part::from_f64(value))
    }

    #[inline]
    fn scale(self, factor: f64) -> Self {
        self.map(|part| part.scale(factor))
    }

    #[inline]
    fn times_tangent(self, tangent: Self) -> Self {
        self.product(tangent, Scalar::times_tangent)
    }

    #[inline]
    fn tangent_over(self, denominator: Self) -> Self {
        self.quotient(denominator, Scalar::tangent_over)
    }

    #[inline]
    fn recip(self) -> Self {
        let u = self.value();
        self.chain_at_poles([u.recip(), -u.powi(-2), u.powi(-3).scale(2.0)])
    }

    #[inline]
    fn sqrt(self) -> Self {
        let u = zero_without_sign(self.value());
        let root = u.sqrt();
        let d = N::Part::from_f64(0.5) / root;
        self.chain_at_poles([root, d, (d / u).scale(-0.5)])
    }

    // x⁰ and x¹ apart: their coefficients 0 would meet an infinite power of 0.
    #[inline]
    fn powi(self, n: i32) -> Self {
        let (u, m) = (self.value(), f64::from(n));
        match n {
            0 => N::one(),
            1 => self,
            _ => self.chain_at_poles([
                u.powi(n),
                u.powi(n.saturating_sub(1)).scale(m),
                u.powi(n.saturating_sub(2)).scale(m * (m - 1.0)),
            ]),
        }
    }

    #[inline]
    fn powf(self, p: f64) -> Self {
        let u = self.value();
        if p == 0.0 {
            N::one()
        } else if p == 1.0 {
            self
        } else {
            self.chain_at_poles([
                u.powf(p),
                u.powf(p - 1.0).scale(p),
                u.powf(p - 2.0).scale(p * (p - 1.0)),
            ])
        }
    }

    #[inline]
    fn exp(self) -> Self {
        let e = self.value().exp();
        self.chain_at_poles([e, e, e])
    }

    #[inline]
    fn exp_m1(self) -> Self {
        let u = self.value();
        let e = u.exp();
        self.chain_at_poles([u.exp_m1(), e, e])
    }

    #[inline]
    fn ln(self) -> Self {
        let u = zero_without_sign(self.value());
        self.chain_at_poles([u.ln(), u.recip(), -u.powi(-2)])
    }

    #[inline]
    fn ln_1p(self) -> Self {
        let u = self.value();
        let w = N::Part::one() + u;
        self.chain_at_poles([u.ln_1p(), w.recip(), -w.powi(-2)])
    }

    #[inline]
    fn sin(self) -> Self {
        let (s, c) = (self.value().sin(), self.value().cos());
        self.chain([s, c, -s])
    }

    #[inline]
    fn cos(self) -> Self {
        let (s, c) = (self.value().sin(), self.value().cos());
        self.chain([c, -s, -c])
    }

    // No floating-point number is a pole of tan: 1 + t² is always finite.
    #[inline]
    fn tan(self) -> Self {
        let t = self.value().tan();
        let d = N::Part::one() + t * t;
        self.chain([t, d, (t * d).scale(2.0)])
    }

    #[inline]
    fn asin(self) -> Self {
        let u = self.value();
        let [d, d2] = asin_derivatives(u);
        self.chain_at_poles([u.asin(), d, d2])
    }

    #[inline]
    fn acos(self) -> Self {
        let u = self.value();
        let [d, d2] = asin_derivatives(u);
        self.chain_at_poles([u.acos(), -d, -d2])
    }

    // x·L(x) through `times_tangent`: at ∞ the vanishing Lorentzian wins.
    #[inline]
    fn atan(self) -> Self {
        let u = self.value();
        let l = u.lorentzian();
        self.chain([u.atan(), l, (u.times_tangent(l) * l).scale(-2.0)])
    }

    // L' = −2xL², and L'' = 8x²L³ − 2L² = L²(6 − 8L) because x²L = 1 − L.
    #[inline]
    fn lorentzian(self) -> Self {
        let u = self.value();
        let l = u.lorentzian();
        let curvature = N::Part::from_f64(6.0) - l.scale(8.0);
        self.chain([l, (u.times_tangent(l) * l).scale(-2.0), l * l * curvature])
    }

    #[inline]
    fn sinh(self) -> Self {
        let (s, c) = (self.value().sinh(), self.value().cosh());
        self.chain_at_poles([s, c, s])
    }

    #[inline]
    fn cosh(self) -> Self {
        let (s, c) = (self.value().sinh(), self.value().cosh());
        self.chain_at_poles([c, s, c])
    }

    #[inline]
    // ANCHOR: tanh
    fn tanh(self) -> Self {
        let (t, s) = (self.value().tanh(), self.value().sech2());
        self.chain([t, s, (t * s).scale(-2.0)])
    }
    // ANCHOR_END: tanh

    // (sech²)'' = 4 sech² tanh² − 2 sech⁴ = sech² (4 − 6 sech²).
    #[inline]
    fn sech2(self) -> Self {
        let (t, s) = (self.value().tanh(), self.value().sech2());
        self.chain([
            s,
            (t * s).scale(-2.0),
            s * (N::Part::from_f64(4.0) - s.scale(6.0)),
        ])
    }

    // σ' = σ(1 − σ) = ¼ sech²(x/2) and 1 − 2σ = −tanh(x/2): neither cancels.
    #[inline]
    fn sigmoid(self) -> Self {
        let half = self.value().scale(0.5);
        let d = half.sech2().scale(0.25);
        self.chain([self.value().sigmoid(), d, -(d * half.tanh())])
    }

    #[inline]
    fn softplus(self) -> Self {
        let u = self.value();
        self.chain([u.softplus(), u.sigmoid(), u.scale(0.5).sech2().scale(0.25)])
    }
}

/// Turns −0 into +0 and leaves all else: √x and ln x live on x ≥ 0, and 1/−0
/// would give their slope the wrong sign.
#[inline]
fn zero_without_sign<T: Scalar>(x: T) -> T {
    x + T::zero()
}

/// asin' = c^(−1/2) and asin'' = x c^(−3/2) with c = 1 − x², factored so that
/// it is exact near ±1.
#[inline]
fn asin_derivatives<T: Scalar>(x: T) -> [T; 2] {
    let c = (T::one() - x) * (T::one() + x);
    let d = c.sqrt().recip();
    [d, d.times_tangent(x) / c]
}

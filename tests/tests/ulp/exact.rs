//! Exact values and the distance of a result from them.

use astro_float_num::{BigFloat, Consts, RoundingMode, Sign, WORD_BIT_SIZE};
use hyperwell_autodiff::lane::Float;

/// What the measure needs to know of an element type.
pub(crate) trait Format: Float + std::fmt::LowerExp {
    /// Bits of the significand.
    const DIGITS: i32;
    /// The exponents of the smallest positive and the smallest normal number, and of
    /// the first power of two that is too large.
    const EXPONENTS: [i32; 3];
}

impl Format for f32 {
    const DIGITS: i32 = 24;
    const EXPONENTS: [i32; 3] = [-149, -126, 128];
}

impl Format for f64 {
    const DIGITS: i32 = 53;
    const EXPONENTS: [i32; 3] = [-1074, -1022, 1024];
}

/// The number (high + low) · 2^exponent with ½ ≤ |high| ≤ 1, to about 100 bits and beyond
/// the range of `f64`; zero has high = 0.
#[derive(Clone, Copy)]
pub(crate) struct Exact {
    high: f64,
    low: f64,
    exponent: i32,
}

impl Exact {
    /// |y − exact| in units of the last place of a result of that size.
    pub(crate) fn error_in_ulp<T: Format>(&self, y: T) -> f64 {
        let [smallest, _, largest] = T::EXPONENTS;
        if self.high.is_nan() {
            return if y.to_f64().is_nan() {
                0.0
            } else {
                f64::INFINITY
            };
        }
        if self.exponent > largest && y.to_f64() == self.high * f64::INFINITY {
            return 0.0;
        }
        let place = (self.exponent - T::DIGITS).max(smallest);
        self.error(y, place.min(largest - T::DIGITS))
    }

    /// |y − exact| in units of the smallest normal number.
    pub(crate) fn error_in_smallest_normal<T: Format>(&self, y: T) -> f64 {
        self.error(y, T::EXPONENTS[1])
    }

    /// |y − exact| / 2^unit
    fn error<T: Format>(&self, y: T, unit: i32) -> f64 {
        // Infinity stands for the first number that it may be rounded from.
        let y = match y.to_f64() {
            y if y.is_infinite() => scale(y.signum(), T::EXPONENTS[2] - unit),
            y => scale(y, -unit),
        };
        let exponent = self.exponent - unit;
        ((y - scale(self.high, exponent)) - scale(self.low, exponent)).abs()
    }

    pub(crate) fn is_subnormal<T: Format>(&self) -> bool {
        self.exponent <= T::EXPONENTS[1]
    }

    pub(crate) fn to_f64(self) -> f64 {
        scale(self.high, self.exponent)
    }
}

/// x · 2^k in steps that are exact unless the result is out of range.
fn scale(mut x: f64, mut k: i32) -> f64 {
    while k != 0 && x != 0.0 && x.is_finite() {
        let step = k.clamp(-1000, 1000);
        x *= f64::from_bits(((step + 1023) as u64) << 52);
        k -= step;
    }
    x
}

impl From<f64> for Exact {
    fn from(x: f64) -> Exact {
        if x.is_infinite() {
            return Exact {
                high: x.signum(),
                low: 0.0,
                exponent: i32::MAX / 2,
            };
        }
        let (mut high, mut exponent) = (x, 0);
        if x != 0.0 && x.abs() < f64::MIN_POSITIVE {
            (high, exponent) = (x * 2_f64.powi(64), -64);
        }
        if high != 0.0 && high.is_finite() {
            // The biased exponent of ½ is 1022.
            let biased = (high.to_bits() >> 52) as i32 & 0x7ff;
            exponent += biased - 1022;
            high = scale(high, 1022 - biased);
        }
        Exact {
            high,
            low: 0.0,
            exponent,
        }
    }
}

/// Functions in 192 bits; those that cancel for small arguments are written so
/// that they do not.
pub(crate) struct Oracle {
    constants: Consts,
}

const PRECISION: usize = 192;
const ROUND: RoundingMode = RoundingMode::ToEven;

impl Oracle {
    pub(crate) fn new() -> Oracle {
        Oracle {
            constants: Consts::new().expect("memory for a few constants"),
        }
    }

    /// A function of a double.
    pub(crate) fn value(
        &mut self,
        function: impl Fn(&BigFloat, &mut Oracle) -> BigFloat,
        x: f64,
    ) -> Exact {
        // `BigFloat::from_f64` halves subnormal numbers (0.3.7); it gets normal ones.
        let parts = Exact::from(x);
        let mut big = self.number(parts.high);
        big.set_exponent(parts.exponent);
        let y = function(&big, self);
        if y.is_zero() {
            return Exact::from(0.0);
        }
        let Some((words, _, sign, exponent, _)) = y.as_raw_parts() else {
            return Exact::from(match (y.is_inf_pos(), y.is_inf_neg()) {
                (true, _) => f64::INFINITY,
                (_, true) => f64::NEG_INFINITY,
                _ => f64::NAN,
            });
        };
        // 0.w₁w₂… with the most significant word last, in halves that are exact.
        let mut parts = words
            .iter()
            .rev()
            .take(2)
            .enumerate()
            .flat_map(|(i, &word)| {
                let scale = 2_f64.powi(-((WORD_BIT_SIZE * (i + 1)) as i32));
                let half = WORD_BIT_SIZE / 2;
                [word >> half << half, word & ((1 << half) - 1)].map(|part| part as f64 * scale)
            });
        let first = parts.next().unwrap_or(0.0);
        let rest: f64 = parts.sum();
        let high = first + rest;
        let low = (first - high) + rest;
        let sign = if sign == Sign::Neg { -1.0 } else { 1.0 };
        Exact {
            high: sign * high,
            low: sign * low,
            exponent,
        }
    }

    pub(crate) fn number(&self, x: f64) -> BigFloat {
        BigFloat::from_f64(x, PRECISION)
    }

    pub(crate) fn add(&self, x: &BigFloat, y: &BigFloat) -> BigFloat {
        x.add(y, PRECISION, ROUND)
    }

    pub(crate) fn mul(&self, x: &BigFloat, y: &BigFloat) -> BigFloat {
        x.mul(y, PRECISION, ROUND)
    }

    pub(crate) fn div(&self, x: &BigFloat, y: &BigFloat) -> BigFloat {
        x.div(y, PRECISION, ROUND)
    }

    pub(crate) fn exp(&mut self, x: &BigFloat) -> BigFloat {
        x.exp(PRECISION, ROUND, &mut self.constants)
    }

    pub(crate) fn ln(&mut self, x: &BigFloat) -> BigFloat {
        x.ln(PRECISION, ROUND, &mut self.constants)
    }

    pub(crate) fn sin(&mut self, x: &BigFloat) -> BigFloat {
        x.sin(PRECISION, ROUND, &mut self.constants)
    }

    pub(crate) fn cos(&mut self, x: &BigFloat) -> BigFloat {
        x.cos(PRECISION, ROUND, &mut self.constants)
    }

    pub(crate) fn tanh(&mut self, x: &BigFloat) -> BigFloat {
        x.tanh(PRECISION, ROUND, &mut self.constants)
    }

    /// eˣ − 1 = 2 sinh(x/2) e^(x/2) for |x| < 1
    pub(crate) fn exp_m1(&mut self, x: &BigFloat) -> BigFloat {
        if x.exponent().is_some_and(|exponent| exponent > 0) {
            let exp = self.exp(x);
            return self.add(&exp, &self.number(-1.0));
        }
        let half = self.mul(x, &self.number(0.5));
        let sinh = half.sinh(PRECISION, ROUND, &mut self.constants);
        let exp = self.exp(&half);
        self.mul(&self.add(&sinh, &sinh), &exp)
    }

    /// ln(1 + x) from an exact sum, and x itself where x² is beyond 100 bits.
    pub(crate) fn ln_1p(&mut self, x: &BigFloat) -> BigFloat {
        if x.exponent().is_some_and(|exponent| exponent < -110) {
            return x.clone();
        }
        let sum = x.add(&self.number(1.0), 2 * PRECISION, ROUND);
        sum.ln(PRECISION, ROUND, &mut self.constants)
    }

    /// u/(1 + u)^n with u = e^−|x|
    pub(crate) fn logistic(&mut self, x: &BigFloat, n: usize) -> BigFloat {
        let u = self.exp(&x.abs().neg());
        let sum = self.add(&u, &self.number(1.0));
        (0..n).fold(u, |y, _| self.div(&y, &sum))
    }
}

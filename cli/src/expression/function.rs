//! The smooth functions and operators of an expression: their names, and what they do to a number.

use hyperwell_autodiff::{ChainRule, Jet, Scalar};

/// u, u', u'' at one x.
pub(crate) type Jet1 = Jet<f64, 1>;

/// A smooth function of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// −u
    Minus,
    Exp,
    /// The natural logarithm.
    Ln,
    Log10,
    Sqrt,
    Cbrt,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
}

/// An operator between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    Power,
}

impl Function {
    /// f(u)
    pub(crate) fn value(self, u: f64) -> f64 {
        match self {
            Function::Minus => -u,
            Function::Exp => u.exp(),
            Function::Ln => u.ln(),
            Function::Log10 => u.log10(),
            Function::Sqrt => u.sqrt(),
            Function::Cbrt => u.cbrt(),
            Function::Sin => u.sin(),
            Function::Cos => u.cos(),
            Function::Tan => u.tan(),
            Function::Asin => u.asin(),
            Function::Acos => u.acos(),
            Function::Atan => u.atan(),
            Function::Sinh => u.sinh(),
            Function::Cosh => u.cosh(),
            Function::Tanh => u.tanh(),
        }
    }

    /// f∘u with its derivatives.
    pub(crate) fn jet(self, u: Jet1) -> Jet1 {
        let v = u.value;
        match self {
            Function::Minus => -u,
            Function::Exp => u.exp(),
            Function::Ln => u.ln(),
            Function::Log10 => {
                let slope = (v * std::f64::consts::LN_10).recip();
                u.chain_at_poles([v.log10(), slope, -slope / v])
            }
            Function::Sqrt => u.sqrt(),
            // (∛u)' = 1/(3 ∛u²) = ∛u/(3u), also for u < 0
            Function::Cbrt => {
                let root = v.cbrt();
                let slope = (3.0 * root * root).recip();
                u.chain_at_poles([root, slope, -2.0 * slope / (3.0 * v)])
            }
            Function::Sin => u.sin(),
            Function::Cos => u.cos(),
            Function::Tan => u.tan(),
            Function::Asin => u.asin(),
            Function::Acos => u.acos(),
            Function::Atan => u.atan(),
            Function::Sinh => u.sinh(),
            Function::Cosh => u.cosh(),
            Function::Tanh => u.tanh(),
        }
    }

    /// As it is written before its argument.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Function::Minus => "-",
            Function::Exp => "exp",
            Function::Ln => "ln",
            Function::Log10 => "log10",
            Function::Sqrt => "sqrt",
            Function::Cbrt => "cbrt",
            Function::Sin => "sin",
            Function::Cos => "cos",
            Function::Tan => "tan",
            Function::Asin => "asin",
            Function::Acos => "acos",
            Function::Atan => "atan",
            Function::Sinh => "sinh",
            Function::Cosh => "cosh",
            Function::Tanh => "tanh",
        }
    }
}

impl Operator {
    /// u ∘ v
    pub(crate) fn value(self, u: f64, v: f64) -> f64 {
        match self {
            Operator::Plus => u + v,
            Operator::Minus => u - v,
            Operator::Times => u * v,
            Operator::Over => u / v,
            Operator::Power => u.powf(v),
        }
    }

    /// u ∘ v with its derivatives. `constant` tells that the exponent of a power does not vary; where it does,
    /// uᵛ = e^(v ln u), which asks for u > 0.
    pub(crate) fn jet(self, u: Jet1, v: Jet1, constant: bool) -> Jet1 {
        match self {
            Operator::Plus => u + v,
            Operator::Minus => u - v,
            Operator::Times => u * v,
            Operator::Over => u / v,
            Operator::Power if constant => u.powf(v.value),
            Operator::Power => {
                let power = (v * u.ln()).exp();
                Jet::new(u.value.powf(v.value), power.gradient, power.second)
            }
        }
    }

    /// As it is written between its operands.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Times => "*",
            Operator::Over => "/",
            Operator::Power => "^",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every function at a place where all are defined, by central differences of its value.
    #[test]
    fn the_jet_of_every_function_is_the_slope_of_its_value() {
        use Function::*;
        let all = [
            Minus, Exp, Ln, Log10, Sqrt, Cbrt, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh,
        ];
        let (x, h) = (0.4, 1e-4);
        for function in all {
            let jet = function.jet(Jet::variables([x])[0]);
            let [left, middle, right] = [x - h, x, x + h].map(|x| function.value(x));
            let name = function.name();
            assert!((jet.value - middle).abs() < 1e-15, "{name}");
            // h² of the third derivative, and rounding of 1e-16/h² in the second.
            let first = (right - left) / (2.0 * h);
            assert!((jet.gradient[0] - first).abs() < 1e-6, "{name}");
            let second = (right - 2.0 * middle + left) / (h * h);
            assert!((jet.second - second).abs() < 1e-5, "{name}");
        }
    }

    #[test]
    fn a_cube_root_and_a_whole_power_live_left_of_zero() {
        let [x] = Jet::variables([-8.0]);
        let root = Function::Cbrt.jet(x);
        assert!((root.gradient[0] - 1.0 / 12.0).abs() < 1e-16);
        assert!((root.second - 1.0 / 144.0).abs() < 1e-17);
        let cube = Operator::Power.jet(x, Jet::constant(3.0), true);
        assert_eq!((cube.value, cube.second), (-512.0, -48.0));
    }

    #[test]
    fn a_power_with_a_varying_exponent_follows_the_chain_rule() {
        // (xˣ)' = xˣ (ln x + 1), (xˣ)'' = xˣ ((ln x + 1)² + 1/x)
        let [x] = Jet::variables([1.5]);
        let power = Operator::Power.jet(x, x, false);
        let (value, slope) = (1.5_f64.powf(1.5), 1.5_f64.ln() + 1.0);
        assert!((power.gradient[0] / (value * slope) - 1.0).abs() < 1e-14);
        assert!((power.second / (value * (slope * slope + 1.0 / 1.5)) - 1.0).abs() < 1e-14);
    }
}

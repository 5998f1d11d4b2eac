//! Expressions in x, such as `0.5*x^2 + 3*step(x - 1)`.
//!
//! [`Expression::parse`] reads one, [`Expression::pieces`] cuts it where it
//! jumps or has a kink, [`Expression::steps`] differentiates it operation by operation. The tree is evaluated as it is: V is asked once for each
//! collocation point, not in every step.

mod broken;
mod function;
mod parse;
mod pieces;
mod steps;

use function::{Function, Operator};

pub(crate) use broken::Broken;
pub(crate) use parse::SyntaxError;
pub(crate) use steps::{Rule, Step, Steps};

/// An expression in x.
#[derive(Clone, Debug)]
pub(crate) struct Expression(Node);

#[derive(Clone, Debug)]
enum Node {
    X,
    Number(f64),
    /// A smooth function of one argument.
    Smooth(Function, Box<Node>),
    /// + - * / ^
    Arithmetic(Operator, Box<Node>, Box<Node>),
    /// A function that follows another branch where its argument changes sign.
    Switch(Switch, Box<Node>),
    /// The smaller or larger of two: a switch where their difference changes sign.
    Select(Select, Box<Node>, Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Switch {
    /// |u|
    Abs,
    /// 0 for u < 0, else 1
    Step,
    /// −1 for u < 0, else 1
    Sign,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Select {
    Min,
    Max,
}

impl Switch {
    fn name(self) -> &'static str {
        match self {
            Switch::Abs => "abs",
            Switch::Step => "step",
            Switch::Sign => "sign",
        }
    }
}

impl Select {
    fn name(self) -> &'static str {
        match self {
            Select::Min => "min",
            Select::Max => "max",
        }
    }

    /// Whether the first of two is taken, whose difference is `difference`.
    fn first(self, difference: f64) -> bool {
        (difference < 0.0) == (self == Select::Min)
    }
}

impl Expression {
    /// The value at `x`; NaN or infinite where it has none.
    pub(crate) fn value(&self, x: f64) -> f64 {
        self.0.value(x, &mut |_| ())
    }

    /// The value, if x does not occur.
    pub(crate) fn constant(&self) -> Option<f64> {
        (!self.0.has_x()).then(|| self.value(0.0))
    }
}

impl Node {
    /// The value at `x`. `seen` is told, in a fixed order, on which side every
    /// switch is: true where its argument is negative.
    fn value(&self, x: f64, seen: &mut impl FnMut(bool)) -> f64 {
        match self {
            Node::X => x,
            Node::Number(number) => *number,
            Node::Smooth(f, u) => f.value(u.value(x, seen)),
            Node::Arithmetic(f, u, v) => {
                let u = u.value(x, seen);
                f.value(u, v.value(x, seen))
            }
            Node::Switch(switch, u) => {
                let u = u.value(x, seen);
                let negative = u < 0.0;
                seen(negative);
                match switch {
                    Switch::Abs => u.abs(),
                    Switch::Step => f64::from(u8::from(!negative)),
                    Switch::Sign if negative => -1.0,
                    Switch::Sign => 1.0,
                }
            }
            Node::Select(select, u, v) => {
                let (u, v) = (u.value(x, seen), v.value(x, seen));
                seen(u - v < 0.0);
                if select.first(u - v) { u } else { v }
            }
        }
    }

    fn has_x(&self) -> bool {
        match self {
            Node::X => true,
            Node::Number(_) => false,
            Node::Smooth(_, u) | Node::Switch(_, u) => u.has_x(),
            Node::Arithmetic(_, u, v) | Node::Select(_, u, v) => u.has_x() || v.has_x(),
        }
    }

    /// The expression with every switch set as it is at `x`: the same there, and
    /// smooth around it.
    fn without_switches(&self, x: f64) -> Node {
        let at = |node: &Node| node.value(x, &mut |_| ());
        let inner = |node: &Node| Box::new(node.without_switches(x));
        match self {
            Node::X | Node::Number(_) => self.clone(),
            Node::Smooth(f, u) => Node::Smooth(*f, inner(u)),
            Node::Arithmetic(f, u, v) => Node::Arithmetic(*f, inner(u), inner(v)),
            Node::Switch(Switch::Abs, u) if at(u) < 0.0 => Node::Smooth(Function::Minus, inner(u)),
            Node::Switch(Switch::Abs, u) => *inner(u),
            Node::Switch(..) => Node::Number(at(self)),
            Node::Select(select, u, v) => *inner(if select.first(at(u) - at(v)) { u } else { v }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, x: f64) -> f64 {
        Expression::parse(text).unwrap().value(x)
    }

    #[test]
    fn operators_bind_as_in_mathematics() {
        assert_eq!(value("-x^2", 3.0), -9.0);
        assert_eq!(value("2^3^2", 0.0), 512.0);
        assert_eq!(value("2^-2", 0.0), 0.25);
        assert_eq!(value("8 - 4 - 2", 0.0), 2.0);
        assert_eq!(value("8/4/2", 0.0), 1.0);
        assert_eq!(value("1 + 2*x^2", 3.0), 19.0);
        assert_eq!(value("(1 + 2)*-x", 3.0), -9.0);
        assert_eq!(value("--x", 3.0), 3.0);
        assert_eq!(value("1.5e-3*x", 2.0), 3e-3);
        assert_eq!(value(".5 + 1.", 0.0), 1.5);
    }

    #[test]
    fn functions_and_constants_have_their_usual_names() {
        assert_eq!(value("cos(pi)", 0.0), -1.0);
        assert_eq!(value("ln(e)", 0.0), 1.0);
        assert_eq!(value("abs(x) + sqrt(16) + exp(0)", -2.0), 7.0);
        assert_eq!(value("min(x, 1, 5) + max(x, 1)", 3.0), 4.0);
        assert_eq!(value("step(x) + 10*step(-x) + 100*sign(x)", 2.0), 101.0);
        assert_eq!(value("1/cosh(x)^2", 0.0), 1.0);
    }

    #[test]
    fn a_constant_is_known_as_one() {
        assert_eq!(
            Expression::parse("2*pi").unwrap().constant(),
            Some(std::f64::consts::TAU)
        );
        assert_eq!(Expression::parse("0*x").unwrap().constant(), None);
    }
}

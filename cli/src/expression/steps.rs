//! An expression, differentiated one operation after another.
//!
//! The chain of intermediate results is what Griewank & Walther, *Evaluating Derivatives* (SIAM 2008), chapter 2, call an
//! evaluation trace. Each result is a jet (u, u', u''), and each operation makes a jet of the jets before it; no operation
//! needs to know what comes after.

use super::broken::{Broken, KINK};
use super::function::{Function, Jet1, Operator};
use super::{Expression, Node, Switch};

/// The results of all operations at one x, in the order in which they are computed; the last is the expression itself.
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    steps: Vec<Step>,
    x: f64,
}

/// One operation and what it gives.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// `x`, `v1`, `v2`, …
    pub(crate) name: String,
    /// The operation on the steps before: `tanh(v1)`.
    pub(crate) operation: String,
    /// The rule of differentiation that it follows.
    pub(crate) rule: Rule,
    pub(crate) jet: Jet1,
    /// f'(u) and f''(u), where the step is a function f of one operand u.
    pub(crate) outer: Option<[f64; 2]>,
    /// u' and u'' from the values at neighbouring x; none where these straddle a kink or the end of the domain.
    pub(crate) differences: Option<[f64; 2]>,
}

/// How the derivatives of an operation follow from those of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    Variable,
    Sum,
    Product,
    Quotient,
    /// (f∘u)' and (f∘u)''
    Chain,
    /// One of several branches.
    Branch,
}

/// What enters an operation.
#[derive(Clone, Copy, Debug)]
enum Operand {
    Number(f64),
    Step(usize),
}

impl Expression {
    /// Differentiates the expression at `x`, operation by operation; equal operations are one step, and what does not
    /// depend on x is a number.
    pub(crate) fn steps(&self, x: f64) -> Result<Steps, Broken> {
        let variable = Step {
            name: "x".to_owned(),
            operation: "x".to_owned(),
            rule: Rule::Variable,
            jet: variable(x),
            outer: None,
            differences: Some([1.0, 0.0]),
        };
        let mut steps = Steps {
            steps: vec![variable],
            x,
        };
        if let Operand::Number(number) = steps.walk(&self.0)? {
            steps.push(
                &self.0,
                number.to_string(),
                Rule::Sum,
                &[],
                Jet1::constant(number),
                None,
            )?;
        }
        Ok(steps)
    }
}

impl Steps {
    /// All steps; x is the first.
    pub(crate) fn all(&self) -> &[Step] {
        &self.steps
    }

    /// How far left and right of x the values for u' and u'' by differences are taken.
    pub(crate) fn spacings(&self) -> [f64; 2] {
        // Central differences err by h²; rounding errs by ε/h and ε/h². The sum is least near ε^⅓ and ε^¼. A power of
        // two, so that x ± h is exact for most x.
        let size = self.x.abs().max(1.0).log2().ceil().exp2();
        [size * 2f64.powi(-17), size * 2f64.powi(-13)]
    }

    /// The steps of a node, its own the last.
    fn walk(&mut self, node: &Node) -> Result<Operand, Broken> {
        if !node.has_x() {
            return Ok(Operand::Number(node.value(0.0, &mut |_| ())));
        }
        match node {
            Node::X => Ok(Operand::Step(0)),
            Node::Number(number) => Ok(Operand::Number(*number)),
            Node::Smooth(f, u) => {
                let u = self.walk(u)?;
                let (operation, rule) = match f {
                    Function::Minus => (format!("-{}", self.text(u)), Rule::Sum),
                    _ => (format!("{}({})", f.name(), self.text(u)), Rule::Chain),
                };
                let outer = (rule == Rule::Chain).then(|| f.jet(variable(self.jet(u).value)));
                let jet = f.jet(self.jet(u));
                self.push(node, operation, rule, &[u], jet, outer)
            }
            Node::Arithmetic(f, u, v) => {
                let constant = !v.has_x();
                let (u, v) = (self.walk(u)?, self.walk(v)?);
                let rule = match f {
                    Operator::Plus | Operator::Minus => Rule::Sum,
                    Operator::Times => Rule::Product,
                    Operator::Over => Rule::Quotient,
                    Operator::Power => Rule::Chain,
                };
                let operation = match f {
                    Operator::Plus | Operator::Minus => {
                        format!("{} {} {}", self.text(u), f.name(), self.text(v))
                    }
                    _ => format!("{}{}{}", self.text(u), f.name(), self.text(v)),
                };
                let (base, exponent) = (self.jet(u), self.jet(v));
                let jet = f.jet(base, exponent, constant);
                let outer = (rule == Rule::Chain && constant)
                    .then(|| f.jet(variable(base.value), exponent, constant));
                self.push(node, operation, rule, &[u, v], jet, outer)
            }
            Node::Switch(switch, u) => {
                let u = self.walk(u)?;
                let (at, name) = (self.jet(u), switch.name());
                let operation = format!("{name}({})", self.text(u));
                if at.value == 0.0 {
                    return Err(self.broken(operation, &[u], switch.lacks()));
                }
                let jet = match switch {
                    Switch::Abs if at.value < 0.0 => -at,
                    Switch::Abs => at,
                    Switch::Step => Jet1::constant(if at.value < 0.0 { 0.0 } else { 1.0 }),
                    Switch::Sign => Jet1::constant(at.value.signum()),
                };
                self.push(node, operation, Rule::Branch, &[u], jet, None)
            }
            Node::Select(select, u, v) => {
                let (u, v) = (self.walk(u)?, self.walk(v)?);
                let difference = self.jet(u).value - self.jet(v).value;
                let operation = format!("{}({}, {})", select.name(), self.text(u), self.text(v));
                if difference == 0.0 {
                    return Err(self.broken(operation, &[u, v], KINK));
                }
                let jet = self.jet(if select.first(difference) { u } else { v });
                self.push(node, operation, Rule::Branch, &[u, v], jet, None)
            }
        }
    }

    /// Adds a step, unless the same operation is one already.
    fn push(
        &mut self,
        node: &Node,
        operation: String,
        rule: Rule,
        operands: &[Operand],
        jet: Jet1,
        outer: Option<Jet1>,
    ) -> Result<Operand, Broken> {
        if !jet.value.is_finite() {
            return Err(self.broken(operation, operands, "no finite value"));
        }
        if !(jet.gradient[0].is_finite() && jet.second.is_finite()) {
            return Err(self.broken(operation, operands, "no finite derivatives"));
        }
        if let Some(same) = self.steps.iter().position(|s| s.operation == operation) {
            return Ok(Operand::Step(same));
        }
        self.steps.push(Step {
            name: format!("v{}", self.steps.len()),
            operation,
            rule,
            jet,
            outer: outer.map(|f| [f.gradient[0], f.second]),
            differences: self.differences(node),
        });
        Ok(Operand::Step(self.steps.len() - 1))
    }

    /// u' ≈ (u(x + h) − u(x − h)) / 2h and u'' ≈ (u(x + h) − 2 u(x) + u(x − h)) / h².
    fn differences(&self, node: &Node) -> Option<[f64; 2]> {
        let [first, second] = self.spacings();
        let value = |x: f64| node.value(x, &mut |_| ());
        let (left, right) = (self.x - second, self.x + second);
        if node.sides(left) != node.sides(right) {
            return None;
        }
        let slope = (value(self.x + first) - value(self.x - first)) / (2.0 * first);
        let bend = (value(right) - 2.0 * value(self.x) + value(left)) / (second * second);
        (slope.is_finite() && bend.is_finite()).then_some([slope, bend])
    }

    fn jet(&self, operand: Operand) -> Jet1 {
        match operand {
            Operand::Number(number) => Jet1::constant(number),
            Operand::Step(step) => self.steps[step].jet,
        }
    }

    fn text(&self, operand: Operand) -> String {
        match operand {
            Operand::Number(number) if number < 0.0 => format!("({number})"),
            Operand::Number(number) => number.to_string(),
            Operand::Step(step) => self.steps[step].name.clone(),
        }
    }

    fn broken(&self, operation: String, operands: &[Operand], lacks: &'static str) -> Broken {
        let named = |operand: &Operand| match operand {
            Operand::Step(step) if *step > 0 => {
                let step = &self.steps[*step];
                Some((
                    format!("{} = {}", step.name, step.operation),
                    step.jet.value,
                ))
            }
            _ => None,
        };
        Broken {
            x: self.x,
            operation,
            operands: operands.iter().filter_map(named).collect(),
            lacks,
        }
    }
}

/// x itself: its derivative is 1.
fn variable(x: f64) -> Jet1 {
    let [x] = Jet1::variables([x]);
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str, x: f64) -> Result<Steps, Broken> {
        Expression::parse(text).unwrap().steps(x)
    }

    fn operations(text: &str, x: f64) -> Vec<String> {
        let steps = steps(text, x).unwrap();
        let lines = steps.all().iter();
        lines
            .map(|s| format!("{} = {}", s.name, s.operation))
            .collect()
    }

    #[test]
    fn operations_come_in_the_order_of_evaluation_and_equal_ones_once() {
        assert_eq!(
            operations("tanh(2*x)^2", 0.3),
            ["x = x", "v1 = 2*x", "v2 = tanh(v1)", "v3 = v2^2"]
        );
        assert_eq!(
            operations("sin(x)*sin(x) - 2*pi", 0.3)[1..],
            ["v1 = sin(x)", "v2 = v1*v1", "v3 = v2 - 6.283185307179586"]
        );
        assert_eq!(operations("3 - 1", 0.3), ["x = x", "v1 = 2"]);
        assert_eq!(operations("x", 0.3), ["x = x"]);
        assert_eq!(operations("x*(-2)", 0.3)[1..], ["v1 = x*(-2)"]);
    }

    #[test]
    fn each_step_agrees_with_differences() {
        for text in [
            "tanh(2*x)^2",
            "exp(-x^2/2)*(x^3 - 3*x)",
            "x^x + sqrt(x)/(1 + cbrt(x))",
            "abs(x - 1) + min(x^2, 1) + 5*step(x)",
            "log10(x)*atan(x) - 2^-x",
        ] {
            for step in steps(text, 0.3).unwrap().all() {
                let [first, second] = step.differences.unwrap();
                let jet = step.jet;
                let close = |exact: f64, near: f64, tolerance: f64| {
                    (exact - near).abs() <= tolerance * (1.0 + exact.abs())
                };
                // Truncation h² and rounding: 1e-9 and 1e-6 with room for large higher derivatives.
                assert!(close(jet.gradient[0], first, 1e-8), "{text}: {step:?}");
                assert!(close(jet.second, second, 1e-5), "{text}: {step:?}");
            }
        }
    }

    #[test]
    fn what_has_no_derivative_is_said() {
        for (text, x, message) in [
            (
                "sqrt(x - 1)",
                0.5,
                "at x = 0.5, sqrt(v1) has no finite value: there v1 = x - 1 = -0.5",
            ),
            (
                "sqrt(x)",
                0.0,
                "at x = 0, sqrt(x) has no finite derivatives",
            ),
            (
                "abs(x - 1)",
                1.0,
                "at x = 1, abs(v1) has a kink, hence no derivative: there v1 = x - 1 = 0",
            ),
            (
                "step(x)",
                0.0,
                "at x = 0, step(x) has a jump, hence no derivative",
            ),
            (
                "min(x, 2)",
                2.0,
                "at x = 2, min(x, 2) has a kink, hence no derivative",
            ),
            ("1/x", 0.0, "at x = 0, 1/x has no finite value"),
            ("1/0", 0.0, "at x = 0, inf has no finite value"),
        ] {
            assert_eq!(steps(text, x).unwrap_err().to_string(), message, "{text}");
        }
    }

    #[test]
    fn there_are_no_differences_across_a_kink() {
        let near = steps("abs(x)", 1e-6).unwrap();
        assert_eq!(near.all()[1].differences, None);
        assert_eq!(near.all()[1].jet.gradient, [1.0]);
    }
}

//! From text to an expression.

use std::f64::consts::{E, PI};
use std::fmt;
use std::str::FromStr;

use winnow::ascii::{digit0, digit1, multispace0};
use winnow::combinator::{
    Infix, Prefix, alt, cut_err, delimited, dispatch, empty, eof, expression, fail, opt, peek,
    preceded, separated_foldl1, terminated,
};
use winnow::error::{StrContext, StrContextValue};
use winnow::prelude::*;
use winnow::token::{any, one_of, take_while};

use super::{Expression, Function, Node, Operator, Select, Switch};

/// Longest text, in bytes, and deepest nesting of parentheses: far above what
/// is written by hand, far below what would exhaust the stack.
const LONGEST: usize = 1000;
const DEEPEST: usize = 50;

/// What a name stands for.
#[derive(Clone, Copy)]
enum Name {
    X,
    Constant(f64),
    Smooth(Function),
    Switch(Switch),
    Select(Select),
}

const NAMES: [(&str, Name); 23] = [
    ("x", Name::X),
    ("pi", Name::Constant(PI)),
    ("e", Name::Constant(E)),
    ("exp", Name::Smooth(Function::Exp)),
    ("ln", Name::Smooth(Function::Ln)),
    ("log", Name::Smooth(Function::Ln)),
    ("log10", Name::Smooth(Function::Log10)),
    ("sqrt", Name::Smooth(Function::Sqrt)),
    ("cbrt", Name::Smooth(Function::Cbrt)),
    ("sin", Name::Smooth(Function::Sin)),
    ("cos", Name::Smooth(Function::Cos)),
    ("tan", Name::Smooth(Function::Tan)),
    ("asin", Name::Smooth(Function::Asin)),
    ("acos", Name::Smooth(Function::Acos)),
    ("atan", Name::Smooth(Function::Atan)),
    ("sinh", Name::Smooth(Function::Sinh)),
    ("cosh", Name::Smooth(Function::Cosh)),
    ("tanh", Name::Smooth(Function::Tanh)),
    ("abs", Name::Switch(Switch::Abs)),
    ("sign", Name::Switch(Switch::Sign)),
    ("step", Name::Switch(Switch::Step)),
    ("min", Name::Select(Select::Min)),
    ("max", Name::Select(Select::Max)),
];

impl FromStr for Name {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Name, UnknownName> {
        NAMES
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, meaning)| meaning)
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// A name that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct UnknownName(String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = NAMES.map(|(name, _)| name).join(", ");
        write!(f, "unknown name '{}'; known are: {known}", self.0)
    }
}

impl std::error::Error for UnknownName {}

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Character of the text, counted from 1.
    position: usize,
    what: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "at character {} of the expression: {}",
            self.position, self.what
        )
    }
}

impl std::error::Error for SyntaxError {}

impl Expression {
    /// Reads an expression: numbers, x, constants, + - * / ^, parentheses,
    /// functions of one argument, and min and max of several.
    ///
    /// `^` binds tighter than a sign and to the right, as in mathematics.
    pub(crate) fn parse(text: &str) -> Result<Expression, SyntaxError> {
        let error = |offset: usize, what: String| SyntaxError {
            position: 1 + text[..offset].chars().count(),
            what,
        };
        if text.len() > LONGEST {
            return Err(error(0, format!("it is longer than {LONGEST} bytes")));
        }
        if let Some(offset) = too_deep(text) {
            return Err(error(
                offset,
                format!("parentheses are nested more than {DEEPEST} deep"),
            ));
        }
        let end = cut_err(eof).context(expected("an operator such as *, or the end"));
        terminated(sum, end)
            .parse(text)
            .map(Expression)
            .map_err(|parsing| error(parsing.offset(), parsing.inner().to_string()))
    }
}

/// Where parentheses are nested too deep.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

fn expected(what: &'static str) -> StrContext {
    StrContext::Expected(StrContextValue::Description(what))
}

/// Operands and the operators that join them.
fn sum(input: &mut &str) -> ModalResult<Node> {
    fn join(f: Operator, u: Node, v: Node) -> ModalResult<Node> {
        Ok(Node::Arithmetic(f, Box::new(u), Box::new(v)))
    }
    let sign = alt((
        '-'.value(Prefix(3, |_: &mut _, u| {
            Ok(Node::Smooth(Function::Minus, Box::new(u)))
        })),
        '+'.value(Prefix(3, |_: &mut _, u| Ok(u))),
        cut_err(fail).context(expected("a number, x, a function or a parenthesis")),
    ));
    expression(operand)
        .prefix(preceded(multispace0, sign))
        .infix(dispatch! {any;
            '+' => empty.value(Infix::Left(1, |_: &mut _, u, v| join(Operator::Plus, u, v))),
            '-' => empty.value(Infix::Left(1, |_: &mut _, u, v| join(Operator::Minus, u, v))),
            '*' => empty.value(Infix::Left(2, |_: &mut _, u, v| join(Operator::Times, u, v))),
            '/' => empty.value(Infix::Left(2, |_: &mut _, u, v| join(Operator::Over, u, v))),
            '^' => empty.value(Infix::Right(5, |_: &mut _, u, v| join(Operator::Power, u, v))),
            _ => fail,
        })
        .parse_next(input)
}

fn operand(input: &mut &str) -> ModalResult<Node> {
    let parenthesised = delimited('(', sum, closing);
    delimited(
        multispace0,
        alt((number, parenthesised, named)),
        multispace0,
    )
    .parse_next(input)
}

fn closing(input: &mut &str) -> ModalResult<char> {
    cut_err(')')
        .context(expected("an operator or a closing parenthesis"))
        .parse_next(input)
}

fn number(input: &mut &str) -> ModalResult<Node> {
    let digits = alt(((digit1, opt(('.', digit0))).void(), ('.', digit1).void()));
    let exponent = opt((one_of(['e', 'E']), opt(one_of(['+', '-'])), digit1));
    (digits, exponent)
        .take()
        .parse_to()
        .map(Node::Number)
        .parse_next(input)
}

/// x, a constant, or a function with its arguments.
fn named(input: &mut &str) -> ModalResult<Node> {
    let letters = |c: char| c.is_alphabetic() || c == '_';
    peek(one_of(letters)).parse_next(input)?;
    // From here on it can be nothing else.
    let identifier = take_while(1.., |c: char| letters(c) || c.is_ascii_digit());
    match cut_err(identifier.try_map(Name::from_str)).parse_next(input)? {
        Name::X => Ok(Node::X),
        Name::Constant(value) => Ok(Node::Number(value)),
        Name::Smooth(f) => argument
            .map(|u| Node::Smooth(f, Box::new(u)))
            .parse_next(input),
        Name::Switch(switch) => argument
            .map(|u| Node::Switch(switch, Box::new(u)))
            .parse_next(input),
        Name::Select(select) => {
            let of_two = |u, _, v| Node::Select(select, Box::new(u), Box::new(v));
            delimited(opening, separated_foldl1(sum, ',', of_two), closing).parse_next(input)
        }
    }
}

fn opening(input: &mut &str) -> ModalResult<char> {
    cut_err(preceded(multispace0, '('))
        .context(expected("the argument of the function, in parentheses"))
        .parse_next(input)
}

fn argument(input: &mut &str) -> ModalResult<Node> {
    delimited(opening, sum, closing).parse_next(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (usize, String) {
        let error = Expression::parse(text).expect_err(text);
        (error.position, error.what)
    }

    #[test]
    fn an_error_says_where_and_what_would_be_right() {
        for (text, position, part) in [
            ("", 1, "expected a number"),
            ("  ", 3, "expected a number"),
            ("2 *", 4, "expected a number"),
            ("2 * * 3", 5, "expected a number"),
            ("2 x", 3, "expected an operator"),
            ("2x", 2, "expected an operator"),
            ("(x + 1", 7, "closing parenthesis"),
            ("x + 1)", 6, "expected an operator"),
            ("x + foo(2)", 5, "unknown name 'foo'; known are: x, pi"),
            ("π²·y", 1, "unknown name"),
            ("x·2", 2, "expected an operator"),
            ("sin x", 5, "in parentheses"),
            ("sin", 4, "in parentheses"),
            ("sin()", 5, "expected a number"),
            ("sin(1, 2)", 6, "closing parenthesis"),
            ("min(1,)", 7, "expected a number"),
            ("x ** 2", 4, "expected a number"),
            ("1e", 2, "expected an operator"),
            ("1,5", 2, "expected an operator"),
            ("0x10", 2, "expected an operator"),
            ("x = 2", 3, "expected an operator"),
            ("nan", 1, "unknown name"),
            ("inf", 1, "unknown name"),
        ] {
            let (at, what) = refused(text);
            assert!(
                at == position && what.contains(part),
                "{text}: {at}: {what}"
            );
        }
    }

    #[test]
    fn deep_and_long_texts_are_refused_and_not_a_stack_overflow() {
        let deep = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(refused(&deep).1.contains("longer"));
        let deep = format!("{}x{}", "(".repeat(400), ")".repeat(400));
        assert!(refused(&deep).1.contains("nested"));
        for text in [
            "-".repeat(999) + "x",
            "x^".repeat(499) + "x",
            "x-".repeat(499) + "x",
        ] {
            assert!(Expression::parse(&text).is_ok());
        }
    }
}

//! The numbers form a commutative ring in which whatever has a value other than
//! 0 can be inverted, and their operators mean what they say.

use hyperwell_autodiff::{ChainRule, Dual, HyperDual, Jet, Scalar};
use proptest::prelude::*;

type Jet3 = Jet<f64, 3>;
type Nested = Dual<HyperDual<f64>>;

/// The parts of a number as a list, to compare them one by one.
trait Parts: Scalar {
    const COUNT: usize;
    fn from_parts(parts: &[f64]) -> Self;
    fn parts(self) -> Vec<f64>;
}

impl Parts for Dual<f64> {
    const COUNT: usize = 2;
    fn from_parts(p: &[f64]) -> Self {
        Dual::new(p[0], p[1])
    }
    fn parts(self) -> Vec<f64> {
        vec![self.value, self.derivative]
    }
}

impl Parts for HyperDual<f64> {
    const COUNT: usize = 4;
    fn from_parts(p: &[f64]) -> Self {
        HyperDual::new(p[0], p[1], p[2], p[3])
    }
    fn parts(self) -> Vec<f64> {
        vec![self.value, self.e1, self.e2, self.e12]
    }
}

impl Parts for Jet3 {
    const COUNT: usize = 5;
    fn from_parts(p: &[f64]) -> Self {
        Jet::new(p[0], [p[1], p[2], p[3]], p[4])
    }
    fn parts(self) -> Vec<f64> {
        [&[self.value], &self.gradient[..], &[self.second]].concat()
    }
}

impl Parts for Nested {
    const COUNT: usize = 8;
    fn from_parts(p: &[f64]) -> Self {
        Dual::new(
            HyperDual::from_parts(&p[..4]),
            HyperDual::from_parts(&p[4..]),
        )
    }
    fn parts(self) -> Vec<f64> {
        [self.value.parts(), self.derivative.parts()].concat()
    }
}

/// Equal up to rounding: the terms of any law below stay below `scale` in size.
#[track_caller]
fn assert_equal<N: Parts>(a: N, b: N, scale: f64) {
    for (x, y) in a.parts().into_iter().zip(b.parts()) {
        assert!((x - y).abs() <= 1e-15 * scale, "{a:?} is not {b:?}");
    }
}

fn ring_laws<N: Parts>(a: N, b: N, c: N) {
    let scale = 1000.0; // at most 8·3² products of three parts, each of size up to 3
    assert_equal(a + b, b + a, scale);
    assert_equal((a + b) + c, a + (b + c), scale);
    assert_equal(a + N::zero(), a, scale);
    assert_equal(a + -a, N::zero(), scale);
    assert_equal(-a, N::zero() - a, scale);
    assert_equal(a * b, b * a, scale);
    assert_equal((a * b) * c, a * (b * c), scale);
    assert_equal(a * (b + c), a * b + a * c, scale);
    assert_equal(a * N::one(), a, scale);
    assert_equal(a.scale(2.5), a * N::from_f64(2.5), scale);
}

/// |b| ≥ ½, so that 1/b has parts of size up to 3!·3³·2⁴ in third order.
fn inverse_laws<N: Parts>(a: N, b: N) {
    let scale = 1e5;
    assert_equal(b * b.recip(), N::one(), scale);
    assert_equal(N::one() / b * b, N::one(), scale);
    assert_equal(a / b * b, a, scale);
    assert_equal(a / b, a * b.recip(), scale);
    assert_equal(b.powi(-1), b.recip(), scale);
    assert_equal(a.powi(3), a * a * a, scale);
    assert_equal(a.powi(2).times_tangent(b), a * a * b, scale);
    assert_equal(a.tangent_over(b), a / b, scale);
}

/// Identities between functions, as numbers and not only as values; the parts
/// of 1/x, ln x and √x for x ≥ ½ grow as those of 1/b above.
fn function_laws<N: Parts>(a: N, positive: N) {
    let scale = 1e5;
    assert_equal(a.exp().ln(), a, scale);
    assert_equal(positive.ln().exp(), positive, scale);
    assert_equal(positive.sqrt() * positive.sqrt(), positive, scale);
    assert_equal(positive.powf(1.5), positive * positive.sqrt(), scale);
    assert_equal(a.sin() * a.sin() + a.cos() * a.cos(), N::one(), scale);
    assert_equal(a.atan().tan(), a, scale);
    assert_equal(a.lorentzian() * (N::one() + a * a), N::one(), scale);
    assert_equal(a.tanh() * a.tanh() + a.sech2(), N::one(), scale);
    assert_equal(a.exp_m1() + N::one(), a.exp(), scale);
    assert_equal(a.softplus() - (-a).softplus(), a, scale);
    assert_equal(a.sigmoid() + (-a).sigmoid(), N::one(), scale);
}

macro_rules! laws_of {
    ($($name:ident: $number:ty),*) => {$(
        mod $name {
            use super::*;

            fn number() -> impl Strategy<Value = $number> {
                prop::collection::vec(-3.0..3.0, <$number>::COUNT).prop_map(|p| <$number>::from_parts(&p))
            }

            fn positive_number() -> impl Strategy<Value = $number> {
                (0.5..3.0, prop::collection::vec(-3.0..3.0, <$number>::COUNT)).prop_map(|(value, mut p)| {
                    p[0] = value;
                    <$number>::from_parts(&p)
                })
            }

            proptest! {
                #[test]
                fn is_a_commutative_ring(a in number(), b in number(), c in number()) {
                    ring_laws(a, b, c);
                }

                #[test]
                fn has_inverses(a in number(), b in positive_number(), negative in any::<bool>()) {
                    inverse_laws(a, if negative { -b } else { b });
                }

                #[test]
                fn obeys_functional_equations(a in number(), positive in positive_number()) {
                    function_laws(a, positive);
                }
            }
        }
    )*};
}

laws_of!(dual: Dual<f64>, hyper_dual: HyperDual<f64>, jet: Jet3, nested: Nested);

proptest! {
    /// u·ū = value² for the conjugate ū = u − u'ε, which is why u is invertible
    /// wherever its value is not 0.
    #[test]
    fn a_dual_times_its_conjugate_is_real(value in -3.0_f64..3.0, slope in -3.0_f64..3.0) {
        let product = Dual::new(value, slope) * Dual::new(value, -slope);
        prop_assert_eq!(product, Dual::constant(value * value));
    }

    /// Division is correctly rounded in the value, unlike a product with the
    /// reciprocal.
    #[test]
    fn values_are_those_of_plain_arithmetic(a in -1e3..1e3, b in 0.1..1e3) {
        let (x, y) = (Dual::variable(a), Dual::variable(b));
        prop_assert_eq!(((x + y).value, (x - y).value), (a + b, a - b));
        prop_assert_eq!(((x * y).value, (x / y).value), (a * b, a / b));
    }
}

#[test]
fn plain_numbers_mix_in_on_either_side() {
    let x = HyperDual::new(4.0, 1.0, 2.0, 3.0);
    let constant = HyperDual::constant(8.0);
    assert_eq!((x + 8.0, 8.0 + x), (x + constant, constant + x));
    assert_eq!((x - 8.0, 8.0 - x), (x - constant, constant - x));
    assert_eq!((x * 8.0, 8.0 * x), (x * constant, constant * x));
    assert_eq!((x / 8.0, 8.0 / x), (x / constant, constant / x));
}

#[test]
fn assigning_forms_and_sums_agree_with_the_operators() {
    let (x, y) = (
        Jet3::new(1.0, [2.0, 3.0, 4.0], 5.0),
        Jet3::new(6.0, [7.0, 8.0, 9.0], 10.0),
    );
    let mut z = x;
    z += y;
    assert_eq!(z, x + y);
    z -= x;
    assert_eq!(z, y);
    z *= x;
    assert_eq!(z, y * x);
    z /= y;
    assert_eq!(z, y * x / y);
    assert_eq!([x, y, x].into_iter().sum::<Jet3>(), x + y + x);
}

#[test]
fn numbers_can_be_read() {
    assert_eq!(Dual::new(1.5, -2.0).to_string(), "1.5 + -2ε");
    assert_eq!(
        format!("{:.1}", HyperDual::new(1.0, 2.0, 3.0, 4.0)),
        "1.0 + 2.0ε₁ + 3.0ε₂ + 4.0ε₁ε₂"
    );
    assert_eq!(
        Jet::<f64, 2>::new(1.0, [2.0, 3.0], 4.0).to_string(),
        "(1; 2, 3; 4)"
    );
}

/// A number type of one's own needs the three rules, and then has every
/// function: here a plain value.
#[test]
fn the_chain_rule_is_open_to_other_numbers() {
    fn cube<N: ChainRule<Part = f64>>(u: N) -> N {
        let v = u.value();
        u.chain([v * v * v, 3.0 * v * v, 6.0 * v])
    }
    let x = HyperDual::variable(2.0);
    assert_eq!(cube(x), x.powi(3));
}

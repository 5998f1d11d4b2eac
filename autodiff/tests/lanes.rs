//! Every operation of every vector type of this processor, element by element against std. Small enough for
//! Miri, which watches each load and store of the `unsafe` blocks: see CONTRIBUTING.md.

use hyperwell_autodiff::lane::{Isa, Kernel, Lane};

macro_rules! lanes {
    ($module:ident, $float:ident, $largest_exponent:literal) => {
        mod $module {
            use super::*;

            /// Values with all signs and sizes, an odd number of them.
            const X: [$float; 37] = {
                let mut x = [0.0; 37];
                let mut i = 0;
                while i < 37 {
                    x[i] = (i as $float - 17.5) * 0.37;
                    i += 1;
                }
                x[3] = 0.0;
                x[4] = -0.0;
                x[5] = $float::INFINITY;
                x[6] = $float::NEG_INFINITY;
                x[7] = $float::MIN_POSITIVE;
                x[8] = $float::MAX;
                x
            };

            type Case = (&'static str, fn($float, $float) -> $float);

            /// What the vectors must give; one rounding or two is the instruction set's choice.
            const CASES: [Case; 11] = [
                ("add", |a, b| a + b),
                ("sub", |a, b| a - b),
                ("mul", |a, b| a * b),
                ("div", |a, b| a / b),
                ("neg", |a, _| -a),
                ("abs", |a, _| a.abs()),
                ("sqrt", |a, _| a.sqrt()),
                ("min", |a, b| if a < b { a } else { b }),
                ("max", |a, b| if a > b { a } else { b }),
                ("copy_sign", |a, b| a.copysign(b)),
                ("select", |a, b| if a < b { 1.0 } else { b }),
            ];

            /// All operations on pairs, to columns of results.
            struct All<'a> {
                a: &'a [$float],
                b: &'a [$float],
                out: &'a mut [Vec<$float>],
            }

            impl Kernel for All<'_> {
                type Float = $float;
                type Output = usize;
                #[inline(always)]
                fn run<L: Lane<Float = $float>>(self) -> usize {
                    let (a, a_rest) = L::chunks(self.a);
                    let (b, _) = L::chunks(self.b);
                    assert_eq!(a.len() * L::LANES + a_rest.len(), self.a.len());
                    for (at, (a, b)) in a.iter().zip(b).enumerate() {
                        let (a, b) = (L::load(a), L::load(b));
                        let less = L::less(a, b);
                        let results = [
                            a + b,
                            a - b,
                            a * b,
                            a / b,
                            -a,
                            a.abs(),
                            a.sqrt(),
                            a.min(b),
                            a.max(b),
                            a.copy_sign(b),
                            L::select(less, L::splat(1.0), b),
                        ];
                        for (column, result) in self.out.iter_mut().zip(results) {
                            let (chunks, _) = L::chunks_mut(column);
                            result.store(&mut chunks[at]);
                        }
                        let smaller = a.to_array();
                        let any = smaller.as_ref().iter().zip(b.to_array().as_ref()).any(|(a, b)| a < b);
                        assert_eq!(L::any(less), any);
                    }
                    a.len() * L::LANES
                }
            }

            #[test]
            fn give_what_std_gives_at_every_alignment() {
                for isa in Isa::available() {
                    for shift in 0..17 {
                        let (a, b) = (&X[shift..], &X[..X.len() - shift]);
                        let mut out = vec![vec![0.0; a.len()]; CASES.len()];
                        let whole = isa.run(All { a, b, out: &mut out });
                        for ((name, oracle), column) in CASES.iter().zip(&out) {
                            for i in 0..whole {
                                let (right, got) = (oracle(a[i], b[i]), column[i]);
                                let same = right.to_bits() == got.to_bits()
                                    || right.is_nan() && got.is_nan()
                                    // Of two zeros either may be the smaller one.
                                    || (name.starts_with('m') && right == got);
                                assert!(same, "{isa} {name}({}, {}) = {got}, not {right}", a[i], b[i]);
                            }
                        }
                    }
                }
            }

            /// 2ᵏ, exactly; Miri adds noise to `exp2`.
            fn power(k: i32) -> $float {
                let factor = if k < 0 { 0.5 } else { 2.0 };
                (0..k.abs()).fold(1.0, |power, _| power * factor)
            }

            /// x·y + z, z − x·y, x·2ᵏ and the parts of x.
            struct Fused;

            impl Kernel for Fused {
                type Float = $float;
                type Output = ();
                #[inline(always)]
                fn run<L: Lane<Float = $float>>(self) {
                    let first = |x: L| x.to_array().as_ref()[0];
                    // Exact, so that one rounding and two are the same.
                    let (x, y, z) = (L::splat(1.5), L::splat(-2.25), L::splat(0.125));
                    assert_eq!(first(x.mul_add(y, z)), 1.5 * -2.25 + 0.125);
                    assert_eq!(first(x.neg_mul_add(y, z)), 0.125 + 1.5 * 2.25);
                    for k in [-3, 0, 1, 17, $largest_exponent, -$largest_exponent] {
                        let real = k as $float;
                        assert_eq!(first(x.scale_exponent(L::splat(real))), 1.5 * power(k));
                        let (part, exponent) = L::splat(1.75 * power(k)).split_exponent();
                        assert_eq!((first(part), first(exponent)), (1.75, real));
                    }
                    assert_eq!(x.sum(), 1.5 * L::LANES as $float);
                    assert!(L::any(L::equal(x, x)) && !L::any(L::equal(x, y)));
                }
            }

            #[test]
            fn scale_and_split_by_powers_of_two() {
                for isa in Isa::available() {
                    isa.run(Fused);
                }
            }
        }
    };
}

lanes!(singles, f32, 100);
lanes!(doubles, f64, 1000);

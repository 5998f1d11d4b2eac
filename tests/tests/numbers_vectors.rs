//! SIMD vectors as scalars: every element is what the scalar function gives,
//! alone and inside a jet.

use hyperwell_autodiff::{Jet, Scalar};
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// Zeros, subnormal and huge numbers, infinities, NaN, saturation and overflow.
const EDGES: [f64; 20] = [
    1.0,
    -1.0,
    87.0,
    -104.0,
    0.0,
    -0.0,
    5e-8,
    -1e-5,
    3e-39,
    1e-310,
    1e10,
    -1e20,
    89.0,
    709.5,
    -745.0,
    800.0,
    -800.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

/// The edges, and both signs of four thousand magnitudes from 10⁻⁶ to 10⁴.
fn arguments() -> Vec<f64> {
    let magnitudes = (0..4000).map(|k| 10f64.powf(-6.0 + f64::from(k) / 400.0));
    EDGES
        .into_iter()
        .chain(magnitudes.flat_map(|x| [x, -x]))
        .collect()
}

/// Distance in units of the last place of `b`, which is never below the least
/// normal number; 0 for equal infinities, NaN with NaN, and zeros of either
/// sign.
trait Ulps {
    fn ulps_from(self, b: Self) -> f64;
}

macro_rules! impl_ulps {
    ($($float:ident),*) => {$(
        impl Ulps for $float {
            fn ulps_from(self, b: Self) -> f64 {
                if self == b || (self.is_nan() && b.is_nan()) {
                    return 0.0;
                }
                let unit = b.abs().max($float::MIN_POSITIVE);
                let distance = f64::from((self - b).abs() / (unit.next_up() - unit));
                if distance.is_nan() { f64::INFINITY } else { distance }
            }
        }
    )*};
}
impl_ulps!(f32, f64);

/// Compares the vector's function with the scalar's at every element of `xs`:
/// `name ulps` for each.
///
/// Functions taken element by element may not differ at all. For a lane function the bound is its own in the table
/// of `tests/ulp` and one of the standard library: exp 1.5 + 1, which whole numbers lie below as 2; ln and ln_1p the same and one, as
/// an ulp halves at a power of two; exp_m1, sin and cos 2 + 1; tanh 3 + 1, and one for a power of two. Sigmoid, softplus and
/// sech² are the scalar's formulas of an exponential that differs by 2 ulp, which become 4 below a power of two in
/// sech² ∝ e/(1 + e)², and a rounding. asin, acos and atan are `wide`'s, which states no bounds: as measured, and one for
/// builds that fuse multiplication and addition.
macro_rules! compare {
    ($vector:ident, $xs:ident: $($function:ident $ulps:expr),*) => {$(
        let ys = Scalar::$function($vector::new($xs)).to_array();
        for (x, y) in $xs.into_iter().zip(ys) {
            let expected = Scalar::$function(x);
            let ulps = y.ulps_from(expected);
            assert!(ulps <= f64::from($ulps), "{}({x:e}) = {y:e}, {ulps} ulp from {expected:e}", stringify!($function));
        }
    )*};
}

/// Poles in some elements and not in others, in functions that are the same in
/// vectors and scalars bit by bit.
fn with_poles<T: Scalar>(x: T) -> [T; 6] {
    [
        x.sqrt(),
        x.sqrt() / x,
        T::one() / x,
        x / T::zero(),
        x.powi(-3),
        x.powf(0.5).tan() / (x * x - T::one()),
    ]
}

/// One test per vector type.
macro_rules! vectors {
    ($($name:ident: $vector:ident of $float:ident x $lanes:expr),*) => {$(
        #[test]
        fn $name() {
            // Neighbours differ in sign, and at the edges in kind: no element
            // may decide for the others.
            for neighbours in arguments().chunks(2) {
                let xs: [$float; $lanes] = core::array::from_fn(|i| neighbours[i % 2] as $float);
                compare!($vector, xs: exp 2, exp_m1 3, ln 3, ln_1p 3, sin 3, cos 3, tan 0, asin 3, acos 3, atan 4, sinh 0,
                    cosh 0, tanh 5, sech2 5, lorentzian 0, sigmoid 3, softplus 3, sqrt 0, recip 0);

                let [v] = Jet::<$vector, 1>::variables([$vector::new(xs)]);
                for (k, y) in with_poles(v).into_iter().enumerate() {
                    for (i, x) in xs.into_iter().enumerate() {
                        let [x] = Jet::<$float, 1>::variables([x]);
                        let z = with_poles(x)[k];
                        let pairs = [(y.value, z.value), (y.gradient[0], z.gradient[0]), (y.second, z.second)];
                        for (y, z) in pairs {
                            let y = y.to_array()[i];
                            assert!(y.ulps_from(z) == 0.0, "formula {k} at {x}: {y:e}, scalar {z:e}");
                        }
                    }
                }
            }
        }
    )*};
}

vectors! {
    f32x4_is_four_f32: f32x4 of f32 x 4,
    f32x8_is_eight_f32: f32x8 of f32 x 8,
    f32x16_is_sixteen_f32: f32x16 of f32 x 16,
    f64x2_is_two_f64: f64x2 of f64 x 2,
    f64x4_is_four_f64: f64x4 of f64 x 4,
    f64x8_is_eight_f64: f64x8 of f64 x 8
}

//! The accuracy of the lane functions: one table of functions and allowed errors
//! (`table.rs`), walked for every lane type and every instruction set.
//!
//! The oracle of `f32` is the standard library in `f64`; that of `f64` is
//! `astro-float-num`, multiple precision written independently.

#![allow(
    clippy::print_stdout,
    reason = "the measured errors, shown by --nocapture"
)]

mod exact;
mod points;
mod table;

use std::marker::PhantomData;

use exact::{Exact, Format};
use hyperwell_autodiff::lane::{Float, Isa, Kernel, Lane};
use table::{Function, Visit, walk};
use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// Applies a function of the table to a slice, in vectors alone.
struct Apply<'a, F, T> {
    x: &'a [T],
    y: &'a mut [T],
    function: PhantomData<F>,
}

impl<F: Function, T: Float> Kernel for Apply<'_, F, T> {
    type Float = T;
    type Output = ();
    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let (xs, x_rest) = L::chunks(self.x);
        let (ys, y_rest) = L::chunks_mut(self.y);
        for (x, y) in xs.iter().zip(ys) {
            F::lanes(L::load(x)).store(y);
        }
        // The rest runs as a whole vector too, filled up with ones.
        let mut last = L::constant(1.0).to_array();
        last.as_mut()[..x_rest.len()].copy_from_slice(x_rest);
        let last = F::lanes(L::load(&last)).to_array();
        y_rest.copy_from_slice(&last.as_ref()[..x_rest.len()]);
    }
}

/// The same in fours of vectors.
struct ApplyFour<'a, F, T>(Apply<'a, F, T>);

impl<F: Function, T: Float> Kernel for ApplyFour<'_, F, T> {
    type Float = T;
    type Output = ();
    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        self.0.run::<L::Four>();
    }
}

/// The results of every lane type and instruction set, each with its name.
trait EveryLane: Format {
    fn every_lane<F: Function>(x: &[Self], check: impl FnMut(&str, &[Self]));
}

macro_rules! every_lane {
    ($float:ident: $($wide:ident),*) => {
        impl EveryLane for $float {
            fn every_lane<F: Function>(x: &[$float], mut check: impl FnMut(&str, &[$float])) {
                let mut y = vec![0.0; x.len()];
                $(
                    Apply::<F, _> { x, y: &mut y, function: PhantomData }.run::<$wide>();
                    check(stringify!($wide), &y);
                )*
                for isa in Isa::available() {
                    isa.run(Apply::<F, _> { x, y: &mut y, function: PhantomData });
                    check(isa.name(), &y);
                    isa.run(ApplyFour(Apply::<F, _> { x, y: &mut y, function: PhantomData }));
                    check(isa.name(), &y);
                }
            }
        }
    };
}
every_lane!(f32: f32x4, f32x8, f32x16);
every_lane!(f64: f64x2, f64x4, f64x8);

/// Compares all lanes with exact values and panics beyond the function's bound.
/// Keeps the largest error of a normal result.
fn compare<F: Function, T: EveryLane>(x: &[T], exact: &[Exact], largest: &mut f64) {
    T::every_lane::<F>(x, |lanes, y| {
        for ((&x, &y), exact) in x.iter().zip(y).zip(exact) {
            let error = exact.error_in_ulp(y);
            let underflow = exact.is_subnormal::<T>();
            assert!(
                error <= F::ULP || underflow && exact.error_in_smallest_normal(y) <= F::UNDERFLOW,
                "{} of {x:e} in {} lanes of {lanes}: {y:e} is off by {error:.3} ulp of {:e}",
                F::NAME,
                T::NAME,
                exact.to_f64(),
            );
            if !underflow {
                *largest = largest.max(error);
            }
        }
    });
}

/// `f32`: dense in the bit patterns.
struct SinglePrecision {
    points: Vec<f32>,
}

impl Visit for SinglePrecision {
    fn visit<F: Function>(&mut self) {
        let mut largest = 0.0;
        for x in self.points.chunks(4096) {
            let exact: Vec<_> = x.iter().map(|&x| F::in_f64(x.into()).into()).collect();
            compare::<F, f32>(x, &exact, &mut largest);
        }
        println!("f32 {:10} {largest:.2} ulp, allowed {}", F::NAME, F::ULP);
    }
}

/// `f64`: random numbers of every regime and the edges.
struct DoublePrecision {
    points: Vec<f64>,
    oracle: exact::Oracle,
}

impl Visit for DoublePrecision {
    fn visit<F: Function>(&mut self) {
        let mut largest = 0.0;
        let exact: Vec<_> = self
            .points
            .iter()
            .map(|&x| self.oracle.value(|big, o| F::exact(big, o), x))
            .collect();
        compare::<F, f64>(&self.points, &exact, &mut largest);
        println!("f64 {:10} {largest:.2} ulp, allowed {}", F::NAME, F::ULP);
    }
}

/// f(−∞), f(−0), f(0), f(∞) with the sign of zeros, and NaN of NaN.
struct Limits;

impl Limits {
    fn check<F: Function, T: EveryLane>() {
        let [a, b, c, d] = F::LIMITS;
        let x = [f64::NEG_INFINITY, -0.0, 0.0, f64::INFINITY, f64::NAN].map(T::from_f64);
        T::every_lane::<F>(&x, |lanes, y| {
            for ((x, y), limit) in x.iter().zip(y).zip([a, b, c, d, f64::NAN]) {
                // ln 2 is a limit and no number of either precision.
                let expected = T::from_f64(limit).to_f64();
                let same = y.to_f64() == expected
                    && y.to_f64().is_sign_negative() == expected.is_sign_negative();
                assert!(
                    same || y.to_f64().is_nan() && expected.is_nan(),
                    "{} of {x} in {} lanes of {lanes} is {y:e}, not {expected:e}",
                    F::NAME,
                    T::NAME,
                );
            }
        });
    }
}

impl Visit for Limits {
    fn visit<F: Function>(&mut self) {
        Self::check::<F, f32>();
        Self::check::<F, f64>();
    }
}

#[test]
fn single_precision_within_the_allowed_ulp() {
    walk(&mut SinglePrecision {
        points: points::single(),
    });
}

#[test]
fn double_precision_within_the_allowed_ulp() {
    walk(&mut DoublePrecision {
        points: points::double(),
        oracle: exact::Oracle::new(),
    });
}

#[test]
fn limits_at_zero_and_infinity_and_nan() {
    walk(&mut Limits);
}

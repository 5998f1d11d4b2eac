//! Elementary functions of lanes: nanoseconds for 1024 elements in cache, in every
//! instruction set, against the standard library one by one and `wide`'s own.

#![allow(
    missing_docs,
    reason = "criterion's macros make public items without docs"
)]

use std::hint::black_box;
use std::marker::PhantomData;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hyperwell_autodiff::function;
use hyperwell_autodiff::lane::{Float, Isa, Kernel, Lane};
use wide::{f32x4, f64x2};

const LENGTH: usize = 1024;

/// A function with up to two results, as here, in `std` and in `wide`.
trait Function {
    const NAME: &'static str;
    fn lanes<L: Lane>(x: L) -> (L, L);
    fn std_f32(x: f32) -> (f32, f32);
    fn std_f64(x: f64) -> (f64, f64);
    fn wide_f32(x: f32x4) -> (f32x4, f32x4);
    fn wide_f64(x: f64x2) -> (f64x2, f64x2);
}

macro_rules! function {
    ($function:ident $name:literal: |$l:ident| $lanes:expr, |$s:ident| $std:expr, |$w:ident| $wide:expr) => {
        struct $function;
        impl Function for $function {
            const NAME: &'static str = $name;
            #[inline(always)]
            fn lanes<L: Lane>($l: L) -> (L, L) {
                $lanes
            }
            fn std_f32($s: f32) -> (f32, f32) {
                $std
            }
            fn std_f64($s: f64) -> (f64, f64) {
                $std
            }
            fn wide_f32($w: f32x4) -> (f32x4, f32x4) {
                $wide
            }
            fn wide_f64($w: f64x2) -> (f64x2, f64x2) {
                $wide
            }
        }
    };
}
function!(Tanh "tanh and sech²": |x| function::tanh_sech2(x),
    |x| { let t = x.tanh(); (t, 1.0 - t * t) },
    |x| { let t = x.tanh(); (t, 1.0 - t * t) });
function!(Exp "exp": |x| (function::exp(x), x), |x| (x.exp(), x), |x| (x.exp(), x));
function!(Ln "ln": |x| (function::ln(x), x), |x| (x.ln(), x), |x| (x.ln(), x));
function!(SinCos "sin and cos": |x| function::sin_cos(x), |x| x.sin_cos(), |x| x.sin_cos());
function!(Sigmoid "σ and σ'": |x| function::sigmoid(x),
    |x| { let s = 1.0 / (1.0 + (-x).exp()); (s, s * (1.0 - s)) },
    |x| { let s = 1.0 / (1.0 + (-x).exp()); (s, s * (1.0 - s)) });
function!(Softplus "softplus and σ": |x| function::softplus(x),
    |x| { let u = x.exp(); (u.ln_1p(), u / (1.0 + u)) },
    |x| { let u = x.exp(); (u.ln_1p(), u / (1.0 + u)) });

/// Buffers on cache lines of their own.
#[repr(align(64))]
struct Buffers<T> {
    x: [T; LENGTH],
    y: [T; LENGTH],
    z: [T; LENGTH],
}

struct Apply<'a, F, T> {
    buffers: &'a mut Buffers<T>,
    function: PhantomData<F>,
}

impl<F: Function, T: Float> Kernel for Apply<'_, F, T> {
    type Float = T;
    type Output = ();
    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let (x, _) = L::chunks(&self.buffers.x);
        let (y, _) = L::chunks_mut(&mut self.buffers.y);
        let (z, _) = L::chunks_mut(&mut self.buffers.z);
        for ((x, y), z) in x.iter().zip(y).zip(z) {
            let (a, b) = F::lanes(L::load(x));
            a.store(y);
            b.store(z);
        }
    }
}

macro_rules! bench {
    ($criterion:ident, $function:ident, $float:ident, $std:ident, $wide:ident, $vector:ident) => {
        let mut group = $criterion.benchmark_group(format!("{}/{}", $function::NAME, $float::NAME));
        group.throughput(Throughput::Elements(LENGTH as u64));
        // Numbers between 0 and 3 without a pattern: where activations are.
        let mut buffers = Buffers {
            x: std::array::from_fn(|i| (i * 389 % LENGTH) as $float * (3.0 / LENGTH as $float)),
            y: [0.0; LENGTH],
            z: [0.0; LENGTH],
        };
        for isa in Isa::available() {
            group.bench_function(BenchmarkId::from_parameter(isa), |b| {
                b.iter(|| {
                    isa.run(Apply::<$function, $float> {
                        buffers: black_box(&mut buffers),
                        function: PhantomData,
                    })
                })
            });
        }
        group.bench_function("std", |b| {
            b.iter(|| {
                let Buffers { x, y, z } = black_box(&mut buffers);
                for ((x, y), z) in x.iter().zip(y).zip(z) {
                    (*y, *z) = $function::$std(*x);
                }
            })
        });
        group.bench_function("wide", |b| {
            b.iter(|| {
                let Buffers { x, y, z } = black_box(&mut buffers);
                let (x, _) = <$vector as Lane>::chunks(x);
                let (y, _) = <$vector as Lane>::chunks_mut(y);
                let (z, _) = <$vector as Lane>::chunks_mut(z);
                for ((x, y), z) in x.iter().zip(y).zip(z) {
                    let (a, b) = $function::$wide($vector::load(x));
                    a.store(y);
                    b.store(z);
                }
            })
        });
        group.finish();
    };
}

fn functions(criterion: &mut Criterion) {
    macro_rules! both {
        ($($function:ident)*) => {$(
            bench!(criterion, $function, f64, std_f64, wide_f64, f64x2);
            bench!(criterion, $function, f32, std_f32, wide_f32, f32x4);
        )*};
    }
    both!(Tanh Sigmoid Softplus SinCos Exp Ln);
}

criterion_group!(benches, functions);
criterion_main!(benches);

//! The instruction sets, which of them this processor has, and how a kernel
//! gets to run in one of them.

use std::fmt;
use std::str::FromStr;

use super::{Float, Lane};

/// A computation written once for any vector type.
///
/// [`Isa::run`] calls [`Kernel::run`] with the vectors of an instruction set.
/// Mark `run` and everything hot below it `#[inline(always)]`: what is not
/// inlined into the entry is compiled without the instruction set and is many
/// times slower.
///
/// ```
/// use hyperwell_autodiff::lane::{Isa, Kernel, Lane};
///
/// /// y ← a x + y
/// struct Axpy<'a> { a: f64, x: &'a [f64], y: &'a mut [f64] }
///
/// impl Kernel for Axpy<'_> {
///     type Float = f64;
///     type Output = ();
///     #[inline(always)]
///     fn run<L: Lane<Float = f64>>(self) {
///         let (xs, x_rest) = L::chunks(self.x);
///         let (ys, y_rest) = L::chunks_mut(self.y);
///         for (x, y) in xs.iter().zip(ys) {
///             L::load(x).mul_add(L::splat(self.a), L::load(y)).store(y);
///         }
///         for (x, y) in x_rest.iter().zip(y_rest) {
///             *y += self.a * x;
///         }
///     }
/// }
///
/// let mut y = vec![1.0; 19];
/// Isa::detect().run(Axpy { a: 2.0, x: &[3.0; 19], y: &mut y });
/// assert_eq!(y, [7.0; 19]);
/// ```
pub trait Kernel {
    /// The element type the kernel works on.
    type Float: Float;
    /// What the kernel returns.
    type Output;
    /// The computation.
    fn run<L: Lane<Float = Self::Float>>(self) -> Self::Output;
}

/// An instruction set that this processor has.
///
/// A value of this type is the proof: it can only be had by asking the
/// processor. Its text form is the `--isa` option: `baseline`, `avx2`, `avx512`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isa(Level);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Level {
    Baseline,
    Avx2,
    Avx512,
}

impl Isa {
    /// What every processor of the target has: SSE2 on x86-64, NEON on
    /// AArch64, simd128 in WebAssembly; more if the build was told so.
    pub const BASELINE: Isa = Isa(Level::Baseline);

    /// The best instruction set of this processor.
    pub fn detect() -> Isa {
        if has_avx512() {
            Isa(Level::Avx512)
        } else if has_avx2() {
            Isa(Level::Avx2)
        } else {
            Isa::BASELINE
        }
    }

    /// All instruction sets of this processor, slowest first.
    pub fn available() -> Vec<Isa> {
        let mut all = vec![Isa::BASELINE];
        if has_avx2() {
            all.push(Isa(Level::Avx2));
        }
        if has_avx512() {
            all.push(Isa(Level::Avx512));
        }
        all
    }

    /// The name that [`Isa::from_str`] reads.
    pub fn name(self) -> &'static str {
        match self.0 {
            Level::Baseline => "baseline",
            Level::Avx2 => "avx2",
            Level::Avx512 => "avx512",
        }
    }

    /// Runs a kernel with the vectors of this instruction set.
    #[inline]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        <K::Float as Float>::run_kernel(self, kernel)
    }

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    pub(super) fn level(self) -> Level {
        self.0
    }
}

impl Default for Isa {
    fn default() -> Self {
        Isa::detect()
    }
}

impl fmt::Display for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of no instruction set, or of one that this processor lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownIsa(String);

impl fmt::Display for UnknownIsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let available: Vec<_> = Isa::available().iter().map(|isa| isa.name()).collect();
        write!(
            f,
            "unknown or unavailable instruction set '{}'; this processor has: {}",
            self.0,
            available.join(", ")
        )
    }
}

impl std::error::Error for UnknownIsa {}

impl FromStr for Isa {
    type Err = UnknownIsa;
    fn from_str(name: &str) -> Result<Isa, UnknownIsa> {
        Isa::available()
            .into_iter()
            .find(|isa| isa.name() == name)
            .ok_or_else(|| UnknownIsa(name.to_owned()))
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    has_avx2()
        && is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx2() -> bool {
    false
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx512() -> bool {
    false
}

/// Which vector type belongs to which instruction set, for each element type.
/// It is private, so that vectors of AVX2 and AVX-512 reach nobody but a kernel
/// that [`Isa::run`] calls.
pub trait Dispatch: Sized {
    fn dispatch<K: Kernel<Float = Self>>(isa: Isa, kernel: K) -> K::Output;
}

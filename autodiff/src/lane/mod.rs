//! SIMD lanes: one trait over vectors of `f32` and `f64`, and the choice of
//! the instruction set at run time.
//!
//! A kernel is written once, generic over [`Lane`], and [`Isa::run`] executes
//! it with the widest vectors that the processor has. The README in this folder
//! explains the layout, the dispatch and the traps.

/// What every `Lane` does with slices: its array is spelled out in its own file.
macro_rules! arrays {
    ([$float:ident; $lanes:expr]) => {
        #[inline(always)]
        fn chunks(slice: &[$float]) -> (&[Self::Array], &[$float]) {
            slice.as_chunks()
        }
        #[inline(always)]
        fn chunks_mut(slice: &mut [$float]) -> (&mut [Self::Array], &mut [$float]) {
            slice.as_chunks_mut()
        }
        #[inline(always)]
        fn zero_array() -> Self::Array {
            [0.0; $lanes]
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod avx2_exponent;
mod float;
mod four;
mod isa;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(target_arch = "x86_64")]
mod x86_sums;

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::Scalar;

pub use float::Float;
pub use isa::{Isa, Kernel, UnknownIsa};

/// A vector of [`Lane::LANES`] floating-point numbers that one instruction
/// works on.
///
/// Implemented by `wide`'s vectors everywhere, and on x86-64 by vectors of
/// AVX2 + FMA and AVX-512 that only [`Isa::run`] hands out. Arithmetic is IEEE 754,
/// element by element; comparisons are false for NaN.
///
/// ```
/// use hyperwell_autodiff::lane::Lane;
/// use wide::f64x4;
///
/// let x = f64x4::load(&[1.0, 2.0, 3.0, 4.0]);
/// let y = x.mul_add(x, f64x4::splat(1.0));
/// assert_eq!(y.to_array(), [2.0, 5.0, 10.0, 17.0]);
/// assert_eq!(y.sum(), 34.0);
/// ```
pub trait Lane:
    Copy
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// The type of one element.
    type Float: Float;
    /// `[Float; LANES]`, the form in which a vector lies in memory.
    type Array: Copy + Send + Sync + AsRef<[Self::Float]> + AsMut<[Self::Float]>;
    /// The outcome of a comparison, element by element.
    type Mask: Copy;
    /// Four vectors as one, whose instructions alternate: for elementary functions, whose steps wait
    /// for one another.
    type Four: Lane<Float = Self::Float>;
    /// Elements of one vector.
    const LANES: usize;
    /// Vector registers of the instruction set; kernels size their tiles by it.
    const REGISTERS: usize;
    /// Whether [`Lane::mul_add`] rounds once.
    const FUSED: bool;

    /// The vector whose elements are all `x`.
    fn splat(x: Self::Float) -> Self;
    /// Reads a vector; any address will do, 64-byte alignment is fastest.
    fn load(from: &Self::Array) -> Self;
    /// Writes a vector.
    fn store(self, to: &mut Self::Array);
    /// Says that a vector will soon be read or written, so that the processor fetches its cache line meanwhile; in the portable build, and where there is
    /// no such instruction, nothing. No result depends on it.
    #[inline(always)]
    fn prefetch(_: &Self::Array) {}
    /// A slice seen as whole vectors and the elements left over.
    fn chunks(slice: &[Self::Float]) -> (&[Self::Array], &[Self::Float]);
    /// [`Lane::chunks`] of a mutable slice.
    fn chunks_mut(slice: &mut [Self::Float]) -> (&mut [Self::Array], &mut [Self::Float]);

    /// `self · a + b`, with one rounding where the instruction set has FMA and
    /// with two where it does not.
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// `b − self · a`, rounded as [`Lane::mul_add`].
    fn neg_mul_add(self, a: Self, b: Self) -> Self;
    /// |self|
    fn abs(self) -> Self;
    /// √self, correctly rounded.
    fn sqrt(self) -> Self;
    /// The smaller of the two; `other` or NaN where one of them is NaN, so that
    /// `limit.min(x)` keeps a NaN of x.
    fn min(self, other: Self) -> Self;
    /// The larger of the two; `other` or NaN where one of them is NaN.
    fn max(self, other: Self) -> Self;
    /// |self| with the sign of `sign` (also of −0 and NaN).
    fn copy_sign(self, sign: Self) -> Self;
    /// self · 2ᵏ with one rounding, for integer-valued |k| ≤ 2000 (f64) or
    /// 250 (f32); overflows to ∞ and underflows through the subnormals.
    fn scale_exponent(self, k: Self) -> Self;
    /// The number whose exponent field is the low bits of self: 2ᵏ for
    /// self = 1.5·2⁵² + 1023 + k (f64) or 1.5·2²³ + 127 + k (f32) with a normal 2ᵏ,
    /// and 0 for k one below.
    fn low_bits_to_exponent(self) -> Self;
    /// (m, e) with self = m · 2ᵉ and 1 ≤ m < 2, for positive normal numbers;
    /// other arguments give meaningless numbers.
    fn split_exponent(self) -> (Self, Self);

    /// self < other
    fn less(self, other: Self) -> Self::Mask;
    /// self = other
    fn equal(self, other: Self) -> Self::Mask;
    /// `yes` where the mask is set, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// True if the mask is set anywhere.
    fn any(mask: Self::Mask) -> bool;

    /// The elements as an array.
    #[inline(always)]
    fn to_array(self) -> Self::Array {
        let mut array = Self::zero_array();
        self.store(&mut array);
        array
    }
    /// An array of zeros, for buffers on the stack.
    fn zero_array() -> Self::Array;
    /// The sum of the elements, in halves: (x₀ + x₂) + (x₁ + x₃) for four.
    /// The order depends on nothing but [`Lane::LANES`].
    #[inline(always)]
    fn sum(self) -> Self::Float {
        let mut array = self.to_array();
        let x = array.as_mut();
        let mut half = Self::LANES / 2;
        while half > 0 {
            for i in 0..half {
                x[i] += x[i + half];
            }
            half /= 2;
        }
        x[0]
    }
    /// [`Lane::sum`] of four vectors, with steps that they share; the order of each sum depends on nothing but the type.
    #[inline(always)]
    fn sums(four: [Self; 4]) -> [Self::Float; 4] {
        four.map(Self::sum)
    }
    /// The vector of all `f64` constants, rounded to the element type.
    #[inline(always)]
    fn constant(x: f64) -> Self {
        Self::splat(Self::Float::from_f64(x))
    }
}

//! `wide`'s vectors as lanes: the portable build, and builds compiled for a
//! newer processor, whose wider registers `wide` then uses.

use wide::{f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};
use wide::{u32x4, u32x8, u32x16, u64x2, u64x4, u64x8};

use super::Lane;
use super::four::{Four, compare, each, four};
use super::isa::Kernel;

/// 32 vector registers with AVX-512 and on AArch64, 16 elsewhere.
const REGISTERS: usize = if cfg!(any(target_feature = "avx512f", target_arch = "aarch64")) {
    32
} else {
    16
};

macro_rules! wide_lane {
    ($vector:ident, $bits:ident, $float:ident, $uint:ident, $lanes:literal,
     mantissa $mantissa:literal, bias $bias:literal) => {
        impl Lane for $vector {
            type Float = $float;
            type Array = [$float; $lanes];
            type Mask = $vector;
            type Four = Four<$vector>;
            const LANES: usize = $lanes;
            const REGISTERS: usize = REGISTERS;
            const FUSED: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

            #[inline(always)]
            fn splat(x: $float) -> Self {
                $vector::splat(x)
            }
            #[inline(always)]
            fn load(from: &Self::Array) -> Self {
                $vector::new(*from)
            }
            #[inline(always)]
            fn store(self, to: &mut Self::Array) {
                *to = self.to_array();
            }
            arrays!([$float; $lanes]);
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                $vector::mul_add(self, a, b)
            }
            #[inline(always)]
            fn neg_mul_add(self, a: Self, b: Self) -> Self {
                self.mul_neg_add(a, b)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $vector::abs(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $vector::sqrt(self)
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                // wasm's instruction prefers the other operand than x86's.
                if cfg!(target_feature = "simd128") {
                    other.fast_min(self)
                } else {
                    self.fast_min(other)
                }
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                if cfg!(target_feature = "simd128") {
                    other.fast_max(self)
                } else {
                    self.fast_max(other)
                }
            }
            #[inline(always)]
            fn copy_sign(self, sign: Self) -> Self {
                self.copysign(sign)
            }
            #[inline(always)]
            fn scale_exponent(self, k: Self) -> Self {
                // 2ᵏ may itself be no number, so it is applied in two halves.
                const INTEGER: $float = ((1 as $uint) << $mantissa) as $float;
                const ROUND: $float = 1.5 * INTEGER;
                let half = (k * Self::splat(0.5) + Self::splat(ROUND)) - Self::splat(ROUND);
                let power =
                    |k: Self| (k + Self::splat(INTEGER + $bias as $float)).low_bits_to_exponent();
                self * power(half) * power(k - half)
            }
            #[inline(always)]
            fn low_bits_to_exponent(self) -> Self {
                Self::from_bits(self.to_bits() << $mantissa)
            }
            #[inline(always)]
            fn split_exponent(self) -> (Self, Self) {
                const INTEGER: $float = ((1 as $uint) << $mantissa) as $float;
                let bits = self.to_bits();
                let fraction = $bits::splat((1 << $mantissa) - 1);
                let one = $bits::splat((1.0 as $float).to_bits());
                let integer = $bits::splat(INTEGER.to_bits());
                let biased = Self::from_bits((bits >> $mantissa) | integer);
                (
                    Self::from_bits((bits & fraction) | one),
                    biased - Self::splat(INTEGER + $bias as $float),
                )
            }
            #[inline(always)]
            fn less(self, other: Self) -> Self {
                self.simd_lt(other)
            }
            #[inline(always)]
            fn equal(self, other: Self) -> Self {
                self.simd_eq(other)
            }
            #[inline(always)]
            fn select(mask: Self, yes: Self, no: Self) -> Self {
                mask.bitselect(yes, no)
            }
            #[inline(always)]
            fn any(mask: Self) -> bool {
                mask.any()
            }
        }
        four!($vector of $lanes $float);
    };
}

wide_lane!(f64x2, u64x2, f64, u64, 2, mantissa 52, bias 1023);
wide_lane!(f64x4, u64x4, f64, u64, 4, mantissa 52, bias 1023);
wide_lane!(f64x8, u64x8, f64, u64, 8, mantissa 52, bias 1023);
wide_lane!(f32x4, u32x4, f32, u32, 4, mantissa 23, bias 127);
wide_lane!(f32x8, u32x8, f32, u32, 8, mantissa 23, bias 127);
wide_lane!(f32x16, u32x16, f32, u32, 16, mantissa 23, bias 127);

/// The widest vectors that the whole build was compiled for.
macro_rules! native {
    ($name:ident, $avx512:ident, $avx:ident, $other:ident) => {
        #[cfg(target_feature = "avx512f")]
        type $name = $avx512;
        #[cfg(all(target_feature = "avx", not(target_feature = "avx512f")))]
        type $name = $avx;
        #[cfg(not(any(target_feature = "avx", target_feature = "avx512f")))]
        type $name = $other;
    };
}
native!(NativeF64, f64x8, f64x4, f64x2);
native!(NativeF32, f32x16, f32x8, f32x4);

/// Runs a kernel with the vectors of the build.
#[inline]
pub(super) fn run_f64<K: Kernel<Float = f64>>(kernel: K) -> K::Output {
    kernel.run::<NativeF64>()
}

/// [`run_f64`] for single precision.
#[inline]
pub(super) fn run_f32<K: Kernel<Float = f32>>(kernel: K) -> K::Output {
    kernel.run::<NativeF32>()
}

#[cfg(not(target_arch = "x86_64"))]
mod dispatch {
    use super::super::isa::{Dispatch, Isa};
    use super::{Kernel, run_f32, run_f64};
    impl Dispatch for f64 {
        #[inline]
        fn dispatch<K: Kernel<Float = f64>>(_: Isa, kernel: K) -> K::Output {
            run_f64(kernel)
        }
    }
    impl Dispatch for f32 {
        #[inline]
        fn dispatch<K: Kernel<Float = f32>>(_: Isa, kernel: K) -> K::Output {
            run_f32(kernel)
        }
    }
}

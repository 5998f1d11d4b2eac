//! AVX2 + FMA and AVX-512 vectors, and the entries that run a kernel in them.
//!
//! # Why this is sound
//!
//! Every method below executes instructions that the processor may lack. The
//! four vector types are private to this file and no public item names them: a
//! [`Kernel`] receives them as its type parameter, and only from the `dispatch`
//! functions at the end, after an [`Isa`] has proven that the processor has
//! the instructions. So whoever holds one of these types may use it.

#![allow(
    unsafe_code,
    reason = "intrinsics; each block names the invariant above"
)]

use std::arch::x86_64::*;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::avx2_exponent::{scale_pd, scale_ps, split_pd, split_ps};
use super::four::{Four, compare, each, four};
use super::isa::{Dispatch, Isa, Kernel, Level};
use super::x86_sums::{sums_256_pd, sums_256_ps, sums_512_pd, sums_512_ps};
use super::{Lane, portable};

macro_rules! x86_lane {
    (
        $vector:ident($register:ident), $float:ident, $lanes:literal, registers $registers:literal,
        mask $mask:ident,
        $set1:ident, $loadu:ident, $storeu:ident, $add:ident, $sub:ident, $mul:ident, $div:ident,
        $fmadd:ident, $fnmadd:ident, $sqrt:ident, $min:ident, $max:ident,
        $and:ident, $andnot:ident, $or:ident, $xor:ident,
        less $less:expr, equal $equal:expr, select $select:expr, any $any:expr,
        scale $scale:expr, raise $raise:expr, split $split:expr, sums $sums:expr
    ) => {
        #[derive(Clone, Copy)]
        struct $vector($register);

        impl Add for $vector {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $add(self.0, other.0) })
            }
        }
        impl Sub for $vector {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $sub(self.0, other.0) })
            }
        }
        impl Mul for $vector {
            type Output = Self;
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $mul(self.0, other.0) })
            }
        }
        impl Div for $vector {
            type Output = Self;
            #[inline(always)]
            fn div(self, other: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $div(self.0, other.0) })
            }
        }
        impl Neg for $vector {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $xor(self.0, $set1(-0.0)) })
            }
        }

        impl Lane for $vector {
            type Float = $float;
            type Array = [$float; $lanes];
            type Mask = $mask;
            type Four = Four<$vector>;
            const LANES: usize = $lanes;
            const REGISTERS: usize = $registers;
            const FUSED: bool = true;

            #[inline(always)]
            fn splat(x: $float) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $set1(x) })
            }
            #[inline(always)]
            fn load(from: &Self::Array) -> Self {
                // SAFETY: as above; the array is as long as the register, and the
                // instruction takes any alignment.
                Self(unsafe { $loadu(from.as_ptr()) })
            }
            #[inline(always)]
            fn store(self, to: &mut Self::Array) {
                // SAFETY: as in `load`.
                unsafe { $storeu(to.as_mut_ptr(), self.0) }
            }
            #[inline(always)]
            fn prefetch(from: &Self::Array) {
                // SAFETY: the instruction is part of every x86-64, and of no address does it ask more than that.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(from.as_ptr().cast()) }
            }
            arrays!([$float; $lanes]);
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $fmadd(self.0, a.0, b.0) })
            }
            #[inline(always)]
            fn neg_mul_add(self, a: Self, b: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $fnmadd(self.0, a.0, b.0) })
            }
            #[inline(always)]
            fn abs(self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $andnot($set1(-0.0), self.0) })
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $sqrt(self.0) })
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $min(self.0, other.0) })
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $max(self.0, other.0) })
            }
            #[inline(always)]
            fn copy_sign(self, sign: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe {
                    let bit = $set1(-0.0);
                    $or($andnot(bit, self.0), $and(bit, sign.0))
                })
            }
            #[inline(always)]
            fn scale_exponent(self, k: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $scale(self.0, k.0) })
            }
            #[inline(always)]
            fn low_bits_to_exponent(self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $raise(self.0) })
            }
            #[inline(always)]
            fn split_exponent(self) -> (Self, Self) {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                let (m, e) = unsafe { $split(self.0) };
                (Self(m), Self(e))
            }
            #[inline(always)]
            fn sums(four: [Self; 4]) -> [$float; 4] {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                unsafe { $sums(four[0].0, four[1].0, four[2].0, four[3].0) }
            }
            #[inline(always)]
            fn less(self, other: Self) -> $mask {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                unsafe { $less(self.0, other.0) }
            }
            #[inline(always)]
            fn equal(self, other: Self) -> $mask {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                unsafe { $equal(self.0, other.0) }
            }
            #[inline(always)]
            fn select(mask: $mask, yes: Self, no: Self) -> Self {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                Self(unsafe { $select(mask, yes.0, no.0) })
            }
            #[inline(always)]
            fn any(mask: $mask) -> bool {
                // SAFETY: the type is handed out by `dispatch` alone (see the module).
                unsafe { $any(mask) }
            }
        }
        four!($vector of $lanes $float);
    };
}

x86_lane!(
    F64x8(__m512d), f64, 8, registers 32, mask __mmask8,
    _mm512_set1_pd, _mm512_loadu_pd, _mm512_storeu_pd,
    _mm512_add_pd, _mm512_sub_pd, _mm512_mul_pd, _mm512_div_pd,
    _mm512_fmadd_pd, _mm512_fnmadd_pd, _mm512_sqrt_pd, _mm512_min_pd, _mm512_max_pd,
    _mm512_and_pd, _mm512_andnot_pd, _mm512_or_pd, _mm512_xor_pd,
    less _mm512_cmp_pd_mask::<_CMP_LT_OQ>, equal _mm512_cmp_pd_mask::<_CMP_EQ_OQ>,
    select |mask, yes, no| _mm512_mask_blend_pd(mask, no, yes),
    any |mask| _cvtmask8_u32(mask) != 0,
    scale _mm512_scalef_pd,
    raise |x| _mm512_castsi512_pd(_mm512_slli_epi64::<52>(_mm512_castpd_si512(x))),
    split |x| (
        _mm512_getmant_pd::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_SRC>(x),
        _mm512_getexp_pd(x),
    ),
    sums sums_512_pd
);

x86_lane!(
    F32x16(__m512), f32, 16, registers 32, mask __mmask16,
    _mm512_set1_ps, _mm512_loadu_ps, _mm512_storeu_ps,
    _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_div_ps,
    _mm512_fmadd_ps, _mm512_fnmadd_ps, _mm512_sqrt_ps, _mm512_min_ps, _mm512_max_ps,
    _mm512_and_ps, _mm512_andnot_ps, _mm512_or_ps, _mm512_xor_ps,
    less _mm512_cmp_ps_mask::<_CMP_LT_OQ>, equal _mm512_cmp_ps_mask::<_CMP_EQ_OQ>,
    select |mask, yes, no| _mm512_mask_blend_ps(mask, no, yes),
    any |mask| _cvtmask16_u32(mask) != 0,
    scale _mm512_scalef_ps,
    raise |x| _mm512_castsi512_ps(_mm512_slli_epi32::<23>(_mm512_castps_si512(x))),
    split |x| (
        _mm512_getmant_ps::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_SRC>(x),
        _mm512_getexp_ps(x),
    ),
    sums sums_512_ps
);

x86_lane!(
    F64x4(__m256d), f64, 4, registers 16, mask __m256d,
    _mm256_set1_pd, _mm256_loadu_pd, _mm256_storeu_pd,
    _mm256_add_pd, _mm256_sub_pd, _mm256_mul_pd, _mm256_div_pd,
    _mm256_fmadd_pd, _mm256_fnmadd_pd, _mm256_sqrt_pd, _mm256_min_pd, _mm256_max_pd,
    _mm256_and_pd, _mm256_andnot_pd, _mm256_or_pd, _mm256_xor_pd,
    less _mm256_cmp_pd::<_CMP_LT_OQ>, equal _mm256_cmp_pd::<_CMP_EQ_OQ>,
    select |mask, yes, no| _mm256_blendv_pd(no, yes, mask),
    any |mask| _mm256_movemask_pd(mask) != 0,
    scale scale_pd,
    raise |x| _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(x))),
    split split_pd,
    sums sums_256_pd
);

x86_lane!(
    F32x8(__m256), f32, 8, registers 16, mask __m256,
    _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps,
    _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_div_ps,
    _mm256_fmadd_ps, _mm256_fnmadd_ps, _mm256_sqrt_ps, _mm256_min_ps, _mm256_max_ps,
    _mm256_and_ps, _mm256_andnot_ps, _mm256_or_ps, _mm256_xor_ps,
    less _mm256_cmp_ps::<_CMP_LT_OQ>, equal _mm256_cmp_ps::<_CMP_EQ_OQ>,
    select |mask, yes, no| _mm256_blendv_ps(no, yes, mask),
    any |mask| _mm256_movemask_ps(mask) != 0,
    scale scale_ps,
    raise |x| _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_castps_si256(x))),
    split split_ps,
    sums sums_256_ps
);

/// The entries of one element type. They are compiled with the instruction set,
/// and the kernel is inlined into them.
macro_rules! dispatch {
    ($float:ident, $avx2:ident, $avx512:ident, $baseline:path) => {
        impl Dispatch for $float {
            #[inline]
            fn dispatch<K: Kernel<Float = $float>>(isa: Isa, kernel: K) -> K::Output {
                #[target_feature(enable = "avx2,fma")]
                fn avx2<K: Kernel<Float = $float>>(kernel: K) -> K::Output {
                    kernel.run::<$avx2>()
                }
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
                fn avx512<K: Kernel<Float = $float>>(kernel: K) -> K::Output {
                    kernel.run::<$avx512>()
                }
                match isa.level() {
                    Level::Baseline => $baseline(kernel),
                    // SAFETY: an `Isa` of this level exists only on processors
                    // in which the features of the entry were detected.
                    Level::Avx2 => unsafe { avx2(kernel) },
                    // SAFETY: as above.
                    Level::Avx512 => unsafe { avx512(kernel) },
                }
            }
        }
    };
}
dispatch!(f64, F64x4, F64x8, portable::run_f64);
dispatch!(f32, F32x8, F32x16, portable::run_f32);

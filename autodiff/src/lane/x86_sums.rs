//! The sums of the elements of four vectors at once, by halving: two vectors are merged into one of pairwise
//! sums, then the halves of the result are added.
//!
//! Vectors are merged by interleaving (unpack) where that will do: with blends, shuffles or horizontal additions in its place a training step takes
//! longer (`nn/src/kernel/README.md`).
//!
//! Functions and not closures, so that they are compiled with the instruction
//! set and inlined into the entries.

#![allow(
    unsafe_code,
    reason = "a register becomes an array of the same length and bits"
)]

use std::arch::x86_64::*;
use std::mem::transmute;

/// (Σa, Σb, Σc, Σd)
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
pub(super) fn sums_512_pd(a: __m512d, b: __m512d, c: __m512d, d: __m512d) -> [f64; 4] {
    let (ab, cd) = (pairs_512_pd(a, b), pairs_512_pd(c, d));
    // 128 bits each: (ab₀, cd₁, ab₂, cd₃) and (ab₁, cd₀, ab₃, cd₂)
    let straight = _mm512_mask_blend_pd(0b1100_1100, ab, cd);
    let crossed = _mm512_setr_epi64(2, 3, 8, 9, 6, 7, 12, 13);
    let crossed = _mm512_permutex2var_pd(ab, crossed, cd);
    let sums = _mm512_add_pd(straight, crossed);
    let (low, high) = (
        _mm512_castpd512_pd256(sums),
        _mm512_extractf64x4_pd::<1>(sums),
    );
    // SAFETY: both are four numbers of eight bytes, and any bits are a number.
    unsafe { transmute(_mm256_add_pd(low, high)) }
}

/// [`sums_512_pd`] of half as long vectors.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn sums_256_pd(a: __m256d, b: __m256d, c: __m256d, d: __m256d) -> [f64; 4] {
    let (ab, cd) = (pairs_256_pd(a, b), pairs_256_pd(c, d));
    let low = _mm256_permute2f128_pd::<0x20>(ab, cd);
    let high = _mm256_permute2f128_pd::<0x31>(ab, cd);
    let sums = _mm256_add_pd(low, high);
    // SAFETY: both are four numbers of eight bytes, and any bits are a number.
    unsafe { transmute(sums) }
}

/// [`sums_512_pd`] in single precision.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
pub(super) fn sums_512_ps(a: __m512, b: __m512, c: __m512, d: __m512) -> [f32; 4] {
    // (a₀ + a₂, b₀ + b₂, a₁ + a₃, b₁ + b₃) and so on for every four,
    let ab = _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
    let cd = _mm512_add_ps(_mm512_unpacklo_ps(c, d), _mm512_unpackhi_ps(c, d));
    // and all four sums of every four.
    let (ab, cd) = (_mm512_castps_pd(ab), _mm512_castps_pd(cd));
    let (low, high) = (_mm512_unpacklo_pd(ab, cd), _mm512_unpackhi_pd(ab, cd));
    let sums = _mm512_add_ps(_mm512_castpd_ps(low), _mm512_castpd_ps(high));
    halves_ps(_mm256_add_ps(
        _mm512_castps512_ps256(sums),
        _mm512_extractf32x8_ps::<1>(sums),
    ))
}

/// [`sums_512_ps`] of half as long vectors.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn sums_256_ps(a: __m256, b: __m256, c: __m256, d: __m256) -> [f32; 4] {
    let ab = _mm256_add_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
    let cd = _mm256_add_ps(_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
    let (ab, cd) = (_mm256_castps_pd(ab), _mm256_castps_pd(cd));
    let (low, high) = (_mm256_unpacklo_pd(ab, cd), _mm256_unpackhi_pd(ab, cd));
    halves_ps(_mm256_add_ps(_mm256_castpd_ps(low), _mm256_castpd_ps(high)))
}

/// (a₀ + a₁, b₀ + b₁, a₂ + a₃, …)
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
fn pairs_512_pd(a: __m512d, b: __m512d) -> __m512d {
    _mm512_add_pd(_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b))
}

/// [`pairs_512_pd`] of half as long vectors.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn pairs_256_pd(a: __m256d, b: __m256d) -> __m256d {
    _mm256_add_pd(_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b))
}

/// The sum of both halves.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn halves_ps(x: __m256) -> [f32; 4] {
    let sums = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
    // SAFETY: both are four numbers of four bytes, and any bits are a number.
    unsafe { transmute(sums) }
}

//! Exponents in AVX2, which has no instructions for them: they are placed in and
//! taken from the bits.
//!
//! Functions and not closures, so that they are compiled with the instruction
//! set and inlined into the entries.

use std::arch::x86_64::*;

/// 2⁵² and 2²³: added to a small integer they leave it in the low bits.
const INTEGER_F64: f64 = 4503599627370496.0;
const INTEGER_F32: f32 = 8388608.0;

/// k = low + high, both integers of half the size, so that 2^low and 2^high are
/// normal numbers where 2ᵏ may not be.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn halves_pd(k: __m256d) -> (__m256d, __m256d) {
    let round = _mm256_set1_pd(1.5 * INTEGER_F64);
    let low = _mm256_sub_pd(_mm256_fmadd_pd(k, _mm256_set1_pd(0.5), round), round);
    (low, _mm256_sub_pd(k, low))
}

/// 2ᵏ for integers −1022 ≤ k ≤ 1023, by placing k + 1023 in the exponent field.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn power_pd(k: __m256d) -> __m256d {
    let biased = _mm256_add_pd(k, _mm256_set1_pd(INTEGER_F64 + 1023.0));
    _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(biased)))
}

/// [`halves_pd`] in single precision.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn halves_ps(k: __m256) -> (__m256, __m256) {
    let round = _mm256_set1_ps(1.5 * INTEGER_F32);
    let low = _mm256_sub_ps(_mm256_fmadd_ps(k, _mm256_set1_ps(0.5), round), round);
    (low, _mm256_sub_ps(k, low))
}

/// [`power_pd`] in single precision, for −126 ≤ k ≤ 127.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn power_ps(k: __m256) -> __m256 {
    let biased = _mm256_add_ps(k, _mm256_set1_ps(INTEGER_F32 + 127.0));
    _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_castps_si256(biased)))
}

/// x · 2ᵏ; 2ᵏ may itself be no number, so it is applied in two halves.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn scale_pd(x: __m256d, k: __m256d) -> __m256d {
    let (low, high) = halves_pd(k);
    _mm256_mul_pd(_mm256_mul_pd(x, power_pd(low)), power_pd(high))
}

/// (m, e) with x = m · 2ᵉ, by taking the bits apart.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn split_pd(x: __m256d) -> (__m256d, __m256d) {
    let bits = _mm256_castpd_si256(x);
    let fraction = _mm256_set1_epi64x((1 << 52) - 1);
    let one = _mm256_castpd_si256(_mm256_set1_pd(1.0));
    let mantissa = _mm256_or_si256(_mm256_and_si256(bits, fraction), one);
    let integer = _mm256_castpd_si256(_mm256_set1_pd(INTEGER_F64));
    let biased = _mm256_or_si256(_mm256_srli_epi64::<52>(bits), integer);
    let exponent = _mm256_sub_pd(
        _mm256_castsi256_pd(biased),
        _mm256_set1_pd(INTEGER_F64 + 1023.0),
    );
    (_mm256_castsi256_pd(mantissa), exponent)
}

/// [`scale_pd`] in single precision.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn scale_ps(x: __m256, k: __m256) -> __m256 {
    let (low, high) = halves_ps(k);
    _mm256_mul_ps(_mm256_mul_ps(x, power_ps(low)), power_ps(high))
}

/// [`split_pd`] in single precision.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub(super) fn split_ps(x: __m256) -> (__m256, __m256) {
    let bits = _mm256_castps_si256(x);
    let fraction = _mm256_set1_epi32((1 << 23) - 1);
    let one = _mm256_castps_si256(_mm256_set1_ps(1.0));
    let mantissa = _mm256_or_si256(_mm256_and_si256(bits, fraction), one);
    let integer = _mm256_castps_si256(_mm256_set1_ps(INTEGER_F32));
    let biased = _mm256_or_si256(_mm256_srli_epi32::<23>(bits), integer);
    let exponent = _mm256_sub_ps(
        _mm256_castsi256_ps(biased),
        _mm256_set1_ps(INTEGER_F32 + 127.0),
    );
    (_mm256_castsi256_ps(mantissa), exponent)
}

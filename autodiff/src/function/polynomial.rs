//! Polynomials with constant coefficients.

use crate::lane::Lane;

/// Σ cᵢ xⁱ, given x and x².
///
/// Horner's scheme in x² over the pairs c₂ᵢ + c₂ᵢ₊₁ x: as many multiply-adds as
/// in Horner's scheme in x, and half as many that wait for one another.
#[inline(always)]
pub(super) fn polynomial<L: Lane, const N: usize>(x: L, x2: L, coefficients: &[f64; N]) -> L {
    let mut i = (N - 1) / 2 * 2;
    let mut sum = pair(x, coefficients, i);
    while i > 0 {
        i -= 2;
        sum = sum.mul_add(x2, pair(x, coefficients, i));
    }
    sum
}

/// cᵢ + cᵢ₊₁ x, or cᵢ alone at the end.
#[inline(always)]
fn pair<L: Lane>(x: L, coefficients: &[f64], i: usize) -> L {
    let low = L::constant(coefficients[i]);
    match coefficients.get(i + 1) {
        Some(&high) => L::constant(high).mul_add(x, low),
        None => low,
    }
}

/// Σ cᵢ xⁱ in as few steps as there are: where others run beside the chain, or it is short, x² would be one too many.
#[inline(always)]
pub(super) fn horner<L: Lane, const N: usize>(x: L, coefficients: &[f64; N]) -> L {
    let mut sum = L::constant(coefficients[N - 1]);
    for i in (0..N - 1).rev() {
        sum = sum.mul_add(x, L::constant(coefficients[i]));
    }
    sum
}

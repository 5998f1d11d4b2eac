//! Products of tall matrices.

use nalgebra::{DMatrix, DMatrixView};

/// Below so many columns a product is not worth cutting.
const SMALL: usize = 32;

/// aᵀb: nalgebra's `tr_mul` goes entry by entry, and a transposed copy multiplies up to ten times as fast.
pub(crate) fn across(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a.transpose() * b
}

/// aᵀa, of whose two triangles one is the mirror of the other.
pub(crate) fn gram(a: &DMatrix<f64>) -> DMatrix<f64> {
    let transposed = a.transpose();
    let mut product = DMatrix::zeros(a.ncols(), a.ncols());
    fill(&mut product, 0, transposed.as_view(), a.as_view());
    product
}

/// Puts the product for the columns of `a` at the diagonal, from `first` on.
fn fill(
    product: &mut DMatrix<f64>,
    first: usize,
    transposed: DMatrixView<'_, f64>,
    a: DMatrixView<'_, f64>,
) {
    let count = a.ncols();
    if count <= SMALL {
        transposed.mul_to(&a, &mut product.view_mut((first, first), (count, count)));
        return;
    }
    let half = count / 2;
    let (left, right) = (a.columns(0, half), a.columns(half, count - half));
    let (upper, lower) = (
        transposed.rows(0, half),
        transposed.rows(half, count - half),
    );
    fill(product, first, upper, left);
    fill(product, first + half, lower, right);
    let across = upper * right;
    let shape = across.shape();
    product
        .view_mut((first, first + half), shape)
        .copy_from(&across);
    product
        .view_mut((first + half, first), (shape.1, shape.0))
        .tr_copy_from(&across);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_product_with_the_transpose() {
        for columns in [1, 32, 33, 150] {
            let a = DMatrix::from_fn(40, columns, |i, j| ((7 * i + 3 * j) % 11) as f64 - 5.0);
            // Whole numbers: exact.
            assert_eq!(gram(&a), a.transpose() * &a, "{columns}");
            assert_eq!(across(&a, &a), a.tr_mul(&a), "{columns}");
        }
    }
}

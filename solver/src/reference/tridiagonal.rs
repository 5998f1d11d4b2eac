//! Eigenvalues and eigenvectors of symmetric tridiagonal matrices, without a dense matrix.

/// A symmetric tridiagonal matrix T(E) that is singular at the eigenvalues and, like A − E, decreases with E.
pub(super) trait Tridiagonal {
    /// Number of rows.
    fn len(&self) -> usize;

    /// Diagonal element of row `i`.
    fn diagonal(&self, i: usize, energy: f64) -> f64;

    /// Element between rows `i` and `i + 1`.
    fn off(&self, i: usize) -> f64;

    /// How many eigenvalues lie below `energy`: the negative pivots of LDLᵀ (Sturm; J. W. Givens, 1954).
    fn count(&self, energy: f64) -> usize {
        self.pivots(energy).filter(|&pivot| pivot < 0.0).count()
    }

    /// Pivots from the first row to the last: d_0 = t_0, d_i = t_i − e²_{i−1}/d_{i−1}.
    fn pivots(&self, energy: f64) -> impl Iterator<Item = f64> {
        (0..self.len()).scan(f64::INFINITY, move |before, i| {
            let off = if i == 0 { 0.0 } else { self.off(i - 1) };
            *before = nonzero(self.diagonal(i, energy) - off / *before * off, off);
            Some(*before)
        })
    }

    /// Eigenvalue number `n`, by bisection to the last bit; there must be one, and all must be positive. Cost: about sixty
    /// passes.
    fn eigenvalue(&self, n: usize, step: f64) -> f64 {
        let (mut low, mut high) = (0.0, step);
        while self.count(high) <= n {
            high *= 2.0;
        }
        loop {
            let middle = low + 0.5 * (high - low);
            if middle <= low || middle >= high {
                return high;
            }
            if self.count(middle) > n {
                high = middle
            } else {
                low = middle
            }
        }
    }

    /// The eigenvector, by elimination from both ends towards the row where they meet best (B. N. Parlett and I. S. Dhillon,
    /// Linear Algebra Appl. 267, 247 (1997)); not normalised.
    fn eigenvector(&self, energy: f64) -> Vec<f64> {
        let n = self.len();
        let down: Vec<f64> = self.pivots(energy).collect();
        let mut up = vec![self.diagonal(n - 1, energy); n];
        for i in (0..n - 1).rev() {
            let off = self.off(i);
            up[i] = nonzero(self.diagonal(i, energy) - off / up[i + 1] * off, off);
        }
        let meeting = |i: &usize| (down[*i] + up[*i] - self.diagonal(*i, energy)).abs();
        let twist = (0..n)
            .min_by(|i, j| meeting(i).total_cmp(&meeting(j)))
            .unwrap_or(0);
        let mut vector = vec![1.0; n];
        for i in (0..twist).rev() {
            vector[i] = -self.off(i) * vector[i + 1] / down[i];
        }
        for i in twist + 1..n {
            vector[i] = -self.off(i - 1) * vector[i - 1] / up[i];
        }
        vector
    }
}

/// A pivot of zero is as good as one of rounding's size: where ψ has a node on the grid, the two rows beside it then still
/// have the right ratio.
fn nonzero(pivot: f64, off: f64) -> f64 {
    if pivot == 0.0 {
        f64::EPSILON * off.abs().max(f64::MIN_POSITIVE)
    } else {
        pivot
    }
}

//! A function of position that is smooth within each of its pieces.

use crate::{Curve, Error};

/// A function on a closed interval, cut at breakpoints into pieces that are smooth (a table: continuous).
///
/// ```
/// use hyperwell::{Piecewise, Curve};
///
/// let v = Piecewise::from_pieces(-3.0, [(0.0, Curve::function(|x| x * x)), (1.0, 0.0.into()), (3.0, 20.0.into())])?;
/// assert_eq!(v.breakpoints(), [0.0, 1.0]);
/// assert_eq!(v.jumps(), [1.0]); // x² meets 0 at 0 without a jump
/// assert_eq!((v.value_in(1, 1.0), v.value_in(2, 1.0)), (0.0, 20.0));
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Piecewise {
    /// Both ends of the domain and the breakpoints between them, ascending.
    edges: Vec<f64>,
    /// `curves[i]` holds between `edges[i]` and `edges[i + 1]`.
    curves: Vec<Curve>,
}

impl Piecewise {
    /// The largest size of a value or coordinate: squares of residuals then stay far from overflow.
    pub const LIMIT: f64 = 1e30;

    /// The least width of a piece, relative to the domain and to the size of its coordinates: points inside a piece must
    /// still be told apart.
    pub(crate) const NARROWEST: f64 = 1e-10;

    /// The same value on all of `[from, to]`.
    ///
    /// # Errors
    /// As [`from_pieces`](Self::from_pieces).
    pub fn constant(from: f64, to: f64, value: f64) -> Result<Self, Error> {
        Self::from_pieces(from, [(to, value.into())])
    }

    /// One smooth function on all of `[from, to]`.
    ///
    /// # Errors
    /// As [`from_pieces`](Self::from_pieces).
    pub fn function(
        from: f64,
        to: f64,
        f: impl Fn(f64) -> f64 + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        Self::from_pieces(from, [(to, Curve::function(f))])
    }

    /// Pieces from left to right, each given by where it ends; each starts where the one before ends, the first at `from`.
    ///
    /// Values are checked at the breakpoints and at sixteen places inside each piece. At the two ends of the domain they are
    /// not, because ψ = 0 there: V may go to infinity, as −1/x does at 0.
    ///
    /// # Errors
    /// [`Error::Domain`], [`Error::Piece`], [`Error::Value`] or [`Error::TableRange`], whichever comes first.
    pub fn from_pieces(
        from: f64,
        pieces: impl IntoIterator<Item = (f64, Curve)>,
    ) -> Result<Self, Error> {
        let (mut edges, mut curves) = (vec![from], Vec::new());
        for (to, curve) in pieces {
            edges.push(to);
            curves.push(curve);
        }
        let piecewise = Self { edges, curves };
        piecewise.check_edges()?;
        piecewise.check_tables()?;
        piecewise.check_values(|x, value| {
            if value.abs() <= Self::LIMIT {
                Ok(())
            } else {
                Err(Error::Value { x, value })
            }
        })?;
        Ok(piecewise)
    }

    /// Constants between `edges` that are known to be right.
    pub(crate) fn from_constants(edges: &[f64], values: &[f64]) -> Self {
        debug_assert_eq!(edges.len(), values.len() + 1);
        Self {
            edges: edges.to_vec(),
            curves: values.iter().map(|&value| value.into()).collect(),
        }
    }

    fn check_edges(&self) -> Result<(), Error> {
        let (from, to) = (self.from(), self.to());
        let size = from.abs().max(to.abs());
        let width = to - from;
        // Written so that NaN fails.
        if !(size <= Self::LIMIT && width >= 1.0 / Self::LIMIT && width > Self::NARROWEST * size) {
            return Err(Error::Domain { from, to });
        }
        for (index, edge) in self.edges.windows(2).enumerate() {
            let narrow = Self::NARROWEST * size.max(width);
            let piece = edge[1] - edge[0];
            if piece.is_nan() || piece <= narrow {
                return Err(Error::Piece {
                    index,
                    from: edge[0],
                    to: edge[1],
                });
            }
        }
        Ok(())
    }

    fn check_tables(&self) -> Result<(), Error> {
        for (edge, curve) in self.edges.windows(2).zip(&self.curves) {
            if let Curve::Table(table) = curve {
                let range = table.range();
                if range.0 > edge[0] || range.1 < edge[1] {
                    return Err(Error::TableRange {
                        piece: (edge[0], edge[1]),
                        table: range,
                    });
                }
            }
        }
        Ok(())
    }

    /// Asks `check` about every piece at sixteen places inside it and at the breakpoints beside it.
    pub(crate) fn check_values(
        &self,
        check: impl Fn(f64, f64) -> Result<(), Error>,
    ) -> Result<(), Error> {
        const SAMPLES: usize = 16;
        for (piece, edge) in self.edges.windows(2).enumerate() {
            let inside = (0..SAMPLES)
                .map(|i| edge[0] + (edge[1] - edge[0]) * (i as f64 + 0.5) / SAMPLES as f64);
            let breakpoints = edge
                .iter()
                .copied()
                .filter(|&x| x != self.from() && x != self.to());
            for x in inside.chain(breakpoints) {
                check(x, self.value_in(piece, x))?;
            }
        }
        Ok(())
    }

    /// Left end of the domain.
    pub fn from(&self) -> f64 {
        self.edges[0]
    }

    /// Right end of the domain.
    pub fn to(&self) -> f64 {
        self.edges[self.edges.len() - 1]
    }

    /// The places between two pieces, ascending, the ends of the domain not among them.
    pub fn breakpoints(&self) -> &[f64] {
        &self.edges[1..self.edges.len() - 1]
    }

    /// The curves of the pieces, from left to right.
    pub fn curves(&self) -> &[Curve] {
        &self.curves
    }

    /// Index of the piece that holds `x`: at a breakpoint the piece to its right, outside of the domain the nearest one.
    pub fn piece_at(&self, x: f64) -> usize {
        self.breakpoints().partition_point(|&edge| edge <= x)
    }

    /// The value at `x`; at a breakpoint that of the piece to its right. Cost: a binary search.
    pub fn value(&self, x: f64) -> f64 {
        self.value_in(self.piece_at(x), x)
    }

    /// The value that piece `piece` gives at `x`: at a breakpoint this is the limit from that piece's side.
    ///
    /// # Panics
    /// If there is no such piece.
    pub fn value_in(&self, piece: usize, x: f64) -> f64 {
        self.curves[piece].value(x)
    }

    /// The breakpoints at which the value really jumps.
    ///
    /// Two expressions that meet differ by rounding; only a difference beyond 1e-12 of the function's size is a jump.
    pub fn jumps(&self) -> Vec<f64> {
        let edges = self.breakpoints();
        let step = |i: usize| (self.value_in(i, edges[i]) - self.value_in(i + 1, edges[i])).abs();
        let size = 1e-12 * self.size();
        (0..edges.len())
            .filter(|&i| step(i) > size)
            .map(|i| edges[i])
            .collect()
    }

    /// The largest |value| at breakpoints and middles of pieces.
    fn size(&self) -> f64 {
        let middles = self.edges.windows(2).map(|edge| 0.5 * (edge[0] + edge[1]));
        middles
            .chain(self.breakpoints().iter().copied())
            .map(|x| self.value(x).abs())
            .fold(0.0, f64::max)
    }
}

//! Without the feature `dense` nothing is known of a state beforehand.

use crate::bounds::{Bounds, Level};
use crate::quadrature::PiecewiseRule;

/// There is none.
#[derive(Clone, Debug)]
pub(crate) enum Guide {}

impl Guide {
    pub(crate) fn recognises(&self, _: &PiecewiseRule, _: &[f64]) -> Option<bool> {
        match *self {}
    }

    pub(crate) fn bounds(&self, _: Level) -> Option<Bounds> {
        match *self {}
    }
}

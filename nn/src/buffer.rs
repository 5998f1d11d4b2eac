//! Buffers that start on a cache line.

use hyperwell_autodiff::lane::Float;
use std::ops::{Deref, DerefMut};

/// A fixed number of zeros whose first element is 64-byte aligned.
///
/// A 64-byte load that crosses a cache line costs two, and an allocation is
/// aligned to 16 bytes only; so this takes one line more and skips the front.
#[derive(Debug)]
pub(crate) struct Buffer<T> {
    storage: Vec<T>,
    start: usize,
}

impl<T: Float> Buffer<T> {
    pub(crate) fn zeros(len: usize) -> Self {
        let mut storage = vec![T::default(); len + T::PER_CACHE_LINE];
        // `align_offset` may decline (it answers usize::MAX); unaligned is only slower.
        let start = storage.as_ptr().align_offset(64).min(T::PER_CACHE_LINE);
        // So that the end needs no check.
        storage.truncate(start + len);
        Buffer { storage, start }
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];
    #[inline(always)]
    fn deref(&self) -> &[T] {
        &self.storage[self.start..]
    }
}

impl<T> DerefMut for Buffer<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.storage[self.start..]
    }
}

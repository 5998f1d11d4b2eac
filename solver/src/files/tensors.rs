//! Named tensors and a note in JSON, as a safetensors file.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView, View};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::FileError;

/// The one key of the metadata, so that the same contents are the same bytes: the
/// keys of a `HashMap` have no order.
const NOTE: &str = "hyperwell";

/// A tensor to be written: its numbers, little-endian.
pub(super) struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// Doubles in a tensor of this shape.
    pub(super) fn doubles(shape: &[usize], numbers: impl IntoIterator<Item = f64>) -> Tensor {
        Tensor {
            dtype: Dtype::F64,
            shape: shape.to_vec(),
            bytes: numbers.into_iter().flat_map(f64::to_le_bytes).collect(),
        }
    }

    /// A row of whole numbers.
    pub(super) fn counts(numbers: impl IntoIterator<Item = u64>) -> Tensor {
        let bytes: Vec<u8> = numbers.into_iter().flat_map(u64::to_le_bytes).collect();
        Tensor {
            dtype: Dtype::U64,
            shape: vec![bytes.len() / 8],
            bytes,
        }
    }
}

impl View for Tensor {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// The file of these tensors with this note.
pub(super) fn write(
    tensors: Vec<(String, Tensor)>,
    note: &impl Serialize,
) -> Result<Vec<u8>, FileError> {
    let note = serde_json::to_string(note).map_err(FileError::malformed)?;
    let metadata = HashMap::from([(NOTE.to_owned(), note)]);
    safetensors::serialize(tensors, Some(metadata)).map_err(FileError::malformed)
}

/// A file that has been read.
pub(super) struct Tensors<'a> {
    tensors: SafeTensors<'a>,
    note: String,
}

impl<'a> Tensors<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Tensors<'a>, FileError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(FileError::malformed)?;
        let note = metadata.metadata().as_ref().and_then(|all| all.get(NOTE));
        Ok(Tensors {
            note: note
                .ok_or_else(|| FileError::malformed("it was not written by hyperwell"))?
                .clone(),
            tensors: SafeTensors::deserialize(bytes).map_err(FileError::malformed)?,
        })
    }

    /// The note.
    pub(super) fn note<T: DeserializeOwned>(&self) -> Result<T, FileError> {
        serde_json::from_str(&self.note).map_err(FileError::malformed)
    }

    fn bytes(&self, name: &str, dtype: Dtype) -> Result<TensorView<'a>, FileError> {
        let tensor = self.tensors.tensor(name).map_err(FileError::malformed)?;
        if tensor.dtype() == dtype {
            Ok(tensor)
        } else {
            Err(FileError::malformed(format!(
                "{name} has the type {}, not {dtype}",
                tensor.dtype()
            )))
        }
    }

    /// The doubles of a tensor, and its shape.
    pub(super) fn doubles(&self, name: &str) -> Result<(Vec<usize>, Vec<f64>), FileError> {
        let tensor = self.bytes(name, Dtype::F64)?;
        let (numbers, _) = tensor.data().as_chunks();
        let numbers = numbers.iter().map(|&bytes| f64::from_le_bytes(bytes));
        Ok((tensor.shape().to_vec(), numbers.collect()))
    }

    /// The whole numbers of a tensor.
    pub(super) fn counts(&self, name: &str) -> Result<Vec<u64>, FileError> {
        let tensor = self.bytes(name, Dtype::U64)?;
        let (numbers, _) = tensor.data().as_chunks();
        Ok(numbers
            .iter()
            .map(|&bytes| u64::from_le_bytes(bytes))
            .collect())
    }
}

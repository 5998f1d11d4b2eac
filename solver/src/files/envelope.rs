//! The envelope of a checkpoint: what it is, how long it is, and whether it is whole.
//!
//! | bytes | |
//! |---|---|
//! | 8 | `HYPRWELL` |
//! | 4 | version of the format |
//! | 8 | length n of the contents |
//! | n | the contents, a safetensors file |
//! | 4 | CRC-32 (IEEE 802.3) of everything before |
//!
//! Numbers are little-endian. The checksum finds every change of up to 32 bits in a row, so every single wrong byte.

use super::FileError;

const MAGIC: &[u8; 8] = b"HYPRWELL";
/// The version of the checkpoint format that is written; older ones are read.
pub const VERSION: u32 = 1;
/// Bytes before and after the contents.
const HEAD: usize = 20;
const TAIL: usize = 4;

/// Puts `contents` into an envelope.
pub(super) fn seal(contents: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + contents.len() + TAIL);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((contents.len() as u64).to_le_bytes());
    bytes.extend(contents);
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes
}

/// The contents, if the envelope is whole.
pub(super) fn open(bytes: &[u8]) -> Result<&[u8], FileError> {
    let shown = bytes.len().min(MAGIC.len());
    if bytes[..shown] != MAGIC[..shown] || bytes.is_empty() {
        return Err(FileError::Foreign);
    }
    let torn = |expected: u64| FileError::Torn {
        expected,
        found: bytes.len() as u64,
    };
    let Some((head, rest)) = bytes.split_first_chunk::<HEAD>() else {
        return Err(torn((HEAD + TAIL) as u64));
    };
    let [
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        v @ ..,
        n0,
        n1,
        n2,
        n3,
        n4,
        n5,
        n6,
        n7,
    ] = *head;
    let version = u32::from_le_bytes(v);
    let length = u64::from_le_bytes([n0, n1, n2, n3, n4, n5, n6, n7]);
    let whole = rest.len().checked_sub(TAIL).map(|length| length as u64) == Some(length);
    let intact = whole && {
        let (sealed, sum) = bytes.split_at(bytes.len() - TAIL);
        crc32fast::hash(sealed).to_le_bytes() == sum
    };
    match (version, intact) {
        (VERSION, true) => Ok(&rest[..rest.len() - TAIL]),
        // An intact file is what it says; of a damaged one only the length is worth a look.
        (0, true) => Err(FileError::Damaged),
        (_, true) => Err(FileError::Newer { version }),
        (_, false) if whole => Err(FileError::Damaged),
        (2.., false) => Err(FileError::Newer { version }),
        _ => Err(torn(length.saturating_add((HEAD + TAIL) as u64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_byte_and_every_missing_end_is_found() {
        let whole = seal(b"some contents");
        assert_eq!(open(&whole), Ok(&b"some contents"[..]));
        for at in 0..whole.len() {
            for bits in 1..=255 {
                let mut damaged = whole.clone();
                damaged[at] ^= bits;
                assert!(open(&damaged).is_err(), "byte {at} ^ {bits}");
            }
            assert!(open(&whole[..at]).is_err(), "{at} bytes");
        }
        assert!(open(&[&whole[..], &[0]].concat()).is_err());
    }

    #[test]
    fn errors_tell_what_it_is() {
        let whole = seal(b"some contents");
        assert_eq!(open(b"name = 'a well'"), Err(FileError::Foreign));
        assert_eq!(open(b""), Err(FileError::Foreign));
        let mut newer = whole.clone();
        newer[8] = 7;
        let sum = crc32fast::hash(&newer[..newer.len() - 4]);
        let end = newer.len() - 4;
        newer[end..].copy_from_slice(&sum.to_le_bytes());
        assert_eq!(open(&newer), Err(FileError::Newer { version: 7 }));
        let expected = whole.len() as u64;
        assert_eq!(
            open(&whole[..25]),
            Err(FileError::Torn {
                expected,
                found: 25
            })
        );
    }
}

//! The status vector: everything that one run said, in about a byte a cell before compression
//! and a fraction of one after.
//!
//! A vector does not depend on any other run, so files may arrive in any order, and any two
//! clocks pick the runs that count. An alternative is to store only what changed since the run
//! before; it answers "now" faster, but a late file would rewrite what follows it.
//!
//! # Layout, version 1
//! One byte `1`, then a zstd frame of
//!
//! 1. the number of cells, as a varint (7 bits a byte, lowest first, high bit: more follows);
//! 2. each cell's number less the one before it, ascending from 0, as varints, never zero;
//! 3. each cell's state, one byte.
//!
//! A state's bits: 0 to 2 the outcome's code, 3 muted, 4 reasoned, 5 to 7 the severity's code or
//! zero. The hash that an entry holds of a vector is over the bytes inside the frame, so it
//! does not depend on the compressor.

use crate::evidence::{CellId, Observation, Outcome, Severity, State};

const VERSION: u8 = 1;
const MUTED: u8 = 1 << 3;
const REASONED: u8 = 1 << 4;
const SEVERITY_SHIFT: u8 = 5;

/// Why a vector cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct VectorError(&'static str);

/// The bits of a state.
pub(super) fn pack(state: State) -> u8 {
    state.outcome.code()
        | if state.muted { MUTED } else { 0 }
        | if state.reasoned { REASONED } else { 0 }
        | state.severity.map_or(0, Severity::code) << SEVERITY_SHIFT
}

/// The state of some bits.
pub(super) fn unpack(bits: u8) -> Option<State> {
    let severity = match bits >> SEVERITY_SHIFT {
        0 => None,
        code => Some(Severity::from_code(code)?),
    };
    let outcome = Outcome::from_code(bits & 0b111)?;
    Some(State { outcome, muted: bits & MUTED != 0, severity, reasoned: bits & REASONED != 0 })
}

/// What of a state makes a note worth writing when it changes: the outcome and the mute.
pub(super) fn verdict(bits: u8) -> u8 {
    bits & (0b111 | MUTED)
}

/// Writes the bytes inside the frame for cells in ascending order.
pub(super) fn payload(cells: &[u32], state: impl Fn(u32) -> u8) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(cells.len() * 2 + 5);
    varint(&mut bytes, u32::try_from(cells.len()).unwrap_or(u32::MAX));
    let mut before = 0;
    for cell in cells {
        varint(&mut bytes, cell - before);
        before = *cell;
    }
    bytes.extend(cells.iter().map(|cell| state(*cell)));
    bytes
}

/// How many cells a payload has.
pub(super) fn count(mut payload: &[u8]) -> u32 {
    take_varint(&mut payload).unwrap_or(0)
}

/// Compresses a payload.
pub(super) fn seal(payload: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut blob = vec![VERSION];
    blob.append(&mut zstd::bulk::compress(payload, 3)?);
    Ok(blob)
}

/// Decompresses a payload of this many cells.
pub(super) fn unseal(blob: &[u8], cells: u32) -> Result<Vec<u8>, VectorError> {
    let Some((&VERSION, frame)) = blob.split_first() else {
        return Err(VectorError("a status vector of an unknown version"));
    };
    // A number takes at most five bytes and a state one: more was not written by a ledger.
    let limit = (cells as usize).saturating_mul(6).saturating_add(5);
    zstd::bulk::decompress(frame, limit).map_err(|_| VectorError("a damaged status vector"))
}

/// Reads a payload: cells in ascending order, by the ledger's own numbers.
pub(super) fn parse(payload: &[u8]) -> Result<Vec<Observation>, VectorError> {
    const DAMAGED: VectorError = VectorError("a damaged status vector");
    let mut rest = payload;
    let count = take_varint(&mut rest).ok_or(DAMAGED)? as usize;
    if count > rest.len() {
        return Err(DAMAGED);
    }
    let mut cells = Vec::with_capacity(count);
    let mut cell = 0u32;
    for _ in 0..count {
        let step = take_varint(&mut rest).filter(|step| *step > 0).ok_or(DAMAGED)?;
        cell = cell.checked_add(step).ok_or(DAMAGED)?;
        cells.push(cell);
    }
    if rest.len() != count {
        return Err(DAMAGED);
    }
    let states = rest.iter().map(|bits| unpack(*bits).ok_or(DAMAGED));
    let cells = cells.into_iter().map(CellId);
    cells.zip(states).map(|(cell, state)| Ok(Observation { cell, state: state? })).collect()
}

fn varint(bytes: &mut Vec<u8>, mut number: u32) {
    loop {
        let [.., lowest] = number.to_be_bytes();
        number >>= 7;
        if number == 0 {
            return bytes.push(lowest);
        }
        bytes.push(lowest | 0x80);
    }
}

fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..35).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u32::from(first & 0x7f);
        if part.leading_zeros() < shift {
            return None;
        }
        number |= part << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn any_state() -> impl Strategy<Value = State> {
        let severity = proptest::option::of(proptest::sample::select(&Severity::ALL[..]));
        (proptest::sample::select(&Outcome::ALL[..]), any::<bool>(), severity, any::<bool>())
            .prop_map(|(outcome, muted, severity, reasoned)| State {
                outcome,
                muted,
                severity,
                reasoned,
            })
    }

    proptest! {
        #[test]
        fn a_vector_is_read_as_it_was_written(
            states in proptest::collection::btree_map(1..=u32::MAX, any_state(), 0..200)
        ) {
            let cells: Vec<u32> = states.keys().copied().collect();
            let written = payload(&cells, |cell| pack(states[&cell]));
            let count = u32::try_from(cells.len()).unwrap();
            let opened = unseal(&seal(&written).unwrap(), count).unwrap();
            prop_assert_eq!(&opened, &written);
            let read: BTreeMap<u32, State> =
                parse(&opened).unwrap().into_iter().map(|o| (o.cell.0, o.state)).collect();
            prop_assert_eq!(read, states);
        }

        #[test]
        fn no_bytes_make_reading_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..64)
        ) {
            drop(parse(&bytes));
            drop(unseal(&bytes, 10));
        }
    }

    #[test]
    fn the_layout_does_not_change() {
        let state = State {
            outcome: Outcome::Fail,
            muted: true,
            severity: Some(Severity::High),
            reasoned: false,
        };
        assert_eq!(payload(&[1, 300], |_| pack(state)), [2, 1, 0xab, 0x02, 0x8a, 0x8a]);
    }

    #[test]
    fn a_vector_larger_than_announced_is_refused() {
        let cells: Vec<u32> = (1..=100_000).collect();
        let blob = seal(&payload(&cells, |_| 1)).unwrap();
        assert!(unseal(&blob, 100).is_err());
        assert!(unseal(&blob, 100_000).is_ok());
    }
}

//! Timestamps of RFC 3161: what is asked of an authority, and where its answer says when.
//!
//! What is stamped is the SHA-256 of a checkpoint's three lines. The request has no nonce, so the
//! same head gives the same request; an older token for the same head would only say more.
//!
//! A token is a signed message in CMS, and nothing here verifies it: `openssl ts -verify` does. What
//! is read here is only where the hash stands in it, and the time that follows, which a token that
//! was verified for this hash has signed.

use crate::{ledger::Hash, time::Instant};

/// The request for a timestamp over a hash, in DER.
pub fn request(digest: &Hash) -> Vec<u8> {
    /// A sequence of: version 1; a sequence of the algorithm SHA-256 and the hash; the wish for the
    /// authority's certificates.
    const HEAD: [u8; 24] = [
        0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
        0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
    ];
    [&HEAD[..], digest.as_bytes(), &[0x01, 0x01, 0xff]].concat()
}

/// The time that a token gives to a hash; `None` when the hash is not in it.
///
/// After the hash stand a serial number and the time (`TSTInfo`, RFC 3161 section 2.4.2).
pub fn time(token: &[u8], digest: &Hash) -> Option<Instant> {
    let hash = digest.as_bytes();
    let at = token.windows(hash.len()).position(|window| window == hash)?;
    let rest = token.get(at + hash.len()..)?;
    let (_, rest) = element(0x02, rest)?;
    let (time, _) = element(0x18, rest)?;
    generalized(std::str::from_utf8(time).ok()?)
}

/// An element with this tag and a short length: its content, and what follows.
fn element(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [found, length, rest @ ..] = bytes else { return None };
    (*found == tag && *length < 0x80).then(|| rest.split_at_checked(usize::from(*length))).flatten()
}

/// `20260306180000Z`, with a fraction of a second or without.
fn generalized(text: &str) -> Option<Instant> {
    let digits = text.strip_suffix('Z')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 14 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    let (day, time) =
        ([part(0, 4), part(4, 6), part(6, 8)], [part(8, 10), part(10, 12), part(12, 14)]);
    format!("{}T{}Z", day.join("-"), time.join(":")).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_as_long_as_it_says() {
        let request = request(&Hash::of(b"x"));
        assert_eq!(request.len(), usize::from(request[1]) + 2);
        assert_eq!(request[24..56], *Hash::of(b"x").as_bytes());
    }

    #[test]
    fn the_time_stands_behind_the_hash() {
        let digest = Hash::of(b"x");
        let token = |at: &str| {
            let length = u8::try_from(at.len()).unwrap();
            let tail = [&[0x02, 2, 1, 7, 0x18, length][..], at.as_bytes(), b"more"].concat();
            [&b"before"[..], digest.as_bytes(), &tail].concat()
        };
        let expected = "2026-03-06T18:00:09Z".parse().ok();
        assert_eq!(time(&token("20260306180009Z"), &digest), expected);
        assert_eq!(time(&token("20260306180009.25Z"), &digest), expected);
        for bad in [
            "20260306180009",
            "20261306180009Z",
            "2026030618000Z",
            "",
            "20260306180009.Z",
            "20260306180009+01",
        ] {
            assert_eq!(time(&token(bad), &digest), None, "{bad}");
        }
        let good = token("20260306180009Z");
        assert_eq!(time(&good, &Hash::of(b"y")), None);
        for end in 0..good.len() - 4 {
            assert_eq!(time(&good[..end], &digest), None, "cut at {end}");
        }
    }
}

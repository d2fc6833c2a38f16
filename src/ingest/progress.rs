//! A reader that tells how far it has come, for a progress bar.

use std::io::{self, Read};

/// Passes bytes through and calls back with how many there were so far. Put it around the file
/// itself, before any decompression, so that the total is the file's size.
#[derive(Debug)]
pub struct Progress<R, F> {
    inner: R,
    seen: u64,
    tell: F,
}

impl<R: Read, F: FnMut(u64)> Progress<R, F> {
    /// Wraps a reader.
    pub fn new(inner: R, tell: F) -> Self {
        Self { inner, seen: 0, tell }
    }
}

impl<R: Read, F: FnMut(u64)> Read for Progress<R, F> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.seen += n as u64;
        (self.tell)(self.seen);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_every_byte() {
        let mut last = 0;
        let mut reader = Progress::new(&b"twelve bytes"[..], |n| last = n);
        io::copy(&mut reader, &mut io::sink()).unwrap();
        assert_eq!(last, 12);
    }
}

//! The same bytes to two places at once: hashing on one core while parsing on the other.
//!
//! [`tee`] starts a thread that reads the input in large chunks, writes each chunk to the *side*
//! (a hasher, a compressor, a file) and passes it on to the *work*, which runs on the calling
//! thread and sees an ordinary reader. When the work is done early, the thread goes on to the end
//! of the input, so that the side has seen every byte; when the work fails, it stops. Whatever
//! goes wrong is reported once, by whoever it happened to.
//!
//! An alternative is to hash in the parser's `read`, on one thread; with SHA-256 that costs about
//! half of the speed.

use std::{
    io::{self, Read, Write},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread,
};

const CHUNK: usize = 1 << 20;
/// Chunks under way between the threads.
const AHEAD: usize = 3;

/// What went wrong while two places read the same bytes.
#[derive(Debug, thiserror::Error)]
pub enum TeeError<E> {
    /// The input cannot be read.
    #[error("the input cannot be read")]
    Input(#[source] io::Error),
    /// The side could not take the bytes.
    #[error("the bytes cannot be kept")]
    Side(#[source] io::Error),
    /// The work failed.
    #[error(transparent)]
    Work(E),
}

/// What the work reads from.
#[derive(Debug)]
pub struct TeeReader {
    chunks: Receiver<io::Result<Vec<u8>>>,
    spent: Sender<Vec<u8>>,
    chunk: Vec<u8>,
    pos: usize,
}

impl Read for TeeReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.pos == self.chunk.len() {
            // No sender left means the end of the input.
            let Ok(next) = self.chunks.recv() else { return Ok(0) };
            let spent = std::mem::replace(&mut self.chunk, next?);
            self.pos = 0;
            // When the other thread has ended, nobody needs the buffer.
            self.spent.send(spent).ok();
        }
        let n = buf.len().min(self.chunk.len() - self.pos);
        buf[..n].copy_from_slice(&self.chunk[self.pos..self.pos + n]);
        self.pos += n;
        Ok(n)
    }
}

/// Reads the input once, gives every byte to `side` and the same bytes to `work`, and returns
/// both. `side` has seen the whole input when this succeeds, even if `work` did not read it all.
///
/// # Errors
/// The first of: the side's failure, the work's failure, the input's failure. When the input
/// fails while the work still reads, the work sees the [`io::Error`] and reports it.
pub fn tee<I, W, T, E>(
    input: I,
    side: W,
    work: impl FnOnce(&mut TeeReader) -> Result<T, E>,
) -> Result<(T, W), TeeError<E>>
where
    I: Read + Send,
    W: Write + Send,
{
    let (send, chunks) = sync_channel(AHEAD);
    let (spent, reuse) = channel();
    let stop = AtomicBool::new(false);
    let mut reader = TeeReader { chunks, spent, chunk: Vec::new(), pos: 0 };
    thread::scope(|scope| {
        let other = scope.spawn({
            let stop = &stop;
            move || pump(input, side, &send, &reuse, stop)
        });
        let done = work(&mut reader);
        stop.store(done.is_err(), Ordering::Relaxed);
        // Takes what is still under way, so that the other thread never waits for us.
        let unread = reader.chunks.iter().find_map(Result::err);
        let side = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let side = side.map_err(TeeError::Side)?;
        let value = done.map_err(TeeError::Work)?;
        match unread {
            Some(error) => Err(TeeError::Input(error)),
            None => Ok((value, side)),
        }
    })
}

/// Reads the input to its end, or until the work has failed.
fn pump<W: Write>(
    mut input: impl Read,
    mut side: W,
    send: &SyncSender<io::Result<Vec<u8>>>,
    reuse: &Receiver<Vec<u8>>,
    stop: &AtomicBool,
) -> io::Result<W> {
    while !stop.load(Ordering::Relaxed) {
        let mut chunk = reuse.try_recv().unwrap_or_default();
        chunk.clear();
        if let Err(error) = input.by_ref().take(CHUNK as u64).read_to_end(&mut chunk) {
            // When nobody listens any more, the error is found among the unread chunks.
            send.send(Err(error)).ok();
            break;
        }
        if chunk.is_empty() {
            break;
        }
        if let Err(error) = side.write_all(&chunk) {
            send.send(Err(io::Error::other("the bytes cannot be kept"))).ok();
            return Err(error);
        }
        send.send(Ok(chunk)).ok();
    }
    Ok(side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("no such luck"))
        }
    }

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("disk full"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn all(reader: &mut TeeReader) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn sample() -> Vec<u8> {
        (0..10 << 20).map(|i: u32| i.to_le_bytes()[1]).collect()
    }

    #[test]
    fn both_see_every_byte() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 << 20] {
            let bytes = &sample()[..length];
            let (seen, side) = tee(bytes, Vec::new(), all).unwrap();
            assert!(seen == bytes && side == bytes);
        }
    }

    #[test]
    fn the_side_sees_every_byte_even_when_the_work_reads_none() {
        let bytes = sample();
        let nothing = |_: &mut TeeReader| Ok::<_, io::Error>(7);
        let (seven, side) = tee(&bytes[..], Vec::new(), nothing).unwrap();
        assert!(seven == 7 && side == bytes);
    }

    #[test]
    fn each_failure_is_reported_once() {
        let bytes = sample();
        let error = tee(&bytes[..], Failing, all).unwrap_err();
        assert!(matches!(error, TeeError::Side(_)), "{error:?}");
        let error = tee((&bytes[..]).chain(Failing), Vec::new(), all).unwrap_err();
        assert!(matches!(error, TeeError::Work(_)), "{error:?}");
        let nothing = |_: &mut TeeReader| Ok::<_, io::Error>(());
        let error = tee((&bytes[..]).chain(Failing), Vec::new(), nothing).unwrap_err();
        assert!(matches!(error, TeeError::Input(_)), "{error:?}");
        let fail = |_: &mut TeeReader| Err::<(), _>(io::Error::other("not a report"));
        let error = tee(&bytes[..], Vec::new(), fail).unwrap_err();
        assert!(matches!(error, TeeError::Work(_)), "{error:?}");
    }
}

//! A reader that hands on a file without its secrets, in constant memory.
//!
//! The text moves through a buffer of a mebibyte or two. What is handed on ends well before the
//! end of the buffer, and before any match that might go on, so that a match is seen whole
//! wherever a piece ends; what was handed on stays in the buffer for a while, so that a match
//! sees what stands before it. One that is longer than a whole piece is taken out piece by piece.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use sha2::{Digest as _, Sha256};

use super::{
    key::{Key, KeySource},
    packed::{self, Hidden},
    rules::Rules,
    scan::{self, Context, Found},
};
use crate::evidence::{OriginalBytes, Redaction};

/// How much is taken in at a time.
pub(super) const PIECE: usize = 1 << 20;
/// How much behind a place must be known before it is handed on: a whole private key.
pub(super) const AHEAD: usize = 64 << 10;
/// How much before a place is kept.
const BEHIND: usize = 512;

/// Reads a file without its secrets.
pub struct Redactor<'r> {
    input: Option<Box<dyn Read + Send + 'r>>,
    source: Box<dyn Read + Send + 'r>,
    hidden: Hidden,
    rules: &'r Rules,
    redacting: Redacting<'r>,
    /// Handed on, about to be handed on, and not yet looked at.
    buffer: Vec<u8>,
    from: usize,
    out: Vec<u8>,
    out_at: usize,
    ended: bool,
    context: Context,
    found: Vec<Found>,
}

/// What takes the place of secrets, and what is known of the file.
struct Redacting<'r> {
    key_source: &'r KeySource<'r>,
    key: Option<Key>,
    counts: BTreeMap<String, u64>,
    /// The hash of the bytes as they came; `None` when there were too many to go through twice.
    original: Option<Sha256>,
    bytes: u64,
}

impl std::fmt::Debug for Redactor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").field("counts", &self.redacting.counts).finish_non_exhaustive()
    }
}

impl<'r> Redactor<'r> {
    /// A reader over a file. The key is asked for at the first secret.
    pub fn new(
        input: impl Read + Send + 'r,
        rules: &'r Rules,
        key_source: &'r KeySource<'r>,
    ) -> Self {
        Self {
            input: Some(Box::new(input)),
            source: Box::new(io::empty()),
            hidden: Hidden::Plain,
            rules,
            redacting: Redacting {
                key_source,
                key: None,
                counts: BTreeMap::new(),
                original: Some(Sha256::new()),
                bytes: 0,
            },
            buffer: Vec::new(),
            from: 0,
            out: Vec::new(),
            out_at: 0,
            ended: false,
            context: Context::default(),
            found: Vec::new(),
        }
    }

    /// A text without its secrets: for what people claim, and for messages.
    ///
    /// # Errors
    /// When the key cannot be had.
    pub fn text(text: &str, rules: &Rules, key_source: &KeySource<'_>) -> io::Result<String> {
        let mut clean = String::new();
        Redactor::new(io::Cursor::new(text.to_owned()), rules, key_source)
            .read_to_string(&mut clean)?;
        Ok(clean)
    }

    /// What was taken out, when the file has been read to its end.
    ///
    /// # Errors
    /// When the key cannot be had.
    pub fn finish(self) -> io::Result<Redaction> {
        let redacting = self.redacting;
        let unpacked = self.hidden == Hidden::Unpacked;
        let kept = redacting.counts.is_empty() && !unpacked;
        let original = match redacting.original.filter(|_| !kept) {
            None => None,
            Some(hash) => {
                let key = redacting.key.map_or_else(redacting.key_source, Ok)?;
                let hmac_sha256 = key.hash("storyproof/original/v1", &hash.finalize());
                Some(OriginalBytes { hmac_sha256, bytes: redacting.bytes })
            }
        };
        Ok(Redaction {
            checked: Rules::VERSION.to_owned(),
            own_rules: self.rules.own.len() as u64,
            counts: redacting.counts,
            original,
            unpacked,
        })
    }

    /// Looks at the first bytes: packed text is looked into before anything is handed on.
    fn open(&mut self, input: Box<dyn Read + Send + 'r>) -> io::Result<()> {
        let opened = packed::open(input, self.rules)?;
        self.hidden = opened.hidden;
        self.source = opened.source;
        if self.hidden != Hidden::Plain {
            (self.redacting.original, self.redacting.bytes) = opened.original;
        }
        Ok(())
    }

    fn fill(&mut self) -> io::Result<()> {
        if let Some(input) = self.input.take() {
            self.open(input)?;
        }
        self.out.clear();
        self.out_at = 0;
        while self.out.is_empty() && !self.ended {
            let before = self.buffer.len();
            let read = self.source.by_ref().take(PIECE as u64).read_to_end(&mut self.buffer);
            let news = &self.buffer[before..];
            if let (Hidden::Plain, Some(hash)) = (self.hidden, &mut self.redacting.original) {
                hash.update(news);
                self.redacting.bytes += news.len() as u64;
            }
            self.ended = news.len() < PIECE;
            if self.hidden == Hidden::Clean {
                self.out.append(&mut self.buffer);
            } else {
                self.hand_on()?;
            }
            // What was read before it failed is handed on first, and then the failure.
            if let Err(error) = read {
                if self.out.is_empty() {
                    return Err(error);
                }
                self.source = Box::new(Failing(Some(error)));
                self.ended = false;
                return Ok(());
            }
        }
        Ok(())
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let Self { rules, buffer, from, context, found, .. } = self;
        scan::find(rules, buffer, *from, context, found);
        let length = buffer.len();
        let mut cut = if self.ended { length } else { length.saturating_sub(AHEAD).max(*from) };
        let endless = length - *from > 2 * PIECE;
        if !self.ended {
            for secret in found.iter() {
                if secret.range.start >= cut {
                    break;
                }
                let may_go_on = secret.range.end + BEHIND > length;
                if may_go_on && !endless {
                    cut = secret.range.start;
                    break;
                }
                cut = cut.max(secret.range.end);
            }
        }
        let mut at = *from;
        for secret in found.drain(..).take_while(|secret| secret.range.start < cut) {
            self.out.extend_from_slice(&buffer[at..secret.range.start]);
            self.redacting.replace(&secret, &buffer[secret.range.clone()], &mut self.out)?;
            at = secret.range.end;
        }
        self.out.extend_from_slice(&buffer[at..cut]);
        let kept = cut.saturating_sub(BEHIND);
        buffer.drain(..kept);
        *from = cut - kept;
        Ok(())
    }
}

impl Redacting<'_> {
    fn replace(&mut self, found: &Found, secret: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        *self.counts.entry(found.rule.clone()).or_default() += 1;
        let quote = if found.quoted { "\"" } else { "" };
        let mark = if found.hashed {
            let key = match &self.key {
                Some(key) => key,
                None => self.key.insert((self.key_source)()?),
            };
            // A card number is one number, however it is grouped.
            let card = found.rule == "card-number";
            let digits: Vec<u8> =
                secret.iter().copied().filter(|b| !card || b.is_ascii_digit()).collect();
            format!(":{}", key.mark(&digits))
        } else {
            String::new()
        };
        out.extend_from_slice(format!("{quote}[redacted:{}{mark}]{quote}", found.rule).as_bytes());
        Ok(())
    }
}

impl Read for Redactor<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.out_at == self.out.len() {
            self.fill()?;
        }
        let n = into.len().min(self.out.len() - self.out_at);
        into[..n].copy_from_slice(&self.out[self.out_at..self.out_at + n]);
        self.out_at += n;
        Ok(n)
    }
}

/// Hands on a failure that came after the last bytes.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

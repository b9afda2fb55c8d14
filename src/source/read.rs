//! Reads a collection that is elsewhere, if it has changed, and copies it to a file.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::version::Version;

/// What a place answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    /// It still has the version that is known.
    Same,
    /// It has another version, which was written down.
    New(Version),
}

/// Writes what was read to a file, and makes its hash.
pub(super) struct Hashed<W> {
    sink: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    pub(super) fn new(sink: W) -> Hashed<W> {
        Hashed { sink, hash: Sha256::new() }
    }

    pub(super) fn finish(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.sink.write(piece)?;
        self.hash.update(&piece[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

//! Content hashes: equal contents have equal hashes.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::xxh3_128;

use super::model::Report;

/// Collects the bytes that a value's `Hash` implementation writes, then hashes them in one pass: XXH3 is fast on
/// long inputs.
#[derive(Default)]
pub(crate) struct Content(Vec<u8>);

impl Content {
    /// Returns the hash of everything written so far, and starts over.
    pub(crate) fn take(&mut self) -> u128 {
        let named = xxh3_128(&self.0);
        self.0.clear();
        named
    }
}

impl Hasher for Content {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        unreachable!("only the whole content is ever asked for")
    }
}

impl Report {
    /// Hashes every field except the topics, because a report stores them only as positions in the file.
    ///
    /// 64 bits, not 128: one is kept per report and compared only with that report's earlier version.
    pub(crate) fn content(&self, content: &mut Content) -> u64 {
        let Report {
            id,
            title,
            summary,
            published,
            added,
            // It decides when the report is shown, not what is shown.
            added_has_time: _,
            updated,
            url,
            files,
            authors,
            publishers,
            topics: _,
            places,
            keywords,
            language,
            kind,
            rare,
        } = self;
        (id, title, summary, published, added, updated, url).hash(content);
        (files, authors, publishers, places, keywords, language, kind, rare).hash(content);
        content.take() as u64
    }
}

//! What a thing says, as one short number: equal contents have equal ones.

use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::xxh3_128;

use super::model::Report;

/// Collects what a value's `Hash` tells of it, for one pass of a hash that is quick on long inputs.
#[derive(Default)]
pub(crate) struct Content(Vec<u8>);

impl Content {
    /// Names all that was written, and begins anew.
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
    /// Names every field but the topics, which the report knows only by their places in the file.
    ///
    /// Half as long as others: it is kept of each report, and tells only what one report is from what it was.
    pub(crate) fn content(&self, content: &mut Content) -> u64 {
        let Report {
            id,
            title,
            summary,
            published,
            added,
            // It decides when a report is shown, not what is shown.
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

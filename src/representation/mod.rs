//! Documents as they are sent: one content coding's bytes, and the validator that names them.
//!
//! Coding and hashing happen when a representation is built, once, and never per request. The
//! cache keeps representations under the name of the resource they show, its revision within.

mod cache;
mod changes;
mod coding;
mod figures;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use headers::ETag;
use xxhash_rust::xxh3::xxh3_128;

use crate::render::Document;

pub use cache::{Cache, Held, Options};
pub use coding::Coding;
pub use figures::Figures;

/// One content coding of a document.
#[derive(Clone, Debug)]
pub struct Representation {
    /// What is said of it; its own bytes are those of identity.
    pub document: Arc<Described>,
    /// How the bytes are coded.
    pub coding: Coding,
    /// The bytes as sent.
    pub bytes: Bytes,
    /// Strong: made from the bytes and nothing else, so it is the same on every replica and after
    /// every restart, and another for another coding.
    pub etag: ETag,
    /// How often the cache gave it out.
    asked: Asked,
}

/// A count that need not be exact: it only tells what is asked for often from what is not.
#[derive(Debug, Default)]
struct Asked(AtomicU32);

impl Asked {
    fn times(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Two cores that count at once may count one; a count that is exact would cost each reply more.
    fn once_more(&self) {
        self.0.store(self.times().saturating_add(1), Ordering::Relaxed);
    }
}

impl From<u32> for Asked {
    fn from(times: u32) -> Asked {
        Asked(AtomicU32::new(times))
    }
}

impl Clone for Asked {
    fn clone(&self) -> Asked {
        Asked::from(self.times())
    }
}

/// A document without its bytes.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Described {
    pub media_type: &'static str,
    pub links: Vec<crate::render::Link>,
    pub kind: crate::render::Kind,
    /// How many bytes it has without a coding.
    pub plain_bytes: usize,
    /// Names these bytes.
    pub plain_tag: u128,
}

impl Representation {
    /// The document as it is, without a coding.
    pub fn identity(document: Document) -> Representation {
        let Document { media_type, body, links, kind } = document;
        let plain_tag = xxh3_128(&body);
        let etag = entity_tag(plain_tag);
        let document = Arc::new(Described { media_type, links, kind, plain_bytes: body.len(), plain_tag });
        let asked = Asked::default();
        Representation { document, coding: Coding::Identity, bytes: body.into(), etag, asked }
    }

    /// The same in another coding.
    fn coded(&self, coding: Coding) -> Representation {
        let bytes = coding.encode(&self.bytes);
        let etag = entity_tag(xxh3_128(&bytes));
        let (document, asked) = (self.document.clone(), Asked::default());
        Representation { document, coding, bytes: bytes.into(), etag, asked }
    }
}

fn entity_tag(tag: u128) -> ETag {
    format!("\"{tag:032x}\"").parse().expect("32 digits in quotes are an entity tag")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Kind;

    #[test]
    fn each_coding_has_a_tag_of_its_own() {
        let body = b"the same text, over and over. ".repeat(50);
        let document = Document { media_type: "text/plain", body, links: vec![], kind: Kind::Data };
        let identity = Representation::identity(document.clone());
        let tags: std::collections::HashSet<String> =
            Coding::ALL.map(|coding| format!("{:?}", identity.coded(coding).etag)).into();
        assert_eq!(tags.len(), Coding::ALL.len());
        assert_eq!(identity.etag, Representation::identity(document).etag);
    }
}

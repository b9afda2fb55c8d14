//! Representations: a document as it is sent, with one content coding, and its entity tag.
//!
//! Compression and hashing happen once, when a representation is built, and never per request. The cache keeps
//! representations by resource, and the resource contains the revision.

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
pub use coding::{Coding, gzip_fast};
pub use figures::Figures;

/// A document in one content coding.
#[derive(Clone, Debug)]
pub struct Representation {
    /// The document without its bytes. Its size and tag are those of the uncompressed bytes.
    pub document: Arc<Described>,
    /// The content coding of the bytes.
    pub coding: Coding,
    /// The bytes as sent.
    pub bytes: Bytes,
    /// A strong entity tag, computed from the bytes alone. It is the same on every replica and after every
    /// restart, and differs between content codings.
    pub etag: ETag,
    /// How often the cache returned it.
    asked: Asked,
}

/// An approximate count, which is enough to tell frequent requests from rare ones.
#[derive(Debug, Default)]
struct Asked(AtomicU32);

impl Asked {
    fn times(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Two cores that count at once may count only one. An exact count would make each reply slower.
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
    pub kind: crate::render::DocumentKind,
    /// Size in bytes without a content coding.
    pub plain_bytes: usize,
    /// Hash of the bytes without a content coding.
    pub plain_tag: u128,
}

impl Described {
    /// Whether the format compresses its content, so that a content coding would gain nothing. Such a document is
    /// sent without one, whatever a client accepts.
    pub fn is_compressed(&self) -> bool {
        is_compressed(self.media_type)
    }
}

/// Whether a format compresses its content.
pub fn is_compressed(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/webp")
}

impl Representation {
    /// The document without a content coding.
    pub fn identity(document: Document) -> Representation {
        let Document { media_type, body, links, kind } = document;
        let plain_tag = xxh3_128(&body);
        let etag = entity_tag(plain_tag);
        let document = Arc::new(Described { media_type, links, kind, plain_bytes: body.len(), plain_tag });
        let asked = Asked::default();
        Representation { document, coding: Coding::Identity, bytes: body.into(), etag, asked }
    }

    /// The same document in another content coding.
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
    use crate::render::DocumentKind;

    #[test]
    fn each_coding_has_a_tag_of_its_own() {
        let body = b"the same text, over and over. ".repeat(50);
        let document = Document { media_type: "text/plain", body, links: vec![], kind: DocumentKind::Data };
        let identity = Representation::identity(document.clone());
        let tags: std::collections::HashSet<String> =
            Coding::ALL.map(|coding| format!("{:?}", identity.coded(coding).etag)).into();
        assert_eq!(tags.len(), Coding::ALL.len());
        assert_eq!(identity.etag, Representation::identity(document).etag);
    }
}

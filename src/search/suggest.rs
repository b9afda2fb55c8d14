//! What someone may be typing.

use compact_str::CompactString;

use super::index::Index;
use crate::collection::{Collection, TopicIndex};

/// What is offered to someone who types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// A topic, by its position in the file.
    Topic(TopicIndex),
    /// A report, by its position in the collection.
    Report(u32),
    /// An author or publisher.
    Name(CompactString),
}

impl Index {
    /// What someone may be typing, best first, at most so many.
    pub fn suggest(&self, _collection: &Collection, _text: &str, _most: usize) -> Vec<Suggestion> {
        Vec::new()
    }
}

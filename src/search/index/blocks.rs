//! Which reports an index was made of, block by block, so that a later index can share them.

use std::collections::HashMap;
use std::sync::Arc;

use super::part::DEAD;
use super::values::Values;
use crate::collection::{Collection, Topic};

/// Which reports the first part of an index was made of. The default suits no collection, so nothing is shared.
#[derive(Debug, Default)]
pub(in crate::search) struct Blocks {
    /// By the name of a block's texts, where its documents begin in `documents`.
    starts: HashMap<u128, u32>,
    /// By block and by place in it.
    documents: Box<[u32]>,
    /// What else words of reports depend on.
    language: Arc<str>,
    topics: Vec<Box<str>>,
    /// The numbers of values as they were given to it.
    pub(in crate::search) values: Values,
}

impl Blocks {
    pub(in crate::search) fn of(collection: &Collection, values: Values) -> Blocks {
        let mut starts = HashMap::new();
        let mut by_block = Vec::new();
        let mut start = 0;
        for (texts, len) in collection.reports.blocks_by_texts() {
            starts.insert(texts, start);
            by_block.push(start);
            start += len as u32;
        }
        let mut documents = vec![DEAD; collection.reports.len()];
        for (document, (block, within)) in (0..).zip(collection.reports.places()) {
            documents[by_block[block] as usize + within] = document;
        }
        Blocks {
            starts,
            documents: documents.into(),
            language: Arc::clone(&collection.about.language),
            topics: collection.topics.iter().map(topic_words).collect(),
            values,
        }
    }

    /// Whether reports of the same texts have the same words and values in a collection.
    pub(in crate::search) fn suit(&self, collection: &Collection) -> bool {
        let topics = collection.topics.iter().map(topic_words);
        self.language == collection.about.language
            && self.topics.len() <= collection.topics.len()
            && topics.zip(&self.topics).all(|(topic, earlier)| topic == *earlier)
    }

    /// Where each document stands in a collection, and positions of reports that are new.
    pub(in crate::search) fn positions(&self, collection: &Collection) -> (Vec<u32>, Vec<u32>) {
        let blocks = collection.reports.blocks_by_texts();
        let starts: Vec<Option<u32>> = blocks.map(|(texts, _)| self.starts.get(&texts).copied()).collect();
        let mut positions = vec![DEAD; self.documents.len()];
        let mut new = Vec::new();
        for (position, (block, within)) in (0..).zip(collection.reports.places()) {
            match starts[block] {
                Some(start) => positions[self.documents[start as usize + within] as usize] = position,
                None => new.push(position),
            }
        }
        (positions, new)
    }

    pub(in crate::search) fn bytes(&self) -> usize {
        4 * self.documents.len() + 32 * self.starts.len()
    }
}

/// All that reports take over from a topic.
fn topic_words(topic: &Topic) -> Box<str> {
    format!("{}\n{}", topic.id, topic.title).into()
}

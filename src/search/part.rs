//! Some reports, indexed: their words, their values and the order of their titles.

use std::sync::Arc;

use super::rows::Rows;
use super::segment::Segment;

/// Some reports of a collection. What two collections have in common may be in one part for both.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) segment: Segment,
    pub(super) rows: Rows,
    /// Documents by title, and where titles are the same in their own order.
    pub(super) by_title: Box<[u32]>,
}

impl Part {
    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.segment.bytes() + self.rows.bytes() + 4 * self.by_title.len()
    }
}

/// A part and where its reports stand in the collection.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) part: Arc<Part>,
    /// By document; nothing where each document is its position.
    pub(super) positions: Option<Box<[u32]>>,
}

/// In place of the position of a report that is not there any more.
pub(super) const DEAD: u32 = u32::MAX;

impl Placed {
    #[inline]
    pub(super) fn position(&self, document: u32) -> Option<u32> {
        match &self.positions {
            Some(positions) => Some(positions[document as usize]).filter(|position| *position != DEAD),
            None => Some(document),
        }
    }

    /// Positions of documents that are there.
    pub(super) fn positions_of(&self, documents: Vec<u32>) -> Vec<u32> {
        match self.positions {
            Some(_) => documents.into_iter().filter_map(|document| self.position(document)).collect(),
            None => documents,
        }
    }

    /// Documents that are there, in order.
    pub(super) fn documents(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.part.segment.len()).filter(|document| self.position(*document).is_some())
    }
}

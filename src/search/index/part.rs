//! Some reports, indexed, and where they are in the collection.

use std::sync::Arc;

use super::rows::Rows;
use super::segment::Segment;

/// Some reports of a collection. What two collections have in common may be in one part for both.
#[derive(Debug)]
pub(in crate::search) struct Part {
    pub(in crate::search) segment: Segment,
    pub(in crate::search) rows: Rows,
    /// Documents by title, and where titles are the same in their own order.
    pub(in crate::search) by_title: Box<[u32]>,
}

impl Part {
    /// Bytes of memory.
    pub(in crate::search) fn bytes(&self) -> usize {
        self.segment.bytes() + self.rows.bytes() + 4 * self.by_title.len()
    }
}

/// A part and where its reports stand in the collection.
#[derive(Debug)]
pub(in crate::search) struct Placed {
    pub(in crate::search) part: Arc<Part>,
    /// By document; nothing where each document is its position.
    pub(in crate::search) positions: Option<Box<[u32]>>,
}

/// In place of the position of a report that is not there any more.
pub(in crate::search) const DEAD: u32 = u32::MAX;

impl Placed {
    #[inline]
    pub(in crate::search) fn position(&self, document: u32) -> Option<u32> {
        match &self.positions {
            Some(positions) => Some(positions[document as usize]).filter(|position| *position != DEAD),
            None => Some(document),
        }
    }

    /// Positions of documents that are there.
    pub(in crate::search) fn positions_of(&self, documents: Vec<u32>) -> Vec<u32> {
        match self.positions {
            Some(_) => documents.into_iter().filter_map(|document| self.position(document)).collect(),
            None => documents,
        }
    }

    /// Documents that are there, in order.
    pub(in crate::search) fn documents(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.part.segment.len()).filter(|document| self.position(*document).is_some())
    }
}

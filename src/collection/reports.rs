//! The reports of a collection, newest first.

use std::cmp::Reverse;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

use super::block::{Block, MOST};
use super::model::Report;
use super::shares::in_shares;

/// All reports of a collection: `added` newest first, then `published` newest first, then `id`.
///
/// The reports are stored in blocks, which two collections may share. The order is a separate list.
pub struct Reports {
    blocks: Box<[Arc<Block>]>,
    order: Box<[Slot]>,
}

/// Position of a report: its block and its place in the block, in one number.
#[derive(Clone, Copy)]
struct Slot(u32);

impl Slot {
    fn new(block: usize, within: usize) -> Slot {
        let block = u32::try_from(block).ok().filter(|block| *block <= u32::MAX / MOST as u32);
        Slot(block.expect("a file of 500 million reports is never read whole") * MOST as u32 + within as u32)
    }

    fn block(self) -> usize {
        self.0 as usize / MOST
    }

    fn within(self) -> usize {
        self.0 as usize % MOST
    }
}

impl Reports {
    pub(super) fn in_order(blocks: Vec<Arc<Block>>) -> Reports {
        let mut keys = Vec::with_capacity(blocks.iter().map(|block| block.len()).sum());
        for (at, block) in blocks.iter().enumerate() {
            let key = |(within, report): (usize, &Report)| {
                (Reverse((report.added, report.published)), Slot::new(at, within))
            };
            keys.extend(block.reports().enumerate().map(key));
        }
        // The dates decide almost always, and they are in `keys`. An id has to be fetched from anywhere in memory.
        let id = |slot: Slot| &blocks[slot.block()].report(slot.within()).id;
        keys.sort_unstable_by(|(a, at), (b, other)| a.cmp(b).then_with(|| id(*at).cmp(id(*other))));
        let order = keys.into_iter().map(|(_, slot)| slot).collect();
        Reports { blocks: blocks.into(), order }
    }

    /// Number of reports.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether the collection has no reports.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Newest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Report> + ExactSizeIterator + Clone {
        self.order.iter().map(|slot| self.at(*slot))
    }

    /// Newest first, each with its [`Report::content`].
    pub(crate) fn with_contents(&self) -> impl ExactSizeIterator<Item = (&Report, u64)> {
        const WORTH_A_THREAD: usize = 32;
        in_shares(&self.blocks, WORTH_A_THREAD, |blocks| {
            for block in blocks {
                block.contents();
            }
        });
        let with_content = |slot: &Slot| {
            let block = &self.blocks[slot.block()];
            (block.report(slot.within()), block.contents()[slot.within()])
        };
        self.order.iter().map(with_content)
    }

    /// The blocks in the order of the file: the hash of each block's texts and the number of its reports. If two
    /// collections have the same topics and language, blocks with equal hashes hold equal reports.
    pub(crate) fn blocks_by_texts(&self) -> impl Iterator<Item = (u128, usize)> {
        self.blocks.iter().map(|block| (block.texts, block.len()))
    }

    /// The block of each report and its place in that block, newest report first.
    pub(crate) fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        self.order.iter().map(|slot| (slot.block(), slot.within()))
    }

    /// In the order of the file.
    pub(super) fn blocks(&self) -> &[Arc<Block>] {
        &self.blocks
    }

    /// The block that holds the report at this position in the order.
    pub(super) fn block_at(&self, position: usize) -> &Block {
        &self.blocks[self.order[position].block()]
    }

    fn at(&self, slot: Slot) -> &Report {
        self.blocks[slot.block()].report(slot.within())
    }
}

impl Index<usize> for Reports {
    type Output = Report;

    fn index(&self, position: usize) -> &Report {
        self.at(self.order[position])
    }
}

/// Prints the reports only: their division into blocks is not part of the collection's content.
impl fmt::Debug for Reports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

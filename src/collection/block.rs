//! Blocks of reports. A block is a run of neighboring reports in the file, and is reused or rebuilt as a whole.
//!
//! The text of the reports decides where a block ends, not a count (content-defined chunking). An inserted,
//! changed or removed report therefore rebuilds one or two blocks, and all other blocks stay the same.

use std::ops::Range;
use std::sync::OnceLock;

use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_128;

use super::content::Content;
use super::model::Report;
use super::shares::in_shares;

/// The fewest reports in a block, except in the last one. A `u32` slot leaves 22 bits for the number of a block.
const LEAST: usize = 128;
/// The most reports in a block: the position within a block takes 10 bits.
pub(super) const MOST: usize = 1 << 10;
/// Between these two limits, one report in 256 ends a block. A smaller block makes a change cheaper.
const ONE_IN: u128 = 256;
/// The number of reports that fit in 4 KB. Every allocator has a size class for that; it rounds larger allocations
/// up, which adds up to much memory.
const PIECE: usize = 4096 / size_of::<Report>();

/// A run of reports in the order of the file.
#[derive(Debug)]
pub(super) struct Block {
    /// Hash of the reports' texts in the file. Blocks with equal texts have equal hashes.
    pub(super) texts: u128,
    /// Whether feeds do not show some report as the curator wrote it. See `remark`.
    pub(super) has_remarks: bool,
    /// Every piece but the last holds [`PIECE`] reports.
    pieces: Box<[Box<[Report]>]>,
    contents: OnceLock<Box<[u64]>>,
}

impl Block {
    pub(super) fn new(texts: u128, mut reports: impl Iterator<Item = Report>) -> Block {
        let mut pieces = Vec::new();
        loop {
            let most = reports.size_hint().1.map_or(PIECE, |left| left.min(PIECE));
            let mut piece = Vec::with_capacity(most);
            piece.extend(reports.by_ref().take(PIECE));
            if piece.is_empty() {
                return Block { texts, has_remarks: false, pieces: pieces.into(), contents: OnceLock::new() };
            }
            pieces.push(piece.into_boxed_slice());
        }
    }

    pub(super) fn with_remarks(self, has_remarks: bool) -> Block {
        Block { has_remarks, ..self }
    }

    pub(super) fn reports(&self) -> impl Iterator<Item = &Report> {
        self.pieces.iter().flatten()
    }

    pub(super) fn report(&self, within: usize) -> &Report {
        &self.pieces[within / PIECE][within % PIECE]
    }

    pub(super) fn len(&self) -> usize {
        match &*self.pieces {
            [whole @ .., last] => whole.len() * PIECE + last.len(),
            [] => 0,
        }
    }

    /// The content hash of each report, computed on first use and kept with the block.
    pub(super) fn contents(&self) -> &[u64] {
        self.contents.get_or_init(|| {
            let mut content = Content::default();
            let mut contents = Vec::with_capacity(self.len());
            contents.extend(self.reports().map(|report| report.content(&mut content)));
            contents.into()
        })
    }
}

/// The range of a block among the reports of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) reports: Range<usize>,
    /// See [`Block::texts`].
    pub(super) texts: u128,
}

/// Cuts the reports of a file into blocks.
pub(super) fn cut(raws: &[&RawValue]) -> Vec<Cut> {
    const WORTH_A_THREAD: usize = 10_000;
    let names = in_shares(raws, WORTH_A_THREAD, |raws| {
        raws.iter().map(|raw| xxh3_128(raw.get().as_bytes())).collect::<Vec<_>>()
    });
    let mut cuts = Vec::new();
    let mut start = 0;
    let mut texts = Vec::with_capacity(MOST * size_of::<u128>());
    for (at, name) in names.into_iter().flatten().enumerate() {
        texts.extend_from_slice(&name.to_le_bytes());
        let end = at + 1;
        let ends = match end - start {
            count if count < LEAST => false,
            count => count == MOST || name % ONE_IN == 0,
        };
        if ends || end == raws.len() {
            cuts.push(Cut { reports: start..end, texts: xxh3_128(&texts) });
            texts.clear();
            start = end;
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_of(texts: &[String]) -> Vec<Cut> {
        let raws: Vec<&RawValue> =
            texts.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect();
        cut(&raws)
    }

    fn made(count: usize) -> Vec<String> {
        (0..count).map(|number| number.to_string()).collect()
    }

    fn new_ones(before: &[Cut], after: &[Cut]) -> usize {
        after.iter().filter(|cut| before.iter().all(|other| other.texts != cut.texts)).count()
    }

    #[test]
    fn blocks_follow_each_other_and_are_neither_small_nor_large() {
        let cuts = cut_of(&made(20_000));
        let mut end = 0;
        for (at, cut) in cuts.iter().enumerate() {
            assert_eq!(cut.reports.start, end);
            end = cut.reports.end;
            assert!(cut.reports.len() <= MOST && (cut.reports.len() >= LEAST || at + 1 == cuts.len()));
        }
        assert_eq!(end, 20_000);
        assert!((20..100).contains(&cuts.len()), "{}", cuts.len());
    }

    #[test]
    fn what_changes_in_one_place_leaves_nearly_all_blocks_as_they_were() {
        let texts = made(20_000);
        let before = cut_of(&texts);
        for at in (0..20_000).step_by(1_999) {
            let mut changed = texts.clone();
            changed[at] = "\"changed\"".to_owned();
            let mut longer = texts.clone();
            longer.insert(at, "\"new\"".to_owned());
            let mut shorter = texts.clone();
            shorter.remove(at);
            for after in [changed, longer, shorter] {
                let new = new_ones(&before, &cut_of(&after));
                assert!((1..=6).contains(&new), "{new} at {at}");
            }
        }
    }

    #[test]
    fn reports_that_change_places_are_another_block() {
        let mut texts = made(100);
        let before = cut_of(&texts);
        texts.swap(3, 4);
        assert_ne!(cut_of(&texts), before);
    }
}

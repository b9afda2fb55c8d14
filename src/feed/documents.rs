//! Finds the document of a feed that contains a report or withdrawal.

use crate::collection::{Report, TopicIndex, Withdrawal};
use crate::snapshot::{Snapshot, Timeline};

use super::window::Window;
use super::{Options, Part};

/// The documents of the feed of the collection or of a topic.
#[derive(Debug)]
pub struct Documents<'s> {
    timeline: Timeline<'s>,
    window: Window,
}

impl<'s> Documents<'s> {
    /// Divides a feed into documents.
    pub fn of(snapshot: &'s Snapshot, topic: Option<TopicIndex>, options: &Options) -> Documents<'s> {
        let timeline = snapshot.timeline(topic);
        Documents { window: Window::of(&timeline, options), timeline }
    }

    /// Number of archives.
    pub fn archives(&self) -> u32 {
        self.window.archives
    }

    /// The document that contains a report of the feed.
    pub fn part_of(&self, report: &Report) -> Part {
        self.window.part_of(self.timeline.slot_of(report))
    }

    /// The document that announces a withdrawal; the live one if the feed does not announce it.
    pub fn part_of_withdrawal(&self, withdrawal: &Withdrawal) -> Part {
        self.timeline.slot_of_withdrawal(withdrawal).map_or(Part::Live, |slot| self.window.part_of(slot))
    }

    /// The position of a report, counted from the oldest slot.
    pub fn age_of(&self, report: &Report) -> usize {
        self.window.age_of(self.timeline.slot_of(report))
    }

    /// The position of a withdrawal, counted from the oldest slot; `usize::MAX` if the feed does not announce it.
    pub fn age_of_withdrawal(&self, withdrawal: &Withdrawal) -> usize {
        let slot = self.timeline.slot_of_withdrawal(withdrawal);
        slot.map_or(usize::MAX, |slot| self.window.age_of(slot))
    }

    /// The number of the archive that a position, counted from the oldest slot, belongs to.
    pub fn archive_of_slot(&self, age: usize) -> u32 {
        self.window.archive_of(age)
    }
}

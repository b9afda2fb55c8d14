//! Finds the document of a feed that contains a report or withdrawal.

use std::collections::HashMap;

use crate::collection::{Report, TopicIndex, Withdrawal};
use crate::snapshot::{Snapshot, Timeline};

use super::window::{Window, is_recent};
use super::{Options, Part};

/// The documents of the feed of the collection or of a topic.
#[derive(Debug)]
pub struct Documents<'s> {
    timeline: Timeline<'s>,
    window: Window,
    options: Options,
    /// Slots of withdrawals by id.
    withdrawal_slots: HashMap<&'s str, usize>,
}

impl<'s> Documents<'s> {
    /// Divides a feed into documents.
    pub fn of(snapshot: &'s Snapshot, topic: Option<TopicIndex>, options: &Options) -> Documents<'s> {
        let timeline = snapshot.timeline(topic);
        let withdrawal_slots =
            timeline.withdrawal_slots().map(|(withdrawal, slot)| (withdrawal.id.as_str(), slot));
        Documents {
            withdrawal_slots: withdrawal_slots.collect(),
            window: Window::of(&timeline, options),
            timeline,
            options: *options,
        }
    }

    /// Number of archives.
    pub fn archives(&self) -> u32 {
        self.window.archives
    }

    /// The document that contains a report of the feed.
    pub fn part_of(&self, report: &Report) -> Part {
        self.window.part_of(self.timeline.slot_of(report))
    }

    /// Whether a report joined recently. The live document shows it then, unless it does not fit.
    pub fn is_recent(&self, report: &Report) -> bool {
        is_recent(&self.timeline, report.added, &self.options)
    }

    /// The document that announces a withdrawal; the live one if none does.
    pub fn part_of_withdrawal(&self, withdrawal: &Withdrawal) -> Part {
        self.withdrawal_slots
            .get(withdrawal.id.as_str())
            .map_or(Part::Live, |slot| self.window.part_of(*slot))
    }

    /// The position of a report, counted from the oldest slot.
    pub fn age_of(&self, report: &Report) -> usize {
        self.window.age_of(self.timeline.slot_of(report))
    }

    /// The position of a withdrawal, counted from the oldest slot; `usize::MAX` if the feed does not announce it.
    pub fn age_of_withdrawal(&self, withdrawal: &Withdrawal) -> usize {
        self.withdrawal_slots.get(withdrawal.id.as_str()).map_or(usize::MAX, |slot| self.window.age_of(*slot))
    }

    /// The number of the archive that a position, counted from the oldest slot, belongs to.
    pub fn archive_of_slot(&self, age: usize) -> u32 {
        self.window.archive_of(age)
    }
}

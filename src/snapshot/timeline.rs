//! The reports of a feed and the withdrawals that it announces, in one order.
//!
//! Each withdrawal takes a slot of its own, by its date. A withdrawal therefore does not make a feed shorter, and
//! the cuts between archives stay where they are.

use std::borrow::Cow;
use std::ops::Range;

use crate::collection::{Instant, Report, Withdrawal};

use super::ReportList;

/// Reports and withdrawals, newest first. Each takes one slot; slot 0 is the newest.
#[derive(Clone, Debug)]
pub struct Timeline<'s> {
    reports: ReportList<'s>,
    withdrawals: &'s [Withdrawal],
    left: Cow<'s, [Left]>,
    /// Positions of changed reports in the collection.
    changes: Cow<'s, [u32]>,
}

/// A withdrawal and its slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// Position in the collection's list of withdrawals.
    withdrawal: u32,
    slot: u32,
}

/// Assigns slots to withdrawals among reports. `positions` lists the withdrawals, the latest first. If a report
/// and a withdrawal have the same date, the withdrawal counts as newer.
pub(super) fn slots(
    reports: ReportList<'_>,
    withdrawals: &[Withdrawal],
    positions: impl Iterator<Item = usize>,
) -> Box<[Left]> {
    let left = positions.enumerate().map(|(before, position)| {
        let when = withdrawals[position].when;
        let slot = reports.newer_than(when) + before;
        Left { withdrawal: position as u32, slot: slot as u32 }
    });
    left.collect()
}

impl<'s> Timeline<'s> {
    pub(super) fn new(
        reports: ReportList<'s>,
        withdrawals: &'s [Withdrawal],
        left: impl Into<Cow<'s, [Left]>>,
        changes: impl Into<Cow<'s, [u32]>>,
    ) -> Timeline<'s> {
        Timeline { reports, withdrawals, left: left.into(), changes: changes.into() }
    }

    /// Number of slots.
    pub fn len(&self) -> usize {
        self.reports.len() + self.left.len()
    }

    /// Whether there are no slots.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The date of a slot: when its report joined, or when its withdrawal happened. `slot` must be below
    /// [`Timeline::len`].
    pub fn date(&self, slot: usize) -> Instant {
        let before = self.left_before(slot);
        match self.left.get(before) {
            Some(left) if left.slot as usize == slot => self.withdrawals[left.withdrawal as usize].when,
            _ => self.reports.at(slot - before).added,
        }
    }

    /// The reports in a range of slots.
    pub fn reports(&self, slots: Range<usize>) -> impl Iterator<Item = &'s Report> + use<'s> {
        self.reports.slice(self.places(slots))
    }

    /// The places of these reports in the list of the feed's reports, newest first.
    pub fn places(&self, slots: Range<usize>) -> Range<usize> {
        slots.start - self.left_before(slots.start)..slots.end - self.left_before(slots.end)
    }

    /// The withdrawals in a range of slots.
    pub fn withdrawals(&self, slots: Range<usize>) -> impl Iterator<Item = &'s Withdrawal> + '_ {
        let left = &self.left[self.left_before(slots.start)..self.left_before(slots.end)];
        left.iter().map(|left| &self.withdrawals[left.withdrawal as usize])
    }

    /// The reports that changed after they joined, the latest change first.
    pub fn changes(&self) -> impl Iterator<Item = &'s Report> + '_ {
        self.changes.iter().map(|position| self.reports.in_collection(*position))
    }

    /// The slot of a report of the feed.
    pub fn slot_of(&self, report: &Report) -> usize {
        let place = self.reports.place_of(report);
        // Each withdrawal before it takes a slot more.
        place + self.left_while(|at, left| left.slot as usize <= place + at)
    }

    /// The withdrawals that the feed announces, each with its slot.
    pub fn withdrawal_slots(&self) -> impl Iterator<Item = (&'s Withdrawal, usize)> + '_ {
        self.left.iter().map(|left| (&self.withdrawals[left.withdrawal as usize], left.slot as usize))
    }

    /// The number of newest slots that contain `count` reports, or all reports if there are fewer.
    pub fn slots_of_newest(&self, count: usize) -> usize {
        let count = count.min(self.reports.len());
        // Each withdrawal among them takes a slot more.
        count + self.left_while(|at, left| (left.slot as usize) < count + at)
    }

    /// How many withdrawals at the beginning are so; none after them is.
    fn left_while(&self, is_so: impl Fn(usize, &Left) -> bool) -> usize {
        let (mut start, mut end) = (0, self.left.len());
        while start < end {
            let middle = start + (end - start) / 2;
            match is_so(middle, &self.left[middle]) {
                true => start = middle + 1,
                false => end = middle,
            }
        }
        start
    }

    fn left_before(&self, slot: usize) -> usize {
        self.left.partition_point(|left| (left.slot as usize) < slot)
    }
}

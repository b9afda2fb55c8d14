//! What the inbox counts, for metrics.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Why something was not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RefusalReason {
    /// A field is wrong.
    Faults,
    /// The collection or the inbox has it already.
    Known,
    /// A program filled in the form, or it was sent too fast or too late.
    Form,
    Rate,
    Full,
    /// The database does not work.
    Down,
}

impl RefusalReason {
    /// Every reason.
    pub const ALL: [RefusalReason; 6] = [
        RefusalReason::Faults,
        RefusalReason::Known,
        RefusalReason::Form,
        RefusalReason::Rate,
        RefusalReason::Full,
        RefusalReason::Down,
    ];

    /// As metrics name it.
    pub fn name(self) -> &'static str {
        match self {
            RefusalReason::Faults => "faults",
            RefusalReason::Known => "known",
            RefusalReason::Form => "form",
            RefusalReason::Rate => "rate",
            RefusalReason::Full => "full",
            RefusalReason::Down => "down",
        }
    }
}

/// Counters that any thread may write and read.
#[derive(Debug, Default)]
pub(super) struct Counted {
    received: AtomicU64,
    refused: [AtomicU64; RefusalReason::ALL.len()],
    waiting: AtomicU64,
    /// When the oldest suggestion that waits was received.
    oldest: AtomicI64,
    is_down: AtomicU64,
}

/// The numbers of the inbox at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct InboxFigures {
    /// Suggestions that this process received.
    pub received: u64,
    /// What this process refused, by the name of the reason.
    pub refused: Vec<(&'static str, u64)>,
    /// Suggestions that wait for a decision, as they were last counted.
    pub waiting: u64,
    /// When the oldest of them was received, in seconds since 1970.
    pub oldest_waiting: Option<i64>,
    pub is_down: bool,
}

impl Counted {
    pub(super) fn received(&self, many: usize) {
        self.received.fetch_add(many as u64, Ordering::Relaxed);
        self.waiting.fetch_add(many as u64, Ordering::Relaxed);
    }

    pub(super) fn refused(&self, reason: RefusalReason) {
        self.refused[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn waiting(&self, (many, oldest): (u64, Option<i64>)) {
        self.waiting.store(many, Ordering::Relaxed);
        self.oldest.store(oldest.unwrap_or_default(), Ordering::Relaxed);
    }

    /// Returns whether it was known to be so.
    pub(super) fn down(&self, is_down: bool) -> bool {
        self.is_down.swap(is_down.into(), Ordering::Relaxed) == u64::from(is_down)
    }

    pub(super) fn figures(&self) -> InboxFigures {
        let refused =
            |reason: RefusalReason| (reason.name(), self.refused[reason as usize].load(Ordering::Relaxed));
        InboxFigures {
            received: self.received.load(Ordering::Relaxed),
            refused: RefusalReason::ALL.map(refused).into(),
            waiting: self.waiting.load(Ordering::Relaxed),
            oldest_waiting: Some(self.oldest.load(Ordering::Relaxed)).filter(|oldest| *oldest > 0),
            is_down: self.is_down.load(Ordering::Relaxed) > 0,
        }
    }
}

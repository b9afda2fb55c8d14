//! What the desk counts, for metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// Why a login was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoginRefusal {
    /// The name or the password is wrong.
    Password,
    /// The attempt has to wait after others that failed.
    Wait,
    /// Too many passwords are being checked.
    Busy,
}

impl LoginRefusal {
    const ALL: [LoginRefusal; 3] = [LoginRefusal::Password, LoginRefusal::Wait, LoginRefusal::Busy];

    /// As metrics name it.
    fn name(self) -> &'static str {
        match self {
            LoginRefusal::Password => "password",
            LoginRefusal::Wait => "wait",
            LoginRefusal::Busy => "busy",
        }
    }
}

/// Counters of one desk.
#[derive(Debug, Default)]
pub(super) struct DeskCounters {
    logins: AtomicU64,
    refused: [AtomicU64; LoginRefusal::ALL.len()],
    changes: AtomicU64,
    conflicts: AtomicU64,
}

/// The numbers of the desk at one moment, since the process began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskFigures {
    /// Curators who logged in.
    pub logins: u64,
    /// Logins that were refused, by the name of the reason.
    pub refused: Vec<(&'static str, u64)>,
    /// Changes of the collection file.
    pub changes: u64,
    /// Forms that were overtaken by the work of somebody else.
    pub conflicts: u64,
}

impl DeskCounters {
    pub(super) fn logged_in(&self) {
        self.logins.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn refused(&self, reason: LoginRefusal) {
        self.refused[reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn conflict(&self) {
        self.conflicts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn figures(&self) -> DeskFigures {
        let now = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        DeskFigures {
            logins: now(&self.logins),
            refused: LoginRefusal::ALL
                .map(|reason| (reason.name(), now(&self.refused[reason as usize])))
                .into(),
            changes: now(&self.changes),
            conflicts: now(&self.conflicts),
        }
    }
}

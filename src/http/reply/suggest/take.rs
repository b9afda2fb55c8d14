//! The steps from something that somebody sends to a receipt.

use std::panic::resume_unwind;
use std::time::Duration;

use crate::http::reply::answers::Received;
use crate::http::reply::refusal::Refusal;
use crate::inbox::{
    Inbox, InboxError, KnownReport, NewSending, NewSuggestion, Receipt, RefusalReason, SuggestionFault,
    checked,
};
use crate::snapshot::{FoundReport, Snapshot};

/// Why something is not taken.
#[derive(Debug)]
pub(super) enum NotTaken {
    Faults(Vec<SuggestionFault>),
    /// The collection has one of them already.
    Known(KnownReport),
    /// The nth of them waits in the inbox already, or was accepted as this report.
    Waits(usize, Option<KnownReport>),
    /// The client has to wait so long.
    Wait(Duration),
    Contradicts,
    Full,
    Down,
    /// It was decided already.
    Decided,
    /// There is nothing at the private address.
    NotThere,
}

impl NotTaken {
    /// As metrics count it.
    pub(super) fn reason(&self) -> Option<RefusalReason> {
        match self {
            NotTaken::Faults(_) | NotTaken::Contradicts => Some(RefusalReason::Faults),
            NotTaken::Known(_) | NotTaken::Waits(..) => Some(RefusalReason::Known),
            NotTaken::Wait(_) => Some(RefusalReason::Rate),
            NotTaken::Full => Some(RefusalReason::Full),
            NotTaken::Down => Some(RefusalReason::Down),
            NotTaken::Decided | NotTaken::NotThere => None,
        }
    }
}

impl From<InboxError> for NotTaken {
    fn from(error: InboxError) -> NotTaken {
        match error {
            InboxError::Contradicts => NotTaken::Contradicts,
            InboxError::Known { nth, report } => NotTaken::Waits(nth, report.map(KnownReport::Report)),
            InboxError::Full => NotTaken::Full,
            InboxError::NotThere => NotTaken::NotThere,
            InboxError::AlreadyDecided => NotTaken::Decided,
            InboxError::Store(_) => NotTaken::Down,
        }
    }
}

/// The inbox of the collection that was asked.
pub(super) fn inbox(received: &Received) -> Result<Inbox, Refusal> {
    received.inbox.clone().ok_or(Refusal::NOT_FOUND)
}

/// Takes what somebody sends: checks it, charges the client, looks whether the collection has it, and stores it.
pub(super) async fn take(
    received: &Received,
    inbox: &Inbox,
    new: NewSending,
    key: Option<&str>,
) -> Result<Receipt, NotTaken> {
    let taken = steps(received, inbox, new, key).await;
    if let Err(reason) = &taken
        && let Some(reason) = reason.reason()
    {
        inbox.refused(reason);
    }
    taken
}

async fn steps(
    received: &Received,
    inbox: &Inbox,
    new: NewSending,
    key: Option<&str>,
) -> Result<Receipt, NotTaken> {
    let topics = &received.snapshot.collection().topics;
    let new = checked(new, topics).map_err(NotTaken::Faults)?;
    inbox.guard().charge(received.client).map_err(NotTaken::Wait)?;
    if let Some(known) = known(received, inbox, &new.suggestions).await {
        // A request that is repeated after its suggestion was accepted is still the same request.
        let earlier = match key {
            Some(key) => inbox.repeated(&new, key).await?,
            None => None,
        };
        return earlier.ok_or(NotTaken::Known(known));
    }
    inbox.submit(new, key, received.now.unix()).await.map_err(|error| match NotTaken::from(error) {
        NotTaken::Waits(nth, report) => {
            NotTaken::Waits(nth, report.filter(|known| is_shown(known, &received.snapshot)))
        }
        why => why,
    })
}

/// Whether visitors can see a report. Nobody is told of one that appears later.
fn is_shown(known: &KnownReport, snapshot: &Snapshot) -> bool {
    match known {
        KnownReport::Report(id) => !matches!(snapshot.find(id), FoundReport::Nothing),
        KnownReport::Withdrawn(_) => true,
    }
}

/// The report that is the same as the first of some suggestions that the collection has already.
pub(super) async fn known(
    received: &Received,
    inbox: &Inbox,
    suggestions: &[NewSuggestion],
) -> Option<KnownReport> {
    all_known(received, inbox, suggestions).await.into_iter().flatten().next()
}

/// For each of some suggestions, the report that the collection has already. This may read the whole collection, so it is
/// done elsewhere while this worker answers others.
pub(super) async fn all_known(
    received: &Received,
    inbox: &Inbox,
    suggestions: &[NewSuggestion],
) -> Vec<Option<KnownReport>> {
    let (snapshot, site) = (received.snapshot.clone(), received.hosted.options.render.site.clone());
    let (suggestions, inbox) = (suggestions.to_vec(), inbox.clone());
    let find = move || {
        let find = |one: &NewSuggestion| {
            inbox.known_in(&snapshot, &one.fields, &site).filter(|known| is_shown(known, &snapshot))
        };
        suggestions.iter().map(find).collect()
    };
    let found = tokio::task::spawn_blocking(find).await;
    // The task is never cancelled, so an error is a panic, and it goes on here.
    found.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}

/// Whole seconds to wait, at least one.
pub(super) fn seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

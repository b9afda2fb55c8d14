//! Finds topics of an address that were renamed or have closed.

use crate::address::{Address, Basis};
use crate::collection::Instant;
use crate::query::{Facet, Filter, Query};
use crate::snapshot::{Named, Snapshot, Standing};

/// The state of the topics that a query names.
pub(super) enum Topics {
    /// One of them never existed, so nothing is found.
    Unknown,
    /// One of them has closed. A query may still exclude a closed topic, because its reports are still there.
    Gone,
    /// One of them has another slug now; the query with current slugs.
    Renamed(Query),
    /// All of them exist under these slugs.
    Present,
}

pub(super) fn topics_of(snapshot: &Snapshot, query: &Query, now: Instant) -> Topics {
    let (mut renamed, mut gone) = (query.clone(), false);
    for filter in query.filters_of(Facet::Topic) {
        match snapshot.named(&filter.value) {
            None => return Topics::Unknown,
            Some(Named::Topic(topic)) => {
                gone |= !filter.is_left_out && snapshot.standing(topic, now) == Standing::Closed;
            }
            Some(Named::Alias(topic)) => {
                let value = snapshot.collection().topic(topic).id.clone();
                renamed = renamed.without(filter).with(Filter { value, ..filter.clone() });
            }
        }
    }
    match gone {
        true => Topics::Gone,
        false if renamed == *query => Topics::Present,
        false => Topics::Renamed(renamed),
    }
}

/// The card with the current slug of its topics. A consumer wants the card and no redirect, even if the page has a new
/// address.
pub(super) fn present(snapshot: &Snapshot, card: Address, now: Instant) -> Address {
    if let Some(query) = card.rules().query
        && let Topics::Renamed(query) = topics_of(snapshot, query, now)
    {
        return card.with_query(query);
    }
    if let Basis::Topic(slug) = card.rules().basis
        && let Some(Named::Alias(topic)) = snapshot.named(slug)
    {
        return card.with_topic(&snapshot.collection().topic(topic).id);
    }
    card
}

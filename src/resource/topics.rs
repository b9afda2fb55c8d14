//! What became of the topics that an address names.

use crate::address::{Address, Basis};
use crate::collection::Instant;
use crate::query::{Facet, Filter, Query};
use crate::snapshot::{Named, Snapshot, Standing};

/// What the topics of a query are to the collection.
pub(super) enum Topics {
    /// One never was, so nothing is found.
    Unknown,
    /// One is gone. It may still be left out, for its reports are there.
    Gone,
    /// One has another slug now.
    Renamed(Query),
    /// All are there.
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

/// A card of what is there now: a consumer wants it, and not a redirect, also where the page has a new
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

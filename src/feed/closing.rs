//! The closing notice in a retired topic's feed: it says that the feed closes and where to continue.

use std::borrow::Cow;

use crate::address::Address;
use crate::collection::{Instant, TopicIndex};
use crate::snapshot::Snapshot;
use crate::words::{Language, Value};

use super::{Body, Entry, feed_id};

/// The notice that a retired topic's feed shows until it is closed. Its date is that of the retirement.
pub(super) fn entry(snapshot: &Snapshot, topic: TopicIndex, now: Instant) -> Entry<'_> {
    let collection = snapshot.collection();
    let successor = snapshot.successor(topic, now).map(|successor| collection.topic(successor));
    let topic = collection.topic(topic);
    let retired = topic.retired.expect("only a retired topic closes");
    let language = Language::of_collection(&collection.about.language);
    let words = language.words();
    let (notice, page) = match successor {
        Some(successor) => (
            words.tell("closing-successor", &[("successor", Value::Text(&successor.title))]),
            Address::Topic { topic: successor.id.clone(), page: 1 },
        ),
        None => (
            words.tell("closing-end", &[("collection", Value::Text(&collection.about.title))]),
            Address::home(),
        ),
    };
    let id = format!("{}/closed", feed_id(&collection.about, Some(topic)));
    Entry {
        id: Cow::Owned(id.clone()),
        iri: Cow::Owned(id),
        title: Cow::Owned(words.tell("closing-title", &[("topic", Value::Text(&topic.title))])),
        page,
        added: retired,
        updated: retired,
        issued: None,
        body: Body::Text(Cow::Owned(notice)),
        // The text is feedgate's own, in a language that feedgate supports.
        language: (*collection.about.language != *language.tag()).then_some(language.tag()),
        url: None,
        files: &[],
        by: Vec::new(),
        publishers: &[],
        topics: vec![topic],
        places: &[],
        keywords: &[],
        doi: None,
        rights: None,
        image: None,
    }
}

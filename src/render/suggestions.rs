//! OpenSearch Suggestions 1.1: completions for a browser's search box.

use serde_json::json;

use crate::address::Address;
use crate::collection::Instant;
use crate::query::Query;
use crate::search::Completion;
use crate::snapshot::{Snapshot, Standing};
use crate::words::{Language, Words};

use super::{Document, DocumentKind, Options};

/// The content type of suggestions.
pub(crate) const SUGGESTIONS: &str = "application/x-suggestions+json";
/// As many suggestions as a browser shows.
const MOST: usize = 10;

/// Completions of `typed`, each with its kind and address. `typed` is returned unchanged, because browsers compare
/// it.
///
/// The kind is described in a language. If that language was `chosen`, the addresses keep it.
pub fn render(
    snapshot: &Snapshot,
    typed: &str,
    now: Instant,
    (words, chosen): (&Words, Option<Language>),
    options: &Options,
) -> Document {
    let (mut texts, mut kinds, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    let suggested = snapshot.index().map(|index| index.suggest(snapshot.collection(), typed.trim(), MOST));
    let suggested = suggested.filter(|_| !typed.trim().is_empty()).unwrap_or_default();
    for (text, kind, address) in suggested.into_iter().filter_map(|one| completion(snapshot, one, now)) {
        texts.push(text);
        kinds.push(words.say(kind));
        addresses.push(options.site.url_in(&address, chosen));
    }
    Document {
        media_type: SUGGESTIONS,
        body: json!([typed, texts, kinds, addresses]).to_string().into_bytes(),
        links: Vec::new(),
        kind: DocumentKind::Data,
    }
}

/// The completion, the id of the message that describes its kind, and its address.
fn completion(snapshot: &Snapshot, one: Completion, now: Instant) -> Option<(String, &'static str, Address)> {
    let collection = snapshot.collection();
    match one {
        Completion::Topic(index) => {
            let topic = collection.topic(index);
            let is_open = snapshot.standing(index, now) != Standing::Closed;
            let page = Address::Topic { topic: topic.id.clone(), page: 1 };
            is_open.then(|| (topic.title.to_string(), "topic", page))
        }
        Completion::Report(at) => {
            let report = &collection.reports[at as usize];
            Some((report.title.to_string(), "one-report", Address::Report(report.id.clone())))
        }
        Completion::Name(name) => {
            let words = [("q".into(), format!("\"{}\"", name.replace('"', " ")).into())];
            let query = Query::read(&words).ok()?;
            Some((name.into(), "author-or-publisher", Address::search(query)))
        }
    }
}

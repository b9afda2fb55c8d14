//! The page for people at `/oai`: how to harvest, with an example of each request.

use serde::Serialize;

use crate::address::Address;
use crate::page::{Head, Visit};
use crate::render::Document;

use super::Verb;
use super::metadata::MetadataFormat;

#[derive(Serialize)]
struct Explained<'p> {
    heading: String,
    base: String,
    examples: Vec<Example>,
    formats: Vec<Format>,
    sets: Vec<Set<'p>>,
}

/// A request to look at.
#[derive(Serialize)]
struct Example {
    /// The key of the words that say what it is for.
    what: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Format {
    prefix: &'static str,
    name: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Set<'p> {
    name: &'p str,
    title: &'p str,
    url: String,
}

/// The page that explains how to harvest the collection.
pub fn page(visit: &Visit<'_>) -> Document {
    let words = visit.words();
    let base = visit.options.site.url(&Address::OaiPmh);
    let asked = |verb: Verb, arguments: &str| format!("{base}?verb={}{arguments}", verb.name());
    let all = "&metadataPrefix=oai_dc";
    let since = format!("{all}&from={}", visit.snapshot.changed(visit.now).day());
    let example = |what, url| Example { what, url };
    let examples = vec![
        example("oai-identify", asked(Verb::Identify, "")),
        example("oai-all", asked(Verb::ListRecords, all)),
        example("oai-since", asked(Verb::ListRecords, &since)),
        example("oai-ids", asked(Verb::ListIdentifiers, all)),
    ];
    let formats = MetadataFormat::ALL.map(|format| Format {
        prefix: format.prefix(),
        name: format.name(),
        url: asked(Verb::ListRecords, &format!("&metadataPrefix={}", format.prefix())),
    });
    let sets = visit.snapshot.collection().topics.iter().map(|topic| Set {
        name: &topic.id,
        title: &topic.title,
        url: asked(Verb::ListRecords, &format!("{all}&set={}", topic.id)),
    });
    let heading = words.say("oai-title");
    let head = Head {
        description: Some(words.say("oai-what")),
        ..Head::new(visit, &Address::OaiPmh, heading.clone())
    };
    let values =
        Explained { heading, base: base.clone(), examples, formats: formats.into(), sets: sets.collect() };
    visit.page("oai.html", head, values)
}

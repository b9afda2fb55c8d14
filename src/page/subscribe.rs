//! The page that explains how to subscribe: at `/feed`, browsers get it instead of a feed. It contacts no other
//! host.

use serde::Serialize;

use crate::address::{Address, Format, Scope};
use crate::collection::TopicIndex;
use crate::feed::search_title;
use crate::render::Document;
use crate::words::Value;

use super::feed_links;
use super::head::Head;
use super::readers::{ReaderKind, ReaderLink, reader_links};
use super::visit::Visit;

#[derive(Serialize)]
struct Page {
    heading: String,
    list: String,
    title: String,
    /// The address to copy. It is the Atom feed, because every reader understands Atom.
    address: String,
    feeds: Vec<Feed>,
    readers: Vec<Readers>,
}

/// The readers of one kind.
#[derive(Serialize)]
struct Readers {
    kind: String,
    links: Vec<ReaderLink>,
}

#[derive(Serialize)]
struct Feed {
    format: String,
    url: String,
}

/// The page with the addresses of a scope's feeds.
pub fn subscribe(visit: &Visit<'_>, found: &Scope<TopicIndex>) -> Document {
    let site = &visit.options.site;
    let title = title(visit, found);
    let scope = &named(visit, found);
    let heading = visit.words().tell("subscribe-title", &[("title", Value::Text(&title))]);
    let address = Address::Subscribe(scope.clone());
    let head = Head {
        description: Some(visit.words().say("subscribe-what")),
        links: feed_links(scope, &title, site),
        is_indexed: scope.query().is_none(),
        ..Head::new(visit, &address, heading.clone())
    };
    let feed = |format: Format| Feed {
        format: format.to_string(),
        url: site.url(&Address::Feed(scope.clone(), format)),
    };
    let atom = site.url(&Address::Feed(scope.clone(), Format::Atom));
    let readers = |kind: ReaderKind| Readers {
        kind: visit.words().say(&format!("readers-{}", kind.name())),
        links: reader_links(kind, &atom),
    };
    let values = Page {
        heading,
        list: visit.target(&Address::page_of(scope)),
        title,
        feeds: Format::ALL.map(feed).into(),
        readers: ReaderKind::ALL.map(readers).into(),
        address: atom,
    };
    visit.page("subscribe.html", head, values)
}

/// The title of a scope's feeds.
fn title(visit: &Visit<'_>, scope: &Scope<TopicIndex>) -> String {
    let collection = visit.snapshot.collection();
    match scope {
        Scope::Collection => collection.about.title.to_string(),
        Scope::Topic(topic) => collection.about.full_title(Some(collection.topic(*topic))),
        Scope::Search(query) => search_title(visit.snapshot, query, visit.words()),
    }
}

/// The scope as addresses name it.
fn named(visit: &Visit<'_>, scope: &Scope<TopicIndex>) -> Scope {
    match scope {
        Scope::Collection => Scope::Collection,
        Scope::Topic(topic) => Scope::Topic(visit.snapshot.collection().topic(*topic).id.clone()),
        Scope::Search(query) => Scope::Search(query.clone()),
    }
}

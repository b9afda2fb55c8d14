//! How to subscribe: what a browser gets where a feed reader gets a feed.

use askama::Template;

use crate::address::{Address, Format, Scope};
use crate::feed::search_title;
use crate::render::{Document, Kind, Options};
use crate::snapshot::{Named, Snapshot};

use super::head::Head;
use super::{document, feed_links};

#[derive(Template)]
#[template(path = "subscribe.html")]
struct Subscribe<'p> {
    head: Head<'p>,
    list: String,
    title: String,
    feeds: Vec<(Format, String)>,
    outline: String,
}

/// The page that gives the addresses of a scope's feeds.
pub fn subscribe(snapshot: &Snapshot, scope: &Scope, options: &Options) -> Document {
    let site = &options.site;
    let about = &snapshot.collection().about;
    let title = match scope {
        Scope::Collection => about.title.to_string(),
        Scope::Topic(slug) => match snapshot.named(slug) {
            Some(Named::Topic(topic) | Named::Alias(topic)) => {
                about.full_title(Some(snapshot.collection().topic(topic)))
            }
            None => about.title.to_string(),
        },
        Scope::Search(query) => search_title(snapshot, query),
    };
    let links = feed_links(scope, &title, site);
    let address = Address::Subscribe(scope.clone());
    let view = Subscribe {
        head: Head {
            links: links.clone(),
            is_indexed: scope.query().is_none(),
            ..Head::new(about, &address, format!("Follow {title}"), site)
        },
        list: site.target(&Address::page_of(scope)),
        title,
        feeds: Format::ALL.map(|format| (format, site.url(&Address::Feed(scope.clone(), format)))).into(),
        outline: site.target(&Address::Outline),
    };
    document(view.render(), Kind::Page, links)
}

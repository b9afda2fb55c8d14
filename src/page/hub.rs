//! The page for people at `/hub`: how readers and websites are told of each change at once (WebSub).

use serde::Serialize;

use crate::address::{Address, Format, Scope};
use crate::render::Document;

use super::head::Head;
use super::visit::Visit;

#[derive(Serialize)]
struct Page {
    heading: String,
    hub: String,
    /// A feed to try it with.
    feed: String,
    formats: Vec<Feed>,
    outline: String,
}

#[derive(Serialize)]
struct Feed {
    format: String,
    url: String,
}

/// The page that explains the hub.
pub fn hub(visit: &Visit<'_>) -> Document {
    let site = &visit.options.site;
    let feed = |format| site.url(&Address::Feed(Scope::Collection, format));
    let heading = visit.words().say("hub-title");
    let head = Head {
        description: Some(visit.words().say("hub-what")),
        ..Head::new(visit, &Address::Hub, heading.clone())
    };
    let values = Page {
        heading,
        hub: site.url(&Address::Hub),
        feed: feed(Format::Atom),
        formats: Format::ALL.map(|format| Feed { format: format.to_string(), url: feed(format) }).into(),
        outline: site.target(&Address::Outline),
    };
    visit.page("hub.html", head, values)
}

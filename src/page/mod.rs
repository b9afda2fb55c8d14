//! Pages for people: the collection, a topic, a report, how to subscribe, and what cards frame.
//!
//! A snapshot and a choice come in, an HTML [`Document`] goes out. Pure like `render`: where a
//! topic stands on a given day is passed in. Every page says of itself, for machines, what its feeds
//! and cards say too; `head` is where.

mod assets;
mod dublin_core;
mod embed;
mod filters;
mod head;
mod home;
mod list;
mod refusal;
mod report;
mod signposts;
mod subscribe;

use crate::address::{Address, Format, Scope, Site};
use crate::collection::{Image, Published};
use crate::render::{Document, Kind, Link, credit};

pub use assets::{asset, embed_script, icon};
pub(crate) use assets::{embed_policy, page_policy};
pub use embed::embed;
pub(crate) use head::Head;
pub use home::{Choice, home};
pub use list::{last_page, topic};
pub use refusal::refusal;
pub use report::report;
pub use subscribe::subscribe;

const HTML: &str = "text/html; charset=utf-8";

/// A page as sent; its links repeat those in its head, and a report's are signposts beside.
///
/// It has no date: a topic's new title or a release of feedgate changes pages too, and a date that did
/// not tell would leave whoever asks by it with the old page. The entity tag tells.
pub(crate) fn document(html: askama::Result<String>, kind: Kind, links: Vec<Link>) -> Document {
    let body = html.expect("writing to a string cannot fail").into_bytes();
    Document { media_type: HTML, body, last_modified: None, links, kind }
}

/// The three feeds of a page, as links.
fn feed_links(scope: &Scope, title: &str, site: &Site) -> Vec<Link> {
    let link = |format: Format| Link {
        title: Some(format!("{title} ({format})")),
        ..Link::new("alternate", site.url(&Address::Feed(scope.clone(), format)), format.media_type())
    };
    Format::ALL.map(link).into()
}

/// A picture as a page may show it: by itself from this host, else by its credit alone, because no
/// page makes a visitor's browser call another site.
struct Picture<'p> {
    url: Option<&'p str>,
    alt: &'p str,
    size: Option<(u32, u32)>,
    credit: Option<String>,
}

impl<'p> Picture<'p> {
    fn of(image: Option<&'p Image>, site: &Site) -> Option<Picture<'p>> {
        let image = image?;
        let ours = |url: &&str| url.strip_prefix(&site.origin()).is_some_and(|rest| rest.starts_with('/'));
        Some(Picture {
            url: image.url.as_deref().filter(ours),
            alt: image.alt.as_deref().unwrap_or_default(),
            size: image.size,
            credit: credit(image),
        })
    }
}

/// A date in words, as precisely as it is known: `24 July 2023`, `July 2023`, `2023`.
fn in_words(published: Published) -> String {
    let form = match published.to_string().len() {
        4 => "%Y",
        7 => "%B %Y",
        _ => "%-d %B %Y",
    };
    published.at.day().strftime(form).to_string()
}

/// A topic's name and the page it leads to.
struct TopicLink<'t> {
    title: &'t str,
    href: String,
    count: usize,
}

/// The way back to the collection from a page below it.
fn home_of(site: &Site) -> String {
    site.target(&Address::home())
}

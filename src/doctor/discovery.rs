//! How a page's card is found (oEmbed 1.0 §4): links of the page and of the header that comes with it.

use super::Seen;
use super::html::{Link, Page, Place};
use super::told::Remark;

/// The types by which a link leads to a card, the better first. The last is wrong and understood.
const TYPES: [&str; 3] = ["application/json+oembed", "text/xml+oembed", "application/xml+oembed"];

/// The link of the page's head that leads to its card. The relation does not matter to anybody.
pub(super) fn in_head(page: &Page) -> Option<&Link> {
    in_place(page, Place::Head)
}

/// The whole address of the card, for whoever also reads the header.
pub(super) fn anywhere(seen: &Seen<'_>) -> Option<String> {
    let linked = in_head(&seen.page).and_then(|link| seen.page.resolve(&link.href));
    linked.or_else(|| in_header(seen).and_then(|href| seen.page.resolve(href)))
}

/// Why nothing is found in the page's head.
pub(super) fn why_not_in_head(seen: &Seen<'_>) -> Remark {
    if in_place(&seen.page, Place::Body).is_some() {
        return Remark::CardLinkInBody;
    }
    match in_header(seen) {
        Some(_) => Remark::CardLinkInHeaderAlone,
        None => Remark::NoCardLink,
    }
}

fn in_place(page: &Page, place: Place) -> Option<&Link> {
    let typed =
        |media_type| page.links.iter().find(move |link| link.place == place && link.is_typed(media_type));
    TYPES.into_iter().find_map(typed)
}

fn in_header<'e>(seen: &Seen<'e>) -> Option<&'e str> {
    let typed = |media_type: &str| {
        let links = seen.evidence.links.iter();
        links.clone().find(|link| link.media_type.as_deref() == Some(media_type))
    };
    TYPES.into_iter().find_map(typed).map(|link| &*link.href)
}

//! How consumers find a page's card (oEmbed 1.0 §4): by links in the page, and in the header sent with it.

use super::Seen;
use super::html::{Link, Page, Place};
use super::vocabulary::Remark;

/// The types of links to a card, the best first. The last one is wrong, but consumers understand it.
const TYPES: [&str; 3] = ["application/json+oembed", "text/xml+oembed", "application/xml+oembed"];

/// The link to the card in the page's head. No consumer cares about its relation.
pub(super) fn in_head(page: &Page) -> Option<&Link> {
    in_place(page, Place::Head)
}

/// The full address of the card, for consumers that also read the header.
pub(super) fn anywhere(seen: &Seen<'_>) -> Option<String> {
    let linked = in_head(&seen.page).and_then(|link| seen.page.resolve(&link.href));
    linked.or_else(|| in_header(seen).and_then(|href| seen.page.resolve(href)))
}

/// Why the page's head has no link to the card.
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

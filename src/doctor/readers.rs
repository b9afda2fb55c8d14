//! Feed readers: the feeds that a page links to.
//!
//! Nearly all look in the head of the page, for `link rel=alternate` with a type that they know. Few look in the
//! header, so the links must be in the page, and the header must list the same feeds (RFC 8288). Not every reader
//! resolves relative addresses.

use crate::address::Format;

use super::html::{Link, Place, is_whole};
use super::vocabulary::{Consumer, FactName, FactValue, Remark};
use super::{Finding, Seen};

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::FeedReaders);
    let page = &seen.page;
    let feeds: Vec<(Format, &Link, String)> = page
        .links
        .iter()
        .filter(|link| link.has_rel("alternate"))
        .filter_map(|link| Some((format(link)?, link, page.resolve(&link.href)?)))
        .collect();
    let in_header = in_header(seen);
    if feeds.is_empty() {
        match in_header.is_empty() {
            true => finding.breaks(Remark::NoFeed),
            false => finding.lacks(Remark::FeedsInHeaderAlone),
        }
        for (format, address) in in_header {
            finding.add(FactName::Feed(format), FactValue::address(address));
        }
        return finding;
    }
    for (format, link, address) in &feeds {
        let address = address.clone();
        finding.add(
            FactName::Feed(*format),
            FactValue::Address { title: link.title.clone(), address: address.clone() },
        );
        if link.place == Place::Body {
            finding.lacks(Remark::FeedInBody { address: address.clone() });
        }
        if !is_whole(&link.href) {
            finding.lacks(Remark::RelativeFeed { address: link.href.clone() });
        }
        // If there are several feeds, a reader shows their titles to choose from.
        if link.title.is_none() && feeds.len() > 1 {
            finding.lacks(Remark::UntitledFeed { address: address.clone() });
        }
        if !in_header.is_empty() && !in_header.contains(&(*format, address.clone())) {
            finding.lacks(Remark::FeedNotInHeader { address });
        }
    }
    finding
}

fn format(link: &Link) -> Option<Format> {
    Format::ALL.into_iter().find(|format| link.is_typed(format.media_type()))
}

/// The feeds that the header links to.
fn in_header(seen: &Seen<'_>) -> Vec<(Format, String)> {
    let feed = |link: &crate::render::Link| {
        let media_type = link.media_type.as_deref()?;
        let format = Format::ALL.into_iter().find(|format| format.media_type() == media_type)?;
        Some((format, seen.page.resolve(&link.href)?))
    };
    seen.evidence.links.iter().filter(|link| link.rel == "alternate").filter_map(feed).collect()
}

//! Consumers that read Open Graph strictly (<https://ogp.me/>): Facebook, LinkedIn, WhatsApp, Signal.
//!
//! Tags have the attribute `property`, are in the head and contain full addresses. Title, type, address and image
//! are required. Facebook ignores pictures smaller than 200 × 200 pixels. It does not show a picture of unknown
//! size to the person who shares a page first.

use url::Url;

use super::html::{By, Page, Place, is_whole};
use super::preview::Preview;
use super::vocabulary::{Consumer, FactName, FactValue, Remark};
use super::{Finding, Seen};

/// The least width and height of a picture.
const LEAST: u64 = 200;

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::OpenGraph);
    let page = &seen.page;
    let property = |key: &str| page.meta(key).filter(|_| has_property(page, key));
    for tag in misplaced(page) {
        finding.lacks(tag);
    }
    let preview = Preview {
        has_own_title: property("og:title").is_some(),
        title: property("og:title").or_else(|| page.title()),
        description: property("og:description").or_else(|| page.meta("description")),
        image: property("og:image"),
        site: property("og:site_name"),
    };
    let has_image = preview.image.is_some();
    preview.add_to(page, &mut finding);
    if has_image {
        picture(&property, &mut finding);
    }
    if property("og:type").is_none() {
        finding.lacks(Remark::NoOpenGraphType);
    }
    match property("og:url") {
        None => finding.lacks(Remark::NoOpenGraphAddress),
        Some(address) if !is_whole(&address) => {
            finding.lacks(Remark::RelativeAddress { tag: "og:url".into(), address });
        }
        Some(address) if !same_host(&address, seen.evidence.base) => {
            finding.add(FactName::Page, FactValue::address(address.clone()));
            finding.lacks(Remark::OpenGraphElsewhere { address });
        }
        Some(address) => finding.add(FactName::Page, FactValue::address(address)),
    }
    finding.add_text(FactName::Language, property("og:locale"));
    finding
}

/// Checks the picture's size and alternative text.
fn picture(property: &impl Fn(&str) -> Option<String>, finding: &mut Finding) {
    let number = |key: &str| property(key)?.parse::<u64>().ok();
    match number("og:image:width").zip(number("og:image:height")) {
        None => finding.lacks(Remark::NoImageSize),
        Some((width, height)) => {
            finding.add(FactName::ImageSize, FactValue::size(width, height));
            if width < LEAST || height < LEAST {
                finding.lacks(Remark::SmallImage { width, height });
            }
        }
    }
    match property("og:image:alt") {
        None => finding.lacks(Remark::NoImageText),
        text => finding.add_text(FactName::ImageText, text),
    }
}

fn has_property(page: &Page, key: &str) -> bool {
    let in_head = page.metas.iter().filter(|meta| meta.place == Place::Head && meta.key == key);
    in_head.into_iter().any(|meta| meta.by == By::Property)
}

/// Tags that exist but are misplaced or malformed.
fn misplaced(page: &Page) -> Vec<Remark> {
    let of_open_graph = page.metas.iter().filter(|meta| meta.key.starts_with("og:"));
    let why = |meta: &super::html::Meta| match (meta.place, meta.by) {
        (Place::Body, _) => Some(Remark::TagInBody { tag: meta.key.clone() }),
        (Place::Head, By::FactName) => Some(Remark::TagByName { tag: meta.key.clone() }),
        (Place::Head, By::Property) => None,
    };
    of_open_graph.filter_map(why).collect()
}

fn same_host(address: &str, base: &str) -> bool {
    let host =
        |address: &str| Url::parse(address).ok().map(|url| (url.host_str().map(str::to_owned), url.port()));
    host(address) == host(base)
}

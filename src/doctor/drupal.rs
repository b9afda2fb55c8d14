//! Drupal and other consumers with a registry of providers: they embed only pages of registered gateways.
//!
//! An entry is found by its URL patterns, in lower case. The scheme of a pattern must not be a wildcard, so http
//! and https need one pattern each. The endpoint is called with `?url=`. Discovery helps only if the card's
//! `provider_name` is the name of an entry. A card must have version 1.0, and a width and height above 0.

use serde::Serialize;
use url::Url;

use super::card::Card;
use super::vocabulary::{Consumer, FactName, FactValue, FixedValue, Remark};
use super::{Finding, Seen, discovery};

/// An entry in the format of <https://oembed.com/providers.json>.
#[derive(Serialize)]
struct Entry<'e> {
    provider_name: &'e str,
    provider_url: &'e str,
    endpoints: [Endpoint; 1],
}

#[derive(Serialize)]
struct Endpoint {
    schemes: Vec<String>,
    url: String,
    formats: Vec<&'static str>,
    discovery: bool,
}

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::Drupal);
    let card = match &seen.card {
        Ok(card) => card,
        Err(remark) => {
            finding.breaks(remark.clone());
            return finding;
        }
    };
    finding.add(FactName::Shown, FactValue::Fixed(FixedValue::FrameAfterRegistration));
    finding.add_text(FactName::Title, card.title.clone());
    if let Some((width, height)) = card.size {
        finding.add(FactName::FrameSize, FactValue::size(width, height));
    }
    check(card, &mut finding);
    if seen.embed.is_none() {
        finding.breaks(Remark::NothingFramed);
    }
    let base = seen.evidence.base;
    if let Ok(url) = Url::parse(base)
        && url.path().bytes().any(|b| b.is_ascii_uppercase())
    {
        finding.breaks(Remark::CapitalsInBase { base: base.to_owned() });
    }
    match discovery::anywhere(seen).and_then(|address| Url::parse(&address).ok()) {
        None => finding.breaks(discovery::why_not_in_head(seen)),
        Some(address) if !address.query_pairs().any(|(name, _)| name == "url") => {
            finding.breaks(Remark::CardOfOnePage { address: address.into() });
        }
        Some(mut endpoint) => {
            endpoint.set_query(None);
            finding.add(FactName::Card, FactValue::address(endpoint.as_str()));
            if let Some(provider_name) = &card.provider_name {
                let entry = entry(seen, provider_name, card.provider_url.as_deref(), endpoint.into());
                finding.add(FactName::RegistryEntry, FactValue::Code(entry));
            }
        }
    }
    finding
}

/// What Drupal rejects in a card.
fn check(card: &Card, finding: &mut Finding) {
    match card.version.as_deref() {
        Some("1.0") => {}
        version => {
            finding.breaks(Remark::CardVersion { version: version.unwrap_or_default().to_owned() });
        }
    }
    match card.kind.as_deref() {
        Some("rich" | "video") => {}
        kind => finding.breaks(Remark::CardType { kind: kind.unwrap_or_default().to_owned() }),
    }
    if card.html.is_none() {
        finding.breaks(Remark::NoCardHtml);
    }
    if card.size.is_none() {
        finding.breaks(Remark::NoCardSize);
    }
    if card.provider_name.is_none() {
        finding.breaks(Remark::NoProviderName);
    }
}

fn entry(seen: &Seen<'_>, provider_name: &str, provider_url: Option<&str>, url: String) -> String {
    let base = seen.evidence.base;
    let offers = |media_type| seen.page.links.iter().any(|link| link.is_typed(media_type));
    let formats = [("json", "application/json+oembed"), ("xml", "text/xml+oembed")];
    let entry = Entry {
        provider_name,
        provider_url: provider_url.unwrap_or(base),
        endpoints: [Endpoint {
            schemes: schemes(base),
            url,
            formats: formats.into_iter().filter(|(_, kind)| offers(kind)).map(|(name, _)| name).collect(),
            discovery: discovery::in_head(&seen.page).is_some(),
        }],
    };
    serde_json::to_string_pretty(&entry).expect("an entry has only text keys")
}

/// Patterns for the pages below a base: first with its own scheme, then with the other one if there is no port.
fn schemes(base: &str) -> Vec<String> {
    let below = format!("{}/*", base.trim_end_matches('/'));
    let has_port = Url::parse(base).is_ok_and(|url| url.port().is_some());
    let other = match below.split_once("://") {
        Some(("https", rest)) if !has_port => Some(format!("http://{rest}")),
        Some(("http", rest)) if !has_port => Some(format!("https://{rest}")),
        _ => None,
    };
    std::iter::once(below).chain(other).collect()
}

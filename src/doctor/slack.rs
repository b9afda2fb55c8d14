//! Slack: shows a card if the page or the header links to one; otherwise Open Graph and Twitter's tags.
//!
//! This follows its documentation. It does not frame cards of unknown providers, and shows scripts in a card's
//! HTML as text (swissspidy/oEmbed-API#138). `twitter:label1` and `twitter:data1` are an extra line.

use super::preview::Preview;
use super::vocabulary::{Consumer, FactName, FactValue, FixedValue, Remark};
use super::{Finding, Seen, discovery, html};

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::Slack);
    let page = &seen.page;
    let mut preview = Preview::of(page);
    let card = seen.card.as_ref().ok().filter(|_| discovery::anywhere(seen).is_some());
    finding.add(FactName::Shown, FactValue::Fixed(FixedValue::LinkCard));
    if let Some(card) = card {
        preview.has_own_title |= card.title.is_some();
        preview.title = card.title.clone().or(preview.title);
        preview.image = card.thumbnail_url.clone().or(preview.image);
        preview.site = card.provider_name.clone().or(preview.site);
        finding.add_text(FactName::Author, card.author_name.clone());
        let html = html::Page::read(seen.evidence.address, card.html.as_deref().unwrap_or("").as_bytes());
        if html.has_script() {
            finding.lacks(Remark::ScriptInCard);
        }
    }
    preview.add_to(page, &mut finding);
    for nth in 1..=2 {
        let label = page.meta(&format!("twitter:label{nth}"));
        let text = page.meta(&format!("twitter:data{nth}"));
        if let Some((label, text)) = label.zip(text) {
            finding.add(FactName::Labelled(label), FactValue::Text(text));
        }
    }
    finding
}

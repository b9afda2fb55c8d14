//! Discord: shows Open Graph tags, and the names of author and site from a card; never the card's frame.
//!
//! It finds a card only by a link in the page, not by one in the header (discord/discord-api-docs#7370).
//! `theme-color` is the color of the bar next to the preview.

use super::html::is_whole;
use super::preview::Preview;
use super::vocabulary::{Consumer, FactName, FactValue, FixedValue, Remark};
use super::{Finding, Seen, discovery};

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::Discord);
    let mut preview = Preview::of(&seen.page);
    let mut author = None;
    match discovery::in_head(&seen.page) {
        None => finding.lacks(discovery::why_not_in_head(seen)),
        Some(link) if !is_whole(&link.href) => {
            finding.lacks(Remark::RelativeCardLink { address: link.href.clone() });
        }
        Some(_) => match &seen.card {
            Err(remark) => finding.lacks(remark.clone()),
            Ok(card) => {
                author = card.author_name.clone();
                preview.site = card.provider_name.clone().or(preview.site);
            }
        },
    }
    let shown = match (&preview.image, seen.page.meta("twitter:card").as_deref()) {
        (None, _) => FixedValue::LinkCard,
        (Some(_), Some("summary_large_image")) => FixedValue::LargePicture,
        (Some(_), _) => FixedValue::SmallPicture,
    };
    finding.add(FactName::Shown, FactValue::Fixed(shown));
    finding.add_text(FactName::Author, author);
    preview.add_to(&seen.page, &mut finding);
    finding.add_text(FactName::Color, seen.page.meta("theme-color"));
    finding
}

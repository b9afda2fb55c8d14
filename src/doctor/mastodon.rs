//! Mastodon: shows a link card made from Open Graph tags.
//!
//! It fetches a page's card. If the card is `rich`, as the gateway's are, it uses the page alone, because it
//! trusts no foreign HTML. It names the author from `og:author`, and links to them with `fediverse:creator`.

use super::preview::Preview;
use super::vocabulary::{Consumer, FactName, FactValue, FixedValue};
use super::{Finding, Seen};

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::Mastodon);
    finding.add(FactName::Shown, FactValue::Fixed(FixedValue::LinkCard));
    Preview::of(&seen.page).add_to(&seen.page, &mut finding);
    let first = |keys: [&str; 2]| keys.iter().find_map(|key| seen.page.meta(key));
    finding.add_text(FactName::ImageText, seen.page.meta("og:image:alt"));
    finding.add_text(FactName::Author, first(["fediverse:creator", "og:author"]));
    finding.add_text(FactName::Date, seen.page.meta("article:published_time"));
    finding.add_text(FactName::Language, seen.page.meta("og:locale").or_else(|| seen.page.language.clone()));
    finding
}

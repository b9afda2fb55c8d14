//! Zotero, with its translator “Embedded Metadata”: which tags make which item.
//!
//! A tag for where something was published decides the type: an institution makes a report, a journal an article.
//! Next come `og:type` and `DC.type`. A page with a `citation_title` and none of these becomes a journal article.
//! Highwire tags take precedence over Dublin Core, and Dublin Core over the rest.

use super::html::{Page, Place};
use super::vocabulary::{Consumer, FactName, FactValue, FixedValue, Remark};
use super::{Finding, Seen};

/// Tags that decide the type of an item. If there are several, the last one in the page decides.
const BY_HIGHWIRE: [(&str, FixedValue); 7] = [
    ("citation_technical_report_institution", FixedValue::Report),
    ("citation_journal_title", FixedValue::JournalArticle),
    ("citation_conference_title", FixedValue::ConferencePaper),
    ("citation_conference", FixedValue::ConferencePaper),
    ("citation_book_title", FixedValue::BookSection),
    ("citation_inbook_title", FixedValue::BookSection),
    ("citation_dissertation_institution", FixedValue::Thesis),
];

/// Dublin Core types that are specific enough to decide.
const BY_DUBLIN_CORE: [(&str, FixedValue); 5] = [
    ("report", FixedValue::Report),
    ("workingpaper", FixedValue::Report),
    ("thesis", FixedValue::Thesis),
    ("book", FixedValue::Book),
    ("dataset", FixedValue::Dataset),
];

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::Zotero);
    let page = &seen.page;
    let first = |keys: &[&str]| keys.iter().find_map(|key| page.meta(key));
    let title = first(&["citation_title", "DC.title", "og:title"]).or_else(|| page.title());
    if !is_cited(page) {
        finding.add(FactName::ItemType, FactValue::Fixed(FixedValue::NotCited));
        finding.add_text(FactName::Title, title);
        return finding;
    }
    for meta in page.metas.iter().filter(|meta| is_of_highwire(&meta.key)) {
        if meta.place == Place::Body {
            finding.lacks(Remark::TagInBody { tag: meta.key.clone() });
        } else if meta.content.trim().is_empty() {
            finding.lacks(Remark::EmptyTag { tag: meta.key.clone() });
        }
    }
    if page.meta("citation_title").is_none() {
        finding.lacks(Remark::NoCitationTitle);
    }
    let (item_type, is_guessed) = item_type(page);
    if is_guessed {
        finding.lacks(Remark::GuessedItemType);
    }
    finding.add(FactName::ItemType, FactValue::Fixed(item_type));
    finding.add_text(FactName::Title, title);
    creators(page, &mut finding);
    let date = first(&["citation_date", "citation_cover_date", "citation_publication_date", "DC.date"]);
    if date.is_none() {
        finding.lacks(Remark::NoDate);
    }
    finding.add_text(FactName::Date, date);
    finding.add_text(
        FactName::Institution,
        first(&["citation_technical_report_institution", "citation_publisher", "DC.publisher"]),
    );
    finding.add_text(FactName::Doi, page.meta("citation_doi"));
    finding.add_text(FactName::Language, first(&["citation_language", "DC.language"]));
    let attachment = page.meta("citation_pdf_url");
    finding.add(
        FactName::Attachment,
        attachment.map_or(FactValue::Fixed(FixedValue::Snapshot), FactValue::address),
    );
    finding
}

/// Whether a page describes one thing to cite. A list does not.
fn is_cited(page: &Page) -> bool {
    page.meta("og:type").as_deref() == Some("article")
        || page.metas.iter().any(|meta| is_of_highwire(&meta.key))
}

fn is_of_highwire(key: &str) -> bool {
    key.starts_with("citation_")
}

/// The type of the item, and whether it is only a guess.
fn item_type(page: &Page) -> (FixedValue, bool) {
    let in_head = page.metas.iter().filter(|meta| meta.place == Place::Head).rev();
    let mut by_highwire = in_head.filter_map(|meta| {
        let known = BY_HIGHWIRE.iter().find(|(key, _)| *key == meta.key && !meta.content.is_empty());
        known.map(|(_, item_type)| *item_type)
    });
    if let Some(item_type) = by_highwire.next() {
        return (item_type, false);
    }
    match page.meta("og:type").as_deref() {
        Some("website") => return (FixedValue::WebPage, true),
        Some("book") => return (FixedValue::Book, false),
        _ => {}
    }
    let by_dublin_core = page.meta("DC.type").map(|kind| kind.to_lowercase().replace(' ', ""));
    let known = BY_DUBLIN_CORE.iter().find(|(name, _)| by_dublin_core.as_deref() == Some(*name));
    match (known, page.meta("citation_title")) {
        (Some((_, item_type)), _) => (*item_type, false),
        (None, Some(_)) => (FixedValue::JournalArticle, true),
        (None, None) => (FixedValue::WebPage, true),
    }
}

fn creators(page: &Page, finding: &mut Finding) {
    let mut creators: Vec<String> = page.all("citation_author").collect();
    if creators.is_empty() {
        creators = page.all("DC.creator").collect();
    }
    if creators.is_empty() {
        finding.lacks(Remark::NoCreator);
    }
    for creator in creators {
        finding.add(FactName::Author, FactValue::Text(creator));
    }
}

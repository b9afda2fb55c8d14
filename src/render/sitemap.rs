//! Sitemaps 0.9: every page that search engines may show, and when it last changed.
//!
//! One sitemap may list at most 50,000 addresses. If there are more, `/sitemap.xml` is an index of parts. Parts
//! count from the oldest report, so a full part changes only when its reports do. Searches are not listed: there
//! is no end of them, and other pages show the same reports.

use std::hash::Hash;
use std::ops::Range;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::address::Address;
use crate::collection::{Content, Instant, TopicIndex};
use crate::snapshot::Snapshot;

use super::{Document, DocumentKind, Options};

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// The most addresses in one sitemap ("Using Sitemap index files"). That is about a fifth of the allowed 50 MB.
const MOST: usize = 50_000;

/// An address and the last change of its page.
type Page = (Address, Option<Instant>);

/// Number of parts at `now`. If it is one, the sitemap is not divided.
pub fn parts(snapshot: &Snapshot, now: Instant) -> u32 {
    let pages = 1 + snapshot.open_topics(now).count() + snapshot.reports(None).len();
    pages.div_ceil(MOST).try_into().unwrap_or(u32::MAX)
}

/// A hash of what a part lists, counted from 1.
pub fn part_hash(snapshot: &Snapshot, part: u32, now: Instant) -> u128 {
    let mut content = Content::default();
    pages(snapshot, part, now).hash(&mut content);
    content.take()
}

/// Renders the whole sitemap or its index, or a part counted from 1. A part past the last one is empty.
pub fn render(snapshot: &Snapshot, part: Option<u32>, now: Instant, options: &Options) -> Document {
    let (root, child, listed) = match (part, parts(snapshot, now)) {
        (None, 1) => ("urlset", "url", pages(snapshot, 1, now)),
        (None, parts) => {
            ("sitemapindex", "sitemap", (1..=parts).map(|part| of_part(snapshot, part, now)).collect())
        }
        (Some(part), _) => ("urlset", "url", pages(snapshot, part, now)),
    };
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 0);
    let mut write = || -> std::io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.create_element(root).with_attribute(("xmlns", NAMESPACE)).write_inner_content(|writer| {
            listed.iter().try_for_each(|page| write_page(writer, child, page, options))
        })?;
        Ok(())
    };
    write().expect("writing to memory cannot fail");
    Document {
        media_type: "application/xml; charset=utf-8",
        body: writer.into_inner(),
        links: Vec::new(),
        kind: DocumentKind::Data,
    }
}

fn write_page(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    (address, changed): &Page,
    options: &Options,
) -> std::io::Result<()> {
    writer.create_element(name).write_inner_content(|writer| {
        writer.create_element("loc").write_text_content(BytesText::new(&options.site.url(address)))?;
        if let Some(changed) = changed {
            writer.create_element("lastmod").write_text_content(BytesText::new(&changed.to_string()))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The address of a part, with its newest change.
fn of_part(snapshot: &Snapshot, part: u32, now: Instant) -> Page {
    let changed = pages(snapshot, part, now).into_iter().filter_map(|(_, changed)| changed).max();
    (Address::Sitemap(Some(part)), changed)
}

/// The pages of a part. All pages in order are: the collection, the topics that are not closed, and the reports.
fn pages(snapshot: &Snapshot, part: u32, now: Instant) -> Vec<Page> {
    let topics: Vec<_> = snapshot.open_topics(now).map(|(index, _)| index).collect();
    let reports = snapshot.reports(None);
    let all = 1 + topics.len() + reports.len();
    let start = (part as usize - 1).saturating_mul(MOST).min(all);
    let listed = start..all.min(start + MOST);
    // The range of this part's reports, counted from the oldest; then in the snapshot's order.
    let of_reports = |at: usize| at.saturating_sub(1 + topics.len());
    let Range { start: oldest, end } = of_reports(listed.start)..of_reports(listed.end);
    let newest_first = reports.len() - end..reports.len() - oldest;
    let mut dated: Vec<Page> = reports
        .slice(newest_first)
        .map(|report| (Address::Report(report.id.clone()), Some(report.updated)))
        .collect();
    dated.reverse();
    let first = (listed.start..listed.end.min(1 + topics.len())).map(|at| match at {
        0 => (Address::home(), Some(snapshot.changed(now))),
        at => topic(snapshot, topics[at - 1], now),
    });
    first.chain(dated).collect()
}

/// A topic's page changes when its reports do, when one is withdrawn, and when the topic starts to close.
fn topic(snapshot: &Snapshot, index: TopicIndex, now: Instant) -> Page {
    let collection = snapshot.collection();
    let topic = collection.topic(index);
    let reports = snapshot.reports(Some(index));
    let updated = reports.slice(0..reports.len()).map(|report| report.updated).max();
    let left = collection.withdrawn.iter().find(|withdrawal| withdrawal.concerns(index));
    let left = left.map(|withdrawal| withdrawal.when);
    let retired = topic.retired.filter(|retired| *retired <= now);
    let changed = [updated, left, retired].into_iter().flatten().max();
    (Address::Topic { topic: topic.id.clone(), page: 1 }, changed)
}

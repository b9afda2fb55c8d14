//! The subject of a card or embed, found in a snapshot.

use crate::address::{EmbedOptions, EmbedStyle, ShareOptions, Subject};
use crate::collection::{Report, TopicIndex, clip};
use crate::feed::{Body, entry, search_title};
use crate::query::Query;
use crate::snapshot::Snapshot;
use crate::words::Words;

/// The most characters of an abstract shown in a list.
const EXCERPT_CHARS: usize = 320;

/// The subject of a card: a [`Subject`] with the report itself.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'s> {
    /// The collection.
    Collection,
    /// A topic.
    Topic(TopicIndex),
    /// A report.
    Report(&'s Report),
    /// A search.
    Search(&'s Query),
}

/// The newest reports of a subject.
#[derive(Debug)]
pub struct Newest<'s> {
    /// Newest first, as in feeds.
    pub reports: Vec<&'s Report>,
    /// Total number of reports.
    pub total: usize,
}

impl<'s> Shown<'s> {
    /// The subject as an address names it.
    pub fn subject(self, snapshot: &Snapshot) -> Subject {
        match self {
            Shown::Collection => Subject::Collection,
            Shown::Topic(topic) => Subject::Topic(snapshot.collection().topic(topic).id.clone()),
            Shown::Report(report) => Subject::Report(report.id.clone()),
            Shown::Search(query) => Subject::of(query.clone()),
        }
    }

    /// The title, for places that do not show the collection's name next to it. A search gets a title in words.
    pub fn title(self, snapshot: &Snapshot, words: &Words) -> String {
        let about = &snapshot.collection().about;
        match self {
            Shown::Collection => about.title.to_string(),
            Shown::Topic(topic) => about.full_title(Some(snapshot.collection().topic(topic))),
            Shown::Report(report) => report.title.to_string(),
            Shown::Search(query) => search_title(snapshot, query, words),
        }
    }

    /// The newest reports, `most` of them; for a report, the report itself. A search that needs the index has no
    /// results until the index is built.
    pub fn newest(self, snapshot: &'s Snapshot, most: usize) -> Newest<'s> {
        let filed = |topic| {
            let reports = snapshot.reports(topic);
            let newest = reports.slice(0..reports.len().min(most));
            Newest { reports: newest.collect(), total: reports.len() }
        };
        match self {
            Shown::Collection => filed(None),
            Shown::Topic(topic) => filed(Some(topic)),
            Shown::Report(report) => Newest { reports: vec![report], total: 1 },
            Shown::Search(query) => {
                let hits = snapshot.hits(query);
                let found = hits.as_ref().map_or(&[][..], |hits| hits.by_joining());
                let report = |position: &u32| &snapshot.collection().reports[*position as usize];
                Newest { reports: found.iter().take(most).map(report).collect(), total: found.len() }
            }
        }
    }
}

/// The beginning of a report's abstract, as one line of plain text.
pub fn excerpt(snapshot: &Snapshot, report: &Report) -> Option<String> {
    match entry(snapshot, report).body {
        Body::Empty => None,
        body => body.summary().map(|summary| clip(&summary, EXCERPT_CHARS).into_owned()),
    }
}

/// Estimates the height of an iframe in pixels, so that nothing is cut off. The fonts and future reports are
/// unknown. Narrow iframes have more lines.
///
/// The estimate uses the requested number of reports, not the current one: pasted code stays in place for years,
/// and collections grow.
pub fn frame_height(subject: &Subject, embed: EmbedOptions, width: u32) -> u32 {
    /// Horizontal padding, both sides together.
    const PADDING: u32 = 50;
    // Heights that do not depend on the width, and heights that do, at the usual width. Measured with long titles.
    let (head, report) = match (subject, embed.style) {
        (Subject::Report(_), EmbedStyle::Headline) => ((20, 55), (0, 0)),
        (Subject::Report(_), _) => ((112, 190), (0, 0)),
        (_, EmbedStyle::Card) => ((134, 22), (40, 46)),
        (_, EmbedStyle::List) => ((134, 22), (60, 142)),
        (_, EmbedStyle::Headline) => ((86, 14), (10, 40)),
    };
    let line = width.saturating_sub(PADDING).max(1);
    let at_width =
        |(fixed, text): (u32, u32)| fixed + (text * (ShareOptions::USUAL_WIDTH - PADDING)).div_ceil(line);
    let height = at_width(head) + u32::from(embed.count) * at_width(report);
    height.next_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_and_narrower_is_higher() {
        let height = |style, count, width| {
            frame_height(&Subject::Collection, EmbedOptions { style, count, theme: None }, width)
        };
        for (less, more) in [
            (height(EmbedStyle::Card, 5, 600), height(EmbedStyle::Card, 6, 600)),
            (height(EmbedStyle::Card, 5, 600), height(EmbedStyle::Card, 5, 300)),
            (height(EmbedStyle::Card, 5, 600), height(EmbedStyle::List, 5, 600)),
            (height(EmbedStyle::Headline, 5, 600), height(EmbedStyle::Card, 5, 600)),
        ] {
            assert!(less < more, "{less} and {more}");
        }
    }

    #[test]
    fn the_frame_of_a_report_does_not_go_by_a_number() {
        let report = Subject::Report("r".into());
        let height = |count| frame_height(&report, EmbedOptions { count, ..EmbedOptions::default() }, 600);
        assert_eq!(height(1), height(20));
    }
}

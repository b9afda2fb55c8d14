//! What a card shows, and what it frames: a subject as the snapshot has it.

use crate::address::{EmbedOptions, EmbedStyle, ShareOptions, Subject};
use crate::collection::{Report, TopicIndex, clip};
use crate::feed::{Body, entry, search_title};
use crate::query::Query;
use crate::snapshot::Snapshot;
use crate::words::Words;

/// So much of an abstract is shown beside others.
const BEGINNING_CHARS: usize = 320;

/// What a card is of: a [`Subject`] with the report itself.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'s> {
    /// The collection.
    Collection,
    /// A topic.
    Topic(TopicIndex),
    /// A report.
    Report(&'s Report),
    /// What a query finds.
    Search(&'s Query),
}

/// The newest reports of what is shown.
#[derive(Debug)]
pub struct Newest<'s> {
    /// Newest first, as feeds have them.
    pub reports: Vec<&'s Report>,
    /// How many there are in all.
    pub total: usize,
}

impl<'s> Shown<'s> {
    /// How addresses name it.
    pub fn subject(self, snapshot: &Snapshot) -> Subject {
        match self {
            Shown::Collection => Subject::Collection,
            Shown::Topic(topic) => Subject::Topic(snapshot.collection().topic(topic).id.clone()),
            Shown::Report(report) => Subject::Report(report.id.clone()),
            Shown::Search(query) => Subject::of(query.clone()),
        }
    }

    /// What it is called where the collection's name does not stand beside it; a search in words.
    pub fn title(self, snapshot: &Snapshot, words: &Words) -> String {
        let about = &snapshot.collection().about;
        match self {
            Shown::Collection => about.title.to_string(),
            Shown::Topic(topic) => about.full_title(Some(snapshot.collection().topic(topic))),
            Shown::Report(report) => report.title.to_string(),
            Shown::Search(query) => search_title(snapshot, query, words),
        }
    }

    /// Its newest reports, so many at most; of a report itself. A search finds nothing before there is an
    /// index.
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

/// The beginning of a report's abstract, in plain text and one line.
pub fn beginning(snapshot: &Snapshot, report: &Report) -> Option<String> {
    match entry(snapshot, report).body {
        Body::Empty => None,
        body => body.summary().map(|summary| clip(&summary, BEGINNING_CHARS).into_owned()),
    }
}

/// How high a frame must be that nothing in it is cut off, in pixels, about: nobody knows the letters it
/// will be set in, nor what joins later. Narrow lines are more lines.
///
/// It goes by how many reports are wanted, and not by how many there are now: code that is pasted stays for
/// years, and collections grow.
pub fn frame_height(subject: &Subject, embed: EmbedOptions, width: u32) -> u32 {
    /// Beside the text, on both sides.
    const PADDING: u32 = 50;
    // What does not depend on the width, and what does, at the usual width; as measured on long titles.
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

//! Related reports: compared by topics first, then by words, and a little by places and publishers.
//!
//! No index is used, so the result is the same before the search index is built. The number of reports compared is
//! bounded. Of each topic, only those that joined closest to the report are compared; the fewer topics the report
//! has, the more of each.

use crate::collection::{Instant, Report, TopicIndex};
use crate::search::Terms;

use super::{Filed, Snapshot, Standing};

/// The most reports that are compared.
const CANDIDATES: usize = 96;
/// Weight of a shared topic: a topic with this many reports means little.
const BROAD: f64 = 1000.0;
/// Weights are integers in this fraction, so that sums are exact.
const UNIT: u32 = 1024;
/// Weights of a shared place and of a shared publisher.
const PLACE: u32 = UNIT / 2;
const PUBLISHER: u32 = UNIT / 4;
/// A lower score means unrelated. About the weight of a topic with 90 reports, or of a word that one in 12 of the
/// compared reports has.
const LEAST: u32 = 5 * UNIT / 2;

/// A report that may be related.
struct Candidate<'s> {
    position: usize,
    report: &'s Report,
    /// One bit for each word in common.
    terms: u64,
}

impl Snapshot {
    /// The reports most related to a report of this snapshot, best first; ties are ordered newest first. Closed
    /// topics do not count.
    ///
    /// The result depends only on the report, on content covered by its topics' revisions, and on the date.
    pub fn related(&self, report: &Report, most: usize, now: Instant) -> Vec<&Report> {
        let Some(position) = self.collection.position(&report.id) else { return Vec::new() };
        let is_open = |topic: &TopicIndex| self.standing(*topic, now) != Standing::Closed;
        let topics: Vec<TopicIndex> = report.topics.iter().copied().filter(is_open).collect();
        let terms = Terms::of(report, self.language(report));
        let candidates = self.near(position, &topics).into_iter();
        let candidates = candidates.map(|position| (position, &self.collection.reports[position]));
        let candidates: Vec<(usize, &Report)> = candidates.collect();
        fetch(&candidates);
        let candidate = |(position, report)| {
            let terms = terms.in_common(report, self.language(report));
            Candidate { position, report, terms }
        };
        let candidates: Vec<Candidate<'_>> = candidates.into_iter().map(candidate).collect();
        let words = worth_of_words(&candidates, terms.len());
        let topics = topics.into_iter().map(|topic| (topic, worth_of_topic(self.filed(topic).len())));
        let topics: Vec<(TopicIndex, u32)> = topics.collect();
        let scored =
            candidates.iter().map(|candidate| (score(report, candidate, &topics, &words), candidate));
        let mut scored: Vec<_> = scored.filter(|(score, _)| *score >= LEAST).collect();
        scored.sort_by_key(|(score, candidate)| (std::cmp::Reverse(*score), candidate.position));
        scored.into_iter().take(most).map(|(_, candidate)| candidate.report).collect()
    }

    /// The positions of the reports in these topics that are closest to `position`, without that report itself, in
    /// order.
    fn near(&self, position: usize, topics: &[TopicIndex]) -> Vec<usize> {
        let mut lists: Vec<&Filed> = topics.iter().map(|topic| &self.topics[topic.at()]).collect();
        // Smallest topic first: the share that it does not use goes to larger ones.
        lists.sort_by_key(|filed| (filed.reports.len(), filed.revision));
        let mut near = Vec::with_capacity(CANDIDATES);
        let mut room = CANDIDATES;
        for (at, filed) in lists.iter().enumerate() {
            let reports = &filed.reports;
            let share = (room / (lists.len() - at)).min(reports.len());
            let place = reports.partition_point(|other| (*other as usize) < position);
            let start = place.saturating_sub(share / 2).min(reports.len() - share);
            near.extend(reports[start..start + share].iter().map(|position| *position as usize));
            room -= share;
        }
        near.sort_unstable();
        near.dedup();
        near.retain(|other| *other != position);
        near
    }

    fn filed(&self, topic: TopicIndex) -> &[u32] {
        &self.topics[topic.at()].reports
    }

    fn language<'s>(&'s self, report: &'s Report) -> &'s str {
        self.collection.about.language_of(report)
    }
}

/// Prefetches the data that is read next, which is scattered over memory. The processor can load many places at
/// once. Without this, it would wait for each in turn, which is most of the cost.
fn fetch(candidates: &[(usize, &Report)]) {
    let reports = || candidates.iter().map(|(_, report)| report);
    let lists = |report: &&Report| {
        report.keywords.len() + report.topics.len() + report.places.len() + report.publishers.len()
    };
    std::hint::black_box(reports().map(lists).sum::<usize>());
    let first = |text: &str| usize::from(text.bytes().next().unwrap_or_default());
    let texts = |report: &&Report| {
        first(&report.title) + report.keywords.iter().map(|keyword| first(keyword)).sum::<usize>()
    };
    std::hint::black_box(reports().map(texts).sum::<usize>());
}

fn score(report: &Report, candidate: &Candidate<'_>, topics: &[(TopicIndex, u32)], words: &[u32]) -> u32 {
    let other = candidate.report;
    let by_topic = topics.iter().filter(|(topic, _)| other.topics.contains(topic)).map(|(_, worth)| worth);
    let has_word = |word: &usize| candidate.terms >> word & 1 == 1;
    let by_word = (0..words.len()).filter(has_word).map(|word| words[word]);
    let places = report.places.iter().filter(|place| other.places.contains(place)).count() as u32;
    let is_shared = |name: &str| other.publishers.iter().any(|other| *other.name == *name);
    let publishers = report.publishers.iter().filter(|publisher| is_shared(&publisher.name)).count();
    by_topic.sum::<u32>() + by_word.sum::<u32>() + places * PLACE + publishers as u32 * PUBLISHER
}

fn worth_of_topic(reports: usize) -> u32 {
    worth(1.0 + BROAD / reports.max(1) as f64)
}

/// Weight of each word that a candidate shares with the report: the fewer candidates have it, the higher.
fn worth_of_words(candidates: &[Candidate<'_>], words: usize) -> Vec<u32> {
    let having = |word: usize| candidates.iter().filter(|one| one.terms >> word & 1 == 1).count();
    let of = candidates.len() as f64 + 1.0;
    (0..words).map(|word| worth(of / (having(word) as f64 + 0.5))).collect()
}

/// Turns rarity into a weight. Math libraries differ in the last digits of a logarithm, so the result is rounded
/// coarsely.
fn worth(rarity: f64) -> u32 {
    (rarity.ln() * f64::from(UNIT)).round() as u32
}

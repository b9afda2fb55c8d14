//! Turns raw values into checked ones and collects every broken rule.
//!
//! Each function returns the checked value, or `None` after it has reported at least one fault to the sink. It
//! always checks every field before it returns. Repeated ids and guids among reports are found in `repeats`.

mod field;
mod head;
mod report;

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;

use super::document::{Place, Step};
use super::fault::{Problem, nearest};
use super::is_absolute_iri;
use super::model::{TopicIndex, Withdrawal};

pub(super) use head::{about, topic_list, withdrawals};
pub(super) use report::Reports;

/// Collects faults, each with the path of its value within the report or head.
#[derive(Default)]
pub(super) struct Sink(pub(super) Vec<Told>);

/// A fault and the path of its value.
pub(super) struct Told {
    pub(super) path: Vec<Step>,
    /// The path of the first occurrence, if the fault is a repetition.
    pub(super) first: Option<Vec<Step>>,
    pub(super) problem: Problem,
}

impl Sink {
    fn tell(&mut self, place: &Place<'_>, problem: Problem) {
        self.0.push(Told { path: place.path(), first: None, problem });
    }

    fn tell_twice(&mut self, place: &Place<'_>, first: Vec<Step>, problem: Problem) {
        self.0.push(Told { path: place.path(), first: Some(first), problem });
    }

    fn keep<T>(&mut self, place: &Place<'_>, checked: Result<T, Problem>) -> Option<T> {
        checked.map_err(|problem| self.tell(place, problem)).ok()
    }
}

/// The parts of a file that its reports are checked against.
pub(super) struct Known<'k> {
    /// Topics and aliases by slug. `None` if the list itself could not be read, so that one fault there does not
    /// cause a fault in every report.
    pub(super) topics: Option<&'k TopicSlugs>,
    pub(super) withdrawn: &'k HashSet<CompactString>,
    /// The entry ids of withdrawn reports. Readers would delete a report that has one of them.
    pub(super) withdrawn_ids: &'k WithdrawnIds,
    /// The collection's language: a report's own is kept only where it differs.
    pub(super) language: &'k str,
}

/// The entry ids of withdrawn reports, as reports could have them.
///
/// A report has one id or two: its `guid`, and its tag URI if it has no `guid` or if Atom cannot use the `guid`.
#[derive(Default)]
pub(super) struct WithdrawnIds {
    /// As a `guid`.
    pub(super) guids: HashSet<String>,
    /// As a tag URI: the slugs of the reports that would have it.
    pub(super) slugs: HashSet<CompactString>,
}

impl WithdrawnIds {
    pub(super) fn of(withdrawn: &[Withdrawal], tag_prefix: Option<&str>) -> WithdrawnIds {
        let guids = || withdrawn.iter().filter_map(|withdrawal| withdrawal.guid.as_deref());
        let mut ids = WithdrawnIds { guids: guids().map(str::to_owned).collect(), slugs: HashSet::default() };
        // Without a prefix, because the head of the file has a fault, no tag URI is known.
        if let Some(tag_prefix) = tag_prefix {
            let with_tags = withdrawn.iter().filter(|withdrawal| has_tag_uri(withdrawal.guid.as_deref()));
            ids.guids.extend(with_tags.map(|withdrawal| format!("{tag_prefix}{}", withdrawal.id)));
            ids.slugs
                .extend(guids().filter_map(|guid| guid.strip_prefix(tag_prefix)).map(CompactString::from));
        }
        ids
    }

    /// The withdrawn entry id that a report would have, if it would have one.
    pub(super) fn of_report<'r>(&self, id: Option<&'r str>, guid: Option<&'r str>) -> Option<&'r str> {
        let by_tag = id.filter(|id| has_tag_uri(guid) && self.slugs.contains(*id));
        guid.filter(|guid| self.guids.contains(*guid)).or(by_tag)
    }
}

/// Whether a report with this `guid`, or without one, is known by its tag URI in any format.
fn has_tag_uri(guid: Option<&str>) -> bool {
    guid.is_none_or(|guid| !is_absolute_iri(guid))
}

/// Topic slugs and aliases, each with the topic it names.
#[derive(Default)]
pub(super) struct TopicSlugs {
    pub(super) topics: HashMap<CompactString, TopicIndex>,
    pub(super) aliases: HashMap<CompactString, CompactString>,
}

impl TopicSlugs {
    fn find(&self, slug: &str) -> Result<TopicIndex, Problem> {
        if let Some(&index) = self.topics.get(slug) {
            return Ok(index);
        }
        if let Some(topic) = self.aliases.get(slug) {
            return Err(Problem::AliasOfTopic { alias: slug.into(), topic: topic.to_string() });
        }
        let near = nearest(slug, self.topics.keys().map(CompactString::as_str));
        Err(Problem::UnknownTopic { topic: slug.into(), near })
    }
}

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
use super::model::TopicIndex;

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
    /// A report with one of these guids is a fault: feed readers would take it for the withdrawn report.
    pub(super) withdrawn_guids: &'k HashSet<Box<str>>,
    /// The collection's language. A report keeps its own only if it differs.
    pub(super) language: &'k str,
}

/// Topic slugs and aliases, each with its topic.
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

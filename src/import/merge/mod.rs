//! Records from a source and a collection file → what changes in the file, and what people should know of the rest.
//!
//! `known` finds out whether the collection has a report already, `memory` is what an earlier import remembered in the
//! file, `subjects` turns subjects into topics, and `valid` holds a record against the rules of the file.
//!
//! The same source imported twice changes nothing the second time. What the curator changed by hand stays.

mod known;
mod memory;
mod subjects;
mod valid;

use std::collections::{BTreeMap, HashSet};

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use url::Url;

use crate::collection::{Instant, RawReport, Text, is_slug};
use crate::edit::{EditError, NewMember, Update, dated, members_of, slug};

use super::outcome::{Changed, Kept, NewReport, Outcome, Told};
use super::record::{Item, Place, Record};
use known::{Holder, Known, is_from_source, record_of};
use memory::{Memory, OWN_FIELD, hash};
use subjects::Subjects;

pub use subjects::with_subjects;

/// So many records are checked at once.
const AT_ONCE: usize = 512;

/// What to do with a report that has the title and the year of another, but no id, DOI or address in common with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Similar {
    /// List it, and do not add it
    #[default]
    Skip,
    /// Add it: it is another report
    Add,
    /// Take it for the same report
    Same,
}

/// How records become reports.
#[derive(Clone, Debug)]
pub struct MergeOptions<'o> {
    /// Written into `added`.
    pub now: Instant,
    /// The address of this gateway.
    pub site: Option<&'o Url>,
    /// Topics of every new report.
    pub topics: &'o [String],
    /// For reports that may be the same.
    pub similar: Similar,
    /// The file of subjects; empty if there is none.
    pub subjects: &'o str,
}

/// Why records cannot be merged into a file.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The collection file is no collection file.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The file of subjects is wrong.
    #[error("the file of subjects is wrong: {0}")]
    Subjects(String),
    /// A topic that every report is to have does not exist.
    #[error("there is no topic `{0}`")]
    Topic(String),
}

/// Merges records into a collection file, one after the other.
pub struct Merge<'t> {
    known: Known<'t>,
    subjects: Subjects,
    source: String,
    now: Instant,
    topics: Vec<String>,
    similar: Similar,
    /// The new reports, as JSON.
    new: Vec<String>,
    updates: Vec<Update>,
    /// The reports of the file that a record was found for.
    met: HashSet<usize>,
    /// Records that wait until there are enough to check at once.
    waiting: Vec<Record>,
    outcome: Outcome,
}

impl<'t> Merge<'t> {
    /// Prepares to merge into the text of a collection file.
    ///
    /// # Errors
    /// See [`MergeError`].
    pub fn new(text: &'t str, options: &MergeOptions<'_>) -> Result<Merge<'t>, MergeError> {
        let known = Known::of(text, options.site)?;
        if let Some(missing) =
            options.topics.iter().find(|id| !known.topics.iter().any(|topic| topic.id == **id))
        {
            return Err(MergeError::Topic(missing.clone()));
        }
        let subjects = Subjects::of(options.subjects, &known.topics).map_err(MergeError::Subjects)?;
        Ok(Merge {
            known,
            subjects,
            source: String::new(),
            now: options.now,
            topics: options.topics.to_vec(),
            similar: options.similar,
            new: Vec::new(),
            updates: Vec::new(),
            met: HashSet::new(),
            waiting: Vec::new(),
            outcome: Outcome::default(),
        })
    }

    /// Takes what a reader found.
    pub(crate) fn take(&mut self, item: Item) {
        match item {
            Item::Report(record) => {
                self.waiting.push(*record);
                if self.waiting.len() >= AT_ONCE {
                    self.take_waiting();
                }
            }
            Item::Broken { why, remedy, place } => {
                self.outcome.broken.push(Told { place, title: None, why, remedy })
            }
            Item::Skipped { what, place } => self.outcome.skipped.push(Told::of(place, what)),
            Item::Deleted { guid, place } => self.deleted(&guid, place),
        }
    }

    /// The records that follow are of another source, remembered under this name.
    pub fn set_source(&mut self, source: &str) {
        self.take_waiting();
        self.source = source.to_owned();
    }

    /// The reports to add, as JSON, the reports to change, and what people should know.
    pub fn finish(mut self) -> (Vec<String>, Vec<Update>, Outcome) {
        self.take_waiting();
        self.outcome.unknown_subjects = self.subjects.unknown();
        (self.new, self.updates, self.outcome)
    }

    fn take_waiting(&mut self) {
        let mut records = std::mem::take(&mut self.waiting);
        // Those that lack what every report needs are told without a check.
        let (checked, reports): (Vec<usize>, Vec<String>) = records
            .iter_mut()
            .enumerate()
            .filter_map(|(nth, record)| Some((nth, for_check(record, nth)?)))
            .unzip();
        let mut are_valid = vec![false; records.len()];
        for (nth, is_valid) in checked.into_iter().zip(valid::are_valid(&reports)) {
            are_valid[nth] = is_valid;
        }
        for (record, is_valid) in records.into_iter().zip(are_valid) {
            self.report(record, is_valid);
        }
    }

    fn deleted(&mut self, guid: &str, place: Place) {
        if let Some(Holder::Report(nth)) = self.known.holder_of_guid(guid) {
            let id = self.id_of(nth);
            self.outcome.deleted.push(Told::of(place, id));
        }
    }

    /// `is_valid` if the record is known to keep every rule.
    fn report(&mut self, record: Record, is_valid: bool) {
        let Record { place, report, id, subjects, remarks, .. } = record;
        let title = report.title.as_ref().map(|title| title.0.clone().into_owned());
        let missing = match (&report.title, &report.published) {
            (None, _) => Some(("it has no title", "add the title at the source")),
            (_, None) => Some((
                "it has no date of publication that can be read",
                "write one such as 2023-07-24 at the source",
            )),
            _ => None,
        };
        if let Some((why, remedy)) = missing {
            let (why, remedy) = (why.to_owned(), remedy.to_owned());
            return self.outcome.broken.push(Told { place, title, why, remedy });
        }
        let record = record_of(&report);
        let holder = self.known.holder(&report, &record, &self.source, id.as_deref());
        let similar = if holder.is_none() { self.known.similar(&report) } else { None };
        let found =
            Found { report, record, key: id.clone(), place: place.clone(), subjects, remarks, is_valid };
        let told =
            |why: String| Told { place: place.clone(), title: title.clone(), why, remedy: String::new() };
        match (holder, similar, self.similar) {
            (Some(Holder::Withdrawn(_)), ..) => {
                self.outcome.withdrawn.push(told("it was withdrawn from the collection".to_owned()));
            }
            (Some(Holder::New(nth)), ..) | (None, Some(Holder::New(nth)), Similar::Same) => {
                let id = &self.outcome.new[nth].id;
                self.outcome
                    .repeated
                    .push(told(format!("it is the same as {id}, which is in the source, too")));
            }
            (Some(Holder::Report(nth)), ..) | (None, Some(Holder::Report(nth)), Similar::Same) => {
                self.update(nth, found);
            }
            (None, Some(holder @ (Holder::Report(_) | Holder::New(_))), Similar::Skip) => {
                let id = match holder {
                    Holder::New(nth) => self.outcome.new[nth].id.clone(),
                    Holder::Report(nth) | Holder::Withdrawn(nth) => self.id_of(nth),
                };
                self.outcome.similar.push(told(format!("it has the title and the year of {id}")));
            }
            _ => self.add(id, found),
        }
    }

    /// Puts the subjects of a record into the topics and keywords of its report.
    fn file(&mut self, report: &mut RawReport<'static>, subjects: Vec<String>, given: &[String]) {
        let (mut topics, keywords) = self.subjects.sort(subjects);
        for topic in given {
            if !topics.contains(topic) {
                topics.push(topic.clone());
            }
        }
        report.topics = texts(topics);
        report.keywords = texts(keywords);
    }

    fn add(&mut self, wanted: Option<String>, found: Found) {
        let Found { mut report, record, key, place, subjects, mut remarks, is_valid } = found;
        let given = self.topics.clone();
        self.file(&mut report, subjects, &given);
        let title = report.title.as_ref().map(|title| title.0.clone().into_owned()).unwrap_or_default();
        let id = wanted.filter(|id| id.contains('-') && is_slug(id) && !self.known.is_taken(id));
        let id = id.unwrap_or_else(|| slug(&title, |id| self.known.is_taken(id)));
        // The report's own tag URI need not be written.
        if report.guid.as_ref().is_some_and(|guid| self.known.own_id(&guid.0).is_some()) {
            report.guid = None;
        }
        report.id = Some(id.clone().into());
        report.added = Some(self.now.to_string().into());
        let mut members = match members_of(&report) {
            Ok(members) => members,
            Err(error) => return self.broken(place, title, error.to_string(), String::new()),
        };
        if !is_valid && let Err((why, remedy)) = valid::valid(&mut members, &mut remarks) {
            return self.broken(place, title, why, remedy);
        }
        self.remarks(&place, &id, remarks);
        self.known.add(&report, &record, self.new.len());
        self.known.take(id.clone());
        let memory = self.memory(record, key, given, fields_of(&members));
        members.push(memory);
        self.new.push(crate::edit::object(&members));
        self.outcome.new.push(NewReport { id, title, place });
    }

    fn broken(&mut self, place: Place, title: String, why: String, remedy: String) {
        self.outcome.broken.push(Told { place, title: Some(title), why, remedy });
    }

    fn remarks(&mut self, place: &Place, id: &str, remarks: Vec<String>) {
        for why in remarks {
            self.outcome.remarks.push(Told { title: Some(id.to_owned()), ..Told::of(place.clone(), why) });
        }
    }

    /// Brings a report of the file up to what the source says now, if it came from this source.
    fn update(&mut self, nth: usize, found: Found) {
        let Found { mut report, record, key, place, subjects, mut remarks, is_valid } = found;
        if !self.met.insert(nth) {
            let title = report.title.map(|title| title.0.into_owned());
            let why = format!("it is the same as {}, which is in the source, too", self.id_of(nth));
            return self.outcome.repeated.push(Told { title, ..Told::of(place, why) });
        }
        let current: Map<String, Value> = serde_json::from_str(self.known.reports[nth]).unwrap_or_default();
        let memory =
            current.get(OWN_FIELD).cloned().and_then(|memory| serde_json::from_value::<Memory>(memory).ok());
        let Some(memory) = memory.filter(|memory| memory.from == self.source) else {
            self.outcome.had += 1;
            return;
        };
        let mut given = memory.given.clone();
        given.extend(self.topics.iter().filter(|topic| !memory.given.contains(topic)).cloned());
        self.file(&mut report, subjects, &given);
        let mut members = match members_of(&report) {
            Ok(members) => members,
            Err(error) => {
                let title = report.title.map(|title| title.0.into_owned()).unwrap_or_default();
                return self.broken(place, title, error.to_string(), String::new());
            }
        };
        // The rules need an id, which the source does not say.
        let id = self.id_of(nth);
        members.insert(0, NewMember { name: "id".to_owned(), value: json(&Value::from(id.as_str())) });
        if !is_valid && let Err((why, remedy)) = valid::valid(&mut members, &mut remarks) {
            let title = report.title.map(|title| title.0.into_owned()).unwrap_or_default();
            return self.broken(place, title, why, remedy);
        }
        let Step { mut set, remove, fields, kept } = step(&current, &memory, &members);
        for (field, why) in kept {
            self.outcome.kept.push(Kept { id: id.clone(), field, why });
        }
        if set.is_empty() && remove.is_empty() && fields == memory.fields {
            self.outcome.unchanged += 1;
            return;
        }
        let mut changed: Vec<String> =
            set.iter().map(|member| member.name.clone()).chain(remove.iter().cloned()).collect();
        changed.sort();
        if !changed.is_empty() {
            set.push(dated("updated", self.now));
        }
        self.remarks(&place, &id, remarks);
        set.push(self.memory(record, key, given, fields));
        self.updates.push(Update { id: id.clone(), set, remove });
        self.outcome.changed.push(Changed { id, fields: changed, place });
    }

    fn id_of(&self, nth: usize) -> String {
        let report: Map<String, Value> = serde_json::from_str(self.known.reports[nth]).unwrap_or_default();
        report.get("id").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn memory(
        &self,
        record: String,
        key: Option<String>,
        given: Vec<String>,
        fields: BTreeMap<String, String>,
    ) -> NewMember {
        let memory = Memory { from: self.source.clone(), record, key, given, fields };
        let value = serde_json::value::to_raw_value(&memory).unwrap_or_default();
        NewMember { name: OWN_FIELD.to_owned(), value }
    }
}

/// A record that is about to become a report, or part of one.
struct Found {
    report: RawReport<'static>,
    /// What makes it the same in the next run.
    record: String,
    /// What the source calls it.
    key: Option<String>,
    place: Place,
    subjects: Vec<String>,
    remarks: Vec<String>,
    is_valid: bool,
}

/// A report as JSON, to check it together with others. `None` if it has not what every report needs.
fn for_check(record: &mut Record, nth: usize) -> Option<String> {
    let report = &mut record.report;
    report.title.as_ref().and(report.published.as_ref())?;
    report.id = Some(format!("r{nth}").into());
    report.keywords = texts(record.subjects.clone());
    let json = serde_json::to_string(report).ok();
    report.id = None;
    report.keywords = Vec::new();
    json
}

/// The change of a report that is already there.
#[derive(Default)]
struct Step {
    set: Vec<NewMember>,
    remove: Vec<String>,
    /// What the source says now of the fields that follow it.
    fields: BTreeMap<String, String>,
    /// Fields that the curator changed and the source changed too.
    kept: Vec<(String, String)>,
}

/// Compares what a report is, what the source said last time, and what it says now.
fn step(current: &Map<String, Value>, memory: &Memory, members: &[NewMember]) -> Step {
    let mut step = Step { fields: memory.fields.clone(), ..Step::default() };
    let is_own = |name: &str| {
        let now = current.get(name).map(|value| hash(&value.to_string()));
        now.is_some() && now.as_deref() != memory.fields.get(name).map(String::as_str)
    };
    for member in members.iter().filter(|member| is_from_source(&member.name)) {
        let (name, new) = (member.name.as_str(), hash(member.value.get()));
        let old = memory.fields.get(name);
        let now = current.get(name).map(|value| hash(&value.to_string()));
        // A report has its abstract in one form.
        let other = match name {
            "abstract" => "abstract_html",
            "abstract_html" => "abstract",
            _ => "",
        };
        if now.as_ref() == Some(&new) {
            step.fields.insert(name.to_owned(), new);
        } else if now.as_ref() == old && !is_own(other) {
            step.fields.insert(name.to_owned(), new);
            step.set.push(member.clone());
        } else if old != Some(&new) {
            let why = "it was changed by hand, and the source has changed, too";
            step.kept.push((name.to_owned(), why.to_owned()));
        }
    }
    for (name, old) in &memory.fields {
        if members.iter().any(|member| member.name == *name) {
            continue;
        }
        step.fields.remove(name);
        if current.get(name).is_some_and(|value| hash(&value.to_string()) == *old) {
            step.remove.push(name.clone());
        }
    }
    step
}

fn fields_of(members: &[NewMember]) -> BTreeMap<String, String> {
    let from_source = members.iter().filter(|member| is_from_source(&member.name));
    from_source.map(|member| (member.name.clone(), hash(member.value.get()))).collect()
}

fn texts(texts: Vec<String>) -> Vec<Text<'static>> {
    texts.into_iter().map(Text::from).collect()
}

fn json(value: &Value) -> Box<RawValue> {
    RawValue::from_string(value.to_string()).unwrap_or_default()
}

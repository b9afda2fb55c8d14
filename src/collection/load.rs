//! From the bytes of a file to a collection, or to everything that is wrong with them.
//!
//! The file is read once by serde_json as a whole, which finds where each report's text begins and
//! ends; the reports are then read and checked from their own texts, on all cores. A report that
//! is good takes the quick way through serde; one that is not is read again, slowly, for its faults.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;

use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::value::RawValue;

use super::by_id::ById;
use super::check::{self, Known, Reports, Sink, TopicSlugs};
use super::document::{Members, Step, locate, opening, range_of};
use super::fault::{Fault, Lines, Problem};
use super::model::{About, Collection, Report, Topic, Withdrawal};
use super::raw::{RawCollection, RawReport, Text};
use super::shape;

/// Why a collection file cannot become a collection.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read at all.
    #[error("cannot read collection {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file was read, and is wrong.
    #[error("collection {} has {}", .0.path.display(), match .0.list.len() { 1 => "a fault".to_owned(), n => format!("{n} faults") })]
    Faults(Faults),
}

/// All faults of a file, in the order in which they stand there.
#[derive(Debug)]
pub struct Faults {
    /// The file.
    pub path: PathBuf,
    /// Its text, as far as it is text, for showing the lines in question.
    pub text: String,
    /// At least one.
    pub list: Vec<Fault>,
}

/// Reads and checks a collection file.
///
/// # Errors
/// The file cannot be read, is larger than `limit` bytes, or breaks a rule of the format.
pub fn load(path: &Path, limit: u64) -> Result<Collection, LoadError> {
    let read = |source| LoadError::Read { path: path.to_owned(), source };
    let bytes = fs::metadata(path).map_err(read)?.len();
    if bytes > limit {
        let problem = Problem::TooLarge { bytes, limit };
        let list = in_order("", vec![Finding::new(0..0, problem)]);
        return Err(LoadError::Faults(Faults { path: path.to_owned(), text: String::new(), list }));
    }
    parse(fs::read(path).map_err(read)?)
        .map_err(|(text, list)| LoadError::Faults(Faults { path: path.to_owned(), text, list }))
}

/// Checks the content of a collection file.
///
/// # Errors
/// Everything that is wrong, with the text it stands in.
pub fn parse(bytes: Vec<u8>) -> Result<Collection, (String, Vec<Fault>)> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let end = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(&error.as_bytes()[..end]).into_owned();
        let list = in_order(&text, vec![Finding::new(end..end, Problem::NotUtf8)]);
        (text, list)
    })?;
    read(&text).map_err(|found| {
        let list = in_order(&text, found);
        (text, list)
    })
}

/// What the bare parse of a file into its raw shape costs, for `benches/`: the number of reports.
#[doc(hidden)]
pub fn parse_only(text: &str) -> Option<usize> {
    serde_json::from_str::<RawCollection<'_>>(text).ok().map(|raw| raw.reports.len())
}

/// A fault by byte range, its line not yet counted.
struct Finding {
    range: Range<usize>,
    first: Option<Range<usize>>,
    report: Option<String>,
    problem: Problem,
}

impl Finding {
    fn new(range: Range<usize>, problem: Problem) -> Self {
        Finding { range, first: None, report: None, problem }
    }
}

fn in_order(text: &str, mut found: Vec<Finding>) -> Vec<Fault> {
    found.sort_by_key(|finding| (finding.range.start, finding.range.end));
    let mut lines = Lines::of(text);
    let mut first_lines = Lines::of(text);
    let place = |finding: Finding| {
        let (line, column) = lines.at(finding.range.start);
        let first = finding.first.map(|range| (first_lines.at(range.start).0, range));
        Fault { line, column, span: finding.range, first, report: finding.report, problem: finding.problem }
    };
    found.into_iter().map(place).collect()
}

fn read(text: &str) -> Result<Collection, Vec<Finding>> {
    // Windows editors like to begin a file with a byte order mark.
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if json.trim().is_empty() {
        return Err(vec![Finding::new(0..0, Problem::Empty)]);
    }
    let whole: &RawValue = serde_json::from_str(json).map_err(|error| vec![syntax(text, json, &error)])?;
    let members: Members<'_> = serde_json::from_str(whole.get()).map_err(|_| {
        let problem = Problem::WrongType { expected: "an object".into(), found: "another value" };
        vec![Finding::new(opening(range_of(text, whole.get())), problem)]
    })?;
    let mut found = Vec::new();
    let head = read_head(text, &members, whole, &mut found);
    let raws = raw_reports(text, &members, &mut found);

    let withdrawn_ids = head.withdrawn.iter().map(|withdrawal| withdrawal.id.clone()).collect();
    let known = Known {
        topics: head.topics_known.then_some(&head.slugs),
        withdrawn: &withdrawn_ids,
        language: head.about.as_ref().map_or("en", |about| &about.language),
    };
    let mut reports = read_reports(text, &raws, &known, &mut found);
    if !reports.is_sorted_by(|a, b| a.newest_first(b).is_le()) {
        reports.sort_unstable_by(Report::newest_first);
    }
    let by_id = ById::of(&reports);
    let tag_prefix = head.about.as_ref().map(About::tag_prefix);
    if !found.is_empty() || by_id.is_none() || repeats_a_guid(tag_prefix.as_deref(), &reports) {
        find_repeats(text, &raws, tag_prefix.as_deref(), &mut found);
    }
    match (found.is_empty(), head.about, by_id) {
        (true, Some(about), Some(by_id)) => {
            let mut withdrawn = head.withdrawn;
            withdrawn.sort_by(|a, b| b.when.cmp(&a.when).then_with(|| a.id.cmp(&b.id)));
            Ok(Collection { about, topics: head.topics, reports, withdrawn, by_id })
        }
        _ => Err(found),
    }
}

/// A fault in the JSON itself: there is only ever one, because nothing after it can be trusted.
fn syntax(text: &str, json: &str, error: &serde_json::Error) -> Finding {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => json.match_indices('\n').nth(line - 2).map_or(json.len(), |(at, _)| at + 1),
    };
    let mut at = (line_start + error.column().saturating_sub(1)).min(json.len());
    while !json.is_char_boundary(at) {
        at -= 1;
    }
    let problem = match error.classify() {
        serde_json::error::Category::Eof => Problem::CutShort,
        _ => Problem::Syntax { message: shape::without_place(error) },
    };
    let at = at + (text.len() - json.len());
    Finding::new(at..at, problem)
}

#[derive(Default)]
struct Head {
    about: Option<About>,
    topics: Vec<Topic>,
    /// Whether the list of topics could be read at all.
    topics_known: bool,
    slugs: TopicSlugs,
    withdrawn: Vec<Withdrawal>,
}

fn read_head(text: &str, members: &Members<'_>, whole: &RawValue, found: &mut Vec<Finding>) -> Head {
    let but_reports = members.0.iter().filter(|(key, _)| key != "reports");
    let quick = RawCollection::deserialize(MapDeserializer::<_, serde_json::Error>::new(
        but_reports.map(|(key, value)| (key.as_ref(), *value)),
    ));
    let mut sink = Sink::default();
    if let Ok(raw) = quick {
        let head = check_head(raw, true, &mut sink);
        if head.about.is_some() && sink.0.is_empty() && members.first("reports").is_some() {
            return head;
        }
        sink = Sink::default();
    }
    let left =
        shape::head(text, members, whole, &mut |range, problem| found.push(Finding::new(range, problem)));
    let topics_known = left.get("topics").is_some() || members.first("topics").is_none();
    let head = match RawCollection::deserialize(&left) {
        Ok(raw) => check_head(raw, topics_known, &mut sink),
        Err(_) => Head::default(),
    };
    let place = |path: &[Step]| match path {
        [Step::Key(key), rest @ ..] => members.first(key).map(|value| locate(text, value, rest)),
        _ => None,
    };
    found.extend(sink.0.into_iter().map(|told| Finding {
        range: place(&told.path).unwrap_or_else(|| opening(range_of(text, whole.get()))),
        first: told.first.and_then(|path| place(&path)),
        report: None,
        problem: told.problem,
    }));
    head
}

fn check_head(mut raw: RawCollection<'_>, topics_known: bool, sink: &mut Sink) -> Head {
    let about = check::about(&mut raw, sink);
    let (topics, slugs) = check::topic_list(std::mem::take(&mut raw.topics), sink);
    let withdrawn = check::withdrawals(std::mem::take(&mut raw.withdrawn), sink);
    Head { about, topics, topics_known, slugs, withdrawn }
}

/// Each report's own text. That `reports` is a list at all is not told by the walk over the head,
/// which leaves it alone.
fn raw_reports<'a>(text: &str, members: &Members<'a>, found: &mut Vec<Finding>) -> Vec<&'a RawValue> {
    let Some(list) = members.first("reports") else { return Vec::new() };
    serde_json::from_str(list.get()).unwrap_or_else(|_| {
        let problem = Problem::WrongType { expected: "a list".into(), found: "another value" };
        found.push(Finding::new(opening(range_of(text, list.get())), problem));
        Vec::new()
    })
}

/// Reads and checks every report, in as many threads as there are cores.
fn read_reports(text: &str, raws: &[&RawValue], known: &Known<'_>, found: &mut Vec<Finding>) -> Vec<Report> {
    const WORTH_A_THREAD: usize = 1_000;
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let share = raws.len().div_ceil(cores).max(WORTH_A_THREAD);
    let read_share = |raws: &[&RawValue]| {
        let mut checker = Reports::default();
        let mut found = Vec::new();
        let mut reports = Vec::with_capacity(raws.len());
        reports.extend(raws.iter().filter_map(|raw| read_report(text, raw, &mut checker, known, &mut found)));
        (reports, found)
    };
    if raws.len() <= share {
        let (reports, faults) = read_share(raws);
        found.extend(faults);
        return reports;
    }
    thread::scope(|scope| {
        let threads: Vec<_> = raws.chunks(share).map(|raws| scope.spawn(move || read_share(raws))).collect();
        let mut reports = Vec::new();
        for thread in threads {
            let (more, faults) = thread.join().expect("reading reports does not panic");
            match reports.is_empty() {
                true => reports = more,
                false => reports.extend(more),
            }
            found.extend(faults);
        }
        reports
    })
}

fn read_report(
    text: &str,
    raw: &RawValue,
    checker: &mut Reports,
    known: &Known<'_>,
    found: &mut Vec<Finding>,
) -> Option<Report> {
    if let Ok(quick) = serde_json::from_str::<RawReport<'_>>(raw.get())
        && let Some(report) = checker.check(quick, known, &mut Sink::default())
    {
        return Some(report);
    }
    let before = found.len();
    let mut sink = Sink::default();
    let left = shape::report(text, raw, &mut |range, problem| found.push(Finding::new(range, problem)));
    let report = left.and_then(|left| match RawReport::deserialize(&left) {
        Ok(slow) => checker.check(slow, known, &mut sink),
        Err(_) => None,
    });
    found.extend(sink.0.into_iter().map(|told| Finding::new(locate(text, raw, &told.path), told.problem)));
    let id = readable_ids(raw).id.map(|Text(id)| id.into_owned());
    for finding in &mut found[before..] {
        finding.report.clone_from(&id);
    }
    report.filter(|_| found.len() == before)
}

/// The two fields of a report by which others know it, however wrong the rest of it is.
#[derive(Default, Deserialize)]
struct Ids<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    guid: Option<Text<'a>>,
}

fn readable_ids(raw: &RawValue) -> Ids<'_> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// Whether two reports would have one entry id; only reports with a guid can.
fn repeats_a_guid(tag_prefix: Option<&str>, reports: &[Report]) -> bool {
    let mut guids = HashSet::new();
    reports
        .iter()
        .filter_map(Report::guid)
        .any(|guid| !guids.insert(guid) || tag_prefix.is_some_and(|prefix| guid.starts_with(prefix)))
}

/// Names every id and guid that stands twice, faulty reports included.
fn find_repeats(text: &str, raws: &[&RawValue], tag_prefix: Option<&str>, found: &mut Vec<Finding>) {
    let mut ids: HashMap<String, &RawValue> = HashMap::new();
    let mut guids: HashMap<String, &RawValue> = HashMap::new();
    let mut repeat = |raw: &RawValue, first: &RawValue, key, report: &Option<Text<'_>>, problem| {
        found.push(Finding {
            range: locate(text, raw, &[Step::Key(key)]),
            first: Some(locate(text, first, &[Step::Key(key)])),
            report: report.as_ref().map(|Text(id)| id.to_string()),
            problem,
        });
    };
    for &raw in raws {
        let Ids { id, guid } = readable_ids(raw);
        if let Some(Text(name)) = &id {
            match ids.get(name.trim()) {
                Some(first) => repeat(raw, first, "id", &id, Problem::RepeatedId { id: name.to_string() }),
                None => drop(ids.insert(name.trim().to_owned(), raw)),
            }
        }
        if let Some(Text(name)) = &guid {
            match guids.get(name.trim()) {
                Some(first) => {
                    repeat(raw, first, "guid", &id, Problem::RepeatedGuid { guid: name.to_string() })
                }
                None => drop(guids.insert(name.trim().to_owned(), raw)),
            }
        }
    }
    // A guid may also be the tag id of another report.
    for (guid, raw) in &guids {
        if let Some(other) =
            tag_prefix.and_then(|prefix| guid.strip_prefix(prefix)).and_then(|id| ids.get(id))
            && !std::ptr::eq(*other, *raw)
        {
            let id = readable_ids(raw).id;
            repeat(raw, other, "guid", &id, Problem::RepeatedGuid { guid: guid.clone() });
        }
    }
}

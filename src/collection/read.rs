//! Reads the text of a file into a collection, or returns every fault in it.
//!
//! serde_json reads the whole file once. This pass reads everything except the reports, and finds where the text
//! of each report begins and ends. The reports are then read and checked from their own texts, on all cores.
//! Reports that an earlier collection already has are reused.
//!
//! Valid values take this fast path. A value with a fault is read again on a slow path that finds all of its
//! faults.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::block::{Block, Cut, cut};
use super::by_id::ById;
use super::check::{self, Known, Sink, TopicSlugs, WithdrawnIds};
use super::document::{Members, Step, locate, opening, range_of};
use super::earlier::Earlier;
use super::fault::{Finding, Problem};
use super::model::{About, Collection, Report, Topic, Withdrawal};
use super::raw::{RawCollection, RawReport};
use super::reports::Reports;
use super::shares::in_shares;
use super::{repeats, shape};

/// Everything in a collection except its reports.
#[derive(Default)]
struct Head {
    /// `None` if any part of it has a fault.
    about: Option<About>,
    topics: Vec<Topic>,
    /// Whether the list of topics could be read at all.
    topics_known: bool,
    slugs: TopicSlugs,
    withdrawn: Vec<Withdrawal>,
    has_remarks: bool,
}

/// Reads a file. Blocks of reports that did not change are reused from the `earlier` collection. The collection's
/// picture may be in the `folder` of the file.
pub(super) fn read(
    text: &str,
    earlier: Option<&Collection>,
    folder: Option<&Path>,
) -> Result<Collection, Vec<Finding>> {
    // Windows editors often begin a file with a byte order mark.
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if json.trim().is_empty() {
        return Err(vec![Finding::new(0..0, Problem::Empty)]);
    }
    let mut found = Vec::new();
    let (head, raws) = match read_head(json, folder) {
        Some(good) => good,
        None => read_faulty_head(text, json, folder, &mut found)?,
    };
    let withdrawn: HashSet<_> = head.withdrawn.iter().map(|withdrawal| withdrawal.id.clone()).collect();
    let tag_prefix = head.about.as_ref().map(About::tag_prefix);
    let withdrawn_ids = WithdrawnIds::of(&head.withdrawn, tag_prefix.as_deref());
    let known = Known {
        topics: head.topics_known.then_some(&head.slugs),
        withdrawn: &withdrawn,
        withdrawn_ids: &withdrawn_ids,
        language: head.about.as_ref().map_or("en", |about| &about.language),
    };
    let earlier = earlier.map_or_else(Earlier::default, |earlier| Earlier::of(earlier, &known));
    let (blocks, faults) = read_reports(text, &raws, &known, earlier);
    found.extend(faults);
    let reports = Reports::in_order(blocks);
    let by_id = ById::of(reports.len(), |at| &reports[at].id);
    if !found.is_empty() || by_id.is_none() || repeats::may_be(&reports, tag_prefix.as_deref()) {
        repeats::find(text, &raws, tag_prefix.as_deref(), &mut found);
    }
    match (found.is_empty(), head.about, by_id) {
        (true, Some(about), Some(by_id)) => {
            let mut withdrawn = head.withdrawn;
            withdrawn.sort_by(|a, b| b.when.cmp(&a.when).then_with(|| a.id.cmp(&b.id)));
            Ok(Collection {
                about,
                topics: head.topics,
                reports,
                scheduled: Vec::new(),
                withdrawn,
                by_id,
                as_of: None,
                head_has_remarks: head.has_remarks,
            })
        }
        _ => Err(found),
    }
}

/// The fast path: the head and the text of each report. `None` if the head has any fault.
fn read_head<'j>(json: &'j str, folder: Option<&Path>) -> Option<(Head, Vec<&'j RawValue>)> {
    let mut raw: RawCollection<'_, &RawValue> = serde_json::from_str(json).ok()?;
    let raws = std::mem::take(&mut raw.reports);
    let (topics, withdrawn) = (raw.topics.len(), raw.withdrawn.len());
    let mut sink = Sink::default();
    let head = check_head(raw, true, folder, &mut sink);
    // A topic or withdrawal without a required field is dropped without a fault: the slow path reports it.
    let whole = head.about.is_some() && head.topics.len() == topics && head.withdrawn.len() == withdrawn;
    (sink.faults.is_empty() && whole).then_some((head, raws))
}

/// The slow path: the readable part of the head, and every fault in the rest.
fn read_faulty_head<'a>(
    text: &str,
    json: &'a str,
    folder: Option<&Path>,
    found: &mut Vec<Finding>,
) -> Result<(Head, Vec<&'a RawValue>), Vec<Finding>> {
    let whole: &RawValue = serde_json::from_str(json).map_err(|error| vec![syntax(text, json, &error)])?;
    let members: Members<'_> = serde_json::from_str(whole.get()).map_err(|error| {
        let problem = match whole.get().starts_with('{') {
            true => shape::unreadable(&error),
            false => Problem::WrongType { expected: "an object".into(), found: "another value" },
        };
        vec![Finding::new(opening(range_of(text, whole.get())), problem)]
    })?;
    let raws = match members.first("reports").map(|list| (list, serde_json::from_str(list.get()))) {
        None => Vec::new(),
        Some((_, Ok(raws))) => raws,
        Some((list, Err(_))) => {
            let problem = Problem::WrongType { expected: "a list".into(), found: "another value" };
            found.push(Finding::new(opening(range_of(text, list.get())), problem));
            Vec::new()
        }
    };
    let left =
        shape::head(text, &members, whole, &mut |range, problem| found.push(Finding::new(range, problem)));
    let topics_known = left.get("topics").is_some() || members.first("topics").is_none();
    let mut sink = Sink::default();
    let head = match RawCollection::<'_, RawReport<'_>>::deserialize(&left) {
        Ok(raw) => check_head(raw, topics_known, folder, &mut sink),
        Err(_) => Head::default(),
    };
    let place = |path: &[Step]| match path {
        [Step::Key(key), rest @ ..] => members.first(key).map(|value| locate(text, value, rest)),
        _ => None,
    };
    found.extend(sink.faults.into_iter().map(|fault| Finding {
        range: place(&fault.path).unwrap_or_else(|| opening(range_of(text, whole.get()))),
        first: fault.first.and_then(|path| place(&path)),
        report: None,
        problem: fault.problem,
    }));
    Ok((head, raws))
}

fn check_head<R>(
    mut raw: RawCollection<'_, R>,
    topics_known: bool,
    folder: Option<&Path>,
    sink: &mut Sink,
) -> Head {
    let about = check::about(&mut raw, folder, sink);
    let (topics, slugs) = check::topic_list(std::mem::take(&mut raw.topics), sink);
    let known = topics_known.then_some(&slugs);
    let withdrawn = check::withdrawals(std::mem::take(&mut raw.withdrawn), known, sink);
    Head { about, topics, topics_known, slugs, withdrawn, has_remarks: !sink.remarks.is_empty() }
}

/// A syntax error in the JSON. There is only one per file, because the text after it cannot be trusted.
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

/// Reads and checks every block that the earlier collection does not have.
fn read_reports(
    text: &str,
    raws: &[&RawValue],
    known: &Known<'_>,
    mut earlier: Earlier<'_>,
) -> (Vec<Arc<Block>>, Vec<Finding>) {
    const WORTH_A_THREAD: usize = 4;
    let cuts = cut(raws);
    let mut blocks: Vec<Option<Arc<Block>>> = cuts.iter().map(|cut| earlier.take(cut)).collect();
    let new: Vec<&Cut> =
        cuts.iter().zip(&blocks).filter(|(_, block)| block.is_none()).map(|(cut, _)| cut).collect();
    let shares = in_shares(&new, WORTH_A_THREAD, |cuts| {
        let mut checker = earlier.checker();
        let mut found = Vec::new();
        let mut read_block = |cut: &&Cut| {
            let raws = &raws[cut.reports.clone()];
            let mut has_remarks = false;
            let read = |raw: &&RawValue| {
                let (report, remarked) = read_report(text, raw, &mut checker, known, &mut found)?;
                has_remarks |= remarked;
                Some(report)
            };
            let block = Block::new(cut.texts, raws.iter().filter_map(read));
            Arc::new(block.with_remarks(has_remarks))
        };
        let blocks: Vec<_> = cuts.iter().map(&mut read_block).collect();
        (blocks, found)
    });
    let mut found = Vec::new();
    let mut made = Vec::with_capacity(new.len());
    for (blocks, faults) in shares {
        made.extend(blocks);
        found.extend(faults);
    }
    blocks
        .iter_mut()
        .filter(|block| block.is_none())
        .zip(made)
        .for_each(|(place, block)| *place = Some(block));
    (blocks.into_iter().flatten().collect(), found)
}

/// A report, and whether there is a remark on it.
fn read_report(
    text: &str,
    raw: &RawValue,
    checker: &mut check::Reports,
    known: &Known<'_>,
    found: &mut Vec<Finding>,
) -> Option<(Report, bool)> {
    let mut sink = Sink::default();
    if let Ok(quick) = serde_json::from_str::<RawReport<'_>>(raw.get())
        && let Some(report) = checker.check(quick, known, &mut sink)
    {
        return Some((report, !sink.remarks.is_empty()));
    }
    let before = found.len();
    let mut sink = Sink::default();
    let left = shape::report(text, raw, &mut |range, problem| found.push(Finding::new(range, problem)));
    let report = left.and_then(|left| match RawReport::deserialize(&left) {
        Ok(slow) => checker.check(slow, known, &mut sink),
        Err(_) => None,
    });
    found.extend(
        sink.faults.into_iter().map(|told| Finding::new(locate(text, raw, &told.path), told.problem)),
    );
    let id = repeats::readable_id(raw);
    for finding in &mut found[before..] {
        finding.report.clone_from(&id);
    }
    report.filter(|_| found.len() == before).map(|report| (report, !sink.remarks.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(topics: &str, withdrawn: &str) -> Vec<Problem> {
        let text = format!(
            r#"{{"id": "r", "authority": "example.org,2023", "title": "R", "topics": [{topics}], "withdrawn": [{withdrawn}],
            "reports": [{{"id": "x", "title": "X", "published": "2024", "topics": ["b"]}}]}}"#
        );
        let found = read(&text, None, None).err().unwrap_or_default();
        found.into_iter().map(|finding| finding.problem).collect()
    }

    /// A lone surrogate is valid by the JSON grammar, but is not a character.
    #[test]
    fn a_name_or_value_that_is_no_text_is_a_fault_wherever_it_stands() {
        let own = |member: &str| format!(r#"{{"id": "a", "title": "A", {member}}}"#);
        for topic in [own(r#""\ud800": 1"#), own(r#""_own": "\ud800""#), own(r#""_own": {"\ud800": 1}"#)] {
            let found = faults(&format!(r#"{topic}, {{"id": "b", "title": "B"}}"#), "");
            assert!(matches!(found[..], [Problem::Syntax { .. }]), "{topic}: {found:?}");
        }
        let of_whole = r#"{"id": "r", "authority": "example.org,2023", "title": "R", "\ud800": 1}"#;
        let of_report = r#"{"id": "r", "authority": "example.org,2023", "title": "R",
            "reports": [{"id": "x", "title": "X", "published": "2024", "\ud800": 1}]}"#;
        for text in [of_whole, of_report] {
            let found: Vec<Problem> =
                read(text, None, None).err().into_iter().flatten().map(|finding| finding.problem).collect();
            assert!(matches!(found[..], [Problem::Syntax { .. }]), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_topic_or_withdrawal_that_lacks_a_field_is_a_fault_where_nothing_else_is() {
        let missing = |field: &str| vec![Problem::MissingField { field: field.to_owned() }];
        let topic = r#"{"id": "b", "title": "B"}"#;
        assert_eq!(faults(topic, r#"{"id": "gone", "when": "2024-05-02"}"#), []);
        assert_eq!(faults(&format!(r#"{{"id": "a"}}, {topic}"#), ""), missing("title"));
        assert_eq!(faults(&format!(r#"{{"title": "A"}}, {topic}"#), ""), missing("id"));
        // The report names it.
        assert_eq!(faults(r#"{"id": "b"}"#, ""), missing("title"));
        assert_eq!(faults(topic, r#"{"id": "gone"}"#), missing("when"));
        assert_eq!(faults(topic, r#"{"when": "2024-05-02"}"#), missing("id"));
    }
}

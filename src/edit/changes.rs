//! Changes of a collection file: reports are added and changed.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::collection::nearest;

use super::EditError;
use super::draft::Draft;
use super::items::{Object, insert_elements};
use super::layout::{Gaps, Habits};
use super::order::{self, end_of_the_newest};
use super::outline::{self, List, Outline, list_spot};
use super::spans::{Malformed, Member, Span, elements, member, members, text_at};

/// A member of an object to write: its name, and its value as JSON.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Its name.
    pub name: String,
    /// Its value. It is laid out as the file is.
    pub value: Box<RawValue>,
}

/// A change of one report.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// The id of the report.
    pub id: String,
    /// Members to set: in place if they are there, else after the nearest member that the schema puts before them.
    pub set: Vec<NewMember>,
    /// Names of members to remove. The id is never removed.
    pub remove: Vec<String>,
}

/// Adds reports, each with its members in order, and changes others.
///
/// New reports stand where the file has its newest ones, in the order in which they are given. Everything else stays byte for byte. What is written has the
/// indentation and the line endings of the file.
///
/// # Errors
/// The text is not a collection file, or has no report of one of the updates.
pub fn add_and_update(text: &str, new: &[Vec<NewMember>], updates: &[Update]) -> Result<String, EditError> {
    Ok(draft_of(text, new, updates)?.finish())
}

/// As [`add_and_update`], not yet applied.
///
/// # Errors
/// As [`add_and_update`].
pub fn draft_of<'t>(
    text: &'t str,
    new: &[Vec<NewMember>],
    updates: &[Update],
) -> Result<Draft<'t>, EditError> {
    let new: Vec<String> = new.iter().map(|members| object(members)).collect();
    draft_with(text, new, updates)
}

/// As [`draft_of`], with new reports as JSON.
///
/// # Errors
/// As [`add_and_update`].
pub fn draft_with<'t>(text: &'t str, new: Vec<String>, updates: &[Update]) -> Result<Draft<'t>, EditError> {
    let outline = Outline::of(text)?;
    let habits = outline.habits("reports")?;
    let mut draft = Draft::of(text);
    add_to_list(&mut draft, &outline, &habits, "reports", &["added", "published"], new)?;
    if !updates.is_empty() {
        update_reports(&mut draft, &outline, &habits, updates)?;
    }
    Ok(draft)
}

/// The members of what serializes as an object, in the order in which it writes them.
///
/// # Errors
/// It serializes as something else.
pub fn members_of(value: &impl Serialize) -> Result<Vec<NewMember>, serde_json::Error> {
    let json = serde_json::to_string(value)?;
    let member = |member: Result<Member<'_>, Malformed>| {
        let member = member.map_err(|Malformed| serde::ser::Error::custom("not an object"))?;
        let value = RawValue::from_string(json[member.value].to_owned())?;
        Ok(NewMember { name: member.name.into_owned(), value })
    };
    members(&json, &(0..json.len())).map(member).collect()
}

/// An object in JSON, without white space.
pub(crate) fn object(members: &[NewMember]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|member| format!("{}:{}", serde_json::Value::from(member.name.as_str()), member.value.get()))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// Adds elements, as JSON, to a list of the file: at the end where its newest elements are, by the first of the fields
/// that each has. Adds the list if the file does not have it.
pub(super) fn add_to_list(
    draft: &mut Draft<'_>,
    outline: &Outline<'_>,
    habits: &Habits<'_, '_>,
    name: &str,
    dates: &[&str],
    new: Vec<String>,
) -> Result<(), Malformed> {
    if new.is_empty() {
        return Ok(());
    }
    let around = outline.gaps()?;
    let Some(List { span, elements }) = outline.list(name)? else {
        let list = format!("[{}]", new.join(","));
        return of_file(outline, habits)?.edit(draft, &[(name, &list)], &[]);
    };
    let gaps = match Gaps::of(outline.text, &span)? {
        Some(gaps) => gaps,
        None => habits.gaps(outline.text, &span, list_spot(&format!("file.{name}")), &around).into_owned(),
    };
    let end = end_of_the_newest(outline.text, &elements, dates)?;
    let new = new.into_iter().map(|json| habits.lay_out(&json, outline::REPORT, &gaps));
    insert_elements(draft, &span, &elements, &gaps, new, end)
}

/// The object that the file consists of.
pub(super) fn of_file<'t, 'h>(
    outline: &Outline<'t>,
    habits: &'h Habits<'t, 'h>,
) -> Result<Object<'t, 'h>, Malformed> {
    Ok(Object {
        text: outline.text,
        span: outline.root.clone(),
        members: outline.members.clone(),
        gaps: outline.gaps()?,
        habits,
        spot: outline::FILE,
        order: &order::FILE,
    })
}

fn update_reports(
    draft: &mut Draft<'_>,
    outline: &Outline<'_>,
    habits: &Habits<'_, '_>,
    updates: &[Update],
) -> Result<(), EditError> {
    let text = outline.text;
    let mut left: HashMap<&str, &Update> = HashMap::with_capacity(updates.len());
    for update in updates {
        if left.insert(&update.id, update).is_some() {
            return Err(EditError::UpdatedTwice { id: update.id.clone() });
        }
    }
    let reports = outline.list("reports")?.map(|list| list.elements).unwrap_or_default();
    for report in &reports {
        let Some(update) = id_of(text, report)?.and_then(|id| left.remove(&*id)) else { continue };
        let set: Vec<(&str, &str)> =
            update.set.iter().map(|member| (member.name.as_str(), member.value.get())).collect();
        let removed: Vec<&str> =
            update.remove.iter().map(String::as_str).filter(|name| *name != "id").collect();
        edit_report(draft, text, report, habits, &set, &removed)?;
        if left.is_empty() {
            break;
        }
    }
    match left.into_keys().min() {
        Some(id) => Err(unknown_report(text, &reports, id)),
        None => Ok(()),
    }
}

/// Sets and removes members of a report.
pub(super) fn edit_report<'t>(
    draft: &mut Draft<'_>,
    text: &'t str,
    report: &Span,
    habits: &Habits<'t, '_>,
    set: &[(&str, &str)],
    removed: &[&str],
) -> Result<(), Malformed> {
    edit_object(draft, text, report, habits, &order::REPORT, set, removed)
}

/// Sets and removes members of an element of a list, whose members have a usual order.
pub(super) fn edit_object<'t>(
    draft: &mut Draft<'_>,
    text: &'t str,
    object: &Span,
    habits: &Habits<'t, '_>,
    order: &[&str],
    set: &[(&str, &str)],
    removed: &[&str],
) -> Result<(), Malformed> {
    let mut own = Habits::over(habits);
    own.learn(text, object, outline::REPORT)?;
    let object = Object {
        text,
        span: object.clone(),
        members: members(text, object).collect::<Result<_, _>>()?,
        gaps: Gaps::of(text, object)?.ok_or(Malformed)?,
        habits: &own,
        spot: outline::REPORT,
        order,
    };
    object.edit(draft, set, removed)
}

/// The id of an element of a list.
pub(super) fn id_of<'t>(
    text: &'t str,
    element: &Span,
) -> Result<Option<std::borrow::Cow<'t, str>>, Malformed> {
    Ok(member(text, element, "id")?.and_then(|member| text_at(text, &member.value)))
}

/// The element of a list with this id.
pub(super) fn position(text: &str, elements: &[Span], id: &str) -> Result<Option<usize>, Malformed> {
    for (at, element) in elements.iter().enumerate() {
        if id_of(text, element)?.is_some_and(|found| found == id) {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

pub(super) fn unknown_report(text: &str, reports: &[Span], id: &str) -> EditError {
    let ids: Vec<_> = reports.iter().filter_map(|report| id_of(text, report).ok().flatten()).collect();
    let near = nearest(id, ids.iter().map(|id| &**id));
    EditError::UnknownReport { id: id.to_owned(), near }
}

/// Whether a name is the id or an alias of a topic.
pub(super) fn has_name(text: &str, topic: &Span, name: &str) -> Result<bool, Malformed> {
    if id_of(text, topic)?.is_some_and(|id| id == name) {
        return Ok(true);
    }
    let Some(aliases) = member(text, topic, "aliases")? else { return Ok(false) };
    for alias in elements(text, &aliases.value) {
        if text_at(text, &alias?).is_some_and(|alias| alias == name) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn unknown_topic(text: &str, topics: &[Span], id: &str) -> Result<EditError, Malformed> {
    let mut ids = Vec::new();
    for topic in topics {
        let known = id_of(text, topic)?.unwrap_or_default().into_owned();
        if has_name(text, topic, id)? {
            return Ok(EditError::UnknownTopic { id: id.to_owned(), near: Some(known) });
        }
        ids.push(known);
    }
    let near = nearest(id, ids.iter().map(String::as_str));
    Ok(EditError::UnknownTopic { id: id.to_owned(), near })
}

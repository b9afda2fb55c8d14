//! Changes of the collection file as forms ask for them: the text of the file and a change → the new text.
//!
//! A form that corrects something contains the text that it was made from. If the file has another text by now, the
//! change is not made: [`ChangeRefusal::Overtaken`].

use std::ops::Range;

use serde_json::Value;

use crate::collection::{Instant, Published};
use crate::edit::{
    EditError, Left, NewMember, REPORT_ORDER, TOPIC_ORDER, Update, add_topic, dated, draft_of, find,
    find_member, ids, rename_topic, slug, update_head, update_topic, withdraw,
};

use super::fields::{ABOUT, FieldSpec, REPORT, TOPIC, member, members, typed_of};
use super::request::{Posted, line_feeds};

/// Something in the file that a form is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Report(String),
    Topic(String),
    /// What the file says about the collection.
    About,
}

impl Item {
    /// The fields of its form.
    pub(super) fn fields(&self) -> &'static [FieldSpec] {
        match self {
            Item::Report(_) => REPORT,
            Item::Topic(_) => TOPIC,
            Item::About => ABOUT,
        }
    }

    /// Where it is in the text of a file.
    pub(super) fn find(&self, text: &str) -> Result<Option<Range<usize>>, EditError> {
        match self {
            Item::Report(id) => find(text, "reports", id),
            Item::Topic(id) => find(text, "topics", id),
            // The whole file: what it says about the collection is not one value.
            Item::About => Ok(text.find('{').zip(text.rfind('}')).map(|(start, end)| start..end + 1)),
        }
    }

    /// Whether a step from the item leads to one of its fields, and not to something that is not in its form.
    pub(super) fn has(&self, step: &str) -> bool {
        *self != Item::About || ABOUT.iter().any(|field| field.name == step)
    }

    /// What the file has, as an object in JSON with line feeds; `None` if it is not there.
    pub(super) fn read(&self, text: &str) -> Result<Option<String>, EditError> {
        if *self != Item::About {
            return Ok(self.find(text)?.map(|span| line_feeds(&text[span])));
        }
        let mut members = Vec::new();
        for field in ABOUT {
            let found = find_member(text, field.name)?;
            members.extend(found.map(|span| format!("\"{}\":{}", field.name, line_feeds(&text[span]))));
        }
        Ok(Some(format!("{{{}}}", members.join(","))))
    }
}

/// A change of the file.
#[derive(Clone, Debug)]
pub(super) enum FileChange {
    /// Adds a report. The field `id` may be empty.
    AddReport { typed: Posted, now: Instant },
    /// Adds a topic. The field `id` may be empty.
    AddTopic { typed: Posted },
    /// Changes fields of something that is there.
    Correct(Correction),
    /// Withdraws a report.
    Withdraw { id: String, was: String, reason: String, now: Instant },
}

/// A change of something that is there.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    pub(super) item: Item,
    /// What the file had when the form was made.
    pub(super) was: String,
    pub(super) typed: Posted,
    /// When the change is made, if it matters to the readers of a report.
    pub(super) matters_at: Option<Instant>,
}

/// A changed text, and what the change is about.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub(super) text: String,
    /// What was added or changed; `None` if it left.
    pub(super) item: Option<Item>,
    /// The id of what the change is about; empty for the collection.
    pub(super) subject: String,
    /// Its title.
    pub(super) title: String,
}

/// Why a change is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ChangeRefusal {
    /// The file is not one, or lacks what a change needs.
    Edit(EditError),
    /// What the form is about is not in the file any more.
    Gone,
    /// The file has another text by now: this.
    Overtaken(String),
    /// Another report or topic has this id.
    IdTaken(String),
}

impl From<EditError> for ChangeRefusal {
    fn from(error: EditError) -> ChangeRefusal {
        ChangeRefusal::Edit(error)
    }
}

impl FileChange {
    /// Makes the change in the text of a file.
    pub(super) fn apply(&self, text: &str) -> Result<Applied, ChangeRefusal> {
        match self {
            FileChange::AddReport { typed, now } => {
                let ids = ids(text)?;
                let id = new_id(typed, |id| Ok(ids.contains(id)))?;
                if ids.contains(&id) {
                    return Err(ChangeRefusal::IdTaken(id));
                }
                let mut new = members_to_add(typed, &id, REPORT, &REPORT_ORDER);
                if typed.get("added").trim().is_empty() {
                    let at = new
                        .iter()
                        .position(|member| rank(&REPORT_ORDER, &member.name) > rank(&REPORT_ORDER, "added"));
                    new.insert(at.unwrap_or(new.len()), dated("added", *now));
                }
                let text = draft_of(text, &[new], &[])?.finish();
                Ok(applied(text, Item::Report(id.clone()), id, typed))
            }
            FileChange::AddTopic { typed } => {
                let id = new_id(typed, |id| Ok(find(text, "topics", id)?.is_some()))?;
                if find(text, "topics", &id)?.is_some() {
                    return Err(ChangeRefusal::IdTaken(id));
                }
                let new = members_to_add(typed, &id, TOPIC, &TOPIC_ORDER);
                let text = add_topic(text, &new)?.finish();
                Ok(applied(text, Item::Topic(id.clone()), id, typed))
            }
            FileChange::Correct(correction) => correction.apply(text),
            FileChange::Withdraw { id, was, reason, now } => {
                let item = Item::Report(id.clone());
                let current = unchanged(&item, text, was)?;
                let title = current["title"].as_str().unwrap_or_default().to_owned();
                let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
                let text = withdraw(text, Left { id, when: *now, reason })?.finish();
                Ok(Applied { text, item: None, subject: id.clone(), title })
            }
        }
    }
}

impl Correction {
    fn apply(&self, text: &str) -> Result<Applied, ChangeRefusal> {
        let current = unchanged(&self.item, text, &self.was)?;
        let mut update = self.update(&current);
        match &self.item {
            Item::Report(id) => {
                if let Some(at) = self.matters_at.and_then(|now| self.updated_at(now))
                    && !update.set.iter().any(|member| member.name == "updated")
                {
                    update.set.push(dated("updated", at));
                    update.remove.retain(|name| name != "updated");
                }
                let text = draft_of(text, &[], &[update])?.finish();
                Ok(applied(text, self.item.clone(), id.clone(), &self.typed))
            }
            Item::Topic(id) => {
                let new_id = Some(self.typed.get("id").trim()).filter(|new| !new.is_empty()).unwrap_or(id);
                let renamed = rename_topic(text, id, new_id)?.finish();
                let text = update_topic(&renamed, &Update { id: new_id.to_owned(), ..update })?.finish();
                Ok(applied(text, Item::Topic(new_id.to_owned()), new_id.to_owned(), &self.typed))
            }
            Item::About => {
                let text = update_head(text, &update)?.finish();
                Ok(Applied { text, item: Some(Item::About), subject: String::new(), title: String::new() })
            }
        }
    }

    /// The `updated` of a report that changes now. It is after `added`, because a day stands for its noon. A report that
    /// readers do not see before tomorrow or later needs none.
    fn updated_at(&self, now: Instant) -> Option<Instant> {
        const SOON_SECS: i64 = 24 * 60 * 60;
        let dates = ["added", "published"].map(|name| self.typed.get(name).trim());
        let added = dates.into_iter().find(|date| !date.is_empty());
        match added.and_then(|added| Published::parse(added).ok()) {
            Some(added) if added.at.unix() - now.unix() > SOON_SECS => None,
            Some(added) if added.at >= now => Some(added.at.next_second()),
            _ => Some(now),
        }
    }

    /// The members whose fields were changed.
    fn update(&self, current: &Value) -> Update {
        let fields = self.item.fields();
        let shown = members(&typed_of(current, fields), fields, current);
        let typed = members(&self.typed, fields, current);
        let id = match &self.item {
            Item::Report(id) | Item::Topic(id) => id.clone(),
            Item::About => String::new(),
        };
        let mut update = Update { id, ..Update::default() };
        for ((name, before), (_, after)) in shown.into_iter().zip(typed) {
            match after {
                after if after == before => {}
                Some(json) => update.set.push(member(name, json)),
                None => update.remove.push(name.to_owned()),
            }
        }
        update
    }
}

/// What a form of an overtaken correction should show: what was typed where the curator changed something, and what the
/// file has now elsewhere. Also says which fields both have changed.
pub(super) fn merged(correction: &Correction, now: &str) -> (Posted, Vec<&'static str>) {
    let parse = |json: &str| serde_json::from_str(json).unwrap_or(Value::Null);
    let (was, now): (Value, Value) = (parse(&correction.was), parse(now));
    merged_fields(correction.item.fields(), (&was, &now), &correction.typed)
}

/// The same for any form, which was made from `was`, while `now` is what it would be made from now.
pub(super) fn merged_fields(
    fields: &[FieldSpec],
    (was, now): (&Value, &Value),
    typed: &Posted,
) -> (Posted, Vec<&'static str>) {
    let (of_was, of_now) = (typed_of(was, fields), typed_of(now, fields));
    let mut merged = Posted::default();
    let mut both = Vec::new();
    for field in fields {
        let one = std::slice::from_ref(field);
        let json = |typed: &Posted, object: &Value| members(typed, one, object);
        let (before, after) = (json(&of_was, was), json(&of_now, now));
        let wanted = json(typed, was);
        let source = if wanted == before { &of_now } else { typed };
        if wanted != before && after != before && json(typed, now) != after {
            both.push(field.name);
        }
        let is_of_field = |name: &str| {
            name == field.name
                || name.strip_prefix(field.name).is_some_and(|rest| rest.starts_with('.') || rest == "_form")
        };
        merged.0.extend(source.0.iter().filter(|(name, _)| is_of_field(name)).cloned());
    }
    // Fields that are not members, such as whether the change matters.
    let is_known = |name: &str| merged.0.iter().any(|(known, _)| known == name);
    let others = typed.0.iter().filter(|(name, _)| !is_known(name) && !name.contains('.'));
    let others: Vec<_> = others.cloned().collect();
    merged.0.extend(others);
    (merged, both)
}

/// Whether an object has every field as it was typed, but the members that the desk sets itself.
pub(super) fn is_as_typed(fields: &[FieldSpec], object: &Value, typed: &Posted, own: &[&str]) -> bool {
    let has = members(&typed_of(object, fields), fields, object);
    let wanted = members(typed, fields, object);
    let mut pairs = has.iter().zip(&wanted);
    pairs.all(|(one, other)| one == other || own.contains(&one.0))
}

/// What the file has, if that is still what the form was made from.
fn unchanged(item: &Item, text: &str, was: &str) -> Result<Value, ChangeRefusal> {
    let current = item.read(text)?.ok_or(ChangeRefusal::Gone)?;
    if current != line_feeds(was) {
        return Err(ChangeRefusal::Overtaken(current));
    }
    serde_json::from_str(&current).map_err(|_| ChangeRefusal::Edit(EditError::NotACollection))
}

fn applied(text: String, item: Item, subject: String, typed: &Posted) -> Applied {
    Applied { text, item: Some(item), subject, title: typed.get("title").trim().to_owned() }
}

/// The id that was typed, or one that is made of the title.
fn new_id(typed: &Posted, is_taken: impl Fn(&str) -> Result<bool, EditError>) -> Result<String, EditError> {
    let id = typed.get("id").trim();
    if !id.is_empty() {
        return Ok(id.to_owned());
    }
    is_taken("")?;
    Ok(slug(typed.get("title"), |id| is_taken(id).unwrap_or(false)))
}

fn members_to_add(typed: &Posted, id: &str, fields: &[FieldSpec], order: &[&str]) -> Vec<NewMember> {
    let typed = members(typed, fields, &Value::Null).into_iter();
    let typed = typed.filter_map(|(name, json)| Some(member(name, json?)));
    let mut new: Vec<NewMember> =
        [member("id", Value::from(id).to_string())].into_iter().chain(typed).collect();
    new.sort_by_key(|member| rank(order, &member.name));
    new
}

fn rank(order: &[&str], name: &str) -> usize {
    order.iter().position(|known| *known == name).unwrap_or(order.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{
  "id": "c", "title": "C",
  "topics": [{"id": "dams", "title": "Dams"}],
  "reports": [
    {"id": "one", "title": "One", "published": "2020", "topics": ["dams"]}
  ]
}"#;

    fn now() -> Instant {
        Instant::from_unix(1_800_000_000).expect("a time")
    }

    fn typed(pairs: &[(&str, &str)]) -> Posted {
        Posted(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn correction(pairs: &[(&str, &str)]) -> Correction {
        let item = Item::Report("one".to_owned());
        let was = item.read(FILE).expect("a collection file").expect("it is there");
        let mut typed = typed_of(&serde_json::from_str(&was).expect("JSON"), REPORT);
        for (name, value) in pairs {
            typed.0.retain(|(found, _)| found != name);
            typed.push(*name, *value);
        }
        Correction { item, was, typed, matters_at: None }
    }

    #[test]
    fn a_new_report_gets_an_id_and_a_date() {
        let typed = typed(&[("title", "Two"), ("published", "2021"), ("doi", "10.1234/x"), ("id", "")]);
        let added = FileChange::AddReport { typed, now: now() }.apply(FILE).expect("a change");
        let new = r#"{"id": "two", "title": "Two", "published": "2021", "added": "2027-01-15T08:00:00Z", "doi": "10.1234/x"}"#;
        assert!(added.text.contains(new), "{}", added.text);
        assert_eq!((added.subject.as_str(), added.title.as_str()), ("two", "Two"));
    }

    #[test]
    fn a_correction_touches_only_its_own_fields() {
        let corrected = correction(&[("title", "One!")]);
        let applied = FileChange::Correct(corrected).apply(FILE).expect("a change");
        assert_eq!(applied.text, FILE.replace("\"One\"", "\"One!\""));
        let matters = Correction { matters_at: Some(now()), ..correction(&[("title", "One!")]) };
        let applied = FileChange::Correct(matters).apply(FILE).expect("a change");
        let expected = FILE
            .replace("\"One\"", "\"One!\"")
            .replace("\"2020\",", "\"2020\", \"updated\": \"2027-01-15T08:00:00Z\",");
        assert_eq!(applied.text, expected);
    }

    #[test]
    fn a_change_that_matters_is_after_the_day_on_which_the_report_was_added() {
        let updated = |added: &str| {
            let matters = Correction { matters_at: Some(now()), ..correction(&[("added", added)]) };
            let applied = FileChange::Correct(matters).apply(FILE).expect("a change");
            let json: Value = serde_json::from_str(&applied.text).expect("JSON");
            json["reports"][0]["updated"].as_str().map(str::to_owned)
        };
        assert_eq!(updated("2026-01-01").as_deref(), Some("2027-01-15T08:00:00Z"));
        assert_eq!(updated("2027-01-15").as_deref(), Some("2027-01-15T12:00:01Z"));
        assert_eq!(updated("2027-02-15"), None);
    }

    #[test]
    fn a_change_elsewhere_in_the_file_does_not_matter() {
        let elsewhere = FILE.replace("\"Dams\"", "\"All dams\"");
        let applied =
            FileChange::Correct(correction(&[("title", "One!")])).apply(&elsewhere).expect("a change");
        assert_eq!(applied.text, elsewhere.replace("\"One\"", "\"One!\""));
    }

    #[test]
    fn what_somebody_else_changed_is_never_overwritten() {
        let other = FILE.replace("\"2020\"", "\"2020-05\"").replace("\"One\"", "\"Uno\"");
        let mine = correction(&[("title", "One!"), ("doi", "10.1234/x")]);
        let refused = FileChange::Correct(mine.clone()).apply(&other).expect_err("it changed");
        let ChangeRefusal::Overtaken(now) = refused else { panic!("{refused:?}") };
        let (merged, both) = merged(&mine, &now);
        assert_eq!(
            (merged.get("title"), merged.get("doi"), merged.get("published")),
            ("One!", "10.1234/x", "2020-05")
        );
        assert_eq!(both, ["title"]);

        let gone = FILE.replace("\"one\"", "\"other\"");
        assert_eq!(FileChange::Correct(mine).apply(&gone).expect_err("it is gone"), ChangeRefusal::Gone);
    }

    #[test]
    fn a_topic_is_renamed_and_changed_at_once() {
        let item = Item::Topic("dams".to_owned());
        let was = item.read(FILE).expect("a collection file").expect("it is there");
        let typed = typed(&[("id", "weirs"), ("title", "Weirs"), ("retired", "2024-01-01")]);
        let correction = Correction { item, was, typed, matters_at: None };
        let applied = FileChange::Correct(correction).apply(FILE).expect("a change");
        let expected = FILE
            .replace(
                r#"{"id": "dams", "title": "Dams"}"#,
                r#"{"id": "weirs", "title": "Weirs", "aliases": ["dams"], "retired": "2024-01-01"}"#,
            )
            .replace(r#"["dams"]}"#, r#"["weirs"]}"#);
        assert!(applied.text.contains(r#""topics": ["weirs"]"#), "{}", applied.text);
        assert!(applied.text.contains(r#""retired": "2024-01-01""#), "{}", applied.text);
        assert_eq!(applied.text.lines().count(), expected.lines().count());
    }
}

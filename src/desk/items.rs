//! The forms for reports, topics and the collection: shown, reviewed with a diff, written, or handed out as a patch.

use serde_json::Value;

use crate::address::{Address, View};
use crate::collection::Topic;
use crate::edit::LONGEST_LINE;

use super::change::{ChangeRefusal, Correction, FileChange, Item, is_as_typed, merged};
use super::fields::typed_of;
use super::file::Unmade;
use super::form::{FormSource, MORE};
use super::request::{DeskReply, Posted};
use super::token::FORM_TOKEN;
use super::told::Told;
use super::view::{
    ButtonView, FieldView, GroupView, LinkView, OptionView, PageView, ProblemView, RowView, diff_lines,
};
use super::visitor::Curator;

/// What a form is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    NewReport,
    NewTopic,
    Known(Item),
}

/// The field with the text that a form was made from.
pub(super) const WAS: &str = "was";
/// The field that says whether a correction matters to readers.
const MATTERS: &str = "matters";
/// The field that says what to do with a form.
pub(super) const STEP: &str = "step";
/// The step that shows a form again as it is filled in.
pub(super) const EDIT: &str = "edit";
/// The field with the id that the review showed, for something new without one. So a form that is sent twice adds nothing
/// twice.
const MADE_ID: &str = "made_id";
/// Fields that are not carried from the form to the review and back.
pub(super) const NOT_CARRIED: [&str; 3] = [FORM_TOKEN, STEP, MORE];

impl Subject {
    fn path(&self) -> String {
        match self {
            Subject::NewReport => "/desk/add-report".to_owned(),
            Subject::NewTopic => "/desk/add-topic".to_owned(),
            Subject::Known(Item::Report(id)) => format!("/desk/reports/{id}"),
            Subject::Known(Item::Topic(id)) => format!("/desk/topics/{id}"),
            Subject::Known(Item::About) => "/desk/collection".to_owned(),
        }
    }

    fn heading(&self) -> &'static str {
        match self {
            Subject::NewReport => "desk-add-report",
            Subject::NewTopic => "desk-add-topic",
            Subject::Known(Item::Report(_)) => "desk-correct-report",
            Subject::Known(Item::Topic(_)) => "desk-change-topic",
            Subject::Known(Item::About) => "desk-edit-collection",
        }
    }

    /// What was done, as the history and the notice after it name it.
    fn what(&self) -> &'static str {
        match self {
            Subject::NewReport => "added",
            Subject::NewTopic => "added-topic",
            Subject::Known(Item::Report(_)) => "corrected",
            Subject::Known(Item::Topic(_)) => "changed-topic",
            Subject::Known(Item::About) => "introduced",
        }
    }

    fn item(&self) -> Item {
        match self {
            Subject::NewReport => Item::Report(String::new()),
            Subject::NewTopic => Item::Topic(String::new()),
            Subject::Known(item) => item.clone(),
        }
    }

    fn change(&self, curator: &Curator<'_>, typed: &Posted) -> FileChange {
        let (mut typed, now) = (typed.clone(), curator.now);
        let made = typed.get(MADE_ID).to_owned();
        if !made.is_empty() && typed.get("id").trim().is_empty() {
            typed.0.retain(|(name, _)| name != "id");
            typed.push("id", made);
        }
        match self {
            Subject::NewReport => FileChange::AddReport { typed, now },
            Subject::NewTopic => FileChange::AddTopic { typed },
            Subject::Known(item) => {
                let matters_at = (typed.get(MATTERS) == "yes").then_some(now);
                let was = typed.get(WAS).to_owned();
                FileChange::Correct(Correction { item: item.clone(), was, typed, matters_at })
            }
        }
    }

    /// Where the curator goes on after the change.
    fn next(&self, item: Option<&Item>, done: &str) -> String {
        match item {
            Some(Item::Report(id)) => format!("/desk/reports/{id}?done={done}"),
            Some(Item::Topic(_)) => format!("/desk/topics?done={done}"),
            _ => format!("{}?done={done}", self.path()),
        }
    }

    /// What the file has already as the form says, if the same curator wrote it: pressed the button twice, or went back
    /// and pressed it again.
    async fn written_before(&self, curator: &Curator<'_>, change: &FileChange) -> Option<Item> {
        let id = |typed: &Posted| typed.get("id").trim().to_owned();
        let (item, typed, own): (Item, &Posted, &[&str]) = match change {
            FileChange::AddReport { typed, .. } => (Item::Report(id(typed)), typed, &["added"]),
            FileChange::AddTopic { typed } => (Item::Topic(id(typed)), typed, &[]),
            FileChange::Correct(Correction { item: Item::Topic(old), typed, .. }) => {
                let id = Some(id(typed)).filter(|id| !id.is_empty());
                (Item::Topic(id.unwrap_or_else(|| old.clone())), typed, &[])
            }
            FileChange::Correct(correction) => {
                let own: &[&str] = if correction.matters_at.is_some() { &["updated"] } else { &[] };
                (correction.item.clone(), &correction.typed, own)
            }
            FileChange::Withdraw { .. } => return None,
        };
        let subject = match &item {
            Item::Report(id) | Item::Topic(id) => id.as_str(),
            Item::About => "",
        };
        let object = item.read(&curator.desk.text().await.ok()?).ok()??;
        let object: Value = serde_json::from_str(&object).ok()?;
        let history = &curator.tables.history;
        let is_own = history.is_last_by(&curator.person.name, self.what(), subject).await.ok()?;
        (is_own && is_as_typed(item.fields(), &object, typed, own)).then_some(item)
    }
}

/// The form, or what becomes of it once it is sent.
pub(super) async fn answer(curator: Curator<'_>, subject: &Subject) -> DeskReply {
    let Some(posted) = curator.posted else { return shown(&curator, subject).await };
    let mut told = Told::default();
    let step = if posted.get(MORE).is_empty() { posted.get(STEP) } else { EDIT };
    if step == EDIT {
        return form(&curator, subject, posted, told);
    }
    if matches!(subject, Subject::Known(Item::Report(_))) && posted.get(MATTERS).is_empty() {
        told.status = 422;
        told.problems.push(ProblemView {
            field: Some(MATTERS.to_owned()),
            ..ProblemView::new(curator.say("desk-matters-missing"))
        });
        return form(&curator, subject, posted, told);
    }
    let mut change = subject.change(&curator, posted);
    let done = match step {
        "write" if curator.desk.options.writes => {
            let who = (curator.person.name.as_str(), subject.what());
            let history = &curator.tables.history;
            let mut made = curator.desk.make(history, who, change.clone()).await;
            if let Err(Unmade::Refused(
                ChangeRefusal::Overtaken(_) | ChangeRefusal::IdTaken(_) | ChangeRefusal::Gone,
            )) = &made
            {
                if let Some(item) = subject.written_before(&curator, &change).await {
                    return DeskReply::see(subject.next(Some(&item), "before"));
                }
                // Somebody else took the id that the review showed, so the new one gets another.
                if posted.get("id").trim().is_empty() && !posted.get(MADE_ID).is_empty() {
                    let mut typed = posted.clone();
                    typed.0.retain(|(name, _)| name != MADE_ID);
                    change = subject.change(&curator, &typed);
                    made = curator.desk.make(history, who, change.clone()).await;
                }
            }
            made.map(|applied| DeskReply::see(subject.next(applied.item.as_ref(), subject.what())))
        }
        "patch" => {
            curator.desk.try_out(change.clone()).await.map(|(diff, applied)| patch(diff, applied.text))
        }
        _ => {
            let tried = curator.desk.try_out(change.clone()).await;
            tried.map(|(diff, applied)| {
                let mut posted = posted.clone();
                if !matches!(subject, Subject::Known(_)) && posted.get("id").trim().is_empty() {
                    posted.0.retain(|(name, _)| name != MADE_ID);
                    posted.push(MADE_ID, applied.subject);
                }
                review(&curator, subject, &posted, &diff, Told { status: 200, ..Told::default() })
            })
        }
    };
    match done {
        Ok(reply) => reply,
        Err(unmade) => {
            let told = Told::of(unmade, &curator);
            if told.is_unwritable
                && let Ok((diff, _)) = curator.desk.try_out(change.clone()).await
            {
                return review(&curator, subject, posted, &diff, told);
            }
            refused(&curator, subject, posted, change, told)
        }
    }
}

/// The form again, with what is wrong.
fn refused(
    curator: &Curator<'_>,
    subject: &Subject,
    posted: &Posted,
    change: FileChange,
    told: Told,
) -> DeskReply {
    let (Some(now), FileChange::Correct(correction)) = (&told.overtaken, &change) else {
        return form(curator, subject, posted, told);
    };
    let (mut typed, both) = merged(correction, now);
    typed.0.retain(|(name, _)| name != WAS);
    typed.push(WAS, now.clone());
    let value: Value = serde_json::from_str(now).unwrap_or(Value::Null);
    overtaken_form(curator, subject, &typed, told, Some((&value, &both)))
}

/// The form with what the file has.
async fn shown(curator: &Curator<'_>, subject: &Subject) -> DeskReply {
    let told = Told { status: 200, ..Told::default() };
    let Subject::Known(item) = subject else {
        return form(curator, subject, &Posted::default(), told);
    };
    let text = match curator.desk.text().await {
        Ok(text) => text,
        Err(unmade) => return problem(curator, subject, Told::of(unmade, curator)),
    };
    let Ok(found) = item.read(&text) else {
        return curator.refusal(503, subject.heading(), curator.say("desk-broken-file"));
    };
    let Some(was) = found else { return curator.not_found() };
    let object: Value = serde_json::from_str(&was).unwrap_or(Value::Null);
    let mut typed = typed_of(&object, item.fields());
    if let Item::Topic(id) = item {
        typed.push("id", id.clone());
    }
    typed.push(WAS, was);
    form(curator, subject, &typed, told)
}

fn problem(curator: &Curator<'_>, subject: &Subject, told: Told) -> DeskReply {
    let view =
        PageView { heading: curator.say(subject.heading()), problems: told.problems, ..PageView::default() };
    curator.page(told.status, &view)
}

fn form(curator: &Curator<'_>, subject: &Subject, typed: &Posted, told: Told) -> DeskReply {
    overtaken_form(curator, subject, typed, told, None)
}

fn overtaken_form(
    curator: &Curator<'_>,
    subject: &Subject,
    typed: &Posted,
    told: Told,
    overtaken: Option<(&Value, &[&'static str])>,
) -> DeskReply {
    if told.is_gone {
        return problem(curator, subject, told);
    }
    let item = subject.item();
    let own_topic = match &item {
        Item::Topic(id) => Some(id.as_str()),
        _ => None,
    };
    let topics: &[Topic] = &curator.snapshot.collection().topics;
    let source = FormSource {
        words: curator.words(),
        fields: item.fields(),
        typed,
        faults: &told.faults,
        overtaken,
        in_file_label: "desk-in-file",
        topics,
        own_topic,
    };
    let mut made = source.form();
    let problems: Vec<ProblemView> =
        told.problems.iter().cloned().chain(made.problems.iter().cloned()).collect();
    made.groups.extend(own_fields(curator, subject, typed, &problems));
    let hidden = typed.0.iter().filter(|(name, _)| name == WAS).cloned().collect();
    let view = PageView {
        heading: curator.say(subject.heading()),
        lead: lead(curator, subject, typed),
        done: curator.done(),
        problems,
        links: links(curator, subject),
        action: Some(subject.path()),
        hidden,
        groups: made.groups,
        buttons: vec![ButtonView { step: "review", label: curator.say("desk-review"), is_quiet: false }],
        ..PageView::default()
    };
    let status = if told.status == 0 { 200 } else { told.status };
    curator.page(status, &view)
}

/// The title of a report, so that nobody corrects another one.
fn lead(curator: &Curator<'_>, subject: &Subject, typed: &Posted) -> Vec<String> {
    match subject {
        Subject::Known(Item::Report(id)) => vec![format!("{} ({id})", typed.get("title"))],
        Subject::Known(Item::About) => vec![curator.say("desk-collection-what")],
        Subject::NewReport => vec![curator.say("desk-add-report-what")],
        _ => Vec::new(),
    }
}

fn links(curator: &Curator<'_>, subject: &Subject) -> Vec<LinkView> {
    let site = &curator.desk.hosted.options.render.site;
    match subject {
        Subject::Known(Item::Report(id)) => {
            let page = site.url(&Address::Report(id.as_str().into()));
            vec![
                LinkView::new(page, curator.say("desk-see-page")),
                LinkView::new(format!("/desk/reports/{id}/withdraw"), curator.say("desk-withdraw-this")),
            ]
        }
        Subject::Known(Item::Topic(id)) => {
            let page = site.url(&Address::Topic { topic: id.as_str().into(), page: 1 });
            vec![LinkView::new(page, curator.say("desk-see-page"))]
        }
        Subject::Known(Item::About) => {
            let home = Address::Home { query: Default::default(), view: View::List, page: 1 };
            vec![LinkView::new(site.url(&home), curator.say("desk-see-page"))]
        }
        _ => Vec::new(),
    }
}

fn errors(problems: &[ProblemView], name: &str) -> Vec<String> {
    let of_field = problems.iter().filter(|problem| problem.field.as_deref() == Some(name));
    of_field.map(|problem| problem.text.clone()).collect()
}

/// The id of something new, or of a topic.
pub(super) fn id_field(
    curator: &Curator<'_>,
    typed: &Posted,
    is_new: bool,
    problems: &[ProblemView],
) -> FieldView {
    FieldView {
        name: "id".to_owned(),
        label: curator.say("desk-field-id"),
        help: Some(curator.say(if is_new { "desk-help-id" } else { "desk-help-topic-id" })),
        kind: "line",
        value: typed.get("id").to_owned(),
        errors: errors(problems, "id"),
        ..FieldView::default()
    }
}

/// Fields that only some forms have: the id, and whether the change matters.
fn own_fields(
    curator: &Curator<'_>,
    subject: &Subject,
    typed: &Posted,
    problems: &[ProblemView],
) -> Vec<GroupView> {
    let field = match subject {
        Subject::NewReport | Subject::NewTopic | Subject::Known(Item::Topic(_)) => {
            id_field(curator, typed, !matches!(subject, Subject::Known(_)), problems)
        }
        Subject::Known(Item::Report(_)) => {
            let option = |value: &str| OptionView {
                value: value.to_owned(),
                label: curator.say(&format!("desk-matters-{value}")),
                is_chosen: typed.get(MATTERS) == value,
            };
            FieldView {
                name: MATTERS.to_owned(),
                label: curator.say("desk-matters"),
                help: Some(curator.say("desk-help-matters")),
                kind: "radios",
                options: ["yes", "no"].map(option).into(),
                errors: errors(problems, MATTERS),
                is_required: true,
                ..FieldView::default()
            }
        }
        Subject::Known(Item::About) => return Vec::new(),
    };
    let row = RowView { label: None, fields: vec![field] };
    vec![GroupView { rows: vec![row], ..GroupView::default() }]
}

/// The diff, and what to do with it.
fn review(curator: &Curator<'_>, subject: &Subject, typed: &Posted, diff: &str, told: Told) -> DeskReply {
    let heading = curator.say("desk-review-heading");
    let can_write = curator.desk.options.writes && !told.is_unwritable;
    reviewed(curator, heading, (&subject.path(), typed), diff, (told, can_write))
}

/// A page with a diff, whose form carries everything that was typed.
pub(super) fn reviewed(
    curator: &Curator<'_>,
    heading: String,
    (action, typed): (&str, &Posted),
    diff: &str,
    (told, can_write): (Told, bool),
) -> DeskReply {
    let button = |step, message: &str, is_quiet| ButtonView { step, label: curator.say(message), is_quiet };
    let mut buttons = vec![button("patch", "desk-patch", can_write), button("edit", "desk-back", true)];
    if can_write {
        buttons.insert(0, button("write", "desk-write", false));
    }
    let lead = if can_write { "desk-review-what" } else { "desk-patch-what" };
    let view = PageView {
        heading,
        lead: vec![curator.say(lead)],
        problems: told.problems,
        action: Some(action.to_owned()),
        hidden: typed.0.iter().filter(|(name, _)| !NOT_CARRIED.contains(&name.as_str())).cloned().collect(),
        buttons,
        diff: diff_lines(diff),
        ..PageView::default()
    };
    curator.page(told.status, &view)
}

/// A change as a file, for someone who may write. Diffs show very long lines only in part, so for a file with such lines
/// it is the whole new file.
pub(super) fn patch(diff: String, new: String) -> DeskReply {
    let is_cut = new.split('\n').any(|line| line.len() > LONGEST_LINE);
    let (media_type, body, file_name) = match is_cut {
        true => ("application/json", new, "collection.json"),
        false => ("text/x-diff; charset=utf-8", diff, "collection.patch"),
    };
    DeskReply {
        status: 200,
        media_type,
        body: body.into_bytes(),
        file_name: Some(file_name),
        ..DeskReply::default()
    }
}

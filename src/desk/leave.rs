//! Withdrawing a report: what follows is listed, a reason is asked for, and the change is shown before it is written.

use serde_json::Value;

use super::change::{ChangeRefusal, FileChange, Item};
use super::file::Unmade;
use super::items::{EDIT, STEP, WAS, patch, reviewed};
use super::request::{DeskReply, Posted};
use super::told::Told;
use super::view::{ButtonView, FieldView, GroupView, LinkView, PageView, ProblemView, RowView};
use super::visitor::Curator;

/// The form for withdrawing a report, or what becomes of it once it is sent.
pub(super) async fn answer(curator: Curator<'_>, id: &str) -> DeskReply {
    let Some(posted) = curator.posted else { return form(&curator, id, "", Told::default()).await };
    let path = path(id);
    let reason = posted.get("reason");
    let change = FileChange::Withdraw {
        id: id.to_owned(),
        was: posted.get(WAS).to_owned(),
        reason: reason.to_owned(),
        now: curator.now,
    };
    let heading = || curator.say("desk-review-heading");
    let can_write = curator.desk.options.writes;
    let done = match posted.get(STEP) {
        EDIT => return form(&curator, id, reason, Told::default()).await,
        "write" if can_write => {
            let who = (curator.person.name.as_str(), "withdrew");
            let made = curator.desk.make(&curator.tables.history, who, change.clone()).await;
            if matches!(made, Err(Unmade::Refused(ChangeRefusal::Gone)))
                && matches!(curator.tables.history.is_last_by(who.0, who.1, id).await, Ok(true))
            {
                return DeskReply::see("/desk/reports?done=before");
            }
            made.map(|_| DeskReply::see("/desk/reports?done=withdrew"))
        }
        "patch" => {
            curator.desk.try_out(change.clone()).await.map(|(diff, applied)| patch(diff, applied.text))
        }
        _ => curator.desk.try_out(change.clone()).await.map(|(diff, _)| {
            let told = Told { status: 200, ..Told::default() };
            reviewed(&curator, heading(), (&path, posted), &diff, (told, can_write))
        }),
    };
    match done {
        Ok(reply) => reply,
        Err(unmade) => {
            let told = Told::of(unmade, &curator);
            if told.is_unwritable
                && let Ok((diff, _)) = curator.desk.try_out(change).await
            {
                return reviewed(&curator, heading(), (&path, posted), &diff, (told, false));
            }
            form(&curator, id, reason, told).await
        }
    }
}

fn path(id: &str) -> String {
    format!("/desk/reports/{id}/withdraw")
}

/// The form, made from what the file has now.
async fn form(curator: &Curator<'_>, id: &str, reason: &str, told: Told) -> DeskReply {
    let heading = curator.say("desk-withdraw");
    let item = Item::Report(id.to_owned());
    let text = match curator.desk.text().await {
        Ok(text) => text,
        Err(unmade) => {
            let told = Told::of(unmade, curator);
            return curator
                .page(told.status, &PageView { heading, problems: told.problems, ..PageView::default() });
        }
    };
    let Ok(found) = item.read(&text) else {
        return curator.refusal(503, "desk-withdraw", curator.say("desk-broken-file"));
    };
    let Some(was) = found else { return curator.not_found() };
    let report: Value = serde_json::from_str(&was).unwrap_or(Value::Null);
    let title = report["title"].as_str().unwrap_or(id);
    // What is wrong with the reason, or with other parts of the file.
    let of_file = told.faults.iter().map(|fault| {
        let text = format!("{}: {}", fault.words.message, fault.words.help);
        ProblemView { is_english: true, ..ProblemView::new(text) }
    });
    let problems = told.problems.iter().cloned().chain(of_file).collect();
    let field = FieldView {
        name: "reason".to_owned(),
        label: curator.say("desk-reason"),
        help: Some(curator.say("desk-help-reason")),
        kind: "line",
        value: reason.to_owned(),
        ..FieldView::default()
    };
    let consequences = ["feeds", "pages", "oai", "hub", "search", "id"];
    let mut hidden = Posted::default();
    hidden.push(WAS, was);
    let view = PageView {
        heading,
        lead: vec![format!("{title} ({id})")],
        problems,
        points_heading: Some(curator.say("desk-what-follows")),
        points: consequences.map(|one| curator.say(&format!("desk-follows-{one}"))).into(),
        links: vec![LinkView::new(format!("/desk/reports/{id}"), curator.say("desk-correct-instead"))],
        action: Some(path(id)),
        hidden: hidden.0,
        groups: vec![GroupView {
            rows: vec![RowView { label: None, fields: vec![field] }],
            ..GroupView::default()
        }],
        buttons: vec![ButtonView { step: "review", label: curator.say("desk-review"), is_quiet: false }],
        ..PageView::default()
    };
    curator.page(if told.status == 0 { 200 } else { told.status }, &view)
}

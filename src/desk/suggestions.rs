//! The inbox of the desk: what visitors suggest, in a list from which several can be declined at once.

use crate::inbox::{Decision, Inbox, InboxError, InboxFilter, Suggestion, SuggestionState};
use crate::store::StoreError;
use crate::words::Value;

use super::accept::note;
use super::inbox_feed;
use super::items::{EDIT, STEP};
use super::request::{DeskReply, Posted};
use super::suggestion::WORDS;
use super::view::{ButtonView, ChoiceView, FactView, FieldView, ItemView, LinkView, ListView, ProblemView};
use super::visitor::Curator;

/// Suggestions on one page.
const ON_A_PAGE: usize = 50;
/// The field with the number of a suggestion that is chosen.
const CHOSEN: &str = "suggestion";
/// The state of `state` in the address that stands for all.
const ALL: &str = "all";

/// The list, or what becomes of those that were chosen in it.
pub(super) async fn answer(curator: Curator<'_>, inbox: &Inbox) -> Result<DeskReply, StoreError> {
    match curator.posted {
        Some(posted) if posted.get(STEP) == EDIT => list(curator, inbox, None, posted).await,
        Some(posted) => decline(curator, inbox, posted).await,
        None => list(curator, inbox, None, &Posted::default()).await,
    }
}

/// Suggestions: of those that wait, the one that waits longest first; of the others, the latest.
async fn list(
    curator: Curator<'_>,
    inbox: &Inbox,
    problem: Option<&str>,
    typed: &Posted,
) -> Result<DeskReply, StoreError> {
    let parameters = curator.request.parameters();
    let state = match parameters.get("state") {
        ALL => None,
        named => SuggestionState::NAMES.into_iter().find(|name| *name == named).or(Some("received")),
    };
    let after = parameters.get("after").parse::<i64>().ok();
    let is_latest_first = state != Some("received");
    let filter = InboxFilter { state, after, is_latest_first, most: ON_A_PAGE as i64 + 1 };
    let found = inbox.list(filter).await?;
    let shown = &found[..found.len().min(ON_A_PAGE)];
    let name = state.unwrap_or(ALL);
    let mut paging = Vec::new();
    if after.is_some() {
        let first = format!("/desk/inbox?state={name}");
        paging.push(LinkView::new(first, curator.say("desk-inbox-first")));
    }
    if let Some(last) = shown.last().filter(|_| found.len() > shown.len()) {
        let next = format!("/desk/inbox?state={name}&after={}", last.id);
        paging.push(LinkView::new(next, curator.say("next")));
    }
    let choice = |name: &'static str| ChoiceView {
        href: format!("/desk/inbox?state={name}"),
        label: curator.say(&format!("desk-inbox-state-{name}")),
        is_current: name == state.unwrap_or(ALL),
    };
    let can_decline = shown.iter().any(|one| one.state == SuggestionState::Received);
    let words = FieldView {
        name: WORDS.to_owned(),
        label: curator.say("desk-inbox-words-all"),
        help: Some(curator.say("desk-inbox-words-help")),
        value: typed.get(WORDS).to_owned(),
        ..FieldView::default()
    };
    let button =
        ButtonView { step: "decline", label: curator.say("desk-inbox-decline-chosen"), is_quiet: false };
    let waiting = inbox.figures().waiting;
    let view = ListView {
        heading: curator.say("desk-inbox"),
        done: done(&curator),
        problems: problem.map(|message| ProblemView::new(curator.say(message))).into_iter().collect(),
        lead: vec![curator.say("desk-inbox-feed-what")],
        links: vec![LinkView::new(inbox_feed::path(inbox).await?, curator.say("desk-inbox-feed"))],
        choices: SuggestionState::NAMES.into_iter().chain([ALL]).map(choice).collect(),
        count: Some(curator.words().tell("desk-inbox-count", &[("count", Value::Number(waiting))])),
        items: shown.iter().map(|one| item(&curator, one, state.is_none(), typed)).collect(),
        nothing: curator.say("desk-inbox-empty"),
        action: can_decline.then(|| match after {
            Some(after) => format!("/desk/inbox?state={name}&after={after}"),
            None => format!("/desk/inbox?state={name}"),
        }),
        words: can_decline.then_some(words),
        buttons: if can_decline { vec![button] } else { Vec::new() },
        paging,
        ..ListView::default()
    };
    Ok(curator.list_with(if problem.is_some() { 422 } else { 200 }, &view))
}

fn item(curator: &Curator<'_>, one: &Suggestion, with_state: bool, typed: &Posted) -> ItemView {
    let state = with_state.then(|| curator.say(&format!("desk-inbox-state-{}", one.state.name())));
    let organization = one.sender.organization.clone();
    let number = one.id.to_string();
    let is_chosen = typed.all(CHOSEN).any(|chosen| chosen == number);
    let others = organization.into_iter().chain(state).map(FactView::from);
    let facts = [format!("#{number}").into(), curator.time(one.received_at)].into_iter().chain(others);
    ItemView {
        title: match one.title() {
            "" => curator.say("desk-inbox-untitled"),
            title => title.to_owned(),
        },
        href: format!("/desk/inbox/{number}"),
        facts: facts.collect(),
        number: (one.state == SuggestionState::Received).then_some(number),
        is_chosen,
        ..ItemView::default()
    }
}

/// Declines all that were chosen, with one text. Those that somebody else decided in the meantime stay decided.
async fn decline(curator: Curator<'_>, inbox: &Inbox, posted: &Posted) -> Result<DeskReply, StoreError> {
    let Some(decision) = Decision::decline(posted.get(WORDS)) else {
        return list(curator, inbox, Some("desk-inbox-words-long"), posted).await;
    };
    let chosen: Vec<i64> = posted.all(CHOSEN).filter_map(|number| number.parse().ok()).collect();
    if chosen.is_empty() {
        return list(curator, inbox, Some("desk-inbox-none-chosen"), posted).await;
    }
    let (mut declined, mut others) = (0_u64, 0_u64);
    // The page has no more.
    for id in chosen.into_iter().take(ON_A_PAGE) {
        let Some(suggestion) = inbox.get(id).await? else { continue };
        match inbox.decide(id, decision.clone(), &curator.person.name, curator.now.unix()).await {
            Ok(()) => {
                declined += 1;
                let subject = (&*format!("#{id}"), suggestion.title());
                let history = &curator.tables.history;
                note(history, &curator.person.name, "declined", subject, curator.now).await;
            }
            Err(InboxError::Store(error)) => return Err(error),
            Err(_) => others += 1,
        }
    }
    Ok(DeskReply::see(format!("/desk/inbox?declined={declined}&others={others}")))
}

/// What was done just now, by the query of the address.
fn done(curator: &Curator<'_>) -> Option<String> {
    let parameters = curator.request.parameters();
    let number = |name: &str| parameters.get(name).parse::<u32>().ok().map(u64::from);
    let told = |id: &str, number: u64| (curator.words()).tell(id, &[("count", Value::Number(number))]);
    let declined = told("desk-inbox-declined-many", number("declined")?);
    let others = number("others").filter(|others| *others > 0);
    let others = others.map(|others| told("desk-inbox-others-decided", others));
    Some([declined].into_iter().chain(others).collect::<Vec<_>>().join(" "))
}

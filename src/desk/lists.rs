//! The lists of the desk: reports with a search, topics, and what was done.

use std::borrow::Cow;

use crate::collection::Report;
use crate::query::Query;
use crate::snapshot::Standing;
use crate::store::StoreError;
use crate::words::Value;

use super::history::PastChange;
use super::request::DeskReply;
use super::view::{FactView, ItemView, LinkView, ListView, PageView, diff_lines};
use super::visitor::Curator;

/// Reports, or changes, on one page.
const ON_A_PAGE: usize = 50;

/// The first page: what can be done here.
pub(super) fn start(curator: Curator<'_>) -> DeskReply {
    let link = |href: &str, message: &str, what: &str| LinkView {
        help: Some(curator.say(what)),
        ..LinkView::new(href, curator.say(message))
    };
    let inbox = curator.waiting().map(|waiting| LinkView {
        help: Some(curator.words().tell("desk-inbox-count", &[("count", Value::Number(waiting))])),
        ..LinkView::new("/desk/inbox", curator.say("desk-inbox"))
    });
    let collection = curator.snapshot.collection();
    let count = |number: usize| Value::Number(number as u64);
    let counts = [("reports", count(collection.reports.len())), ("topics", count(collection.topics.len()))];
    let view = PageView {
        heading: curator.tell("desk-welcome", "name", &curator.person.name),
        lead: vec![curator.words().tell("desk-counts", &counts)],
        done: curator.done(),
        links: inbox
            .into_iter()
            .chain([
                link("/desk/add-report", "desk-add-report", "desk-add-report-what"),
                link("/desk/reports", "desk-reports", "desk-reports-what"),
                link("/desk/topics", "desk-topics", "desk-topics-what"),
                link("/desk/collection", "desk-collection", "desk-collection-what"),
                link("/desk/history", "desk-history", "desk-history-what"),
            ])
            .collect(),
        ..PageView::default()
    };
    curator.page(200, &view)
}

/// Reports, newest first, or those that a search finds.
pub(super) fn reports(curator: Curator<'_>) -> DeskReply {
    let snapshot = &curator.snapshot;
    let parameters = curator.request.parameters();
    let words = parameters.get("q").trim();
    let page = parameters.get("page").parse::<usize>().unwrap_or(1).clamp(1, 1_000_000);
    let query = match words {
        "" => Ok(Query::default()),
        words => Query::read(&[(Cow::Borrowed("q"), Cow::Borrowed(words))]),
    };
    let hits = query.ok().and_then(|query| snapshot.closest_hits(&query));
    let total = hits.as_ref().map_or(0, |hits| hits.total());
    let first = (page - 1).saturating_mul(ON_A_PAGE);
    let positions = hits.as_ref().map(|hits| hits.slice(first.min(total)..(first + ON_A_PAGE).min(total)));
    let positions = positions.unwrap_or_default();
    let found = snapshot.reports_at(&positions).slice(0..positions.len());
    let mut items: Vec<ItemView> = found.map(|report| item(&curator, report, false)).collect();
    let collection = snapshot.collection();
    let mut by_id = 0;
    if let Some(at) = collection.position(words).filter(|_| page == 1)
        && !positions.iter().any(|position| *position as usize == at)
    {
        // Searches do not look at ids, but curators know them.
        items.insert(0, item(&curator, &collection.reports[at], false));
        by_id = 1;
    }
    let scheduled = &collection.scheduled;
    if words.is_empty() && page == 1 {
        let scheduled: Vec<ItemView> = scheduled.iter().map(|report| item(&curator, report, true)).collect();
        items.splice(0..0, scheduled);
    }
    let address = |page: usize| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", words).append_pair("page", &page.to_string());
        format!("/desk/reports?{}", query.finish())
    };
    let mut paging = Vec::new();
    if page > 1 {
        paging.push(LinkView::new(address(page - 1), curator.say("previous")));
    }
    if first + ON_A_PAGE < total {
        paging.push(LinkView::new(address(page + 1), curator.say("next")));
    }
    let message = if words.is_empty() { "reports-count" } else { "results-count" };
    let is_ready = hits.is_some();
    let view = ListView {
        heading: curator.say("desk-reports"),
        done: curator.done(),
        links: vec![LinkView::new("/desk/add-report", curator.say("desk-add-report"))],
        search: Some(words.to_owned()),
        count: is_ready
            .then(|| curator.words().tell(message, &[("count", Value::Number((total + by_id) as u64))])),
        items,
        nothing: curator.say(if is_ready { "desk-no-reports" } else { "desk-no-index" }),
        paging,
        ..ListView::default()
    };
    curator.list(&view)
}

fn item(curator: &Curator<'_>, report: &Report, is_scheduled: bool) -> ItemView {
    let about = &curator.snapshot.collection().about;
    let language = about.language_of(report);
    let added = curator.words().day(report.added);
    let added = match is_scheduled {
        true => curator.tell("desk-appears", "date", &added),
        false => curator.tell("desk-added-on", "date", &added),
    };
    let published = FactView {
        text: curator.words().published(report.published),
        date: Some(report.published.to_string()),
    };
    ItemView {
        title: report.title.to_string(),
        language: Some(language.to_owned()).filter(|tag| *tag != curator.locale.language().tag()),
        href: format!("/desk/reports/{}", report.id),
        facts: vec![report.id.to_string().into(), published, added.into()],
        ..ItemView::default()
    }
}

/// All topics, in the order of the file.
pub(super) fn topics(curator: Curator<'_>) -> DeskReply {
    let snapshot = &curator.snapshot;
    let collection = snapshot.collection();
    let item = |topic: &crate::collection::Topic| {
        let named = snapshot.named(&topic.id).map(|named| named.topic());
        let count = named.map_or(0, |index| snapshot.reports(Some(index)).len());
        let count = curator.words().tell("reports-count", &[("count", Value::Number(count as u64))]);
        let closing = named.and_then(|index| match snapshot.standing(index, curator.now) {
            Standing::Closed => Some(curator.say("desk-topic-closed")),
            _ => topic.retired.map(|day| curator.tell("desk-retires", "date", &curator.words().day(day))),
        });
        ItemView {
            title: topic.title.to_string(),
            language: Some(collection.about.language.to_string())
                .filter(|tag| tag != curator.locale.language().tag()),
            href: format!("/desk/topics/{}", topic.id),
            facts: [topic.id.to_string(), count].into_iter().chain(closing).map(FactView::from).collect(),
            ..ItemView::default()
        }
    };
    let view = ListView {
        heading: curator.say("desk-topics"),
        done: curator.done(),
        links: vec![LinkView::new("/desk/add-topic", curator.say("desk-add-topic"))],
        items: collection.topics.iter().map(item).collect(),
        nothing: curator.say("desk-no-topics"),
        ..ListView::default()
    };
    curator.list(&view)
}

/// Who did what, the latest first.
pub(super) async fn history(curator: Curator<'_>) -> Result<DeskReply, StoreError> {
    let before = curator.request.parameters().get("before").parse().unwrap_or(i64::MAX);
    let most = ON_A_PAGE as i64;
    let changes = curator.tables.history.before(before, most + 1).await?;
    let shown = &changes[..changes.len().min(ON_A_PAGE)];
    let older = (changes.len() > shown.len()).then(|| shown.last()).flatten();
    let older =
        older.map(|last| LinkView::new(format!("/desk/history?before={}", last.id), curator.say("older")));
    let item = |change: &PastChange| ItemView {
        title: did(&curator, change),
        language: None,
        href: format!("/desk/history/{}", change.id),
        facts: facts(&curator, change),
        ..ItemView::default()
    };
    let view = ListView {
        heading: curator.say("desk-history"),
        lead: vec![curator.say("desk-history-note")],
        items: shown.iter().map(item).collect(),
        nothing: curator.say("desk-no-history-yet"),
        paging: older.into_iter().collect(),
        ..ListView::default()
    };
    Ok(curator.list(&view))
}

/// What a change did, in a line.
fn did(curator: &Curator<'_>, change: &PastChange) -> String {
    let title = if change.title.is_empty() { &change.subject } else { &change.title };
    let values = [("person", Value::Text(&change.person)), ("title", Value::Text(title))];
    curator.words().tell(&format!("desk-did-{}", change.what), &values)
}

fn facts(curator: &Curator<'_>, change: &PastChange) -> Vec<FactView> {
    let doubt = (!change.is_written).then(|| curator.say("desk-perhaps-written"));
    let subject = Some(change.subject.clone()).filter(|subject| !subject.is_empty());
    let others = subject.into_iter().chain(doubt).map(FactView::from);
    [curator.time(change.done_at)].into_iter().chain(others).collect()
}

/// One change, with its diff.
pub(super) async fn past_change(curator: Curator<'_>, number: &str) -> Result<DeskReply, StoreError> {
    let found = match number.parse() {
        Ok(number) => curator.tables.history.find(number).await?,
        Err(_) => None,
    };
    let Some(change) = found else { return Ok(curator.not_found()) };
    let view = PageView {
        heading: did(&curator, &change),
        facts: facts(&curator, &change),
        diff: diff_lines(&change.diff),
        links: vec![LinkView::new("/desk/history", curator.say("desk-history"))],
        ..PageView::default()
    };
    Ok(curator.page(200, &view))
}

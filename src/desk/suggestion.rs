//! The page of one suggestion: what the sender says, the form with which a curator accepts or declines it, and the reports
//! most like it.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::address::Address;
use crate::collection::Report;
use crate::inbox::{Inbox, KnownReport, Suggestion, SuggestionEvent, SuggestionState};
use crate::query::Query;
use crate::store::StoreError;
use crate::words::Value;

use super::accept::content;
use super::fields::{REPORT, typed_of};
use super::form::FormSource;
use super::items::{WAS, id_field};
use super::request::{DeskReply, Posted};
use super::told::Told;
use super::view::{
    ButtonView, FactView, FieldView, GroupView, LinkView, PageView, ProblemView, RowView, SectionView,
};
use super::visitor::Curator;

/// The field for what the sender is told.
pub(super) const WORDS: &str = "decline_words";
/// So many reports are shown beside a suggestion.
const MOST_SIMILAR: usize = 5;
/// So many words of a title are searched for.
const MOST_TITLE_WORDS: usize = 12;

/// A curator at one suggestion.
#[derive(Clone, Copy)]
pub(super) struct Review<'r> {
    pub(super) curator: Curator<'r>,
    pub(super) inbox: &'r Inbox,
    pub(super) suggestion: &'r Suggestion,
}

/// A page with nothing to tell but its status.
pub(super) fn with_status(status: u16) -> Told {
    Told { status, ..Told::default() }
}

impl Review<'_> {
    pub(super) fn path(&self) -> String {
        format!("/desk/inbox/{}", self.suggestion.id)
    }

    pub(super) fn problem(&self, status: u16, message: &str) -> Told {
        Told { problems: vec![ProblemView::new(self.curator.say(message))], ..with_status(status) }
    }

    /// The form as the sender's words fill it in.
    pub(super) fn typed(&self) -> Posted {
        let mut typed = typed_of(&Json::Object(self.suggestion.fields.clone()), REPORT);
        typed.push(WAS, content(self.suggestion));
        typed
    }

    pub(super) fn is_served(&self, report: &str) -> bool {
        let collection = self.curator.snapshot.collection();
        collection.position(report).is_some() || collection.scheduled.iter().any(|one| *one.id == *report)
    }

    pub(super) async fn form(&self, typed: &Posted, told: Told) -> Result<DeskReply, StoreError> {
        let curator = &self.curator;
        let is_waiting = self.suggestion.state == SuggestionState::Received;
        // What a curator typed is not lost, also when somebody else has decided.
        let has_form = is_waiting || told.status == 409;
        let of_sender = Json::Object(self.suggestion.fields.clone());
        let source = FormSource {
            words: curator.words(),
            fields: REPORT,
            typed,
            faults: &told.faults,
            overtaken: (!told.both.is_empty()).then_some((&of_sender, &told.both[..])),
            in_file_label: "desk-inbox-sender-says",
            topics: &curator.snapshot.collection().topics,
            own_topic: None,
        };
        let made = source.form();
        let problems: Vec<ProblemView> = told.problems.iter().chain(&made.problems).cloned().collect();
        let mut groups = Vec::new();
        if has_form {
            groups = made.groups;
            let row = RowView { label: None, fields: vec![id_field(curator, typed, true, &problems)] };
            groups.push(GroupView { rows: vec![row], ..GroupView::default() });
            groups.push(self.words_group(typed));
        }
        let certain = self.certain().await;
        let button =
            |step, message: &str, is_quiet| ButtonView { step, label: curator.say(message), is_quiet };
        let mut buttons = Vec::new();
        if is_waiting {
            buttons.push(button("review", "desk-inbox-accept", false));
            if certain.is_some() || told.status == 409 || !curator.desk.options.writes {
                buttons.push(button("is-there", "desk-inbox-is-there", true));
            }
            buttons.push(button("decline", "desk-inbox-decline", true));
        } else if self.can_be_reopened() {
            buttons.push(button("reopen", "desk-inbox-reopen", true));
        }
        let hidden = typed.0.iter().filter(|(name, _)| name == WAS).cloned().collect();
        let has_action = !buttons.is_empty() || has_form;
        let view = PageView {
            heading: match self.suggestion.title() {
                "" => curator.say("desk-inbox-untitled"),
                title => title.to_owned(),
            },
            facts: vec![format!("#{}", self.suggestion.id).into(), curator.time(self.suggestion.received_at)],
            lead: self.lead(),
            done: curator.done(),
            problems,
            points_heading: (!told.changes.is_empty()).then(|| curator.say("desk-inbox-changes")),
            points: told.changes.clone(),
            links: self.links(),
            sections: self.sections(certain.as_ref(), !is_waiting || told.status == 409).await?,
            aside: if is_waiting { vec![self.similar(certain.as_ref())] } else { Vec::new() },
            action: has_action.then(|| self.path()),
            hidden,
            groups,
            buttons,
            ..PageView::default()
        };
        Ok(curator.page(if told.status == 0 { 200 } else { told.status }, &view))
    }

    fn can_be_reopened(&self) -> bool {
        match &self.suggestion.state {
            SuggestionState::Declined { .. } => true,
            SuggestionState::Accepted { report } => !self.is_served(report),
            SuggestionState::Received | SuggestionState::TakenBack => false,
        }
    }

    fn words_group(&self, typed: &Posted) -> GroupView {
        let field = FieldView {
            name: WORDS.to_owned(),
            label: self.curator.say("desk-inbox-words"),
            help: Some(self.curator.say("desk-inbox-words-help")),
            kind: "area",
            value: typed.get(WORDS).to_owned(),
            ..FieldView::default()
        };
        let row = RowView { label: None, fields: vec![field] };
        GroupView {
            name: "declining".to_owned(),
            legend: Some(self.curator.say("desk-inbox-declining")),
            rows: vec![row],
            ..GroupView::default()
        }
    }

    /// What became of it.
    fn lead(&self) -> Vec<String> {
        let curator = &self.curator;
        match &self.suggestion.state {
            SuggestionState::Received => vec![curator.say("desk-inbox-waits")],
            SuggestionState::TakenBack => vec![curator.say("desk-inbox-taken-back")],
            SuggestionState::Declined { words } if words.is_empty() => {
                vec![curator.say("desk-inbox-declined")]
            }
            SuggestionState::Declined { words } => {
                vec![curator.say("desk-inbox-declined-with"), words.clone()]
            }
            SuggestionState::Accepted { report } if self.is_served(report) => vec![
                curator.tell("desk-inbox-accepted", "id", report),
                curator.say("desk-inbox-withdraw-to-undo"),
            ],
            SuggestionState::Accepted { report } => vec![curator.tell("desk-inbox-accepted", "id", report)],
        }
    }

    fn links(&self) -> Vec<LinkView> {
        let curator = &self.curator;
        let mut links = Vec::new();
        if let Some(url) = self.suggestion.fields.get("url").and_then(Json::as_str)
            && ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme))
        {
            links.push(LinkView::new(url, curator.say("desk-inbox-open")));
        }
        if let SuggestionState::Accepted { report } = &self.suggestion.state
            && self.is_served(report)
        {
            links.push(LinkView::new(format!("/desk/reports/{report}"), curator.say("desk-correct-report")));
            let withdraw = format!("/desk/reports/{report}/withdraw");
            links.push(LinkView::new(withdraw, curator.say("desk-withdraw-this")));
        }
        links.push(LinkView::new("/desk/inbox", curator.say("desk-inbox-back")));
        links
    }

    async fn sections(
        &self,
        certain: Option<&KnownReport>,
        with_fields: bool,
    ) -> Result<Vec<SectionView>, StoreError> {
        let curator = &self.curator;
        let Suggestion { sender, note, id, .. } = self.suggestion;
        let mut sections = Vec::new();
        let section = |message: &str| SectionView { heading: curator.say(message), ..SectionView::default() };
        let from = [&sender.name, &sender.organization].into_iter().flatten().cloned();
        let mail = sender.email.iter().map(|mail| LinkView::new(format!("mailto:{mail}"), mail.clone()));
        let from = SectionView { lines: from.collect(), links: mail.collect(), ..section("desk-inbox-from") };
        if !from.lines.is_empty() || !from.links.is_empty() {
            sections.push(from);
        }
        if let Some(note) = note {
            let lines = note.lines().map(str::to_owned).collect();
            sections.push(SectionView { lines, ..section("desk-inbox-note") });
        }
        sections.extend(certain.map(|known| self.same(known)));
        if with_fields {
            let fields = serde_json::to_string_pretty(&self.suggestion.fields).unwrap_or_default();
            sections.push(SectionView { code: Some(fields), ..section("desk-inbox-fields") });
        }
        let events = self.inbox.history(*id).await?;
        let events = events.iter().map(|event| self.event(event)).collect();
        sections.push(SectionView { events, ..section("desk-history") });
        Ok(sections)
    }

    /// What the collection surely has already.
    async fn certain(&self) -> Option<KnownReport> {
        if self.suggestion.state != SuggestionState::Received {
            return None;
        }
        let (snapshot, fields) = (self.curator.snapshot.clone(), self.suggestion.fields.clone());
        let inbox = self.inbox.clone();
        let site = self.curator.desk.hosted.options.render.site.clone();
        let found = tokio::task::spawn_blocking(move || inbox.known_in(&snapshot, &fields, &site));
        found.await.unwrap_or_default()
    }

    /// The report that the collection surely has already.
    fn same(&self, known: &KnownReport) -> SectionView {
        let curator = &self.curator;
        let collection = curator.snapshot.collection();
        let (heading, id) = match known {
            KnownReport::Report(id) => ("desk-inbox-same", id),
            KnownReport::Withdrawn(id) => ("desk-inbox-same-withdrawn", id),
        };
        let title = collection.position(id).map(|at| collection.reports[at].title.to_string());
        let page = curator.desk.hosted.options.render.site.url(&known.address());
        let links = vec![LinkView::new(page, title.unwrap_or(id.clone()))];
        SectionView { heading: curator.say(heading), links, ..SectionView::default() }
    }

    /// The reports most like it, each with a link.
    fn similar(&self, certain: Option<&KnownReport>) -> SectionView {
        let curator = &self.curator;
        let collection = curator.snapshot.collection();
        let site = &curator.desk.hosted.options.render.site;
        let known = certain.map(|(KnownReport::Report(id) | KnownReport::Withdrawn(id))| id.as_str());
        let found = self.found().into_iter().map(|position| &collection.reports[position]);
        let others = found.filter(|report| known != Some(&*report.id));
        let link = |report: &Report| {
            let page = site.url(&Address::Report(report.id.to_string().as_str().into()));
            let help = Some(curator.words().published(report.published));
            LinkView { help, ..LinkView::new(page, report.title.to_string()) }
        };
        let links: Vec<LinkView> = others.take(MOST_SIMILAR).map(link).collect();
        let nothing = links.is_empty().then(|| curator.say("desk-inbox-nothing-similar"));
        SectionView {
            heading: curator.say("desk-inbox-similar"),
            lines: nothing.into_iter().collect(),
            links,
            ..SectionView::default()
        }
    }

    /// Reports with any of the longer words of the title, the closest first.
    fn found(&self) -> Vec<usize> {
        const SHORTEST: usize = 4;
        let snapshot = &self.curator.snapshot;
        let words = self.suggestion.title().split(|sign: char| !sign.is_alphanumeric());
        let words: Vec<String> = words
            .filter(|word| word.chars().count() >= SHORTEST)
            .map(str::to_lowercase)
            .take(MOST_TITLE_WORDS)
            .collect();
        if words.is_empty() {
            return Vec::new();
        }
        let query = Query::read(&[(Cow::Borrowed("q"), Cow::Owned(words.join(" OR ")))]);
        let hits = query.ok().and_then(|query| snapshot.closest_hits(&query));
        let positions = hits.map(|hits| hits.slice(0..hits.total().min(MOST_SIMILAR + 1)));
        positions.unwrap_or_default().iter().map(|position| *position as usize).collect()
    }

    fn event(&self, event: &SuggestionEvent) -> Vec<FactView> {
        let curator = &self.curator;
        let sender = curator.say("desk-inbox-sender");
        let who = if event.who == SuggestionEvent::SENDER { &sender } else { &event.who };
        let detail = event.detail.as_deref().unwrap_or_default();
        let values = [("who", Value::Text(who)), ("detail", Value::Text(detail))];
        let what = curator.words().tell(&format!("desk-inbox-event-{}", event.what), &values);
        vec![curator.time(event.at), what.into()]
    }
}

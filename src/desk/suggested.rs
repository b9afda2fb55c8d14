//! One suggestion: what the sender says, the reports most like it, and the form with which a curator accepts or declines.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::address::Address;
use crate::collection::Instant;
use crate::inbox::{
    Decision, Inbox, InboxError, KnownReport, Suggestion, SuggestionEvent, SuggestionState, accepted_as,
    in_collection,
};
use crate::query::Query;
use crate::store::StoreError;
use crate::words::Value;

use super::accept::{Accepted, Accepting, NotAccepted, content, fields_of, note};
use super::change::FileChange;
use super::fields::{REPORT, typed_of};
use super::form::{FormSource, MORE};
use super::items::{STEP, WAS, id_field, patch, reviewed};
use super::request::{DeskReply, Posted};
use super::told::Told;
use super::view::{ButtonView, FieldView, GroupView, LinkView, PageView, ProblemView, RowView, SectionView};
use super::visitor::Curator;

/// The field for what the sender is told.
pub(super) const WORDS: &str = "decline_words";
/// More is not a reason but a letter.
pub(super) const MOST_WORDS: usize = 4_000;
/// So many reports are shown beside a suggestion.
const MOST_SIMILAR: usize = 5;
/// So many words of a title are searched for.
const MOST_TITLE_WORDS: usize = 12;

/// A curator at one suggestion.
#[derive(Clone, Copy)]
struct Review<'r> {
    curator: Curator<'r>,
    inbox: &'r Inbox,
    suggestion: &'r Suggestion,
}

/// A suggestion, or what becomes of it once a form is sent.
pub(super) async fn answer(
    curator: Curator<'_>,
    inbox: &Inbox,
    number: &str,
) -> Result<DeskReply, StoreError> {
    let found = match number.parse() {
        Ok(number) => inbox.get(number).await?,
        Err(_) => None,
    };
    let Some(suggestion) = found else { return Ok(curator.not_found()) };
    let review = Review { curator, inbox, suggestion: &suggestion };
    let Some(posted) = curator.posted else {
        return review.form(&review.typed(), told(200)).await;
    };
    match if posted.get(MORE).is_empty() { posted.get(STEP) } else { "edit" } {
        "reopen" => review.reopen(posted).await,
        _ if suggestion.state != SuggestionState::Received => review.decided(posted).await,
        "decline" => review.decline(posted).await,
        "is-there" => review.mark(posted).await,
        "edit" => review.form(posted, told(200)).await,
        "write" if curator.desk.options.writes => review.accept(posted).await,
        "patch" => review.patch(posted).await,
        _ => review.review(posted).await,
    }
}

fn told(status: u16) -> Told {
    Told { status, ..Told::default() }
}

impl Review<'_> {
    fn path(&self) -> String {
        format!("/desk/inbox/{}", self.suggestion.id)
    }

    fn problem(&self, status: u16, message: &str) -> Told {
        Told { problems: vec![ProblemView::new(self.curator.say(message))], ..told(status) }
    }

    /// The form as the sender's words fill it in.
    fn typed(&self) -> Posted {
        let mut typed = typed_of(&Json::Object(self.suggestion.fields.clone()), REPORT);
        typed.push(WAS, content(self.suggestion));
        typed
    }

    fn change(&self, posted: &Posted) -> FileChange {
        FileChange::AddReport { typed: posted.clone(), now: self.curator.now }
    }

    // ── what curators do ──

    async fn accept(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Curator { tables, person, .. } = self.curator;
        let accepting = Accepting {
            id: self.suggestion.id,
            typed: posted.clone(),
            was: posted.get(WAS).to_owned(),
            person: person.name.clone(),
            now: self.curator.now,
        };
        let done = match self.curator.desk.accept(self.inbox, &tables.history, accepting).await {
            Ok(Accepted::Added) => "accepted",
            Ok(Accepted::WasThere) => "marked",
            Ok(Accepted::TooLate) => "accepted-late",
            Err(NotAccepted::Decided) => return self.decided(posted).await,
            Err(NotAccepted::Revised) => return self.revised(posted).await,
            Err(NotAccepted::Store(error)) => return Err(error),
            Err(NotAccepted::Unmade(unmade)) => {
                let told = Told::of(unmade, &self.curator);
                return match told.is_unwritable {
                    true => self.review_with(posted, told).await,
                    false => self.form(posted, told).await,
                };
            }
        };
        Ok(DeskReply::see(format!("{}?done={done}", self.path())))
    }

    async fn review(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        match content(self.suggestion) == posted.get(WAS) {
            true => self.review_with(posted, told(200)).await,
            false => self.revised(posted).await,
        }
    }

    /// What the file would become. If the file cannot be written, only a patch is offered.
    async fn review_with(&self, posted: &Posted, told: Told) -> Result<DeskReply, StoreError> {
        let curator = &self.curator;
        match curator.desk.in_file(self.inbox, self.suggestion.id, posted).await {
            Ok(None) => {}
            // The curator decides whether it is the same report, before anything is accepted.
            Ok(Some(report)) => {
                let why = ProblemView::new(curator.tell("desk-inbox-in-file", "id", &report));
                return self.form(posted, Told { problems: vec![why], ..self::told(409) }).await;
            }
            Err(NotAccepted::Store(error)) => return Err(error),
            Err(NotAccepted::Unmade(unmade)) => {
                return self.form(posted, Told::of(unmade, curator)).await;
            }
            Err(_) => return self.decided(posted).await,
        }
        match curator.desk.try_out(self.change(posted)).await {
            Ok((diff, _)) => {
                let can_write = curator.desk.options.writes && !told.is_unwritable;
                let heading = curator.say("desk-inbox-review");
                Ok(reviewed(curator, heading, (&self.path(), posted), &diff, (told, can_write)))
            }
            Err(unmade) => self.form(posted, Told::of(unmade, curator)).await,
        }
    }

    /// The change as a file. Its id is noted, so that the report is found once it is in the collection.
    async fn patch(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        if content(self.suggestion) != posted.get(WAS) {
            return self.revised(posted).await;
        }
        let (diff, applied) = match self.curator.desk.try_out(self.change(posted)).await {
            Ok(tried) => tried,
            Err(unmade) => return self.form(posted, Told::of(unmade, &self.curator)).await,
        };
        let (id, now, name) = (self.suggestion.id, self.curator.now.unix(), &self.curator.person.name);
        match self.inbox.begin_to_accept(id, &applied.subject, name, now).await {
            Ok(()) => Ok(patch(diff, applied.text)),
            Err(error) => self.failed(error, posted).await,
        }
    }

    /// Accepts without a change of the file, because readers see the report already.
    async fn mark(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Curator { tables, person, visitor, .. } = self.curator;
        let begun = self.inbox.begun(self.suggestion.id).await?;
        let (snapshot, typed) = (visitor.snapshot.clone(), fields_of(posted));
        let site = visitor.desk.hosted.options.render.site.clone();
        let found = tokio::task::spawn_blocking(move || {
            let collection = snapshot.collection();
            accepted_as(&typed, &begun, collection, &site).or_else(|| {
                match in_collection(&typed, collection, &site)? {
                    KnownReport::Report(id) => Some(id),
                    KnownReport::Withdrawn(_) => None,
                }
            })
        });
        let Some(report) = found.await.unwrap_or_default() else {
            return self.form(posted, self.problem(409, "desk-inbox-not-there-yet")).await;
        };
        let by = (person.name.as_str(), visitor.now);
        let subject = (self.suggestion.id, report.as_str());
        match visitor.desk.mark(self.inbox, &tables.history, subject, posted, by).await {
            Ok(()) => Ok(DeskReply::see(format!("{}?done=marked", self.path()))),
            Err(error) => self.failed(error, posted).await,
        }
    }

    async fn decline(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let words = posted.get(WORDS).trim();
        if words.chars().count() > MOST_WORDS {
            return self.form(posted, self.problem(422, "desk-inbox-words-long")).await;
        }
        let Curator { person, visitor, tables, .. } = self.curator;
        let decision = Decision::Decline { words: words.to_owned() };
        let Suggestion { id, .. } = *self.suggestion;
        if let Err(error) = self.inbox.decide(id, decision, &person.name, visitor.now.unix()).await {
            return self.failed(error, posted).await;
        }
        let subject = (&*format!("#{id}"), self.suggestion.title());
        note(&tables.history, &person.name, "declined", subject, visitor.now).await;
        Ok(DeskReply::see(format!("{}?done=declined", self.path())))
    }

    /// Undoes a decision. An accepted report must leave the collection first.
    async fn reopen(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        if let SuggestionState::Accepted { report } = &self.suggestion.state
            && self.is_served(report)
        {
            return self.form(&self.typed(), self.problem(409, "desk-inbox-withdraw-first")).await;
        }
        let Curator { person, visitor, tables, .. } = self.curator;
        let Suggestion { id, .. } = *self.suggestion;
        if let Err(error) = self.inbox.reopen(id, &person.name, visitor.now.unix()).await {
            return self.failed(error, posted).await;
        }
        let subject = (&*format!("#{id}"), self.suggestion.title());
        note(&tables.history, &person.name, "reopened", subject, visitor.now).await;
        Ok(DeskReply::see(format!("{}?done=reopened", self.path())))
    }

    // ── what goes wrong ──

    async fn failed(&self, error: InboxError, posted: &Posted) -> Result<DeskReply, StoreError> {
        match error {
            InboxError::Store(error) => Err(error),
            InboxError::NotThere => Ok(self.curator.not_found()),
            InboxError::Known { .. } => {
                self.form(&self.typed(), self.problem(409, "desk-inbox-same-waits")).await
            }
            _ => self.decided(posted).await,
        }
    }

    /// Somebody else decided first. What this curator typed stays on the page.
    async fn decided(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Some(now) = self.inbox.get(self.suggestion.id).await? else {
            return Ok(self.curator.not_found());
        };
        let review = Review { suggestion: &now, ..*self };
        review.form(posted, self.problem(409, "desk-inbox-decided")).await
    }

    /// The sender changed the suggestion. The form keeps what the curator typed, and the page shows the new suggestion.
    async fn revised(&self, posted: &Posted) -> Result<DeskReply, StoreError> {
        let Some(now) = self.inbox.get(self.suggestion.id).await? else {
            return Ok(self.curator.not_found());
        };
        let review = Review { suggestion: &now, ..*self };
        let mut typed = posted.clone();
        typed.0.retain(|(name, _)| name != WAS);
        typed.push(WAS, content(&now));
        review.form(&typed, self.problem(409, "desk-inbox-revised")).await
    }

    // ── the page ──

    fn is_served(&self, report: &str) -> bool {
        let collection = self.curator.snapshot.collection();
        collection.position(report).is_some() || collection.scheduled.iter().any(|one| *one.id == *report)
    }

    async fn form(&self, typed: &Posted, told: Told) -> Result<DeskReply, StoreError> {
        let curator = &self.curator;
        let is_waiting = self.suggestion.state == SuggestionState::Received;
        // What a curator typed is not lost, also when somebody else has decided.
        let has_form = is_waiting || told.status == 409;
        let source = FormSource {
            words: curator.words(),
            fields: REPORT,
            typed,
            faults: &told.faults,
            overtaken: None,
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
            lead: self.lead(),
            done: curator.done(),
            problems,
            links: self.links(),
            sections: self.sections(certain, !is_waiting || told.status == 409).await?,
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
        let state = match &self.suggestion.state {
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
        };
        let at = Instant::from_unix(self.suggestion.received_at).map(|at| at.to_string());
        let received = curator.tell("desk-inbox-received", "date", &at.unwrap_or_default());
        [received].into_iter().chain(state).collect()
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
        certain: Option<KnownReport>,
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
        if self.suggestion.state == SuggestionState::Received {
            sections.push(self.similar(certain));
        }
        if with_fields {
            let fields = serde_json::to_string_pretty(&self.suggestion.fields).unwrap_or_default();
            sections.push(SectionView { code: Some(fields), ..section("desk-inbox-fields") });
        }
        let events = self.inbox.history(*id).await?;
        let lines = events.iter().map(|event| self.event(event)).collect();
        sections.push(SectionView { lines, ..section("desk-history") });
        Ok(sections)
    }

    /// What the collection surely has already.
    async fn certain(&self) -> Option<KnownReport> {
        if self.suggestion.state != SuggestionState::Received {
            return None;
        }
        let (snapshot, fields) = (self.curator.snapshot.clone(), self.suggestion.fields.clone());
        let site = self.curator.desk.hosted.options.render.site.clone();
        let found = tokio::task::spawn_blocking(move || in_collection(&fields, snapshot.collection(), &site));
        found.await.unwrap_or_default()
    }

    /// The reports most like it, each with a link.
    fn similar(&self, certain: Option<KnownReport>) -> SectionView {
        let curator = &self.curator;
        let collection = curator.snapshot.collection();
        let mut section =
            SectionView { heading: curator.say("desk-inbox-similar"), ..SectionView::default() };
        let known = certain.map(|known| {
            let site = &curator.desk.hosted.options.render.site;
            let (message, id) = match &known {
                KnownReport::Report(id) => ("desk-inbox-same", id),
                KnownReport::Withdrawn(id) => ("desk-inbox-same-withdrawn", id),
            };
            section.lines.push(curator.say(message));
            let title = collection.position(id).map(|at| collection.reports[at].title.to_string());
            section.links.push(LinkView::new(site.url(&known.address()), title.unwrap_or(id.clone())));
            id.clone()
        });
        let site = &curator.desk.hosted.options.render.site;
        for position in self.found() {
            let report = &collection.reports[position];
            if section.links.len() < MOST_SIMILAR && known.as_deref() != Some(&*report.id) {
                let page = site.url(&Address::Report(report.id.to_string().as_str().into()));
                let published = curator.words().published(report.published);
                let help = Some(published);
                section.links.push(LinkView { help, ..LinkView::new(page, report.title.to_string()) });
            }
        }
        if section.links.is_empty() {
            section.lines.push(curator.say("desk-inbox-nothing-similar"));
        }
        section
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

    fn event(&self, event: &SuggestionEvent) -> String {
        let curator = &self.curator;
        let sender = curator.say("desk-inbox-sender");
        let who = if event.who == SuggestionEvent::SENDER { &sender } else { &event.who };
        let detail = event.detail.as_deref().unwrap_or_default();
        let values = [("who", Value::Text(who)), ("detail", Value::Text(detail))];
        let at = Instant::from_unix(event.at).map(|at| at.to_string()).unwrap_or_default();
        format!("{at} · {}", curator.words().tell(&format!("desk-inbox-event-{}", event.what), &values))
    }
}

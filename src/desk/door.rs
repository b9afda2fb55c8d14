//! The way in: finds out who asks, checks that a form was sent from the desk itself, and answers.

use crate::page::{desk_asset, icon};
use crate::store::StoreError;

use super::change::Item;
use super::inbox_feed;
use super::items::{self, Subject};
use super::kept::KeptForm;
use super::leave;
use super::lists;
use super::log_in;
use super::people::Person;
use super::request::{DeskReply, DeskRequest};
use super::shared::{Desk, Tables};
use super::suggested;
use super::suggestions;
use super::token::{FORM_TOKEN, Token, is_form_of};
use super::view::PageView;
use super::visitor::{Curator, Visitor};

impl Desk {
    /// Answers a request whose path is `/desk` or begins with `/desk/`.
    pub async fn answer(&self, request: &DeskRequest) -> DeskReply {
        let reply = self.answered(request).await;
        if reply.status == 409 {
            self.counters.conflict();
        }
        reply
    }

    async fn answered(&self, request: &DeskRequest) -> DeskReply {
        if let Some(name) = request.path.strip_prefix("/desk/assets/") {
            return self
                .asset(name)
                .unwrap_or_else(|| Visitor::new(self, request, Token::new(), None).not_found());
        }
        match self.found(request).await {
            Ok(reply) => reply,
            Err(error) => {
                tracing::error!("the desk cannot use the database: {}", error.in_a_line());
                let visitor = Visitor::new(self, request, Token::new(), None);
                visitor.refusal(503, "desk", visitor.say("desk-no-database"))
            }
        }
    }

    fn asset(&self, name: &str) -> Option<DeskReply> {
        let is_permanent = name != "icon.svg";
        let document = match is_permanent {
            true => desk_asset(&self.hosted.options.look, name)?.document(),
            false => icon(),
        };
        let (media_type, body) = (document.media_type, document.body);
        Some(DeskReply { status: 200, media_type, body, is_permanent, ..DeskReply::default() })
    }

    async fn found(&self, request: &DeskRequest) -> Result<DeskReply, StoreError> {
        let token = log_in::token(self, request);
        let stranger = || Visitor::new(self, request, token.clone(), None);
        if request.is_post && !request.origin.is_own() {
            let visitor = stranger();
            return Ok(visitor.refusal(403, "desk-refused", visitor.say("desk-other-site")));
        }
        let tables = match self.tables().await? {
            Some(tables) if !tables.people.is_empty().await? => tables,
            _ => return Ok(off(&stranger())),
        };
        if let (Some(inbox), "/desk/inbox.atom", false) = (&self.inbox, &*request.path, request.is_post) {
            return inbox_feed::answer(&stranger(), inbox).await;
        }
        let posted = request.is_post.then(|| request.posted());
        if request.path == "/desk/login" {
            let visitor = stranger();
            let Some(posted) = &posted else { return Ok(log_in::form(&visitor, 200, None, None)) };
            let kept = KeptForm::carried_by(posted);
            let (person, token) = match log_in::log_in(&visitor, &tables, posted, kept.as_ref()).await? {
                Ok(logged_in) => logged_in,
                Err(refused) => return Ok(refused),
            };
            let cookie = Some(log_in::cookie(self, &token));
            let reply = match kept {
                Some(kept) => self.resumed(request, &tables, (&person, token), &kept).await?,
                None => DeskReply::see("/desk"),
            };
            return Ok(DeskReply { cookie, ..reply });
        }
        let person = tables.sessions.find(&token, (self.clock)().unix()).await?;
        let Some(person) = person else {
            return Ok(match &posted {
                Some(posted) => {
                    let (visitor, kept) = (stranger(), KeptForm::of(request, posted));
                    let why = if kept.is_some() { "desk-session-over-kept" } else { "desk-session-over" };
                    log_in::form(&visitor, 403, Some(visitor.say(why)), kept.as_ref())
                }
                None => DeskReply::see("/desk/login"),
            });
        };
        let visitor = Visitor::new(self, request, token.clone(), Some(person.clone()));
        if let Some(posted) = &posted
            && !token.is_of_forms(posted.get(FORM_TOKEN))
        {
            let is_earlier = is_form_of(&person, posted.get(FORM_TOKEN));
            return match KeptForm::of(request, posted).filter(|_| is_earlier) {
                Some(kept) => {
                    let reply = self.resumed(request, &tables, (&person, token), &kept).await?;
                    Ok(DeskReply { status: if reply.status == 200 { 403 } else { reply.status }, ..reply })
                }
                None => Ok(visitor.refusal(403, "desk-refused", visitor.say("desk-form-expired"))),
            };
        }
        if request.path == "/desk/logout" {
            return match posted.is_some() {
                true => log_in::log_out(&visitor, &tables).await,
                false => Ok(DeskReply::see("/desk")),
            };
        }
        let curator =
            Curator { visitor: &visitor, tables: &tables, person: &person, posted: posted.as_ref() };
        inside(curator).await
    }

    /// A form of an earlier login, as it was filled in. Nothing is done with it before it is sent again.
    async fn resumed(
        &self,
        request: &DeskRequest,
        tables: &Tables,
        (person, token): (&Person, Token),
        kept: &KeptForm,
    ) -> Result<DeskReply, StoreError> {
        let (path, query) = (kept.path.clone(), kept.query.clone());
        let request = DeskRequest { path, query, form: Vec::new(), ..request.clone() };
        let visitor = Visitor {
            notice: Some("desk-logged-in-again"),
            ..Visitor::new(self, &request, token, Some(person.clone()))
        };
        let posted = kept.to_edit();
        inside(Curator { visitor: &visitor, tables, person, posted: Some(&posted) }).await
    }
}

/// Answers a curator.
async fn inside(curator: Curator<'_>) -> Result<DeskReply, StoreError> {
    let path = curator.request.path.strip_prefix("/desk").unwrap_or_default();
    let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
    let is_reading = curator.posted.is_none();
    if let Some(inbox) = &curator.desk.inbox {
        // The menu shows how many wait.
        inbox.count().await?;
        match steps.as_slice() {
            ["inbox"] => return suggestions::answer(curator, inbox).await,
            ["inbox", number] => return suggested::answer(curator, inbox, number).await,
            _ => {}
        }
    }
    let subject = match steps.as_slice() {
        [""] if is_reading => return Ok(lists::start(curator)),
        ["reports"] if is_reading => return Ok(lists::reports(curator)),
        ["topics"] if is_reading => return Ok(lists::topics(curator)),
        ["history"] if is_reading => return lists::history(curator).await,
        ["history", number] if is_reading => return lists::past_change(curator, number).await,
        ["password"] => return log_in::change_password(curator).await,
        ["reports", id, "withdraw"] => return Ok(leave::answer(curator, id).await),
        ["add-report"] => Subject::NewReport,
        ["reports", id] => Subject::Known(Item::Report((*id).to_owned())),
        ["add-topic"] => Subject::NewTopic,
        ["topics", id] => Subject::Known(Item::Topic((*id).to_owned())),
        ["collection"] => Subject::Known(Item::About),
        _ => return Ok(curator.not_found()),
    };
    Ok(items::answer(curator, &subject).await)
}

/// What the desk says while nobody may use it.
fn off(visitor: &Visitor<'_>) -> DeskReply {
    let is_start = matches!(visitor.request.path.as_str(), "/desk" | "/desk/") && !visitor.request.is_post;
    let view = PageView {
        heading: visitor.say("desk-off"),
        lead: vec![visitor.say("desk-off-how")],
        commands: vec!["feedgate desk password NAME".to_owned()],
        ..PageView::default()
    };
    visitor.page(if is_start { 200 } else { 404 }, &view)
}

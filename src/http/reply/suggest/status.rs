//! The private page of what somebody suggested: see it, correct it, take it back, be forgotten.

use hyper::StatusCode;

use crate::address::{Address, PrivateToken};
use crate::http::reply::answers::{Answering, Received};
use crate::http::reply::content::BriefReply;
use crate::http::reply::refusal::Refusal;
use crate::inbox::{
    Inbox, InboxError, NewSending, NewSuggestion, Sender, Sent, SuggestionState, TypedReport, checked,
};
use crate::page::{StatusView, suggestion_status};

use super::form::{Again, Texts, page, to_status, visit};
use super::take::{NotTaken, inbox, known};

/// Shows the page.
pub(super) fn show(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let token = token(&received)?;
        let sent = sent(&inbox, &token, Refusal::INBOX_UNREADABLE).await?;
        let view = StatusView { sent: &sent, token: &token, unchanged: None, sender: None, notice: None };
        Ok(private(StatusCode::OK, &received, &view))
    })
}

/// Does what a button of the page says.
pub(super) fn change(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let token = token(&received)?;
        let texts = Texts::of(&received.body);
        let sent = sent(&inbox, &token, Refusal::INBOX_UNCHANGED).await?;
        if texts.value("do") == "forget" {
            inbox.forget(token.secret()).await.map_err(|_| Refusal::INBOX_UNCHANGED)?;
            return to_status(&received, token.secret());
        }
        if texts.value("do") == "sender" {
            let why = match correct_sender(&received, &inbox, &token, texts.sender()).await {
                Ok(()) => return to_status(&received, token.secret()),
                Err(why) => Again::of_change(why),
            };
            let (status, wait) = (why.status(), why.wait);
            let sender = Some((texts.sender(), why.faults));
            let view = StatusView { sent: &sent, token: &token, unchanged: None, sender, notice: why.notice };
            return Ok(BriefReply { retry_after_secs: wait, ..private(status, &received, &view) });
        }
        let id = texts.value("suggestion").parse::<i64>().ok();
        let suggestion = id.and_then(|id| sent.suggestions.iter().find(|one| one.id == id));
        let suggestion = suggestion.ok_or(Refusal::NOT_FOUND)?;
        let id = suggestion.id;
        let mut typed = TypedReport::default();
        let done = match texts.value("do") {
            "take-back" if suggestion.state == SuggestionState::TakenBack => Ok(()),
            "take-back" => {
                let done = inbox.take_back(token.secret(), id, received.now.unix()).await;
                done.map_err(NotTaken::from)
            }
            "correct" => {
                typed = texts.report(&format!("-{id}"));
                correct(&received, &inbox, &token, id, typed.onto(suggestion.fields.clone())).await
            }
            _ => return Err(Refusal::NOT_FOUND),
        };
        let why = match done {
            Ok(()) => return to_status(&received, token.secret()),
            Err(why) => Again::of_change(why),
        };
        let (status, wait) = (why.status(), why.wait);
        let unchanged = (texts.value("do") == "correct").then_some((id, typed, why.faults));
        let view = StatusView { sent: &sent, token: &token, unchanged, sender: None, notice: why.notice };
        Ok(BriefReply { retry_after_secs: wait, ..private(status, &received, &view) })
    })
}

async fn correct(
    received: &Received,
    inbox: &Inbox,
    token: &PrivateToken,
    id: i64,
    new: NewSuggestion,
) -> Result<(), NotTaken> {
    let new = NewSending { sender: Sender::default(), suggestions: vec![new] };
    let new = checked(new, &received.snapshot.collection().topics).map_err(NotTaken::Faults)?;
    inbox.guard().charge(received.client).map_err(NotTaken::Wait)?;
    if let Some(known) = known(received, inbox, &new.suggestions).await {
        return Err(NotTaken::Known(known));
    }
    let new = new.suggestions.into_iter().next().unwrap_or_default();
    Ok(inbox.revise(token.secret(), id, new, received.now.unix()).await?)
}

async fn correct_sender(
    received: &Received,
    inbox: &Inbox,
    token: &PrivateToken,
    sender: Sender,
) -> Result<(), NotTaken> {
    let new = NewSending { sender, suggestions: Vec::new() };
    let new = checked(new, &[]).map_err(NotTaken::Faults)?;
    inbox.guard().charge(received.client).map_err(NotTaken::Wait)?;
    match inbox.revise_sender(token.secret(), new.sender).await.map_err(InboxError::from)? {
        true => Ok(()),
        false => Err(NotTaken::NotThere),
    }
}

fn token(received: &Received) -> Result<PrivateToken, Refusal> {
    match &received.address.address {
        Address::SuggestionStatus(token) => Ok(token.clone()),
        _ => Err(Refusal::NOT_FOUND),
    }
}

async fn sent(inbox: &Inbox, token: &PrivateToken, down: Refusal) -> Result<Sent, Refusal> {
    let sent = inbox.find(token.secret()).await.map_err(|_| down)?;
    sent.ok_or(Refusal::NOT_FOUND)
}

fn private(status: StatusCode, received: &Received, view: &StatusView<'_>) -> BriefReply {
    BriefReply { is_private: true, ..page(status, suggestion_status(&visit(received), view)) }
}

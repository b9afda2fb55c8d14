//! Suggestions as JSON, in the field names of the collection file.

use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::address::{Address, Endpoint, PrivateToken};
use crate::api::{FieldError, status_of};
use crate::http::reply::answers::{Answering, Received};
use crate::http::reply::content::BriefReply;
use crate::http::reply::refusal::Refusal;
use crate::inbox::{NewSending, NewSuggestion, Sender, SuggestionFault};

use super::json;
use super::take::{NotTaken, inbox, seconds, take as take_all};

const JSON: &str = "application/json";
/// A shorter key could be guessed, and who guesses it and the body would get the private address.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 16..=255;

/// Takes one suggestion.
pub(super) fn take(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let key = key(&received)?;
        let new = read(&received.body)?;
        let receipt = match take_all(&received, &inbox, new, key.as_deref()).await {
            Ok(receipt) => receipt,
            Err(why) => return Err(refusal(why, &received)),
        };
        // It is received by now.
        let sent = inbox.find(&receipt.token).await.map_err(|_| Refusal::INBOX_UNREADABLE)?;
        let (sent, token) = sent.zip(PrivateToken::read(&receipt.token)).ok_or(Refusal::INBOX_UNREADABLE)?;
        let site = &received.hosted.options.render.site;
        let body = status_of(&sent, &token, &received.snapshot, site);
        let location = site.url(&Address::Api(Endpoint::Suggestion(token)));
        let reply = BriefReply::new(StatusCode::CREATED, JSON, body);
        Ok(BriefReply { location: Some(location), is_private: true, ..reply })
    })
}

/// Shows what became of a suggestion.
pub(super) fn show(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let Address::Api(Endpoint::Suggestion(token)) = &received.address.address else {
            return Err(Refusal::NOT_FOUND);
        };
        let sent = inbox.find(token.secret()).await.map_err(|_| Refusal::INBOX_UNREADABLE)?;
        let sent = sent.ok_or(Refusal::NOT_FOUND)?;
        let body = status_of(&sent, token, &received.snapshot, &received.hosted.options.render.site);
        Ok(BriefReply { is_private: true, ..BriefReply::new(StatusCode::OK, JSON, body) })
    })
}

/// The key of a request that may be repeated. The drafts of `Idempotency-Key` put it in quotation marks.
fn key(received: &Received) -> Result<Option<String>, Refusal> {
    let Some(key) = &received.idempotency_key else { return Ok(None) };
    let key = std::str::from_utf8(key).map_err(|_| Refusal::BAD_KEY)?.trim();
    let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
    let is_good = KEY_BYTES.contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if is_good { Ok(Some(format!("api {key}"))) } else { Err(Refusal::BAD_KEY) }
}

/// Reads a suggestion. What is no text where a text belongs is told like any other fault.
fn read(body: &[u8]) -> Result<NewSending, Refusal> {
    let Ok((Value::Object(mut fields), twice)) = json::read(body) else { return Err(Refusal::NOT_JSON) };
    let twice = twice.iter().map(|field| wrong(field, "repeated-field", "the field appears twice"));
    let mut errors: Vec<FieldError> = twice.collect();
    let note = text(&mut fields, "note", "note", &mut errors);
    let mut of_sender = match fields.remove("sender") {
        None => Map::new(),
        Some(Value::Object(of_sender)) => of_sender,
        Some(_) => {
            errors.push(wrong("sender", "wrong-type", "expected an object"));
            Map::new()
        }
    };
    let sender = Sender {
        name: text(&mut of_sender, "name", "sender.name", &mut errors),
        email: text(&mut of_sender, "email", "sender.email", &mut errors),
        organization: text(&mut of_sender, "organization", "sender.organization", &mut errors),
    };
    let unknown = of_sender.keys().map(|name| {
        let field = format!("sender.{name}");
        wrong(&field, "unknown-field", "only `name`, `email` and `organization` are known")
    });
    errors.extend(unknown);
    // An app leaves out what it does not know. In a form, an empty field means the same.
    let is_empty = |text: Option<&str>| text.is_some_and(|text| text.trim().is_empty());
    let given = ["url", "doi"].map(|name| (name, fields.get(name).and_then(Value::as_str)));
    let given = given.into_iter().chain([("sender.email", sender.email.as_deref())]);
    let empty = given.filter(|(_, text)| is_empty(*text));
    errors.extend(empty.map(|(name, _)| wrong(name, "empty-text", "the text is empty: leave the field out")));
    match errors.is_empty() {
        true => Ok(NewSending { sender, suggestions: vec![NewSuggestion { fields, note }] }),
        false => Err(Refusal::fields(errors)),
    }
}

fn text(
    object: &mut Map<String, Value>,
    name: &str,
    field: &str,
    errors: &mut Vec<FieldError>,
) -> Option<String> {
    match object.remove(name)? {
        Value::String(text) => Some(text),
        _ => {
            errors.push(wrong(field, "wrong-type", "expected a text"));
            None
        }
    }
}

fn wrong(field: &str, code: &'static str, detail: &str) -> FieldError {
    FieldError { field: field.to_owned(), code, detail: detail.to_owned() }
}

fn refusal(why: NotTaken, received: &Received) -> Refusal {
    let site = &received.hosted.options.render.site;
    match why {
        NotTaken::Faults(faults) => Refusal::fields(faults.into_iter().map(error).collect()),
        NotTaken::Known(known) | NotTaken::Waits(_, Some(known)) => {
            Refusal::known(site.url(&known.address()), known.is_withdrawn())
        }
        NotTaken::Waits(_, None) => Refusal::WAITS,
        NotTaken::Wait(wait) => Refusal::suggest_later(seconds(wait)),
        NotTaken::Contradicts => Refusal::OTHER_CONTENT,
        NotTaken::Full => Refusal::INBOX_FULL,
        NotTaken::Down | NotTaken::Decided => Refusal::INBOX_DOWN,
        NotTaken::NotThere => Refusal::NOT_FOUND,
    }
}

fn error(fault: SuggestionFault) -> FieldError {
    let SuggestionFault { field, code, message, help, .. } = fault;
    FieldError { field, code, detail: format!("{message}: {help}") }
}

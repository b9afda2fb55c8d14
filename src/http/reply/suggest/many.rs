//! The form for an organization's many reports. First a bibliography is pasted or uploaded; what was found in it is then
//! shown for correction, and sent.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use hyper::StatusCode;
use multer::Multipart;
use serde_json::{Value, from_str};

use crate::http::reply::answers::{Answering, Received};
use crate::http::reply::content::{BriefReply, ContentType};
use crate::http::reply::refusal::Refusal;
use crate::import::reports_of_document;
use crate::inbox::{Fields, Inbox, NewSending, NewSuggestion, TypedReport, checked};
use crate::page::{FormNotice, FormOfMany, ListedRecord, ManyStep, suggestions_form};

use super::form::{Again, Texts, guarded, page, stamps, to_status, visit};
use super::take::{NotTaken, all_known, inbox, take as take_all};

/// The reports that an empty list begins with, and that are added to one.
const BLANK: usize = 5;
/// Faults that the records of one document may be told.
const MOST_TOLD: usize = 5;

/// Shows the first step.
pub(super) fn show(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let form = FormOfMany {
            notices: inbox.is_full().await.then_some(FormNotice::FullNow).into_iter().collect(),
            stamp: stamps(&received).make(received.now.unix()),
            ..empty(&inbox)
        };
        Ok(page(StatusCode::OK, suggestions_form(&visit(&received), &form)))
    })
}

/// Reads a bibliography, or takes the reports.
pub(super) fn take(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let Sheet { texts, file } = sheet(&received).await?;
        let mut form = FormOfMany {
            sender: texts.sender(),
            stamp: texts.value("stamp").to_owned(),
            trap: texts.value("website").to_owned(),
            ..empty(&inbox)
        };
        let sends = texts.value("step") == "send";
        let listed = listed(&texts, form.most);
        let reply = |status, form: &FormOfMany| Ok(page(status, suggestions_form(&visit(&received), form)));
        if !sends && texts.value("count").is_empty() {
            // The first step. Its stamp stays, so the reports can be sent at once.
            if !texts.value("website").is_empty() {
                form.notices.push(FormNotice::Trap);
                form.step = ManyStep::Paste(texts.value("pasted").to_owned());
                return reply(StatusCode::UNPROCESSABLE_ENTITY, &form);
            }
            let is_blank = texts.value("step") == "blank";
            let status = if is_blank {
                form.step = ManyStep::Correct(blank(BLANK));
                StatusCode::OK
            } else {
                read((&received, &inbox), &mut form, texts.value("pasted"), file).await
            };
            return reply(status, &form);
        }
        if !sends {
            let room = form.most.saturating_sub(listed.len()).min(BLANK);
            form.step = ManyStep::Correct(listed.into_iter().chain(blank(room)).collect());
            return reply(StatusCode::OK, &form);
        }
        let guarded = guarded(&received, &inbox, &texts, &mut form.stamp);
        let (chosen, suggestions): (Vec<usize>, Vec<NewSuggestion>) = chosen(&listed);
        form.step = ManyStep::Correct(listed);
        if let Err(notice) = guarded {
            form.notices.push(notice);
            return reply(StatusCode::UNPROCESSABLE_ENTITY, &form);
        }
        if suggestions.is_empty() {
            form.notices.push(FormNotice::Empty);
            return reply(StatusCode::UNPROCESSABLE_ENTITY, &form);
        }
        let new = NewSending { sender: form.sender.clone(), suggestions };
        let key = format!("form {}", form.stamp);
        let mut why = match take_all(&received, &inbox, new, Some(&key)).await {
            Ok(receipt) => return to_status(&received, &receipt.token),
            Err(why) => why,
        };
        // What is wrong is told of the records as the form counts them.
        match &mut why {
            NotTaken::Faults(faults) => {
                for fault in faults {
                    fault.nth = fault.nth.and_then(|nth| chosen.get(nth).copied());
                }
            }
            NotTaken::Known(_) => mark_known(&received, &inbox, &mut form).await,
            NotTaken::Waits(nth, _) => {
                if let (ManyStep::Correct(records), Some(at)) = (&mut form.step, chosen.get(*nth)) {
                    records[*at].is_chosen = false;
                }
            }
            _ => {}
        }
        let why = Again::of(why);
        let (status, wait) = (why.status(), why.wait);
        form.faults = why.faults;
        form.notices.extend(why.notice);
        Ok(BriefReply { retry_after_secs: wait, ..page(status, suggestions_form(&visit(&received), &form)) })
    })
}

fn empty(inbox: &Inbox) -> FormOfMany {
    let options = inbox.options();
    FormOfMany { proof_bits: options.proof_bits, most: options.at_once, ..FormOfMany::default() }
}

fn blank(many: usize) -> Vec<ListedRecord> {
    vec![ListedRecord { is_chosen: true, ..ListedRecord::default() }; many]
}

/// The records that a form lists.
fn listed(texts: &Texts, most: usize) -> Vec<ListedRecord> {
    let count = texts.value("count").parse().unwrap_or(0).min(most);
    let record = |nth: usize| ListedRecord {
        typed: texts.report(&format!("-{nth}")),
        more: texts.value(&format!("more-{nth}")).to_owned(),
        is_chosen: !texts.value(&format!("chosen-{nth}")).is_empty(),
        known: None,
    };
    (0..count).map(record).collect()
}

/// The records that are to be sent, each with its place in the form.
fn chosen(listed: &[ListedRecord]) -> (Vec<usize>, Vec<NewSuggestion>) {
    let wanted = listed.iter().enumerate().filter(|(_, one)| one.is_chosen && !one.typed.is_empty());
    wanted.map(|(nth, one)| (nth, one.typed.onto(more(&one.more)))).unzip()
}

/// The fields that the form does not show. What is no object was not sent by our form, and is ignored.
fn more(json: &str) -> Fields {
    match from_str(json) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

/// Notes which records the collection has, and leaves those out.
async fn mark_known(received: &Received, inbox: &Inbox, form: &mut FormOfMany) {
    let ManyStep::Correct(records) = &mut form.step else { return };
    let all: Vec<NewSuggestion> = records.iter().map(|one| one.typed.onto(more(&one.more))).collect();
    let sending = NewSending { suggestions: all, ..NewSending::default() };
    // Only what keeps the rules has an address and a DOI in their forms; the others are told by then.
    let all = match checked(sending.clone(), &[]) {
        Ok(checked) => checked.suggestions,
        Err(_) => sending.suggestions,
    };
    for (record, known) in records.iter_mut().zip(all_known(received, inbox, &all).await) {
        record.is_chosen &= known.is_none();
        record.known = known;
    }
}

/// Reads the bibliography into the form.
async fn read(
    (received, inbox): (&Received, &Inbox),
    form: &mut FormOfMany,
    pasted: &str,
    file: Option<Bytes>,
) -> StatusCode {
    let most = form.most;
    let document = file.unwrap_or_else(|| Bytes::copy_from_slice(pasted.as_bytes()));
    form.step = ManyStep::Paste(pasted.to_owned());
    let Some(turn) = inbox.turn_to_read().await else {
        form.notices.push(FormNotice::Busy);
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    let reading = move || {
        // It is kept until the reading ends, even if the sender has gone.
        let _turn = turn;
        reports_of_document(&document, most)
    };
    let found = tokio::task::spawn_blocking(reading).await;
    let found = match found {
        Ok(Ok(found)) => found,
        // A reader that meets what it does not expect ends only this request.
        Err(_) => {
            form.notices.push(FormNotice::Unreadable("the reader of this format failed".to_owned()));
            return StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(Err(error)) => {
            form.notices.push(match error {
                crate::import::ReadError::Empty => FormNotice::Empty,
                error => FormNotice::Unreadable(error.to_string()),
            });
            return StatusCode::UNPROCESSABLE_ENTITY;
        }
    };
    let told = found.broken.iter().take(MOST_TOLD);
    form.notices.extend(told.map(|(place, why)| FormNotice::Unreadable(format!("{place}: {why}"))));
    if found.has_more {
        form.notices.push(FormNotice::OnlyFirst(most));
    }
    if found.reports.is_empty() {
        form.notices.push(FormNotice::Empty);
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    let record = |report| {
        let Ok(Value::Object(fields)) = serde_json::to_value(report) else { return ListedRecord::default() };
        let typed = TypedReport::of(&NewSuggestion { fields: fields.clone(), note: None });
        ListedRecord { typed, more: Value::Object(fields).to_string(), is_chosen: true, known: None }
    };
    form.step = ManyStep::Correct(found.reports.into_iter().map(record).collect());
    mark_known(received, inbox, form).await;
    StatusCode::OK
}

/// The texts and the file of a form.
struct Sheet {
    texts: Texts,
    file: Option<Bytes>,
}

async fn sheet(received: &Received) -> Result<Sheet, Refusal> {
    if received.content_type == ContentType::Form {
        return Ok(Sheet { texts: Texts::of(&received.body), file: None });
    }
    let boundary = received.boundary.clone().ok_or(Refusal::BODY_NOT_WHOLE)?;
    let mut parts = Multipart::new(Whole(Some(received.body.clone())), boundary);
    let mut sheet = Sheet { texts: Texts(Vec::new()), file: None };
    while let Some(part) = parts.next_field().await.map_err(|_| Refusal::BODY_NOT_WHOLE)? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|_| Refusal::BODY_NOT_WHOLE)?;
        match name.as_str() {
            // Browsers send a file without content if none is chosen.
            "file" => sheet.file = Some(bytes).filter(|bytes| !bytes.is_empty()),
            _ => sheet.texts.0.push((name, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(sheet)
}

/// A body that is there already, for a reader that expects it piece by piece.
struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

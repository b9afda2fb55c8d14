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
use crate::import::{FoundReport, ReadError, reports_of_document};
use crate::inbox::{
    Fields, Inbox, KnownReport, NewSending, NewSuggestion, SuggestionFault, TypedReport, checked, repeated_in,
};
use crate::page::{FormNotice, FormOfMany, ListedRecord, ManyStep, RecordMark, Unreadable, suggestions_form};

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
            pasted: texts.value("pasted").to_owned(),
            stamp: texts.value("stamp").to_owned(),
            trap: texts.value("website").to_owned(),
            ..empty(&inbox)
        };
        let reply = |status, form: &FormOfMany| Ok(page(status, suggestions_form(&visit(&received), form)));
        let step = texts.value("step");
        if step == "send" {
            return send(&received, &inbox, &texts, form).await;
        }
        // The stamp stays, so that the reports can be sent at once.
        let mut records = listed(&texts, form.most);
        records.extend(typed_before(texts.value("typed"), form.most));
        if !texts.value("website").is_empty() {
            form.notices.push(FormNotice::Trap);
            form.step = if texts.value("count").is_empty() {
                ManyStep::Paste(records)
            } else {
                ManyStep::Correct(records)
            };
            return reply(StatusCode::UNPROCESSABLE_ENTITY, &form);
        }
        match step {
            "more" | "blank" => {
                let room = form.most.saturating_sub(records.len()).min(BLANK);
                records.extend(blank(room));
                form.step = ManyStep::Correct(records);
            }
            "back" => {
                records.retain(|record| !record.typed.is_empty());
                form.step = ManyStep::Paste(records);
            }
            _ => {
                let status = read((&received, &inbox), &mut form, records, file).await;
                return reply(status, &form);
            }
        }
        reply(StatusCode::OK, &form)
    })
}

/// Takes the reports that are chosen, or sends the form back.
async fn send(
    received: &Received,
    inbox: &Inbox,
    texts: &Texts,
    mut form: FormOfMany,
) -> Result<BriefReply, Refusal> {
    let reply = |status, form: &FormOfMany| Ok(page(status, suggestions_form(&visit(received), form)));
    let listed = listed(texts, form.most);
    let guarded = guarded(received, inbox, texts, &mut form.stamp);
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
    let mut why = match take_all(received, inbox, new, Some(&key)).await {
        Ok(receipt) => return to_status(received, &receipt.token),
        Err(why) => why,
    };
    let mut marked = 0;
    match &mut why {
        // What is wrong is told of the records as the form counts them.
        NotTaken::Faults(faults) => {
            for fault in faults {
                fault.nth = fault.nth.and_then(|nth| chosen.get(nth).copied());
            }
        }
        NotTaken::Known(_) => marked = mark(received, inbox, &mut form).await,
        NotTaken::Waits(nth, known) => {
            marked = mark(received, inbox, &mut form).await;
            // Somebody else decided in this moment.
            if let (0, ManyStep::Correct(records), Some(at)) = (marked, &mut form.step, chosen.get(*nth)) {
                let known = known.clone();
                records[*at].mark = Some(known.map_or(RecordMark::Waits, RecordMark::Known));
                records[*at].is_chosen = false;
                marked = 1;
            }
        }
        _ => {}
    }
    let why = Again::of(why);
    let (status, wait) = (why.status(), why.wait);
    form.faults = why.faults;
    form.notices.extend(if marked > 0 { Some(FormNotice::Marked(marked)) } else { why.notice });
    Ok(BriefReply { retry_after_secs: wait, ..page(status, suggestions_form(&visit(received), &form)) })
}

fn empty(inbox: &Inbox) -> FormOfMany {
    let options = inbox.options();
    FormOfMany { proof_bits: options.proof_bits, most: options.at_once, ..FormOfMany::default() }
}

fn blank(many: usize) -> Vec<ListedRecord> {
    let typed = TypedReport::of(&NewSuggestion::default());
    vec![ListedRecord { typed, is_chosen: true, ..ListedRecord::default() }; many]
}

/// The records that a form lists.
fn listed(texts: &Texts, most: usize) -> Vec<ListedRecord> {
    let count = texts.value("count").parse().unwrap_or(0).min(most);
    let record = |nth: usize| ListedRecord {
        typed: texts.report(&format!("-{nth}")),
        more: texts.value(&format!("more-{nth}")).to_owned(),
        is_chosen: !texts.value(&format!("chosen-{nth}")).is_empty(),
        mark: None,
    };
    (0..count).map(record).collect()
}

/// Records that were typed before somebody went back to the first step, which carries them.
fn typed_before(json: &str, most: usize) -> Vec<ListedRecord> {
    let all: Vec<(Fields, Option<String>)> = from_str(json).unwrap_or_default();
    let record = |(fields, note)| ListedRecord {
        typed: TypedReport::of(&NewSuggestion { fields, note }),
        is_chosen: true,
        ..ListedRecord::default()
    };
    all.into_iter().take(most).map(record).collect()
}

/// The records that are to be sent, each with its place in the form.
fn chosen(listed: &[ListedRecord]) -> (Vec<usize>, Vec<NewSuggestion>) {
    let wanted = listed.iter().enumerate().filter(|(_, one)| one.is_chosen && !one.typed.is_empty());
    wanted.map(|(nth, one)| (nth, one.suggestion())).unzip()
}

/// Notes which records the collection or the inbox has, and which are there twice, and leaves those out. Returns how
/// many.
async fn mark(received: &Received, inbox: &Inbox, form: &mut FormOfMany) -> usize {
    let ManyStep::Correct(records) = &mut form.step else { return 0 };
    let wanted = records.iter().enumerate().filter(|(_, one)| one.is_chosen && !one.typed.is_empty());
    let (places, all): (Vec<usize>, Vec<NewSuggestion>) =
        wanted.map(|(nth, one)| (nth, in_form(one.suggestion()))).unzip();
    let fields: Vec<Fields> = all.iter().map(|one| one.fields.clone()).collect();
    let repeated = repeated_in(&fields);
    // Without a database, sending is refused in words of its own.
    let earlier = inbox.earlier(fields).await.unwrap_or_else(|_| vec![None; all.len()]);
    let mut marked = 0;
    let known = all_known(received, inbox, &all).await;
    for (at, known) in known.into_iter().enumerate() {
        let earlier = earlier[at].clone().map(|earlier| match earlier.report {
            Some(report) => RecordMark::Known(KnownReport::Report(report)),
            None => RecordMark::Waits,
        });
        let repeated = repeated[at].map(|other| RecordMark::Repeats(places[other]));
        let record = &mut records[places[at]];
        record.mark = known.map(RecordMark::Known).or(earlier).or(repeated);
        if record.mark.is_some() {
            record.is_chosen = false;
            marked += 1;
        }
    }
    marked
}

/// Only what keeps the rules has an address and a DOI in their forms; the others are told by then.
fn in_form(one: NewSuggestion) -> NewSuggestion {
    let alone = NewSending { suggestions: vec![one.clone()], ..NewSending::default() };
    checked(alone, &[]).ok().and_then(|mut checked| checked.suggestions.pop()).unwrap_or(one)
}

/// Reads the bibliography into the form, after the records that it has already. If there is a file and a text, both are
/// read.
async fn read(
    (received, inbox): (&Received, &Inbox),
    form: &mut FormOfMany,
    mut records: Vec<ListedRecord>,
    file: Option<Bytes>,
) -> StatusCode {
    let most = form.most;
    let pasted = Some(&form.pasted).filter(|text| !text.trim().is_empty());
    let pasted = pasted.map(|text| Bytes::copy_from_slice(text.as_bytes()));
    let documents: Vec<Bytes> = file.into_iter().chain(pasted).collect();
    let mut found: Vec<FoundReport> = Vec::new();
    let (mut has_more, mut has_failed) = (false, false);
    for document in documents {
        let room = most.saturating_sub(records.len() + found.len());
        let Some(turn) = inbox.turn_to_read().await else {
            form.notices.push(FormNotice::Busy);
            form.step = ManyStep::Paste(records);
            return StatusCode::SERVICE_UNAVAILABLE;
        };
        let reading = move || {
            // It is kept until the reading ends, even if the sender has gone.
            let _turn = turn;
            reports_of_document(&document, room)
        };
        let read = tokio::task::spawn_blocking(reading).await;
        match read {
            Ok(Ok(of_document)) => {
                let broken = of_document.broken.iter().take(MOST_TOLD);
                form.notices.extend(broken.map(|place| FormNotice::Unreadable(Unreadable::broken(place))));
                has_more |= of_document.has_more;
                found.extend(of_document.reports);
            }
            Ok(Err(error)) => {
                has_failed = true;
                form.notices.push(match error {
                    ReadError::Empty => FormNotice::Empty,
                    error => FormNotice::Unreadable(Unreadable::of(&error)),
                });
            }
            // A reader that meets what it does not expect ends only this request.
            Err(_) => {
                has_failed = true;
                form.notices.push(FormNotice::Unreadable(Unreadable::Failed));
            }
        }
    }
    if has_more {
        form.notices.push(FormNotice::OnlyFirst(most));
    }
    // If one of two cannot be read, nothing of the other is taken, so that neither is there twice later.
    if found.is_empty() || has_failed {
        if !has_failed {
            form.notices.push(FormNotice::Empty);
        }
        form.step = ManyStep::Paste(records);
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    let before = records.len();
    for (nth, one) in found.into_iter().enumerate() {
        if one.unusable.is_some() {
            form.faults.push(SuggestionFault::not_an_address(before + nth));
        }
        records.push(record(one));
    }
    form.step = ManyStep::Correct(records);
    let marked = mark(received, inbox, form).await;
    if marked > 0 {
        form.notices.push(FormNotice::Marked(marked));
    }
    // All of it is in the form now.
    form.pasted.clear();
    StatusCode::OK
}

/// A report of a document as the form shows it.
fn record(found: FoundReport) -> ListedRecord {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(found.report) else {
        return ListedRecord::default();
    };
    let mut typed = TypedReport::of(&NewSuggestion { fields: fields.clone(), note: None });
    if let Some(address) = found.unusable {
        typed.address = address;
    }
    // What the form has in fields of its own need not be sent twice.
    fields.retain(|name, value| !ListedRecord::IS_SHOWN.contains(&name.as_str()) || !value.is_string());
    ListedRecord { typed, more: Value::Object(fields).to_string(), is_chosen: true, mark: None }
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
            _ => sheet.texts.push(name, &String::from_utf8_lossy(&bytes)),
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

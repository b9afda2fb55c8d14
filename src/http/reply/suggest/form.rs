//! The form for one report.

use hyper::StatusCode;

use crate::address::{Address, PrivateToken};
use crate::http::reply::answers::{Answering, Received};
use crate::http::reply::content::BriefReply;
use crate::http::reply::refusal::Refusal;
use crate::inbox::{
    DETAILS, Fields, FormStamps, Inbox, NewSending, RefusalReason, Sender, StampReading, TypedReport,
    is_proof,
};
use crate::page::{FormNotice, FormOfOne, Visit, suggestion_form};
use crate::render::{Document, DocumentKind};

use super::take::{NotTaken, inbox, seconds, take as take_all};

/// The texts of a form that was sent, in its order.
pub(super) struct Texts(pub(super) Vec<(String, String)>);

impl Texts {
    pub(super) fn of(body: &[u8]) -> Texts {
        let mut texts = Texts(Vec::new());
        url::form_urlencoded::parse(body).for_each(|(name, text)| texts.push(name.into_owned(), &text));
        texts
    }

    /// Adds a text with line feeds alone, as browsers change line breaks when they send a form.
    pub(super) fn push(&mut self, name: String, text: &str) {
        self.0.push((name, text.replace("\r\n", "\n")));
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The report whose fields have names that end so.
    pub(super) fn report(&self, end: &str) -> TypedReport {
        let text = |name: &str| self.value(&format!("{name}{end}")).to_owned();
        TypedReport {
            address: text("address"),
            title: text("title"),
            published: text("published"),
            note: text("note"),
            details: self.details(end),
        }
    }

    /// The fields of the part that opens; `None` if the form does not have it.
    fn details(&self, end: &str) -> Option<Vec<(&'static str, String)>> {
        let detail = |(name, _): (&'static str, _)| {
            let field = format!("{name}{end}");
            let (_, text) = self.0.iter().find(|(known, _)| *known == field)?;
            Some((name, text.clone()))
        };
        let details: Vec<_> = DETAILS.into_iter().filter_map(detail).collect();
        (!details.is_empty()).then_some(details)
    }

    pub(super) fn sender(&self) -> Sender {
        let text = |name: &str| Some(self.value(name).to_owned()).filter(|text| !text.trim().is_empty());
        Sender { name: text("name"), email: text("email"), organization: text("organization") }
    }
}

/// Shows the empty form.
pub(super) fn show(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let form = FormOfOne {
            notice: inbox.is_full().await.then_some(FormNotice::FullNow),
            stamp: stamps(&received).make(received.now.unix()),
            proof_bits: inbox.options().proof_bits,
            ..FormOfOne::default()
        };
        Ok(page(StatusCode::OK, suggestion_form(&visit(&received), &form)))
    })
}

/// Takes a form, or sends it back.
pub(super) fn take(received: Received) -> Answering {
    Box::pin(async move {
        let inbox = inbox(&received)?;
        let texts = Texts::of(&received.body);
        let mut form = FormOfOne {
            typed: texts.report(""),
            sender: texts.sender(),
            stamp: texts.value("stamp").to_owned(),
            trap: texts.value("website").to_owned(),
            proof_bits: inbox.options().proof_bits,
            ..FormOfOne::default()
        };
        let guarded = guarded(&received, &inbox, &texts, &mut form.stamp);
        let why = match guarded {
            Err(notice) => Again { notice: Some(notice), ..Again::default() },
            Ok(()) => {
                let new = NewSending {
                    sender: form.sender.clone(),
                    suggestions: vec![form.typed.onto(Fields::new())],
                };
                let key = format!("form {}", form.stamp);
                match take_all(&received, &inbox, new, Some(&key)).await {
                    Ok(receipt) => return to_status(&received, &receipt.token),
                    Err(why) => Again::of(why),
                }
            }
        };
        let (status, wait) = (why.status(), why.wait);
        if why.notice == Some(FormNotice::SentAlready) {
            // With another stamp it is another form, so it can be sent.
            form.stamp = stamps(&received).make(received.now.unix());
        }
        form.faults = why.faults;
        form.notice = why.notice;
        let reply = page(status, suggestion_form(&visit(&received), &form));
        Ok(BriefReply { retry_after_secs: wait, ..reply })
    })
}

/// Why a form is sent back.
#[derive(Default)]
pub(super) struct Again {
    pub(super) notice: Option<FormNotice>,
    pub(super) faults: Vec<crate::inbox::SuggestionFault>,
    pub(super) wait: Option<u64>,
}

impl Again {
    pub(super) fn of(why: NotTaken) -> Again {
        let notice = |notice| Again { notice: Some(notice), ..Again::default() };
        match why {
            NotTaken::Faults(faults) => Again { faults, ..Again::default() },
            NotTaken::Known(known) | NotTaken::Waits(_, Some(known)) => notice(FormNotice::Known(known)),
            NotTaken::Waits(_, None) => notice(FormNotice::Waits),
            NotTaken::Wait(wait) => {
                Again { wait: Some(seconds(wait)), ..notice(FormNotice::Wait(seconds(wait))) }
            }
            NotTaken::Contradicts => notice(FormNotice::SentAlready),
            NotTaken::Full => Again { wait: Some(60 * 60), ..notice(FormNotice::Full) },
            NotTaken::Down | NotTaken::NotThere => Again { wait: Some(60), ..notice(FormNotice::Down) },
            NotTaken::Decided => notice(FormNotice::Decided),
        }
    }

    /// Why a change of something that was received is sent back.
    pub(super) fn of_change(why: NotTaken) -> Again {
        let is_down = matches!(why, NotTaken::Down);
        let again = Again::of(why);
        if is_down { Again { notice: Some(FormNotice::NotChanged), ..again } } else { again }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self.notice {
            Some(FormNotice::Wait(_)) => StatusCode::TOO_MANY_REQUESTS,
            Some(FormNotice::Full | FormNotice::Down | FormNotice::NotChanged) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Some(FormNotice::Known(_) | FormNotice::Waits | FormNotice::Decided) => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// Checks that a person sent the form. A stamp that is too old is replaced.
pub(super) fn guarded(
    received: &Received,
    inbox: &Inbox,
    texts: &Texts,
    stamp: &mut String,
) -> Result<(), FormNotice> {
    let now = received.now.unix();
    let (stamps, bits) = (stamps(received), inbox.options().proof_bits);
    let notice = match stamps.read(stamp, now) {
        _ if !texts.value("website").is_empty() => FormNotice::Trap,
        StampReading::TooEarly => FormNotice::TooEarly,
        StampReading::TooLate => {
            *stamp = stamps.make(now);
            FormNotice::TooLate
        }
        StampReading::Good if bits > 0 && !is_proof(stamp, texts.value("proof"), bits) => FormNotice::NoProof,
        StampReading::Good => return Ok(()),
    };
    inbox.refused(RefusalReason::Form);
    Err(notice)
}

pub(super) fn stamps(received: &Received) -> FormStamps {
    let about = &received.snapshot.collection().about;
    FormStamps::new(received.hosted.options.api.cursor_key.as_ref(), about)
}

/// The circumstances in which a page is made.
pub(super) fn visit(received: &Received) -> Visit<'_> {
    let chosen = received.address.language;
    let options = &received.hosted.options;
    Visit {
        snapshot: &received.snapshot,
        now: received.now,
        locale: received.preferences.locale(chosen, &received.snapshot.collection().about.language),
        is_chosen: chosen.is_some(),
        options: &options.render,
        look: &options.look,
    }
}

pub(super) fn page(status: StatusCode, document: Document) -> BriefReply {
    BriefReply { kind: DocumentKind::Page, ..BriefReply::new(status, document.media_type, document.body) }
}

/// Leads to the private page, so that a browser that loads the page again sends nothing again.
pub(super) fn to_status(received: &Received, token: &str) -> Result<BriefReply, Refusal> {
    let token = PrivateToken::read(token).ok_or(Refusal::NOT_FOUND)?;
    let address = Address::SuggestionStatus(token);
    let location = received.hosted.options.render.site.url_in(&address, received.address.language);
    let reply = BriefReply::new(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Vec::new());
    Ok(BriefReply { location: Some(location), is_private: true, ..reply })
}

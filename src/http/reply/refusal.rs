//! Refusals: a status and fixed words, as problem details (RFC 9457), HTML or text, as the client prefers.
//!
//! The messages of each language have a title for each kind of problem and a sentence for each refusal. They repeat
//! nothing of the request and reveal nothing about the gateway. For a withdrawn report, the collection file has the
//! title and the reason. A refusal in HTML is a page with the usual header and footer.

use hyper::{Method, StatusCode};

use crate::address::{NoAddress, Site};
use crate::api::{FieldError, ProblemDetails, ProblemType};
use crate::http::client::rate::Wait;
use crate::page::{self, Visit};
use crate::query::Allowed;
use crate::resource::Departed;
use crate::words::{Language, Value, Words};

use super::content::ContentType;
use super::negotiate::Accepted;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(super) status: StatusCode,
    problem: &'static ProblemType,
    /// The name of the message that says what is wrong.
    why: &'static str,
    /// What is said besides the fixed words.
    besides: Besides,
    /// After how many seconds the client may ask again.
    pub(super) retry_after_secs: Option<u64>,
}

/// Details besides the fixed words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Besides {
    /// Nothing.
    Nothing,
    /// The values that a parameter may have.
    Parameter { name: &'static str, allowed: Allowed },
    /// The methods that the address takes.
    Methods(&'static [Method]),
    /// The content types that a body may have.
    ContentTypes(&'static [ContentType]),
    /// The report that was at the address.
    Withdrawn(Box<Departed>),
    /// The address of the report that a suggestion is about.
    Existing(Option<String>),
    /// What is wrong with each field.
    Fields(Vec<FieldError>),
}

impl Refusal {
    pub(super) const NOT_FOUND: Refusal =
        Refusal::new(StatusCode::NOT_FOUND, &ProblemType::NOT_FOUND, "refused-not-found-why");
    pub(super) const GONE: Refusal = Refusal::new(StatusCode::GONE, &ProblemType::GONE, "refused-gone-why");
    pub(super) const HOST: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &ProblemType::REQUEST, "refused-host-why");
    /// The request line names neither a path nor a whole URL (RFC 9112 §3.2).
    pub(super) const TARGET_FORM: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &ProblemType::REQUEST, "refused-target-form-why");
    pub(super) const NOT_ACCEPTABLE: Refusal =
        Refusal::new(StatusCode::NOT_ACCEPTABLE, &ProblemType::NOT_ACCEPTABLE, "refused-not-acceptable-why");
    pub(super) const PRECONDITION: Refusal =
        Refusal::new(StatusCode::PRECONDITION_FAILED, &ProblemType::PRECONDITION, "refused-precondition-why");
    pub(super) const TARGET_TOO_LONG: Refusal =
        Refusal::new(StatusCode::URI_TOO_LONG, &ProblemType::TARGET, "refused-target-why");
    pub(super) const HEADER_TOO_LARGE: Refusal =
        Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, &ProblemType::HEADER, "refused-header-why");
    /// A feed of comments. 410, so that readers which followed one elsewhere stop asking.
    pub(super) const COMMENTS: Refusal =
        Refusal::new(StatusCode::GONE, &ProblemType::GONE, "refused-comments-why");
    pub(super) const CARD_FORMAT: Refusal =
        Refusal::new(StatusCode::NOT_IMPLEMENTED, &ProblemType::CARD_FORMAT, "refused-card-format-why");

    pub(super) const BODY_TOO_LARGE: Refusal =
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, &ProblemType::BODY_SIZE, "refused-body-size-why");
    pub(super) const BODY_TOO_SLOW: Refusal =
        Refusal::new(StatusCode::REQUEST_TIMEOUT, &ProblemType::BODY_TIME, "refused-body-time-why");
    pub(super) const BODY_NOT_WHOLE: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &ProblemType::REQUEST, "refused-body-not-whole-why");

    pub(super) const NOT_JSON: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &ProblemType::REQUEST, "refused-json-why");
    /// The key of a request that may be repeated is too short or too long.
    pub(super) const BAD_KEY: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &ProblemType::REQUEST, "refused-key-why");
    pub(super) const OTHER_CONTENT: Refusal =
        Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, &ProblemType::IDEMPOTENCY, "refused-idempotency-why");
    /// As many suggestions wait as the settings allow.
    pub(super) const INBOX_FULL: Refusal = Refusal::until(
        StatusCode::SERVICE_UNAVAILABLE,
        &ProblemType::INBOX,
        "refused-inbox-full-why",
        Some(60 * 60),
    );
    /// The database does not work.
    pub(super) const INBOX_DOWN: Refusal = Refusal::until(
        StatusCode::SERVICE_UNAVAILABLE,
        &ProblemType::INBOX,
        "refused-inbox-down-why",
        Some(60),
    );

    /// The database does not work, so what was received cannot be shown.
    pub(super) const INBOX_UNREADABLE: Refusal = Refusal::until(
        StatusCode::SERVICE_UNAVAILABLE,
        &ProblemType::INBOX,
        "refused-inbox-unreadable-why",
        Some(60),
    );
    /// The database does not work, so what was received cannot be changed.
    pub(super) const INBOX_UNCHANGED: Refusal = Refusal::until(
        StatusCode::SERVICE_UNAVAILABLE,
        &ProblemType::INBOX,
        "refused-inbox-unchanged-why",
        Some(60),
    );

    /// A search before the index is built, which takes seconds.
    pub(super) const NOT_YET: Refusal = Refusal::until(
        StatusCode::SERVICE_UNAVAILABLE,
        &ProblemType::NOT_YET,
        "refused-not-yet-why",
        Some(5),
    );

    const fn new(status: StatusCode, problem: &'static ProblemType, why: &'static str) -> Refusal {
        Refusal::until(status, problem, why, None)
    }

    const fn until(
        status: StatusCode,
        problem: &'static ProblemType,
        why: &'static str,
        retry_after_secs: Option<u64>,
    ) -> Refusal {
        assert!(status.as_u16() == problem.status);
        Refusal { status, problem, why, besides: Besides::Nothing, retry_after_secs }
    }

    /// A client has asked for more than its share (RFC 6585 §4).
    pub(super) fn too_many(wait: Wait) -> Refusal {
        const TOO_MANY: Refusal =
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, &ProblemType::TOO_MANY, "refused-too-many-why");
        Refusal { retry_after_secs: Some(wait.seconds), ..TOO_MANY }
    }

    /// Somebody suggests more than the inbox takes at once.
    pub(super) fn suggest_later(seconds: u64) -> Refusal {
        const LATER: Refusal =
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, &ProblemType::TOO_MANY, "refused-suggest-later-why");
        Refusal { retry_after_secs: Some(seconds), ..LATER }
    }

    /// A suggested report is in the collection, at this address.
    pub(super) fn known(address: String, is_withdrawn: bool) -> Refusal {
        const KNOWN: Refusal = Refusal::new(StatusCode::CONFLICT, &ProblemType::KNOWN, "refused-known-why");
        let why = if is_withdrawn { "refused-known-withdrawn-why" } else { KNOWN.why };
        Refusal { why, besides: Besides::Existing(Some(address)), ..KNOWN }
    }

    /// A suggested report is in the inbox.
    pub(super) const WAITS: Refusal =
        Refusal::new(StatusCode::CONFLICT, &ProblemType::KNOWN, "refused-known-waiting-why");

    /// Fields of a suggestion are wrong.
    pub(super) fn fields(errors: Vec<FieldError>) -> Refusal {
        const FIELDS: Refusal = Refusal::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            &ProblemType::SUGGESTION,
            "refused-suggestion-why",
        );
        Refusal { besides: Besides::Fields(errors), ..FIELDS }
    }

    /// The same for a harvester, which waits only after 503 (OAI-PMH §3.1.2.2).
    pub(super) fn harvest_later(wait: Wait) -> Refusal {
        const LATER: Refusal = Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            &ProblemType::HARVEST_LATER,
            "refused-harvest-later-why",
        );
        Refusal { retry_after_secs: Some(wait.seconds), ..LATER }
    }

    /// A report was withdrawn.
    pub(super) fn withdrawn(departed: Box<Departed>) -> Refusal {
        Refusal { besides: Besides::Withdrawn(departed), ..Refusal::GONE }
    }

    /// The address accepts only other methods.
    pub(super) fn method(methods: &'static [Method]) -> Refusal {
        const METHOD: Refusal =
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, &ProblemType::METHOD, "refused-method-why");
        Refusal { besides: Besides::Methods(methods), ..METHOD }
    }

    /// The address accepts no body of this type.
    pub(super) fn body_type(content_types: &'static [ContentType]) -> Refusal {
        const BODY_TYPE: Refusal = Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &ProblemType::BODY_TYPE,
            "refused-body-type-why",
        );
        Refusal { besides: Besides::ContentTypes(content_types), ..BODY_TYPE }
    }

    /// A parameter has a value that is not allowed.
    pub fn parameter(name: &'static str, allowed: Allowed) -> Refusal {
        const PARAMETER: Refusal =
            Refusal::new(StatusCode::BAD_REQUEST, &ProblemType::PARAMETER, "refused-parameter-why");
        Refusal { besides: Besides::Parameter { name, allowed }, ..PARAMETER }
    }

    /// The methods to name in `Allow`.
    pub(super) fn methods(&self) -> Option<&'static [Method]> {
        match &self.besides {
            Besides::Methods(methods) => Some(methods),
            _ => None,
        }
    }

    /// The content types to name in `Accept`.
    pub(super) fn content_types(&self) -> Option<String> {
        match &self.besides {
            Besides::ContentTypes(content_types) => Some(named(content_types)),
            _ => None,
        }
    }

    /// Whether the client may still be sending its body, so that the connection cannot be used again.
    pub(super) fn ends_connection(&self) -> bool {
        matches!(self.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT)
    }

    /// The content type that the client prefers, and the body in it; text if it accepts none of them. The API answers
    /// with problem details, whatever the client accepts.
    ///
    /// A page is in the visitor's language. Text and problem details are always in English, because programs read
    /// them and people search for them.
    pub(super) fn body(
        &self,
        accepted: &Accepted<'_>,
        of_api: bool,
        visit: &Visit<'_>,
    ) -> (&'static str, Vec<u8>) {
        const OFFERS: [(&str, Form); 4] = [
            ("text/plain", Form::Text),
            ("text/html", Form::Html),
            ("application/problem+json", Form::Problem),
            ("application/json", Form::Problem),
        ];
        let preferred = accepted.preferred(OFFERS);
        match preferred.filter(|_| !of_api).or(of_api.then_some(Form::Problem)) {
            Some(Form::Html) => ("text/html; charset=utf-8", self.page(visit)),
            Some(Form::Problem) => ("application/problem+json", self.problem_details(&visit.options.site)),
            Some(Form::Text) | None => {
                let words = Language::English.words();
                let text = format!("{}\n\n{}\n", self.problem.title(words), self.detail(words));
                ("text/plain; charset=utf-8", text.into_bytes())
            }
        }
    }

    fn page(&self, visit: &Visit<'_>) -> Vec<u8> {
        let words = visit.words();
        page::refusal(visit, &self.problem.title(words), &self.detail(words))
    }

    /// What is wrong.
    fn detail(&self, words: &Words) -> String {
        match &self.besides {
            Besides::Nothing | Besides::Existing(_) => words.say(self.why),
            Besides::Fields(errors) => {
                let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
                words.tell(self.why, &[("fields", Value::Text(&fields.join(", ")))])
            }
            Besides::Parameter { name, allowed } => {
                let allowed = allowed.in_words(words);
                words.tell(self.why, &[("name", Value::Text(name)), ("allowed", Value::Text(&allowed))])
            }
            Besides::Methods(methods) => {
                words.tell(self.why, &[("methods", Value::Text(&before_options(methods)))])
            }
            Besides::ContentTypes(types) => words.tell(self.why, &[("types", Value::Text(&named(types)))]),
            Besides::Withdrawn(departed) => departed.in_words(words),
        }
    }

    fn problem_details(&self, site: &Site) -> Vec<u8> {
        let words = Language::English.words();
        let (parameter, allowed) = match &self.besides {
            Besides::Parameter { name, allowed } => (Some(*name), Some(allowed.in_words(words))),
            _ => (None, None),
        };
        let existing = match &self.besides {
            Besides::Existing(address) => address.as_deref(),
            _ => None,
        };
        let errors = match &self.besides {
            Besides::Fields(errors) => errors.as_slice(),
            _ => &[],
        };
        let details = ProblemDetails {
            existing,
            errors,
            kind: self.problem.url(site),
            title: &self.problem.title(words),
            status: self.problem.status,
            detail: &self.detail(words),
            parameter,
            allowed: allowed.as_deref(),
        };
        serde_json::to_vec(&details).expect("writing to memory cannot fail")
    }
}

/// Every method but OPTIONS, as a list.
fn before_options(methods: &[Method]) -> String {
    let names = methods.iter().filter(|method| *method != Method::OPTIONS).map(Method::as_str);
    names.collect::<Vec<_>>().join(", ")
}

fn named(content_types: &[ContentType]) -> String {
    content_types.iter().map(|known| known.name()).collect::<Vec<_>>().join(", ")
}

#[derive(Clone, Copy)]
enum Form {
    Text,
    Html,
    Problem,
}

impl From<NoAddress> for Refusal {
    fn from(reason: NoAddress) -> Refusal {
        match reason {
            NoAddress::Unknown => Refusal::NOT_FOUND,
            NoAddress::CardFormat => Refusal::CARD_FORMAT,
            NoAddress::Comments => Refusal::COMMENTS,
            NoAddress::Parameter { name, allowed } => Refusal::parameter(name, allowed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_why_in_every_language() {
        let refusals = [
            Refusal::NOT_FOUND,
            Refusal::GONE,
            Refusal::HOST,
            Refusal::TARGET_FORM,
            Refusal::NOT_ACCEPTABLE,
            Refusal::PRECONDITION,
            Refusal::TARGET_TOO_LONG,
            Refusal::HEADER_TOO_LARGE,
            Refusal::CARD_FORMAT,
            Refusal::COMMENTS,
            Refusal::BODY_TOO_LARGE,
            Refusal::BODY_TOO_SLOW,
            Refusal::BODY_NOT_WHOLE,
            Refusal::NOT_YET,
            Refusal::NOT_JSON,
            Refusal::BAD_KEY,
            Refusal::OTHER_CONTENT,
            Refusal::INBOX_FULL,
            Refusal::INBOX_DOWN,
            Refusal::WAITS,
            Refusal::known(String::new(), false),
            Refusal::known(String::new(), true),
            Refusal::fields(Vec::new()),
            Refusal::suggest_later(1),
            Refusal::too_many(Wait { seconds: 1 }),
            Refusal::harvest_later(Wait { seconds: 1 }),
            Refusal::method(&[Method::GET]),
            Refusal::body_type(&[]),
        ];
        for words in Language::ALL.map(Language::words) {
            for refusal in &refusals {
                assert!(words.has(refusal.why), "{}", refusal.why);
            }
        }
    }
}

//! Refusals: a status and fixed words, as problem details (RFC 9457), HTML or text, as the client prefers.
//!
//! The words repeat nothing from the request and reveal nothing about the gateway's internals. The words about a
//! withdrawn report come from the file. A refusal in HTML is a page with the usual header and footer.

use headers_accept::Accept;
use hyper::{Method, StatusCode};

use crate::address::{NoAddress, Site};
use crate::api::{Problem, ProblemDetails};
use crate::http::client::rate::Wait;
use crate::page::{self, Visit};
use crate::resource::Departed;
use crate::words::{Language, Value};

use super::content::ContentType;
use super::negotiate;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(super) status: StatusCode,
    problem: &'static Problem,
    detail: &'static str,
    /// Details besides the fixed words.
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
    Parameter { name: &'static str, allowed: &'static str },
    /// The methods that the address accepts.
    Methods(&'static [Method]),
    /// The content types that a body may have.
    ContentTypes(&'static [ContentType]),
    /// The report that was at the address.
    Withdrawn(Box<Departed>),
}

impl Refusal {
    pub(super) const NOT_FOUND: Refusal =
        Refusal::new(StatusCode::NOT_FOUND, &Problem::NOT_FOUND, "There is nothing at this address.");
    pub(super) const GONE: Refusal = Refusal::new(
        StatusCode::GONE,
        &Problem::GONE,
        "What was at this address has left the collection for good.",
    );
    pub(super) const HOST: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &Problem::REQUEST, "The request does not name one host.");
    /// The request line names neither a path nor a whole URL (RFC 9112 §3.2).
    pub(super) const TARGET_FORM: Refusal = Refusal::new(
        StatusCode::BAD_REQUEST,
        &Problem::REQUEST,
        "The target of the request must be a path, such as /feed.atom, or a whole URL.",
    );
    pub(super) const NOT_ACCEPTABLE: Refusal = Refusal::new(
        StatusCode::NOT_ACCEPTABLE,
        &Problem::NOT_ACCEPTABLE,
        "Nothing at this address is of a type and coding that the request accepts.",
    );
    pub(super) const PRECONDITION: Refusal = Refusal::new(
        StatusCode::PRECONDITION_FAILED,
        &Problem::PRECONDITION,
        "What is at this address is not what the request expects there.",
    );
    pub(super) const TARGET_TOO_LONG: Refusal =
        Refusal::new(StatusCode::URI_TOO_LONG, &Problem::TARGET, "No address of this gateway is so long.");
    pub(super) const HEADER_TOO_LARGE: Refusal = Refusal::new(
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        &Problem::HEADER,
        "The header of the request is larger than this gateway reads.",
    );
    pub(super) const CARD_FORMAT: Refusal = Refusal::new(
        StatusCode::NOT_IMPLEMENTED,
        &Problem::CARD_FORMAT,
        "Share cards are offered as json and xml.",
    );

    pub(super) const BODY_TOO_LARGE: Refusal = Refusal::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        &Problem::BODY_SIZE,
        "The body of the request is larger than this address takes.",
    );
    pub(super) const BODY_TOO_SLOW: Refusal = Refusal::new(
        StatusCode::REQUEST_TIMEOUT,
        &Problem::BODY_TIME,
        "The body of the request did not arrive in time.",
    );
    pub(super) const BODY_NOT_WHOLE: Refusal =
        Refusal::new(StatusCode::BAD_REQUEST, &Problem::REQUEST, "The body of the request ended too early.");

    /// A search before the index is built, which takes seconds.
    pub(super) const NOT_YET: Refusal = Refusal::until(
        StatusCode::SERVICE_UNAVAILABLE,
        &Problem::NOT_YET,
        "What is searched is being prepared. Everything else is there already.",
        Some(5),
    );

    const fn new(status: StatusCode, problem: &'static Problem, detail: &'static str) -> Refusal {
        Refusal::until(status, problem, detail, None)
    }

    const fn until(
        status: StatusCode,
        problem: &'static Problem,
        detail: &'static str,
        retry_after_secs: Option<u64>,
    ) -> Refusal {
        assert!(status.as_u16() == problem.status);
        Refusal { status, problem, detail, besides: Besides::Nothing, retry_after_secs }
    }

    /// A client has asked for more than its share (RFC 6585 §4).
    pub(super) fn too_many(wait: Wait) -> Refusal {
        const TOO_MANY: Refusal = Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            &Problem::TOO_MANY,
            "Ask again later, and with the validators of what you have: whatever is unchanged is then free.",
        );
        Refusal { retry_after_secs: Some(wait.seconds), ..TOO_MANY }
    }

    /// A report was withdrawn.
    pub(super) fn withdrawn(departed: Box<Departed>) -> Refusal {
        Refusal { besides: Besides::Withdrawn(departed), ..Refusal::GONE }
    }

    /// The address accepts only other methods.
    pub(super) fn method(methods: &'static [Method]) -> Refusal {
        const METHOD: Refusal =
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, &Problem::METHOD, "This address answers");
        Refusal { besides: Besides::Methods(methods), ..METHOD }
    }

    /// The address accepts no body of this type.
    pub(super) fn body_type(content_types: &'static [ContentType]) -> Refusal {
        const BODY_TYPE: Refusal = Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &Problem::BODY_TYPE,
            "The body must have one of these content types:",
        );
        Refusal { besides: Besides::ContentTypes(content_types), ..BODY_TYPE }
    }

    /// A parameter has a value that is not allowed.
    pub fn parameter(name: &'static str, allowed: &'static str) -> Refusal {
        const PARAMETER: Refusal =
            Refusal::new(StatusCode::BAD_REQUEST, &Problem::PARAMETER, "A parameter makes no sense.");
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

    /// The content type that the client prefers, and the body in it. The API answers with problem details,
    /// whatever the client accepts.
    ///
    /// A page is in the visitor's language. Text and problem details are always in English, because programs read
    /// them and people search for them.
    pub(super) fn body(
        &self,
        accept: Option<&Accept>,
        of_api: bool,
        visit: &Visit<'_>,
    ) -> (&'static str, Vec<u8>) {
        let detail = match &self.besides {
            Besides::Nothing => self.detail.to_owned(),
            Besides::Parameter { name, allowed } => format!("{} Parameter {name}: {allowed}.", self.detail),
            Besides::Methods(methods) => format!("{} {} and OPTIONS.", self.detail, before_options(methods)),
            Besides::ContentTypes(types) => format!("{} {}.", self.detail, named(types)),
            Besides::Withdrawn(departed) => departed.in_words(Language::English.words()),
        };
        let offers = [
            ("text/plain", Form::Text),
            ("text/html", Form::Html),
            ("application/problem+json", Form::Problem),
            ("application/json", Form::Problem),
        ];
        let preferred = accept.and_then(|accept| negotiate::preferred(accept, offers));
        match preferred.filter(|_| !of_api).or(of_api.then_some(Form::Problem)) {
            Some(Form::Html) => ("text/html; charset=utf-8", self.page(visit)),
            Some(Form::Problem) => {
                ("application/problem+json", self.problem_details(&detail, &visit.options.site))
            }
            Some(Form::Text) | None => {
                ("text/plain; charset=utf-8", format!("{}\n\n{detail}\n", self.problem.title).into_bytes())
            }
        }
    }

    fn page(&self, visit: &Visit<'_>) -> Vec<u8> {
        let words = visit.language.words();
        let id = format!("refused-{}", self.problem.slug);
        let why = format!("{id}-why");
        let detail = match &self.besides {
            Besides::Nothing => words.say(&why),
            Besides::Parameter { name, allowed } => {
                words.tell(&why, &[("name", Value::Text(name)), ("allowed", Value::Text(allowed))])
            }
            Besides::Methods(methods) => {
                words.tell(&why, &[("methods", Value::Text(&before_options(methods)))])
            }
            Besides::ContentTypes(types) => words.tell(&why, &[("types", Value::Text(&named(types)))]),
            Besides::Withdrawn(departed) => departed.in_words(words),
        };
        page::refusal(visit, &words.say(&id), &detail)
    }

    fn problem_details(&self, detail: &str, site: &Site) -> Vec<u8> {
        let (parameter, allowed) = match &self.besides {
            Besides::Parameter { name, allowed } => (Some(*name), Some(*allowed)),
            _ => (None, None),
        };
        let details = ProblemDetails {
            kind: self.problem.url(site),
            title: self.problem.title,
            status: self.problem.status,
            detail,
            parameter,
            allowed,
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
            NoAddress::Parameter { name, allowed } => Refusal::parameter(name, allowed),
        }
    }
}

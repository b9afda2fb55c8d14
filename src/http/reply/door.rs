//! Doors: which methods an address accepts, and which body.
//!
//! The rules of an address name its [`Access`], and [`door`] has one door for each. A door that accepts a body states
//! its content types, the largest size and the longest time it may take to arrive; `receive` enforces this. To add
//! such a door, add an `Access`, and here the function that answers it. `Allow`, preflight replies and refusals
//! follow.

use std::time::Duration;

use hyper::Method;

use crate::address::{Access, Address};

use super::answers::Answers;
use super::content::ContentType;
use super::harvest;
use super::{subscribe, suggest};

/// What an address accepts, besides OPTIONS, which every address accepts.
#[derive(Debug)]
pub struct Door {
    /// How it answers GET and HEAD.
    pub reads: Reads,
    /// What it accepts with POST; `None` if it accepts no POST.
    pub post: Option<Post>,
}

/// How a door answers GET and HEAD.
#[derive(Debug)]
pub enum Reads {
    /// Not at all.
    Nothing,
    /// With the document at the address.
    Document,
    /// The query of the URL is answered like a form that is posted. Without a query, a browser gets the document.
    Form(Answers),
    /// With a reply of its own for each request, which nothing keeps. The body is the query of the URL.
    Answer(Answers),
}

/// What a door accepts with POST, and the function that answers.
#[derive(Debug)]
pub struct Post {
    /// The content types that it accepts.
    pub content_types: &'static [ContentType],
    /// The most bytes of a body.
    pub most_bytes: usize,
    /// How long a body may take to arrive. This must be less than `limits.reply_timeout_secs`: after that time the
    /// wire ends a connection without a reply.
    pub most_time: Duration,
    /// The function that answers.
    pub answers: Answers,
}

impl Door {
    /// A door that only answers GET and HEAD.
    pub const READING: Door = Door { reads: Reads::Document, post: None };
    /// OAI-PMH: the same arguments with GET and with POST (§3.1.1).
    const HARVESTING: Door = Door {
        reads: Reads::Form(harvest::ANSWERS),
        post: Some(Post {
            content_types: &[ContentType::Form],
            most_bytes: harvest::MOST_BYTES,
            most_time: harvest::MOST_TIME,
            answers: harvest::ANSWERS,
        }),
    };

    /// The WebSub hub: subscribers post a form, and a browser gets the page that explains it.
    const SUBSCRIBING: Door = Door {
        reads: Reads::Document,
        post: Some(Post {
            content_types: &[ContentType::Form],
            most_bytes: subscribe::MOST_BYTES,
            most_time: subscribe::MOST_TIME,
            answers: subscribe::ANSWERS,
        }),
    };

    /// The form with which visitors suggest a report.
    const SUGGESTING: Door = Door {
        reads: Reads::Answer(suggest::SHOW_FORM),
        post: Some(Post {
            content_types: &[ContentType::Form],
            most_bytes: suggest::MOST_BYTES,
            most_time: suggest::MOST_TIME,
            answers: suggest::TAKE_FORM,
        }),
    };
    /// The form with which an organization suggests many reports.
    const SUGGESTING_MANY: Door = Door {
        reads: Reads::Answer(suggest::SHOW_MANY),
        post: Some(Post {
            content_types: &[ContentType::Multipart, ContentType::Form],
            most_bytes: suggest::MOST_BYTES_OF_MANY,
            most_time: suggest::MOST_TIME,
            answers: suggest::TAKE_MANY,
        }),
    };
    /// The private page of what somebody suggested.
    const FOLLOWING_UP: Door = Door {
        reads: Reads::Answer(suggest::SHOW_STATUS),
        post: Some(Post {
            content_types: &[ContentType::Form],
            most_bytes: suggest::MOST_BYTES,
            most_time: suggest::MOST_TIME,
            answers: suggest::CHANGE_STATUS,
        }),
    };
    /// Suggestions of apps.
    const SUGGESTING_BY_API: Door = Door {
        reads: Reads::Nothing,
        post: Some(Post {
            content_types: &[ContentType::Json],
            most_bytes: suggest::MOST_BYTES,
            most_time: suggest::MOST_TIME,
            answers: suggest::TAKE_JSON,
        }),
    };
    /// What became of a suggestion, for apps.
    const FOLLOWING_UP_BY_API: Door = Door { reads: Reads::Answer(suggest::SHOW_JSON), post: None };

    /// All methods, as `Allow` lists them.
    pub(super) fn methods(&self) -> &'static [Method] {
        match (&self.reads, &self.post) {
            (Reads::Nothing, None) => &[Method::OPTIONS],
            (Reads::Nothing, Some(_)) => &[Method::POST, Method::OPTIONS],
            (_, None) => &[Method::GET, Method::HEAD, Method::OPTIONS],
            (_, Some(_)) => &[Method::GET, Method::HEAD, Method::POST, Method::OPTIONS],
        }
    }
}

/// The door of an address.
pub fn door(address: &Address) -> &'static Door {
    match address.rules().access {
        Access::Reading => &Door::READING,
        Access::Harvesting => &Door::HARVESTING,
        Access::Subscribing => &Door::SUBSCRIBING,
        Access::Suggesting => &Door::SUGGESTING,
        Access::SuggestingMany => &Door::SUGGESTING_MANY,
        Access::FollowingUp => &Door::FOLLOWING_UP,
        Access::SuggestingByApi => &Door::SUGGESTING_BY_API,
        Access::FollowingUpByApi => &Door::FOLLOWING_UP_BY_API,
    }
}

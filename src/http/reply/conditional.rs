//! Conditional requests (RFC 9110 §13).

use std::time::SystemTime;

use headers::{ETag, Header, HeaderMapExt, IfMatch, IfModifiedSince, IfNoneMatch, IfUnmodifiedSince};
use hyper::HeaderMap;
use hyper::header::{ETAG, HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};

/// The validators of the current representation.
#[derive(Clone, Debug)]
pub(super) struct Validator {
    etag: ETag,
    /// The entity tag, as a header field.
    pub(super) tag: HeaderValue,
    last_modified: Option<SystemTime>,
}

impl Validator {
    pub(super) fn new(etag: ETag, last_modified: Option<SystemTime>) -> Validator {
        let mut header = HeaderMap::new();
        header.typed_insert(etag.clone());
        let tag = header.remove(ETAG).expect("it was just put there");
        Validator { etag, tag, last_modified }
    }
}

/// What to do with a conditional GET or HEAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Send what was asked for.
    Send,
    /// The client holds these bytes already.
    NotModified,
    /// The client expects another representation.
    PreconditionFailed,
}

/// Decides what a GET or HEAD gets, in the order of RFC 9110 §13.2.2.
///
/// An entity tag takes precedence over a date. If `If-Match` or `If-None-Match` is present, well formed or not,
/// the date of its kind is ignored, because two reloads can fall in one second. `If-Match` compares strongly and
/// `If-None-Match` weakly. Every line of a repeated field counts. Dates compare as "not later", because readers
/// may send the date of their own clock. A date after `now` is ignored: that clock is wrong, and its date may hide
/// a change.
///
/// A value that does not parse never yields [`Outcome::NotModified`]: a confused client gets a full answer rather
/// than a stale one.
pub(super) fn evaluate(request: &HeaderMap, held: &Validator, now: SystemTime) -> Outcome {
    if request.contains_key(IF_MATCH) {
        let expected = request.typed_get::<IfMatch>();
        if expected.is_some_and(|expected| !expected.precondition_passes(&held.etag)) {
            return Outcome::PreconditionFailed;
        }
    } else if let Some(expected) = single::<IfUnmodifiedSince>(request, IF_UNMODIFIED_SINCE) {
        let newer =
            held.last_modified.is_some_and(|last_modified| !expected.precondition_passes(last_modified));
        if newer {
            return Outcome::PreconditionFailed;
        }
    }
    if request.contains_key(IF_NONE_MATCH) {
        return match request.typed_get::<IfNoneMatch>() {
            Some(known) if !known.precondition_passes(&held.etag) => Outcome::NotModified,
            _ => Outcome::Send,
        };
    }
    let since = single::<IfModifiedSince>(request, IF_MODIFIED_SINCE).map(SystemTime::from);
    match (since, held.last_modified) {
        (Some(since), Some(last_modified)) if last_modified <= since && since <= now => Outcome::NotModified,
        _ => Outcome::Send,
    }
}

/// A date field, if it appears once. A repeated date is ignored.
fn single<H: Header>(request: &HeaderMap, name: hyper::header::HeaderName) -> Option<H> {
    match request.get_all(name).iter().count() {
        1 => request.typed_get(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderName;

    const OLDER: &str = "Wed, 01 May 2024 10:00:00 GMT";
    const SAME: &str = "Thu, 02 May 2024 10:00:00 GMT";
    const NEWER: &str = "Fri, 03 May 2024 10:00:00 GMT";
    const NOW: &str = "Fri, 03 May 2024 10:00:00 GMT";
    const AHEAD: &str = "Fri, 03 May 2024 10:00:01 GMT";

    fn held() -> Validator {
        let date =
            headers::LastModified::decode(&mut [HeaderValue::from_static(SAME)].iter()).expect("a date");
        Validator::new("\"abc\"".parse().expect("a tag"), Some(date.into()))
    }

    fn evaluate_with<const N: usize>(fields: [(&'static str, &'static str); N]) -> Outcome {
        let mut request = HeaderMap::new();
        for (name, value) in fields {
            request.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let now = headers::Date::decode(&mut [HeaderValue::from_static(NOW)].iter()).expect("a date");
        evaluate(&request, &held(), now.into())
    }

    #[test]
    fn without_conditions_everything_is_sent() {
        assert_eq!(evaluate_with([]), Outcome::Send);
    }

    #[test]
    fn a_known_tag_is_not_sent_again_however_it_is_written() {
        for value in ["\"abc\"", "W/\"abc\"", "*", "\"x\", \"abc\"", "\"x\",W/\"abc\" , \"y\""] {
            assert_eq!(evaluate_with([("if-none-match", value)]), Outcome::NotModified, "{value}");
        }
    }

    #[test]
    fn every_line_of_a_repeated_tag_field_counts() {
        let fields = [("if-none-match", "\"x\""), ("if-none-match", "\"abc\"")];
        assert_eq!(evaluate_with(fields), Outcome::NotModified);
    }

    #[test]
    fn none_match_wins_over_a_newer_date() {
        let fields = [("if-none-match", "\"other\""), ("if-modified-since", NEWER)];
        assert_eq!(evaluate_with(fields), Outcome::Send);
    }

    #[test]
    fn a_malformed_tag_is_no_reason_for_a_304() {
        for value in ["abc", "\"abc", "", "abc\"", "'abc'"] {
            let fields = [("if-none-match", value), ("if-modified-since", NEWER)];
            assert_eq!(evaluate_with(fields), Outcome::Send, "{value}");
        }
    }

    #[test]
    fn dates_compare_not_later() {
        assert_eq!(evaluate_with([("if-modified-since", OLDER)]), Outcome::Send);
        assert_eq!(evaluate_with([("if-modified-since", SAME)]), Outcome::NotModified);
        assert_eq!(evaluate_with([("if-modified-since", NEWER)]), Outcome::NotModified);
    }

    #[test]
    fn a_date_ahead_of_the_clock_says_nothing() {
        assert_eq!(evaluate_with([("if-modified-since", AHEAD)]), Outcome::Send);
    }

    #[test]
    fn the_obsolete_forms_of_a_date_are_read_too() {
        for value in ["Thursday, 02-May-24 10:00:00 GMT", "Thu May  2 10:00:00 2024"] {
            assert_eq!(evaluate_with([("if-modified-since", value)]), Outcome::NotModified, "{value}");
        }
    }

    #[test]
    fn a_date_that_does_not_parse_is_ignored() {
        for value in ["yesterday", "2024-05-03", "0", ""] {
            assert_eq!(evaluate_with([("if-modified-since", value)]), Outcome::Send, "{value}");
        }
        assert_eq!(
            evaluate_with([("if-modified-since", NEWER), ("if-modified-since", NEWER)]),
            Outcome::Send
        );
    }

    #[test]
    fn match_compares_strongly_and_fails_with_412() {
        assert_eq!(evaluate_with([("if-match", "\"abc\"")]), Outcome::Send);
        assert_eq!(evaluate_with([("if-match", "*")]), Outcome::Send);
        assert_eq!(evaluate_with([("if-match", "W/\"abc\"")]), Outcome::PreconditionFailed);
        assert_eq!(evaluate_with([("if-match", "\"x\"")]), Outcome::PreconditionFailed);
    }

    #[test]
    fn unmodified_since_fails_if_there_was_a_change_and_yields_to_match() {
        assert_eq!(evaluate_with([("if-unmodified-since", OLDER)]), Outcome::PreconditionFailed);
        assert_eq!(evaluate_with([("if-unmodified-since", SAME)]), Outcome::Send);
        assert_eq!(evaluate_with([("if-match", "\"abc\""), ("if-unmodified-since", OLDER)]), Outcome::Send);
    }

    #[test]
    fn first_the_expectation_then_what_is_known() {
        let fields = [("if-match", "\"abc\""), ("if-none-match", "\"abc\"")];
        assert_eq!(evaluate_with(fields), Outcome::NotModified);
    }

    #[test]
    fn without_a_date_of_its_own_nothing_is_dated() {
        let mut request = HeaderMap::new();
        request.append(IF_MODIFIED_SINCE, HeaderValue::from_static(NEWER));
        let undated = Validator { last_modified: None, ..held() };
        assert_eq!(evaluate(&request, &undated, SystemTime::now()), Outcome::Send);
    }
}

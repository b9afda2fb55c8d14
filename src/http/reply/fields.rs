//! The header fields that decide which reply is sent, found in one pass over the header.
//!
//! A single lookup by name costs about as much as this whole pass, and most requests send the same few fields. The
//! code that parses a field in full handles repeated and rare fields.

use hyper::HeaderMap;
use hyper::header::{
    ACCEPT_ENCODING, HOST, HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
};

/// What one pass over a header finds.
#[derive(Debug, Default)]
pub(super) struct Fields<'r> {
    /// The number of fields.
    pub(super) count: usize,
    /// The bytes of all names and values.
    pub(super) bytes: usize,
    pub(super) host: Field<'r>,
    pub(super) accept_encoding: Field<'r>,
    if_none_match: Field<'r>,
    has_other_conditions: bool,
}

/// A field that should appear at most once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Field<'r> {
    #[default]
    Absent,
    Once(&'r HeaderValue),
    Often,
}

/// The conditions of a request (RFC 9110 §13).
#[derive(Clone, Copy, Debug)]
pub(super) enum Conditions<'r> {
    Nothing,
    /// Only `If-None-Match`, once.
    Tag(&'r HeaderValue),
    /// Anything else, which `conditional` evaluates in full.
    Others,
}

impl<'r> Field<'r> {
    fn note(&mut self, value: &'r HeaderValue) {
        *self = match self {
            Field::Absent => Field::Once(value),
            _ => Field::Often,
        };
    }
}

impl<'r> Fields<'r> {
    pub(super) fn of(headers: &'r HeaderMap) -> Fields<'r> {
        let mut fields = Fields::default();
        for (name, value) in headers {
            fields.count += 1;
            fields.bytes += name.as_str().len() + value.len();
            if *name == HOST {
                fields.host.note(value);
            } else if *name == ACCEPT_ENCODING {
                fields.accept_encoding.note(value);
            } else if *name == IF_NONE_MATCH {
                fields.if_none_match.note(value);
            } else if *name == IF_MODIFIED_SINCE || *name == IF_MATCH || *name == IF_UNMODIFIED_SINCE {
                fields.has_other_conditions = true;
            }
        }
        fields
    }

    pub(super) fn conditions(&self) -> Conditions<'r> {
        match (self.if_none_match, self.has_other_conditions) {
            (Field::Absent, false) => Conditions::Nothing,
            (Field::Once(tag), false) => Conditions::Tag(tag),
            _ => Conditions::Others,
        }
    }
}

//! The header fields that decide about a reply, found in one pass over the header.
//!
//! Each look into a header by name costs about as much as the pass, and most requests say the same
//! few things. Whatever is not said once and plainly is left to those who read it by the rules.

use hyper::HeaderMap;
use hyper::header::{
    ACCEPT_ENCODING, HOST, HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
};

/// What stands in a header.
#[derive(Debug, Default)]
pub(super) struct Fields<'r> {
    /// Fields in all.
    pub(super) count: usize,
    /// Bytes of all names and values.
    pub(super) bytes: usize,
    pub(super) host: Field<'r>,
    pub(super) accept_encoding: Field<'r>,
    if_none_match: Field<'r>,
    has_other_conditions: bool,
}

/// A field that should be there once at most.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Field<'r> {
    #[default]
    Absent,
    Once(&'r HeaderValue),
    Often,
}

/// What a request makes its reply depend on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Conditions<'r> {
    Nothing,
    /// That the client does not hold one thing already.
    Tag(&'r HeaderValue),
    /// More than can be seen at a glance.
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

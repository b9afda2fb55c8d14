//! The kinds of problem that replies report (RFC 9457), in one table for the replies and the reference.

use crate::address::{Address, Endpoint, Site};
use crate::words::Words;

/// A kind of problem. The Fluent files have its title as `refused-SLUG`, and what a client can do as
/// `refused-SLUG-advice`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemType {
    /// Its permanent name, in the reference and in `type`.
    pub slug: &'static str,
    /// The status of every reply of this kind.
    pub status: u16,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:literal;)*) => {
        impl ProblemType {
            $($(#[$doc])* pub const $name: ProblemType = ProblemType { slug: $slug, status: $status };)*

            /// Every kind, in the order of the reference.
            pub const ALL: &[ProblemType] = &[$(ProblemType::$name),*];
        }
    };
}

problems! {
    /// A parameter has a value that is not allowed.
    PARAMETER = "parameter", 400;
    /// The request is not well-formed HTTP.
    REQUEST = "request", 400;
    /// There is nothing at the address.
    NOT_FOUND = "not-found", 404;
    /// The address does not accept the method.
    METHOD = "method", 405;
    /// The client accepts no content type or coding that is available.
    NOT_ACCEPTABLE = "not-acceptable", 406;
    /// The body arrives too slowly.
    BODY_TIME = "body-time", 408;
    /// It was permanently removed.
    GONE = "gone", 410;
    /// The collection or the inbox has the suggested report already.
    KNOWN = "known", 409;
    /// The content is not what the precondition of the request names.
    PRECONDITION = "precondition", 412;
    /// The body is too large.
    BODY_SIZE = "body-size", 413;
    /// The address is too long.
    TARGET = "target", 414;
    /// The address does not accept a body of this content type.
    BODY_TYPE = "body-type", 415;
    /// A field of a suggestion is wrong.
    SUGGESTION = "suggestion", 422;
    /// The same `Idempotency-Key` came with another body.
    IDEMPOTENCY = "idempotency", 422;
    /// The client sends too many requests.
    TOO_MANY = "too-many", 429;
    /// The header is too large.
    HEADER = "header", 431;
    /// There is no share card in the requested format.
    CARD_FORMAT = "card-format", 501;
    /// The search index is not built yet.
    NOT_YET = "not-yet", 503;
    /// The inbox takes nothing now.
    INBOX = "inbox", 503;
    /// A harvester has used its share.
    HARVEST_LATER = "harvest-later", 503;
}

impl ProblemType {
    /// The title, the same in every reply of this kind.
    pub fn title(&self, words: &Words) -> String {
        words.say(&format!("refused-{}", self.slug))
    }

    /// What a client can do.
    pub fn advice(&self, words: &Words) -> String {
        words.say(&format!("refused-{}-advice", self.slug))
    }

    /// The URL that identifies the kind and leads to its explanation.
    pub fn url(&self, site: &Site) -> String {
        format!("{}#{}", site.url(&Address::Api(Endpoint::Reference)), self.anchor())
    }

    /// The fragment of its entry in the reference.
    pub fn anchor(&self) -> String {
        format!("problem-{}", self.slug)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ProblemType;

    #[test]
    fn each_kind_has_a_name_of_its_own_and_one_status() {
        let slugs: HashSet<&str> = ProblemType::ALL.iter().map(|problem| problem.slug).collect();
        assert_eq!(slugs.len(), ProblemType::ALL.len());
        assert!(ProblemType::ALL.iter().all(|problem| (400..600).contains(&problem.status)));
    }
}

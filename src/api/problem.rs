//! The kinds of problem that replies report (RFC 9457), in one table for the replies and the reference.

use crate::address::{Address, Endpoint, Site};
use crate::words::Words;

/// A kind of problem. Its title and what a client can do stand among the words, as `refused-SLUG` and
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
    /// A parameter makes no sense.
    PARAMETER = "parameter", 400;
    /// The request is none.
    REQUEST = "request", 400;
    /// There is nothing at the address.
    NOT_FOUND = "not-found", 404;
    /// The address answers other methods.
    METHOD = "method", 405;
    /// The client accepts nothing that there is.
    NOT_ACCEPTABLE = "not-acceptable", 406;
    /// The body arrives too slowly.
    BODY_TIME = "body-time", 408;
    /// It was there once.
    GONE = "gone", 410;
    /// The client expects something else there.
    PRECONDITION = "precondition", 412;
    /// The body is too large.
    BODY_SIZE = "body-size", 413;
    /// The address is too long.
    TARGET = "target", 414;
    /// The address takes no body of this type.
    BODY_TYPE = "body-type", 415;
    /// The client asks too often.
    TOO_MANY = "too-many", 429;
    /// The header is too large.
    HEADER = "header", 431;
    /// A share card in another format.
    CARD_FORMAT = "card-format", 501;
    /// It is not ready yet.
    NOT_YET = "not-yet", 503;
}

impl ProblemType {
    /// For people, the same in every reply of this kind.
    pub fn title(&self, words: &Words) -> String {
        words.say(&format!("refused-{}", self.slug))
    }

    /// What a client can do.
    pub fn advice(&self, words: &Words) -> String {
        words.say(&format!("refused-{}-advice", self.slug))
    }

    /// What names the kind, and leads to its explanation.
    pub fn url(&self, site: &Site) -> String {
        format!("{}#{}", site.url(&Address::Api(Endpoint::Reference)), self.anchor())
    }

    /// The fragment under which the reference explains it.
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

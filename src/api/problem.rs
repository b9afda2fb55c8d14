//! The kinds of problem that replies report (RFC 9457), in one table for the replies and the reference.

use crate::address::{Address, Endpoint, Site};

/// A kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its permanent name, in the reference and in `type`.
    pub slug: &'static str,
    /// The status of every reply of this kind.
    pub status: u16,
    /// The title for people; the same in every reply of this kind.
    pub title: &'static str,
    /// Advice for the client.
    pub advice: &'static str,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $status:literal, $title:literal, $advice:literal;)*) => {
        impl Problem {
            $($(#[$doc])* pub const $name: Problem =
                Problem { slug: $slug, status: $status, title: $title, advice: $advice };)*

            /// Every kind, in the order of the reference.
            pub const ALL: &[Problem] = &[$(Problem::$name),*];
        }
    };
}

problems! {
    /// A parameter has a value that is not allowed.
    PARAMETER = "parameter", 400, "Bad parameter",
        "Send what `allowed` says in the parameter that `parameter` names, or leave it out.";
    /// The request is malformed.
    REQUEST = "request", 400, "Bad request", "Send a path or a whole URL, one Host header that names a host, and the whole body if there is one.";
    /// There is nothing at the address.
    NOT_FOUND = "not-found", 404, "Not found", "Check the id: it is nothing that ever was in the collection.";
    /// The address answers other methods.
    METHOD = "method", 405, "Method not allowed", "Send GET, HEAD or OPTIONS: the API is for reading.";
    /// The client accepts no content coding that is available.
    NOT_ACCEPTABLE = "not-acceptable", 406, "Not acceptable",
        "Accept br, zstd, gzip or identity in Accept-Encoding, or leave the field out.";
    /// The body arrives too slowly.
    BODY_TIME = "body-time", 408, "Body too slow", "Send the request again, with the whole body at once.";
    /// There was something at the address, but it has left for good.
    GONE = "gone", 410, "Gone", "Forget it: it has left the collection for good, and its id is never used again.";
    /// A precondition does not hold: the client expects another version.
    PRECONDITION = "precondition", 412, "Precondition failed",
        "Fetch it without If-Match and If-Unmodified-Since: it is not what you have.";
    /// The body is too large.
    BODY_SIZE = "body-size", 413, "Body too large", "Send a smaller body.";
    /// The address is too long.
    TARGET = "target", 414, "Address too long", "Ask for less at once.";
    /// The address takes no body of this type.
    BODY_TYPE = "body-type", 415, "Content type not supported",
        "Send the body as one of the content types that Accept lists, without Content-Encoding.";
    /// The client asks too often.
    TOO_MANY = "too-many", 429, "Too many requests",
        "Wait for as many seconds as Retry-After says. A conditional request that is answered 304 counts for nothing.";
    /// The header is too large.
    HEADER = "header", 431, "Header too large", "Send fewer or shorter header fields.";
    /// A share card in another format.
    CARD_FORMAT = "card-format", 501, "Format not offered", "Ask for a share card as json or xml.";
    /// The index is not built yet.
    NOT_YET = "not-yet", 503, "Not ready yet",
        "Wait for as many seconds as Retry-After says: reports are being indexed. All else is served meanwhile.";
}

impl Problem {
    /// The address of the explanation, which is the problem's `type`.
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

    use super::Problem;

    #[test]
    fn each_kind_has_a_name_of_its_own_and_one_status() {
        let slugs: HashSet<&str> = Problem::ALL.iter().map(|problem| problem.slug).collect();
        assert_eq!(slugs.len(), Problem::ALL.len());
        assert!(Problem::ALL.iter().all(|problem| (400..600).contains(&problem.status)));
    }
}

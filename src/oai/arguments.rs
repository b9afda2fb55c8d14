//! The arguments of a request (§3.1.1, §4).

use url::form_urlencoded;

use crate::collection::forbidden;

use super::error::OaiError;
use super::verb::{TOKEN, Verb};

/// The arguments as they were given, the verb included.
#[derive(Debug)]
pub(super) struct Arguments(Vec<(String, String)>);

impl Arguments {
    pub(super) fn read(form: &[u8]) -> Arguments {
        let pairs = form_urlencoded::parse(form);
        Arguments(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The verb, if there is exactly one.
    pub(super) fn verb(&self) -> Result<Verb, OaiError> {
        let mut given = self.0.iter().filter(|(name, _)| name == "verb").map(|(_, value)| value);
        match (given.next(), given.next()) {
            (Some(name), None) => {
                Verb::ALL.into_iter().find(|verb| verb.name() == name).ok_or(OaiError::BadVerb)
            }
            _ => Err(OaiError::BadVerb),
        }
    }

    /// Checks that the verb has the arguments that it needs, each once, and no others.
    pub(super) fn check(&self, verb: Verb) -> Result<(), OaiError> {
        let wrong = |what: String| Err(OaiError::BadArgument(what));
        let (required, optional) = verb.arguments();
        for (at, (name, value)) in self.0.iter().enumerate() {
            if forbidden(name).or(forbidden(value)).is_some() {
                return wrong("An argument contains a character that XML cannot hold.".into());
            }
            if name != "verb" && !required.contains(&&**name) && !optional.contains(&&**name) {
                return wrong(format!("{} does not take the argument {name}.", verb.name()));
            }
            // Otherwise the answer, which repeats the request, would not be valid.
            let is_name = match &**name {
                "metadataPrefix" => is_name(value),
                "set" => value.split(':').all(is_name),
                _ => true,
            };
            if !is_name {
                return wrong(format!("The argument {name} is not a name."));
            }
            if self.0[..at].iter().any(|(before, _)| before == name) {
                return wrong(format!("The argument {name} is repeated."));
            }
        }
        // A token stands alone: it holds all other arguments.
        if self.token().is_some() {
            return match self.0.len() {
                2 => Ok(()),
                _ => wrong(format!("No other argument may stand beside {TOKEN}.")),
            };
        }
        match required.iter().find(|name| self.get(name).is_none()) {
            Some(missing) => wrong(format!("{} needs the argument {missing}.", verb.name())),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| &**value)
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.get(TOKEN)
    }

    /// For the element that repeats the request (§3.2).
    pub(super) fn as_attributes(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value)).collect()
    }
}

/// Whether a text may be a prefix, or a part of a set (§2.6, §3.4): unreserved characters of URIs (RFC 2396).
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte))
}

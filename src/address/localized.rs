//! An address with the language in which its words are wanted.
//!
//! The language is the first segment of the path: `/es/topics/water`, and `/es` for the home page. So every page has an
//! address without a query in each language. `?lang=es` is another spelling.

use crate::words::Language;

use super::Address;

/// An address, and the language that someone chose for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Localized {
    /// What is asked for.
    pub address: Address,
    /// The language that was chosen, if one was; never for a document without words.
    pub language: Option<Language>,
}

impl Address {
    /// The address in a language that someone chose. A document without words has no language.
    pub fn in_language(self, language: Option<Language>) -> Localized {
        let language = language.filter(|_| self.rules().has_words);
        Localized { address: self, language }
    }
}

/// The language that a path begins with, and the rest of the path.
pub(super) fn language_of<'s, 'p>(segments: &'s [&'p str]) -> (Option<Language>, &'s [&'p str]) {
    let begun = segments.split_first().and_then(|(first, rest)| Some((Language::of_tag(first)?, rest)));
    match begun {
        Some((language, rest)) => (Some(language), rest),
        None => (None, segments),
    }
}

/// In no chosen language.
impl From<Address> for Localized {
    fn from(address: Address) -> Localized {
        Localized { address, language: None }
    }
}

//! An address with the language in which its words are wanted.

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

/// In no chosen language.
impl From<Address> for Localized {
    fn from(address: Address) -> Localized {
        Localized { address, language: None }
    }
}

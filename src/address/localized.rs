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

impl Localized {
    /// An address in a language. A document without words has none.
    pub fn new(address: Address, language: Option<Language>) -> Localized {
        let language = language.filter(|_| address.rules().has_words);
        Localized { address, language }
    }

    /// Another address in the same language.
    #[must_use]
    pub fn with_address(&self, address: Address) -> Localized {
        Localized::new(address, self.language)
    }
}

/// In no chosen language.
impl From<Address> for Localized {
    fn from(address: Address) -> Localized {
        Localized { address, language: None }
    }
}

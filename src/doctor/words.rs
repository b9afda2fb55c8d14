//! The words for what the doctor says: each id is a message of `words`, in every language.

use crate::words::{Value, Words};

use super::told::Told;

/// The message, in the language of `words`.
pub fn in_words(told: &impl Told, words: &Words) -> String {
    let arguments = told.arguments();
    let values: Vec<_> = arguments.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
    words.tell(told.id(), &values)
}

//! The words of what is told, in each language: a message of `words` for each id.

use crate::words::{Value, Words};

use super::told::Told;

/// The words of something that is told.
pub fn in_words(told: &impl Told, words: &Words) -> String {
    let arguments = told.arguments();
    let values: Vec<_> = arguments.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
    words.tell(told.id(), &values)
}

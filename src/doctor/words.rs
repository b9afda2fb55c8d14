//! Puts findings into words, in any language.

use crate::words::{Value, Words};

use super::vocabulary::Message;

/// The text of a message, in the language of `words`.
pub fn in_words(message: &impl Message, words: &Words) -> String {
    let arguments = message.arguments();
    let values: Vec<_> = arguments.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
    words.tell(message.id(), &values)
}

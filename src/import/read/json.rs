//! The elements of lists in JSON, each with its line.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::super::record::{Item, Place, Sink};
use super::Lines;

/// Reads each element of a list as `T`, and gives `sink` what `item` makes of it. An element of another shape is
/// broken, and the next one is read.
pub(super) fn each<'t, T: Deserialize<'t>>(
    text: &'t str,
    elements: &[&'t RawValue],
    sink: Sink<'_>,
    mut item: impl FnMut(T, Place) -> Item,
) {
    let mut lines = Lines::of(text);
    for (element, record) in elements.iter().zip(1..) {
        let at = element.get().as_ptr() as usize - text.as_ptr() as usize;
        let place = Place { line: Some(lines.line_at(at)), record, ..Place::default() };
        sink(match serde_json::from_str(element.get()) {
            Ok(element) => item(element, place),
            Err(error) => Item::Broken {
                why: without_place(&error),
                remedy: "correct the value at the source, or remove this record".to_owned(),
                place,
            },
        });
    }
}

/// What is wrong, without the line within the element, which would be taken for one of the file.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Some programs write `null` for what they do not have.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// A text that other programs also write as a number.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum TextOrNumber {
    Text(String),
    Number(serde_json::Number),
}

impl TextOrNumber {
    pub(super) fn into_text(self) -> String {
        match self {
            TextOrNumber::Text(text) => text,
            TextOrNumber::Number(number) => number.to_string(),
        }
    }
}

//! The text of a file, and the position of each value in it.
//!
//! serde_json does not report positions, but a [`RawValue`] borrows the value's text from the file's text. Its
//! position follows from the two addresses, so positions cost nothing until a fault has to be shown.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::raw::Text;

/// The members of a JSON object in the order of the file, repeated ones included.
pub(super) struct Members<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Collect).map(Members)
    }
}

impl<'a> Members<'a> {
    /// The value of the first member with this name.
    pub(super) fn first(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }
}

/// One step from a value to a value within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(&'static str),
    Index(usize),
}

/// The path from the top of a report, or of the file, to a value. It is kept on the stack during a check.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Option<Step>,
}

impl<'p> Place<'p> {
    pub(super) const TOP: Place<'static> = Place { parent: None, step: None };

    pub(super) fn key(&'p self, key: &'static str) -> Place<'p> {
        Place { parent: Some(self), step: Some(Step::Key(key)) }
    }

    pub(super) fn index(&'p self, index: usize) -> Place<'p> {
        Place { parent: Some(self), step: Some(Step::Index(index)) }
    }

    pub(super) fn path(&self) -> Vec<Step> {
        let mut path = self.parent.map(Place::path).unwrap_or_default();
        path.extend(self.step);
        path
    }
}

/// The range of the value at the end of `path`, or the first character of the nearest value around it.
pub(super) fn locate(text: &str, raw: &RawValue, path: &[Step]) -> Range<usize> {
    let [step, rest @ ..] = path else {
        return range_of(text, raw.get());
    };
    let inner = match *step {
        Step::Key(key) => {
            serde_json::from_str::<Members<'_>>(raw.get()).ok().and_then(|members| members.first(key))
        }
        Step::Index(index) => {
            serde_json::from_str::<Vec<&RawValue>>(raw.get()).ok().and_then(|items| items.get(index).copied())
        }
    };
    match inner {
        Some(inner) => locate(text, inner, rest),
        None => opening(range_of(text, raw.get())),
    }
}

/// The range of `part` in `text`; an empty range at the start if `part` is not a slice of `text`.
pub(super) fn range_of(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    match start <= text.len() && part.len() <= text.len() - start {
        true => start..start + part.len(),
        false => 0..0,
    }
}

/// The range in a JSON text, quotation marks included, that gives this byte range of the text's value.
///
/// The two differ where the JSON has escapes, such as `\n` and `\u00e9`.
pub(super) fn within(json: &str, value: Range<usize>) -> Range<usize> {
    let mut source = 1;
    let mut read = 0;
    let mut start = None;
    let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or_default();
    let mut rest = inner;
    while read < value.end {
        if read >= value.start {
            start.get_or_insert(source);
        }
        let Some((written, bytes)) = first_character(rest) else { break };
        rest = &rest[written..];
        source += written;
        read += bytes;
    }
    start.unwrap_or(source)..source
}

/// The first character of the inside of a JSON text: its length there, and its length in the text's value.
fn first_character(json: &str) -> Option<(usize, usize)> {
    let first = json.chars().next()?;
    if first != '\\' {
        return Some((first.len_utf8(), first.len_utf8()));
    }
    // A character outside the Basic Multilingual Plane is written as two escapes.
    let escape = |escapes: usize| {
        let source = json.get(..escapes * "\\u0000".len())?;
        let value: String = serde_json::from_str(&format!("\"{source}\"")).ok()?;
        Some((source.len(), value.len()))
    };
    match json.as_bytes().get(1) {
        Some(b'u') => escape(1).or_else(|| escape(2)),
        _ => Some((2, 1)),
    }
}

/// The first character of a range, such as the brace of an object that lacks a field.
pub(super) fn opening(range: Range<usize>) -> Range<usize> {
    range.start..range.end.min(range.start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_value() {
        let text = r#" {"a": 1, "b": [10, {"c": "x"}]} "#;
        let raw: &RawValue = serde_json::from_str(text).expect("JSON");

        let at = |path: &[Step]| &text[locate(text, raw, path)];

        assert_eq!(at(&[Step::Key("b"), Step::Index(1), Step::Key("c")]), "\"x\"");
        assert_eq!(at(&[Step::Key("a")]), "1");
        assert_eq!(at(&[Step::Key("b"), Step::Index(1), Step::Key("missing")]), "{");
    }

    #[test]
    fn a_part_of_a_text_is_found_in_its_json() {
        let json = r#""a\n\u00e9\"<b>\ud83d\ude00</b> ä<i>""#;
        let value: String = serde_json::from_str(json).expect("JSON");
        for part in ["<b>", "</b>", "<i>", "a", "ä<"] {
            let at = value.find(part).expect("a part");
            assert_eq!(&json[within(json, at..at + part.len())], part);
        }
        let at = value.find('😀').expect("a part");
        assert_eq!(&json[within(json, at..at + 4)], r"\ud83d\ude00");
        assert_eq!(within(json, 0..0), 1..1);
        assert_eq!(within("12", 5..9), 1..1);
    }
}

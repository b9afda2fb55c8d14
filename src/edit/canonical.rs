//! The canonical layout: two spaces for each level, a line for each member and each element.

use super::EditError;
use super::layout::DEEPEST;
use super::spans::{Malformed, Span, elements, members, whole};

const INDENTATION: &str = "  ";

/// The same file in the canonical layout: UTF-8 without a byte order mark, two spaces for each level, a line for each
/// member of an object and each element of a list, line feeds, and one at the end.
///
/// The order of members stays, and so does how each text and each number is written.
///
/// # Errors
/// The text is not JSON.
pub fn canonical(text: &str) -> Result<String, EditError> {
    // The scan below would not notice what is wrong between two values.
    let json = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if serde_json::from_str::<serde::de::IgnoredAny>(json).is_err() {
        return Err(EditError::NotACollection);
    }
    let mut written = String::with_capacity(text.len() + text.len() / 4);
    write(text, &whole(text)?, 0, &mut written)?;
    written.push('\n');
    Ok(written)
}

fn write(text: &str, value: &Span, depth: usize, written: &mut String) -> Result<(), Malformed> {
    if depth > DEEPEST {
        return Err(Malformed);
    }
    let mut is_empty = true;
    let mut begin_item = |written: &mut String| {
        if !std::mem::take(&mut is_empty) {
            written.push(',');
        }
        begin_line(depth + 1, written);
    };
    let end = match text.as_bytes().get(value.start) {
        Some(b'{') => {
            written.push('{');
            for member in members(text, value) {
                let member = member?;
                begin_item(written);
                written.push_str(&text[member.key]);
                written.push_str(": ");
                write(text, &member.value, depth + 1, written)?;
            }
            '}'
        }
        Some(b'[') => {
            written.push('[');
            for element in elements(text, value) {
                begin_item(written);
                write(text, &element?, depth + 1, written)?;
            }
            ']'
        }
        _ => {
            written.push_str(&text[value.clone()]);
            return Ok(());
        }
    };
    if !is_empty {
        begin_line(depth, written);
    }
    written.push(end);
    Ok(())
}

fn begin_line(depth: usize, written: &mut String) {
    written.push('\n');
    (0..depth).for_each(|_| written.push_str(INDENTATION));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_laid_out_in_lines_and_its_values_stay_as_they_are_written() {
        let file =
            "\u{FEFF}{\"b\":[ ],\r\n\t\"a\" : {\"x\\u0041\": [1.50, {\"y\":\"\\u00e9{\"}],\"z\": { }}}";
        let canonical = canonical(file).expect("JSON");
        let expected = "{\n  \"b\": [],\n  \"a\": {\n    \"x\\u0041\": [\n      1.50,\n      {\n        \"y\": \"\\u00e9{\"\n      }\n    ],\n    \"z\": {}\n  }\n}\n";
        assert_eq!(canonical, expected);
    }

    #[test]
    fn a_text_that_is_no_json_is_refused_however_deep_it_is() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in ["", "{", "{\"a\": 1,}", "[1 2]", "{} {}", &deep] {
            let refused = canonical(text);
            assert_eq!(refused, Err(EditError::NotACollection), "{}", &text[..text.len().min(20)]);
        }
    }
}

//! The search terms of a query: what people type into a search box.
//!
//! An example is `asylum "title 42" -expulsion chil`: words, a phrase in quotation marks of any kind, and after
//! `-` a word or phrase that reports must not contain. A clause ends at a space or quotation mark. The search
//! decides later how many words a clause has: several, or none.

use super::{Allowed, Refused, is_forbidden};

/// The most characters. Nobody types more.
const MOST_CHARS: usize = 200;
/// The most clauses. Each one costs a search.
const MOST_CLAUSES: usize = 12;

/// The typed text in its canonical form: single spaces, and straight quotation marks in pairs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchText(Box<str>);

/// A part of the search terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<'q> {
    /// The text without quotation marks and `-`; never empty.
    pub text: &'q str,
    /// Whether it was in quotation marks: its words must appear together, in this order.
    pub is_phrase: bool,
    /// Whether reports that contain it are excluded.
    pub is_left_out: bool,
    /// Whether it is the last clause, so that its last word may be incomplete.
    pub is_last: bool,
}

impl SearchText {
    /// Reads the typed text. Spaces, lone signs and empty quotation marks yield nothing.
    pub(super) fn read(text: &str) -> Result<Option<SearchText>, Refused> {
        let straight: String = text
            .chars()
            .map(|c| match c {
                '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => '"',
                c if is_forbidden(c) => ' ',
                c => c,
            })
            .collect();
        let clauses: Vec<Clause<'_>> = parts(&straight).collect();
        if clauses.len() > MOST_CLAUSES {
            return Err(Refused { name: "q", allowed: Allowed::Clauses(MOST_CLAUSES) });
        }
        let written: Vec<String> = clauses.iter().map(|clause| clause.written()).collect();
        let written = written.join(" ");
        // The canonical form is checked, not the typed one, so that every canonical form can be read again.
        if written.chars().count() > MOST_CHARS {
            return Err(Refused { name: "q", allowed: Allowed::SearchChars(MOST_CHARS) });
        }
        Ok(Some(written).filter(|text| !text.is_empty()).map(|text| SearchText(text.into())))
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The clauses, in their order.
    pub fn clauses(&self) -> impl Iterator<Item = Clause<'_>> {
        let mut parts = parts(&self.0).peekable();
        std::iter::from_fn(move || {
            let clause = parts.next()?;
            Some(Clause { is_last: parts.peek().is_none(), ..clause })
        })
    }
}

impl Clause<'_> {
    fn written(&self) -> String {
        let sign = if self.is_left_out { "-" } else { "" };
        let quote = if self.is_phrase { "\"" } else { "" };
        let words: Vec<&str> = self.text.split_whitespace().collect();
        format!("{sign}{quote}{}{quote}", words.join(" "))
    }
}

/// Splits a text at spaces and quotation marks. A missing closing mark is assumed at the end.
fn parts(text: &str) -> impl Iterator<Item = Clause<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                return None;
            }
            let after_sign = rest.strip_prefix('-').map(|after| after.trim_start_matches('-'));
            let is_left_out = after_sign.is_some();
            let body = after_sign.unwrap_or(rest);
            let (part, after, is_phrase) = match body.strip_prefix('"') {
                Some(quoted) => match quoted.split_once('"') {
                    Some((phrase, after)) => (phrase, after, true),
                    None => (quoted, "", true),
                },
                None => {
                    let end = body.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(body.len());
                    (&body[..end], &body[end..], false)
                }
            };
            rest = after;
            let part = part.trim();
            if !part.is_empty() {
                return Some(Clause { text: part, is_phrase, is_left_out, is_last: false });
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<String> {
        SearchText::read(text).expect("short enough").map(|words| words.as_str().to_owned())
    }

    #[test]
    fn words_are_written_in_one_way() {
        for (typed, canonical) in [
            ("  asylum \t ban ", "asylum ban"),
            ("“title  42” -expulsion", "\"title 42\" -expulsion"),
            ("-\"remain in mexico\"", "-\"remain in mexico\""),
            ("«haiti", "\"haiti\""),
            ("a\"b c\"d", "a \"b c\" d"),
            ("--twice", "-twice"),
            ("U.S.-Mexico", "U.S.-Mexico"),
            ("a - b", "a b"),
        ] {
            assert_eq!(written(typed).as_deref(), Some(canonical), "{typed}");
            assert_eq!(written(canonical).as_deref(), Some(canonical), "{canonical} again");
        }
        for nothing in ["", "  ", "-", "\"\"", "- \"", "\u{7}", "\u{FFFF}"] {
            assert_eq!(written(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn clauses_say_what_they_are() {
        let words = SearchText::read("one \"two three\" -four fi").expect("short").expect("words");
        let found: Vec<_> =
            words.clauses().map(|c| (c.text, c.is_phrase, c.is_left_out, c.is_last)).collect();
        assert_eq!(
            found,
            [
                ("one", false, false, false),
                ("two three", true, false, false),
                ("four", false, true, false),
                ("fi", false, false, true),
            ]
        );
    }

    #[test]
    fn too_much_is_refused() {
        assert!(SearchText::read(&"x".repeat(201)).is_err());
        assert!(SearchText::read(&format!("\"{}", "x".repeat(199))).is_err());
        assert!(SearchText::read(&format!("\"{}", "x".repeat(198))).is_ok());
        assert!(SearchText::read("a b c d e f g h i j k l m").is_err());
        assert!(SearchText::read("a b c d e f g h i j k l").is_ok());
    }
}

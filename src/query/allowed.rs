//! What a parameter may be, for whoever sent something else.

use std::ops::RangeInclusive;

use crate::words::{Value, Words};

/// What a parameter may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// One of these names.
    OneOf(Vec<&'static str>),
    /// Some of these names, with commas between them.
    Names(Vec<&'static str>),
    /// A whole number from this one on.
    From(u32),
    /// A whole number.
    Within(RangeInclusive<u32>),
    /// The number of a page of results, of which only so many can be read.
    ResultPage(u32),
    /// Given so many times at most.
    Values(usize),
    /// A value of so many characters at most.
    ValueChars(usize),
    /// A topic's id.
    TopicId,
    /// A language tag.
    LanguageTag,
    /// A year.
    Year,
    /// A name as files have it.
    Name,
    /// The address of a page of this gateway.
    PageAddress,
    /// A cursor that was made for the same query.
    Cursor,
}

impl Allowed {
    /// What is allowed, in the words of a language.
    pub fn in_words(&self, words: &Words) -> String {
        let most = |id, most: usize| words.tell(id, &[("most", Value::Text(&most.to_string()))]);
        match self {
            Allowed::OneOf(names) => words.any_of(names.iter().copied()),
            Allowed::Names(names) => {
                words.tell("allowed-names", &[("names", Value::Text(&words.all_of(names.iter().copied())))])
            }
            Allowed::From(least) => words.tell("allowed-from", &[("least", Value::Text(&least.to_string()))]),
            Allowed::Within(range) => {
                let (least, most) = (range.start().to_string(), range.end().to_string());
                words.tell("allowed-within", &[("least", Value::Text(&least)), ("most", Value::Text(&most))])
            }
            Allowed::ResultPage(last) => most("allowed-result-page", *last as usize),
            Allowed::Values(number) => most("allowed-values", *number),
            Allowed::ValueChars(number) => most("allowed-value-chars", *number),
            Allowed::TopicId => words.say("allowed-topic-id"),
            Allowed::LanguageTag => words.say("allowed-language-tag"),
            Allowed::Year => words.say("allowed-year"),
            Allowed::Name => words.say("allowed-name"),
            Allowed::PageAddress => words.say("allowed-page-address"),
            Allowed::Cursor => words.say("allowed-cursor"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::words::Language;

    use super::*;

    #[test]
    fn what_is_allowed_is_told_in_the_words_of_each_language() {
        let [english, spanish] = Language::ALL.map(Language::words);
        for (allowed, in_english, in_spanish) in [
            (Allowed::OneOf(vec!["a", "b", "c"]), "a, b or c", "a, b o c"),
            (Allowed::Names(vec!["a", "b"]), "names with commas between them, of a and b", ""),
            (Allowed::From(1), "a whole number from 1 on", "un número entero desde 1"),
            (Allowed::Within(1..=1_200), "a whole number from 1 to 1200", "un número entero de 1 a 1200"),
        ] {
            assert_eq!(allowed.in_words(english), in_english);
            assert!(allowed.in_words(spanish).contains(in_spanish), "{}", allowed.in_words(spanish));
        }
    }

    #[test]
    fn everything_that_is_allowed_has_words() {
        for allowed in [
            Allowed::Names(Vec::new()),
            Allowed::ResultPage(9),
            Allowed::Values(9),
            Allowed::ValueChars(9),
            Allowed::TopicId,
            Allowed::LanguageTag,
            Allowed::Year,
            Allowed::Name,
            Allowed::PageAddress,
            Allowed::Cursor,
        ] {
            for words in Language::ALL.map(Language::words) {
                assert!(!allowed.in_words(words).contains("allowed-"), "{allowed:?}");
            }
        }
    }
}

//! Words that one text writes together and another apart: `title42` and `Title 42`, `crossborder` and `cross border`.
//!
//! Words with a hyphen need none of this: both they and the whole are indexed.

use super::stem::StemLanguages;

/// The words of some languages that say nothing by themselves: `the`, `de la`.
pub(in crate::search) struct StopWords(Vec<&'static [&'static str]>);

impl StopWords {
    pub(in crate::search) fn of(languages: StemLanguages) -> StopWords {
        StopWords(languages.tags().filter_map(stop_words::lookup).collect())
    }

    /// Whether a word, in lower case, is one of them.
    pub(in crate::search) fn has(&self, word: &str) -> bool {
        self.0.iter().any(|words| words.contains(&word))
    }
}

/// Whether two adjacent words may be one word in another text.
///
/// Letters and digits may always be. Two words of letters may be if neither is short or a stop word: `notable` is not
/// `not able`, and `message` is not `mess age`.
pub(in crate::search) fn may_be_one_word(one: &str, other: &str, stop_words: &StopWords) -> bool {
    const LEAST_LETTERS: usize = 3;
    const LEAST_TOGETHER: usize = 7;
    let (Some(last), Some(first)) = (one.chars().next_back(), other.chars().next()) else { return false };
    if last.is_numeric() != first.is_numeric() {
        return true;
    }
    let letters = [one, other].map(|word| word.chars().count());
    letters.iter().all(|letters| *letters >= LEAST_LETTERS)
        && letters.iter().sum::<usize>() >= LEAST_TOGETHER
        && [one, other].iter().all(|word| word.chars().all(char::is_alphabetic) && !stop_words.has(word))
}

/// The pairs of words that may be this word in another text.
pub(in crate::search) fn apart(word: &str, stop_words: &StopWords) -> Vec<[String; 2]> {
    /// Longer than words are that people write together.
    const MOST_BYTES: usize = 64;
    if word.len() > MOST_BYTES {
        return Vec::new();
    }
    let pairs = word.char_indices().skip(1).map(|(at, _)| word.split_at(at));
    let pairs = pairs.filter(|(one, other)| may_be_one_word(one, other, stop_words));
    pairs.map(|(one, other)| [one.to_owned(), other.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::stem::StemLanguage;
    use super::*;

    fn english() -> StopWords {
        StopWords::of(StemLanguages::default().with(StemLanguage::of("en").expect("a language")))
    }

    #[test]
    fn words_are_one_word_with_digits_or_if_both_say_something() {
        for (one, other) in
            [("title", "42"), ("covid", "19"), ("h", "2a"), ("cross", "border"), ("web", "site")]
        {
            assert!(may_be_one_word(one, other, &english()), "{one} {other}");
        }
        for (one, other) in
            [("not", "able"), ("car", "pet"), ("a", "way"), ("2019", "20"), ("", "x"), ("it", "42nd2")]
        {
            let is_one = may_be_one_word(one, other, &english());
            assert_eq!(is_one, other == "42nd2", "{one} {other}");
        }
    }

    #[test]
    fn a_word_comes_apart_where_both_parts_may_be_words() {
        assert_eq!(apart("title42", &english()), [["title", "42"]]);
        assert_eq!(apart("h2a", &english()), [["h", "2a"], ["h2", "a"]]);
        assert_eq!(apart("website", &english()), [["web", "site"], ["webs", "ite"]]);
        assert_eq!(apart("notable", &english()), [["nota", "ble"]]);
        assert!(apart("asylum", &english()).is_empty());
        assert!(apart("été42", &english()).contains(&["été".to_owned(), "42".to_owned()]));
    }
}

//! Compares the words of two reports' titles and keywords, to find related reports.
//!
//! Words are compared as in a search, folded or by their stems, but without an index. Stop words (`the`, `de la`) and
//! years are left out.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::text::fold::first_letter;
use super::text::stem::StemLanguage;
use super::text::token::{Form, Token, each_token, is_unparted};
use crate::collection::Report;

/// The words of a report's title and keywords.
pub(crate) struct Terms {
    /// Each form of a word, and which word it is.
    forms: HashMap<String, u8, FixedState>,
    /// How the forms begin.
    initials: Initials,
    /// The stems without their last letters, which stemmers change: `happi`, `famili`.
    beginnings: Vec<String>,
    words: usize,
}

impl Terms {
    /// There are no more; what a title says later is not compared.
    const MOST: usize = u64::BITS as usize;

    /// Those of a report in some language.
    pub(crate) fn of(report: &Report, language: &str) -> Terms {
        let stems = StemLanguage::of(language);
        let stop_words = stop_words::lookup(primary(language)).unwrap_or_default();
        let (forms, initials) = (HashMap::default(), Initials::default());
        let mut terms = Terms { forms, initials, beginnings: Vec::new(), words: 0 };
        each_word(report, |token| {
            let folded = token.folded();
            let lower = token.lower();
            let says_nothing =
                is_year(&folded) || stop_words.contains(&&*lower) || is_letter(&token, &folded);
            if folded.is_empty() || says_nothing || terms.words == Terms::MOST {
                return;
            }
            let stem = stem(&token, &lower, stems).unwrap_or_else(|| folded.clone());
            let known = terms.forms.get(&stem).or_else(|| terms.forms.get(&folded)).copied();
            let word = known.unwrap_or(terms.words as u8);
            terms.words += usize::from(known.is_none());
            let last = stem.char_indices().next_back().map_or(0, |(at, _)| at);
            terms.beginnings.push(stem[..last].to_owned());
            for form in [folded, stem] {
                terms.initials.add(&form);
                terms.forms.insert(form, word);
            }
        });
        terms
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.words
    }

    /// Which of them another report has, a bit for each; a bit is the same word for every report.
    pub(crate) fn in_common(&self, report: &Report, language: &str) -> u64 {
        let language = StemLanguage::of(language);
        let keeps_beginnings = language.is_none_or(StemLanguage::keeps_beginnings);
        let mut common = 0;
        each_word(report, |token| {
            // Nearly all words are other words, and to fold and stem them costs more than all else.
            if !self.initials.may_begin(token.raw, keeps_beginnings) {
                return;
            }
            let folded = token.folded();
            let may_have_stem =
                || !keeps_beginnings || self.beginnings.iter().any(|one| folded.starts_with(one));
            let stem = || self.forms.get(&stem(&token, &token.lower(), language)?);
            let same = self.forms.get(&folded).or_else(|| may_have_stem().then(stem)?);
            common |= same.map_or(0, |word| 1 << word);
        });
        common
    }
}

fn each_word(report: &Report, mut give: impl FnMut(Token<'_>)) {
    let keywords = report.keywords.iter().map(|keyword| &**keyword);
    for text in std::iter::once(&*report.title).chain(keywords) {
        each_token(text, |token, range| {
            // The last character of a run is in a pair already, unless it is the only one.
            let is_in_a_pair = || text[..range.start].chars().next_back().is_some_and(is_unparted);
            match token.form {
                Form::Joined => {}
                Form::Last if is_in_a_pair() => {}
                _ => give(token),
            }
        });
    }
}

fn stem(token: &Token<'_>, lower: &str, language: Option<StemLanguage>) -> Option<String> {
    language.filter(|_| token.form == Form::Word).map(|language| language.stem(lower))
}

fn primary(language: &str) -> String {
    language.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

fn is_year(folded: &str) -> bool {
    folded.len() == 4 && folded.bytes().all(|b| b.is_ascii_digit())
}

/// A letter by itself, as in `l’asile`, where letters make words.
fn is_letter(token: &Token<'_>, folded: &str) -> bool {
    token.form == Form::Word && folded.chars().nth(1).is_none()
}

/// How some words begin. Several beginnings may share a bit.
#[derive(Default)]
struct Initials {
    /// By the first two letters, of words in letters of ASCII.
    pairs: Bits,
    /// By the first letter, of others.
    letters: Bits,
    has_letters: bool,
}

impl Initials {
    fn add(&mut self, form: &str) {
        match pair(form) {
            Some(pair) => self.pairs.set(pair),
            None => {
                let letter = form.chars().next().unwrap_or_default();
                self.letters.set(letter as usize);
                self.has_letters = true;
            }
        }
    }

    /// Whether a word as it stands in a text may be one of them, itself or by its stem; `keeps_beginnings`
    /// tells whether stems begin as their words do.
    fn may_begin(&self, raw: &str, keeps_beginnings: bool) -> bool {
        if let Some(pair) = pair(raw) {
            return !keeps_beginnings || self.pairs.has(pair);
        }
        match raw.chars().next().and_then(first_letter) {
            Some(letter) if letter.is_ascii() => true,
            Some(letter) if keeps_beginnings => self.letters.has(letter as usize),
            // No stem is in letters of ASCII if its word is not.
            Some(_) => self.has_letters,
            None => true,
        }
    }
}

/// The first two letters in one number, if they are of ASCII, whether they are capitals or not.
fn pair(word: &str) -> Option<usize> {
    match *word.as_bytes() {
        [first, second, ..] if first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric() => {
            let [first, second] = [first, second].map(|letter| usize::from(letter & 31));
            Some(first << 5 | second)
        }
        _ => None,
    }
}

/// A set of numbers, of each the last ten bits.
#[derive(Default)]
struct Bits([u64; 16]);

impl Bits {
    fn set(&mut self, number: usize) {
        let bit = number % 1024;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn has(&self, number: usize) -> bool {
        let bit = number % 1024;
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::search::tests::collection;

    /// How many words of a first title stand in a second.
    fn common(language: &str, first: &str, second: &str) -> u32 {
        let reports = [json!({ "title": first }), json!({ "title": second })];
        let collection = collection(&reports);
        let terms = Terms::of(&collection.reports[0], language);
        terms.in_common(&collection.reports[1], language).count_ones()
    }

    #[test]
    fn words_are_the_same_by_their_stems_and_without_their_accents() {
        for (language, first, second, words) in [
            ("en", "Children at the Border", "A border for a child", 1),
            ("en", "Detained families", "Family detention", 1),
            ("en", "Asylum seekers in 2020", "ASYLUM: seeker rights, 2020", 2),
            ("es", "Niños en la frontera", "Ninos y fronteras", 2),
            ("es", "Las mujeres de la frontera", "La vida de las aves", 0),
            ("fr", "L’asile en Europe", "l’Europe et l’asile", 2),
            ("ru", "Право на убежище", "убежища и права", 2),
            ("zh", "移民政策", "新移民", 1),
            ("nl", "Gewerkte uren", "werken", 1),
            ("ar", "الكتاب الجديد", "كتاب", 1),
            ("en", "U.S. policy", "us and policies", 2),
            ("fr", "E\u{301}tat", "état", 1),
            ("de", "Ämter", "AMT", 1),
            ("quc", "Rokonem asylum", "asylum", 1),
            ("en", "Title 42", "title 42 and title 42", 2),
            ("en", "…", "… !", 0),
        ] {
            assert_eq!(common(language, first, second), words, "{first} / {second}");
            assert_eq!(common(language, second, first), words, "{second} / {first}");
        }
    }

    #[test]
    fn keywords_count_as_words_of_the_title_do() {
        let reports = [
            json!({ "title": "Remittances", "keywords": ["diaspora"] }),
            json!({ "title": "The diaspora", "keywords": ["remittance", "diaspora"] }),
        ];
        let collection = collection(&reports);
        let terms = Terms::of(&collection.reports[0], "en");
        assert_eq!(terms.in_common(&collection.reports[1], "en"), 0b11);
    }

    #[test]
    fn no_title_has_too_many_words() {
        let title: String = (0..100).map(|at| format!("word{at} ")).collect();
        assert_eq!(common("en", &title, &title), Terms::MOST as u32);
    }
}

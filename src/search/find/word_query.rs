//! Turns the text of a query into words to look up, phrases, and words and phrases that reports must not have.

use crate::query::{Clause, SearchText};
use crate::search::text::fold::is_invisible;
use crate::search::text::stem::StemLanguages;
use crate::search::text::token::{Form, each_token, is_unparted};

/// What is looked for: all of it must be there, and nothing that is left out.
#[derive(Debug, Default)]
pub(in crate::search) struct WordQuery {
    pub(in crate::search) words: Vec<Word>,
    pub(in crate::search) phrases: Vec<Phrase>,
    pub(in crate::search) words_left_out: Vec<Word>,
    pub(in crate::search) phrases_left_out: Vec<Phrase>,
}

/// A word to look up.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::search) struct Word {
    /// As it is compared.
    pub(in crate::search) exact: String,
    /// The same and what it comes to in every language, each once.
    pub(in crate::search) forms: Vec<String>,
    /// Only the stems, each once.
    pub(in crate::search) stems: Vec<String>,
    /// Whether longer words are as good, for it may still be in the typing.
    pub(in crate::search) is_start: bool,
    /// Whether it is so long that a typo in it is forgiven.
    pub(in crate::search) is_long: bool,
}

/// SearchText that stand so, one after the other.
pub(in crate::search) type Phrase = Vec<String>;

/// A start of a word with fewer letters is that of too many.
const LEAST_OF_A_START: usize = 3;
/// In shorter words a typo makes another word.
const LEAST_OF_A_TYPO: usize = 5;

impl WordQuery {
    /// What words come to where reports have these languages.
    pub(in crate::search) fn of(words: &SearchText, languages: StemLanguages) -> WordQuery {
        let mut wanted = WordQuery::default();
        for clause in words.clauses() {
            let found = words_of(&clause, languages);
            match (clause.is_phrase, clause.is_left_out) {
                _ if found.is_empty() => {}
                (true, false) => wanted.phrases.push(phrase_of(found)),
                (true, true) => wanted.phrases_left_out.push(phrase_of(found)),
                (false, true) if found.len() > 1 => wanted.phrases_left_out.push(phrase_of(found)),
                (false, true) => wanted.words_left_out.extend(found),
                (false, false) => {
                    for word in found {
                        wanted.add(word);
                    }
                }
            }
        }
        wanted
    }

    fn add(&mut self, word: Word) {
        match self.words.iter_mut().find(|known| known.exact == word.exact) {
            Some(known) => known.is_start |= word.is_start,
            None => self.words.push(word),
        }
    }

    /// Whether there is not a word in it, but only signs.
    pub(in crate::search) fn is_nothing(&self) -> bool {
        self.words.is_empty()
            && self.phrases.is_empty()
            && self.words_left_out.is_empty()
            && self.phrases_left_out.is_empty()
    }

    /// How many numbers of reports are asked for: one for each word, also for those of phrases.
    pub(in crate::search) fn counts(&self) -> usize {
        self.words.len() + self.phrases.iter().map(Vec::len).sum::<usize>()
    }
}

fn words_of(clause: &Clause<'_>, languages: StemLanguages) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    each_token(clause.text, |token, range| {
        // The last character of a run is in a pair already, unless it is the only one.
        let is_alone = token.form == Form::Last
            && !clause.text[..range.start].chars().next_back().is_some_and(is_unparted);
        let exact = token.folded();
        if exact.is_empty() || token.form == Form::Joined || (token.form == Form::Last && !is_alone) {
            return;
        }
        let stems = match token.form {
            Form::Word => languages.stems(&token.lower()),
            _ => Vec::new(),
        };
        let others = stems.iter().filter(|stem| **stem != exact);
        let letters = token.raw.chars().filter(|c| !is_invisible(*c)).count();
        let ends = range.end == clause.text.len();
        let is_word = token.form == Form::Word;
        words.push(Word {
            forms: std::iter::once(&exact).chain(others).cloned().collect(),
            is_start: is_alone || (is_word && clause.is_last && ends && letters >= LEAST_OF_A_START),
            is_long: is_word && letters >= LEAST_OF_A_TYPO,
            stems: if stems.is_empty() { vec![exact.clone()] } else { stems },
            exact,
        });
    });
    words
}

fn phrase_of(words: Vec<Word>) -> Phrase {
    words.into_iter().map(|word| word.exact).collect()
}

//! The words of a query, as they are looked up.
//!
//! A query is made of groups. Reports must have one member of each group, a word or a phrase, and nothing that is left
//! out. A group has several members where the query names alternatives. What a group means depends on the text of the
//! query and on the languages of the reports, and on nothing else.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::query::{Clause, SearchText};
use crate::search::text::compound::{StopWords, apart, may_be_one_word};
use crate::search::text::fold::is_invisible;
use crate::search::text::stem::StemLanguages;
use crate::search::text::token::{Form, Token, each_token, is_unparted};

/// What is looked up.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct WordQuery {
    pub(in crate::search) words: Vec<Word>,
    pub(in crate::search) phrases: Vec<Phrase>,
    pub(in crate::search) groups: Vec<Group>,
    pub(in crate::search) words_left_out: Vec<Word>,
    pub(in crate::search) phrases_left_out: Vec<Phrase>,
    /// Whether one group is enough. Then phrases are in no group: each of their words is.
    pub(in crate::search) is_loose: bool,
}

/// Alternatives.
pub(in crate::search) type Group = Vec<Member>;

/// A part of a group, by its place among the words or phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum Member {
    Word(usize),
    Phrase(usize),
}

/// A word to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Word {
    /// As it is compared.
    pub(in crate::search) exact: String,
    /// The same and what it comes to in every language, each once. Also the word that it makes with a neighbor.
    pub(in crate::search) forms: Vec<String>,
    /// Only the stems, each once.
    pub(in crate::search) stems: Vec<String>,
    /// The pairs of adjacent words that say the same.
    pub(in crate::search) apart: Vec<[String; 2]>,
    /// Whether longer words are as good, because it may be incomplete.
    pub(in crate::search) is_start: bool,
    /// Whether it is so long that a typo in it is forgiven.
    pub(in crate::search) is_long: bool,
    /// Whether it says nothing by itself, like `the`.
    pub(in crate::search) is_stop_word: bool,
}

/// Words that stand together, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Phrase {
    pub(in crate::search) words: Vec<Word>,
    /// The words as they are compared.
    pub(in crate::search) exact: Vec<String>,
}

/// A start of a word with fewer letters is that of too many.
const LEAST_OF_A_START: usize = 3;
/// In shorter words a typo makes another word.
const LEAST_OF_A_TYPO: usize = 5;
/// More words are not read. Someone has pasted a whole text, and these say what it is about.
const MOST_READ: usize = 256;
/// The most words that are looked up of one query: the rarest. Each costs a search.
const MOST_LOOKED_UP: usize = 16;
/// The most words and phrases that are left out.
const MOST_LEFT_OUT: usize = 32;

impl WordQuery {
    /// What the words of a query come to where reports have these languages.
    pub(in crate::search) fn of(words: &SearchText, languages: StemLanguages) -> WordQuery {
        Reader::new(languages).read(&words.clauses())
    }

    /// Whether there is not a word in it, but only signs.
    pub(in crate::search) fn is_nothing(&self) -> bool {
        self.groups.is_empty() && self.words_left_out.is_empty() && self.phrases_left_out.is_empty()
    }

    /// How many numbers of reports are asked for: one for each word, also for those of phrases.
    pub(in crate::search) fn counts(&self) -> usize {
        self.words.len() + self.phrases.iter().map(|phrase| phrase.words.len()).sum::<usize>()
    }

    /// Whether it has more words than are looked up.
    pub(in crate::search) fn is_too_long(&self) -> bool {
        self.counts() > MOST_LOOKED_UP
    }

    /// The same query for reports that have only some of its words. `None` if there are no two words, or if it is
    /// enough already to have one of them.
    ///
    /// Stop words are left out, unless there are no others: nearly every report has them.
    pub(in crate::search) fn loosened(&self) -> Option<WordQuery> {
        if self.groups.len() == 1 && self.phrases.is_empty() {
            return None;
        }
        let mut loose = WordQuery { words: Vec::new(), groups: Vec::new(), is_loose: true, ..self.clone() };
        // Quotation marks ask for the words as they are.
        let as_it_is = |word: &Word| Word { is_start: false, is_long: false, ..word.clone() };
        let of_phrases = self.phrases.iter().flat_map(|phrase| &phrase.words).map(as_it_is);
        let words: Vec<Word> = self.words.iter().cloned().chain(of_phrases).collect();
        if words.len() < 2 {
            return None;
        }
        let is_all_stop_words = words.iter().all(|word| word.is_stop_word);
        for word in words.into_iter().filter(|word| is_all_stop_words || !word.is_stop_word) {
            if !loose.words.iter().any(|known| known.exact == word.exact) {
                loose.groups.push(vec![Member::Word(loose.words.len())]);
                loose.words.push(word);
            }
        }
        Some(loose)
    }

    /// Which groups are looked up if there are too many words: those that the fewest reports have. Nothing if there
    /// are not too many. `having` is the number of reports for each word and each word of a phrase.
    pub(in crate::search) fn rarest(&self, having: &[u32]) -> Vec<u16> {
        if !self.is_too_long() {
            return Vec::new();
        }
        let mut of_phrases = Vec::with_capacity(self.phrases.len());
        let mut from = self.words.len();
        for phrase in &self.phrases {
            let to = from + phrase.words.len();
            of_phrases.push(having[from..to].iter().copied().min().unwrap_or(0));
            from = to;
        }
        let size = |member: &Member| match member {
            Member::Word(at) => having[*at],
            Member::Phrase(at) => of_phrases[*at],
        };
        let size_of = |group: &Group| group.iter().map(size).fold(0, u32::saturating_add);
        // A word that no report has makes a loose query no better.
        let order = |size: u32| if self.is_loose { size.wrapping_sub(1) } else { size };
        let mut groups: Vec<u16> = (0..self.groups.len() as u16).collect();
        groups.sort_by_key(|group| order(size_of(&self.groups[usize::from(*group)])));
        let mut words = 0;
        let mut fits = |group: &u16| {
            words += self.groups[usize::from(*group)].len();
            words <= MOST_LOOKED_UP
        };
        let first = groups.first().copied();
        let mut rarest: Vec<u16> = groups.into_iter().take_while(|group| fits(group)).collect();
        // The alternatives of one group alone are too many: they are cut when it is looked up.
        rarest.extend(first.filter(|_| rarest.is_empty()));
        rarest.sort_unstable();
        rarest
    }

    /// The same query with only some of its groups; with all if `groups` is empty.
    pub(in crate::search) fn with_groups(&self, groups: &[u16]) -> WordQuery {
        if groups.is_empty() {
            return self.clone();
        }
        let (words_left_out, phrases_left_out) = (self.words_left_out.clone(), self.phrases_left_out.clone());
        let mut kept =
            WordQuery { words_left_out, phrases_left_out, is_loose: self.is_loose, ..WordQuery::default() };
        let mut places: HashMap<usize, usize, FixedState> = HashMap::default();
        for group in groups.iter().filter_map(|group| self.groups.get(usize::from(*group))) {
            let members = group.iter().take(MOST_LOOKED_UP).map(|member| match member {
                Member::Word(at) => Member::Word(*places.entry(*at).or_insert_with(|| {
                    kept.words.push(self.words[*at].clone());
                    kept.words.len() - 1
                })),
                Member::Phrase(at) => {
                    kept.phrases.push(self.phrases[*at].clone());
                    Member::Phrase(kept.phrases.len() - 1)
                }
            });
            let members = members.collect();
            kept.groups.push(members);
        }
        kept
    }
}

/// Reads clauses.
struct Reader {
    languages: StemLanguages,
    stop_words: StopWords,
    query: WordQuery,
    /// By the word as it is compared.
    places: HashMap<String, usize, FixedState>,
    /// The last word of the clause before, if the next word may be one word with it.
    before: Option<usize>,
}

impl Reader {
    fn new(languages: StemLanguages) -> Reader {
        let stop_words = StopWords::of(languages);
        Reader {
            languages,
            stop_words,
            query: WordQuery::default(),
            places: HashMap::default(),
            before: None,
        }
    }

    fn read(mut self, clauses: &[Clause<'_>]) -> WordQuery {
        let alternatives =
            |one: &Clause<'_>, next: &Clause<'_>| one.is_left_out == next.is_left_out && next.is_alternative;
        for group in clauses.chunk_by(alternatives) {
            if self.query.counts() >= MOST_READ {
                break;
            }
            match group {
                [clause] if clause.is_left_out => self.leave_out(clause),
                [clause] => self.require(clause),
                clauses => self.require_any(clauses),
            }
        }
        self.query
    }

    /// A clause without alternatives: each of its words is a group, or its phrase is.
    fn require(&mut self, clause: &Clause<'_>) {
        let words = self.words_of(clause);
        if clause.is_phrase {
            self.before = None;
            let phrase = self.phrase(words);
            return self.query.groups.extend(phrase.map(|phrase| vec![phrase]));
        }
        if words.is_empty() {
            self.before = None;
        }
        for (at, word) in words.into_iter().enumerate() {
            let (place, joins) = (self.place(word), at == 0);
            let group = vec![Member::Word(place)];
            if !self.query.groups.contains(&group) {
                self.query.groups.push(group);
            }
            if let Some(before) = self.before.filter(|before| joins && *before != place) {
                self.join(before, place);
            }
            self.before = Some(place);
        }
    }

    /// Alternatives, each a word or a phrase.
    fn require_any(&mut self, clauses: &[Clause<'_>]) {
        self.before = None;
        let mut group = Group::new();
        for clause in clauses {
            let mut words = self.words_of(clause);
            let one = if words.len() == 1 && !clause.is_phrase { words.pop() } else { None };
            group.extend(match one {
                Some(word) => Some(Member::Word(self.place(word))),
                None => self.phrase(words),
            });
        }
        if !group.is_empty() {
            self.query.groups.push(group);
        }
    }

    fn leave_out(&mut self, clause: &Clause<'_>) {
        self.before = None;
        if self.query.words_left_out.len() + self.query.phrases_left_out.len() >= MOST_LEFT_OUT {
            return;
        }
        let mut words = self.words_of(clause);
        if !clause.is_phrase && words.len() == 1 {
            return self.query.words_left_out.extend(words.pop());
        }
        if let [one, other] = &words[..]
            && !clause.is_phrase
        {
            let joined = self.joined(one, other);
            self.query.words_left_out.push(joined);
        }
        self.query.phrases_left_out.extend(Phrase::of(words));
    }

    /// The place of a word among those of the query.
    fn place(&mut self, word: Word) -> usize {
        let next = self.query.words.len();
        let place = *self.places.entry(word.exact.clone()).or_insert(next);
        match self.query.words.get_mut(place) {
            Some(known) => known.is_start |= word.is_start,
            None => self.query.words.push(word),
        }
        place
    }

    fn phrase(&mut self, words: Vec<Word>) -> Option<Member> {
        self.query.phrases.push(Phrase::of(words)?);
        Some(Member::Phrase(self.query.phrases.len() - 1))
    }

    /// Two adjacent words are also found where they are written as one.
    fn join(&mut self, one: usize, other: usize) {
        let (first, second) = (&self.query.words[one], &self.query.words[other]);
        if may_be_one_word(&first.exact, &second.exact, &self.stop_words) {
            let joined = self.joined(first, second);
            self.query.words[one].also(&joined);
            self.query.words[other].also(&joined);
        }
    }

    fn joined(&self, one: &Word, other: &Word) -> Word {
        let exact = format!("{}{}", one.exact, other.exact);
        let stems = self.languages.stems(&exact);
        Word::new(exact, stems)
    }

    fn words_of(&self, clause: &Clause<'_>) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        // What two words make together comes between them.
        let mut joined: Option<Word> = None;
        each_token(clause.text, |token, range| {
            // The last character of a run is in a pair already, unless it is the only one.
            let is_alone = token.form == Form::Last
                && !clause.text[..range.start].chars().next_back().is_some_and(is_unparted);
            let exact = token.folded();
            if exact.is_empty() || (token.form == Form::Last && !is_alone) || words.len() >= MOST_READ {
                return;
            }
            let mut word = self.word(&token, exact);
            if token.form == Form::Joined {
                words.iter_mut().last().into_iter().for_each(|before| before.also(&word));
                joined = Some(word);
                return;
            }
            let letters = token.raw.chars().filter(|c| !is_invisible(*c)).count();
            let ends = range.end == clause.text.len();
            let is_word = token.form == Form::Word;
            word.is_start = is_alone || (is_word && clause.is_last && ends && letters >= LEAST_OF_A_START);
            word.is_long = is_word && letters >= LEAST_OF_A_TYPO;
            joined.take().into_iter().for_each(|joined| word.also(&joined));
            words.push(word);
        });
        words
    }

    fn word(&self, token: &Token<'_>, exact: String) -> Word {
        if !matches!(token.form, Form::Word | Form::Joined) {
            return Word::new(exact, Vec::new());
        }
        let lower = token.lower();
        let apart = if token.form == Form::Word { apart(&exact, &self.stop_words) } else { Vec::new() };
        let is_stop_word = self.stop_words.has(&lower);
        Word { apart, is_stop_word, ..Word::new(exact, self.languages.stems(&lower)) }
    }
}

impl Word {
    fn new(exact: String, stems: Vec<String>) -> Word {
        let others = stems.iter().filter(|stem| **stem != exact);
        Word {
            forms: std::iter::once(&exact).chain(others).cloned().collect(),
            stems: if stems.is_empty() { vec![exact.clone()] } else { stems },
            exact,
            apart: Vec::new(),
            is_start: false,
            is_long: false,
            is_stop_word: false,
        }
    }

    /// Takes another word for another form of this one.
    fn also(&mut self, other: &Word) {
        for (own, others) in [(&mut self.forms, &other.forms), (&mut self.stems, &other.stems)] {
            for form in others {
                if !own.contains(form) {
                    own.push(form.clone());
                }
            }
        }
    }
}

impl Phrase {
    /// Of some words, unless there are none.
    fn of(mut words: Vec<Word>) -> Option<Phrase> {
        /// No sentence has more.
        const MOST_WORDS: usize = 64;
        words.truncate(MOST_WORDS);
        let exact = words.iter().map(|word| word.exact.clone()).collect();
        (!words.is_empty()).then_some(Phrase { words, exact })
    }
}

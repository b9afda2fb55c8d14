//! Finds the words of a report, field by field, in the forms in which they are indexed.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::document::{FieldWords, ReportDocuments};
use crate::collection::{Collection, Report};
use crate::search::index::fields::{BETWEEN, SearchField};
use crate::search::text::stem::StemLanguage;
use crate::search::text::token::{Form, Token, each_token};

/// Finds the words of reports, and remembers the words and names that it has met.
pub(in crate::search) struct ReportWords<'c> {
    collection: &'c Collection,
    cache: FormCache,
    /// Names return, and are known by their place in memory.
    names: HashMap<(*const u8, Option<u8>), Name, FixedState>,
    /// The words of names: where they stand, then by which they are found anywhere.
    of_names: String,
    analysed: Analysed,
    anywhere: String,
}

/// The words of one text.
#[derive(Default)]
struct Analysed {
    exact: String,
    stems: String,
    /// Both, and what words are joined to; mostly once.
    anywhere: String,
}

/// Where the words of a name are kept.
#[derive(Clone, Copy)]
struct Name {
    start: usize,
    exact: usize,
    end: usize,
}

impl<'c> ReportWords<'c> {
    /// For reports of this collection alone, which stays as long as this does.
    pub(in crate::search) fn new(collection: &'c Collection) -> ReportWords<'c> {
        ReportWords {
            collection,
            cache: FormCache::default(),
            names: HashMap::default(),
            of_names: String::new(),
            analysed: Analysed::default(),
            anywhere: String::new(),
        }
    }

    /// All words of a report, field by field; those of its title come first.
    pub(in crate::search) fn of(&mut self, report: &'c Report) -> ReportDocuments {
        let language = self.collection.about.language_of(report);
        let language = StemLanguage::of(language);
        let mut exact = FieldWords::with_capacity(1024, 16);
        let mut anywhere = FieldWords::with_capacity(1024, 2);
        self.anywhere.clear();
        self.cache.begin_text();

        self.text(&report.title, language);
        exact.push(SearchField::Title, &self.analysed.exact);
        anywhere.push(SearchField::TitleStems, &self.analysed.stems);
        let authors = report.authors.iter().map(|author| &*author.name);
        let publishers = report.publishers.iter().map(|publisher| &*publisher.name);
        for name in authors.chain(publishers) {
            self.name(SearchField::People, name, language, &mut exact);
        }
        match &report.summary {
            Some(summary) => self.text(&summary.plain_text(), language),
            None => self.text("", language),
        }
        exact.push(SearchField::Abstract, &self.analysed.exact);
        for keyword in &report.keywords {
            self.name(SearchField::Keywords, keyword, language, &mut exact);
        }
        for place in &report.places {
            self.name(SearchField::Places, place, language, &mut exact);
        }
        for topic in &report.topics {
            self.name(SearchField::Topics, &self.collection.topic(*topic).title, language, &mut exact);
        }
        anywhere.push(SearchField::Anywhere, &self.anywhere);
        ReportDocuments { exact, anywhere }
    }

    /// Every word by which a report can be found, a few of them repeatedly.
    pub(in crate::search) fn anywhere(&mut self, report: &'c Report) -> impl Iterator<Item = &str> {
        self.of(report);
        self.anywhere.split_terminator(BETWEEN)
    }

    fn text(&mut self, text: &str, language: Option<StemLanguage>) {
        self.cache.analyse(text, language, &mut self.analysed);
        self.anywhere.push_str(&self.analysed.anywhere);
    }

    /// A name is kept for as long as the collection is, so its place in memory tells it from others.
    fn name(
        &mut self,
        field: SearchField,
        name: &'c str,
        language: Option<StemLanguage>,
        found: &mut FieldWords,
    ) {
        const MOST: usize = 100_000;
        if self.names.len() > MOST {
            self.names.clear();
            self.of_names.clear();
        }
        let key = (name.as_ptr(), language.map(StemLanguage::number));
        let at = *self.names.entry(key).or_insert_with(|| {
            // All of it is kept, whatever this report has beside it.
            self.cache.begin_text();
            self.cache.analyse(name, language, &mut self.analysed);
            let start = self.of_names.len();
            self.of_names.push_str(&self.analysed.exact);
            let exact = self.of_names.len();
            self.of_names.push_str(&self.analysed.anywhere);
            Name { start, exact, end: self.of_names.len() }
        });
        found.push(field, &self.of_names[at.start..at.exact]);
        self.anywhere.push_str(&self.of_names[at.exact..at.end]);
    }
}

/// The forms of words that were met before, by language.
#[derive(Default)]
struct FormCache {
    languages: Vec<LanguageForms>,
    /// How many times [`FormCache::begin_text`] was called.
    texts: u32,
}

/// The words of one language. A word and its forms lie next to each other in memory: to look for them in several
/// places would cost more than to make the forms again.
#[derive(Default)]
struct LanguageForms {
    text: String,
    words: HashTable<Forms>,
}

/// Where in the text a word stands: as texts have it, then as it is compared, then its stem if that is
/// another. Each form has [`BETWEEN`] after it, unless there is nothing to compare.
struct Forms {
    raw: u32,
    exact: u32,
    exact_end: u32,
    stem: u32,
    end: u32,
    /// The number of the text in which the word was last met.
    met: u32,
}

impl FormCache {
    /// Begins a text: its words count as new, whatever was met before it.
    fn begin_text(&mut self) {
        self.texts += 1;
    }

    fn analyse(&mut self, text: &str, language: Option<StemLanguage>, analysed: &mut Analysed) {
        let at = language.map_or(0, |language| 1 + usize::from(language.number()));
        if self.languages.len() <= at {
            self.languages.resize_with(at + 1, Default::default);
        }
        let forms_of_language = &mut self.languages[at];
        analysed.exact.clear();
        analysed.stems.clear();
        analysed.anywhere.clear();
        each_token(text, |token, _| {
            let (forms, text) = forms_of_language.forms(&token, language);
            let is_new = std::mem::replace(&mut forms.met, self.texts) != self.texts;
            let text = |from: u32, to: u32| &text[from as usize..to as usize];
            if is_new {
                analysed.anywhere.push_str(text(forms.exact, forms.end));
            }
            analysed.stems.push_str(text(forms.stem, forms.end));
            if token.form != Form::Joined {
                analysed.exact.push_str(text(forms.exact, forms.exact_end));
            }
        });
    }
}

impl LanguageForms {
    /// The forms of a token, and the text they stand in.
    fn forms(&mut self, token: &Token<'_>, language: Option<StemLanguage>) -> (&mut Forms, &str) {
        /// Words that are met once are many in a large collection.
        const MOST: usize = 200_000;
        let hash = |raw: &str| FixedState::default().hash_one(raw);
        if self.words.len() >= MOST {
            self.words.clear();
            self.text.clear();
        }
        let text = &self.text;
        let is_same = |forms: &Forms| forms.raw(text) == token.raw;
        let forms = match self.words.entry(hash(token.raw), is_same, |forms| hash(forms.raw(text))) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Forms::written(token, language, &mut self.text)).into_mut(),
        };
        (forms, &self.text)
    }
}

impl Forms {
    fn written(token: &Token<'_>, language: Option<StemLanguage>, text: &mut String) -> Forms {
        let mut write = |word: &str, between: bool| {
            let start = text.len() as u32;
            text.push_str(word);
            text.extend((between && !word.is_empty()).then_some(BETWEEN));
            (start, text.len() as u32)
        };
        let (raw, _) = write(token.raw, false);
        let folded = token.folded();
        let (exact, exact_end) = write(&folded, true);
        let stem = language.filter(|_| matches!(token.form, Form::Word | Form::Joined));
        let stem = stem.map(|language| language.stem(&token.lower())).filter(|stem| *stem != folded);
        let (stem, end) = stem.map_or((exact, exact_end), |stem| write(&stem, true));
        Forms { raw, exact, exact_end, stem, end, met: 0 }
    }

    fn raw<'t>(&self, text: &'t str) -> &'t str {
        &text[self.raw as usize..self.exact as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::search::tests::collection;

    #[test]
    fn what_was_met_before_takes_no_word_from_a_report() {
        let named = |title: &str, summary: &str, publisher: &str| json!({ "title": title, "abstract": summary, "publishers": [{ "name": publisher }] });
        let collection = collection(&[
            named("Roads", "Built by O’Brien", "Roads of Rome"),
            named("Rome", "Roads, built", "Roads of Rome"),
            named("Of roads", "Rome", "Roads of Rome"),
            named("Of roads", "Rome", "Roads"),
        ]);
        let mut words = ReportWords::new(&collection);
        for report in collection.reports.iter().chain(collection.reports.iter()) {
            let found: BTreeSet<String> = words.anywhere(report).map(str::to_owned).collect();
            let mut fresh = ReportWords::new(&collection);
            assert_eq!(found, fresh.anywhere(report).map(str::to_owned).collect(), "{}", report.id);
        }
        let first: BTreeSet<&str> = words.anywhere(&collection.reports[0]).collect();
        let all = ["brien", "built", "by", "o", "obrien", "of", "road", "roads", "rome"];
        assert_eq!(first, all.into());
    }
}

//! The words of reports, as they are indexed.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::fields::{BETWEEN, Found, In};
use super::stem::{Language, Stems};
use super::token::{Form, Tokens};
use crate::collection::{Abstract, Collection, Report, plain_text};

/// Finds the words of reports; what it has met it knows again.
pub(super) struct ReportWords<'c> {
    collection: &'c Collection,
    tokens: Tokens,
    stems: Stems,
    /// Words of names, which return, by the place of the name in memory.
    names: HashMap<(*const u8, Option<u8>), Box<Analysed>, FixedState>,
    analysed: Analysed,
    anywhere: String,
}

/// The words of one text.
#[derive(Clone, Default)]
struct Analysed {
    exact: String,
    stems: String,
    /// Both, and what words are joined to.
    anywhere: String,
}

impl<'c> ReportWords<'c> {
    /// For reports of this collection alone, which stays as long as this does.
    pub(super) fn new(collection: &'c Collection) -> ReportWords<'c> {
        ReportWords {
            collection,
            tokens: Tokens::default(),
            stems: Stems::default(),
            names: HashMap::default(),
            analysed: Analysed::default(),
            anywhere: String::new(),
        }
    }

    /// All words of a report, field by field.
    pub(super) fn of(&mut self, report: &'c Report) -> Found {
        let language = report.language.as_deref().unwrap_or(&self.collection.about.language);
        let language = Language::of(language);
        let mut found = Found::with_capacity(1024, 16);
        self.anywhere.clear();

        self.text(&report.title, language);
        found.push(In::Title, &self.analysed.exact);
        found.push(In::TitleStems, &self.analysed.stems);
        let authors = report.authors.iter().map(|author| &*author.name);
        let publishers = report.publishers.iter().map(|publisher| &*publisher.name);
        for name in authors.chain(publishers) {
            self.name(In::People, name, language, &mut found);
        }
        match &report.summary {
            Some(Abstract::Text(text)) => self.text(text, language),
            Some(Abstract::Html(html)) => self.text(&plain_text(html), language),
            None => self.text("", language),
        }
        found.push(In::Abstract, &self.analysed.exact);
        for keyword in &report.keywords {
            self.name(In::Keywords, keyword, language, &mut found);
        }
        for place in &report.places {
            self.name(In::Places, place, language, &mut found);
        }
        for topic in &report.topics {
            self.name(In::Topics, &self.collection.topic(*topic).title, language, &mut found);
        }
        found.push(In::Anywhere, &self.anywhere);
        found
    }

    /// Every word by which a report can be found, some of them repeatedly.
    pub(super) fn anywhere(&mut self, report: &'c Report) -> impl Iterator<Item = &str> {
        self.of(report);
        self.anywhere.split_terminator(BETWEEN)
    }

    fn text(&mut self, text: &str, language: Option<Language>) {
        self.analysed.clear();
        analyse(text, language, &mut self.tokens, &mut self.stems, &mut self.analysed);
        self.anywhere.push_str(&self.analysed.anywhere);
    }

    /// A name is kept for as long as the collection is, so its place in memory tells it from others.
    fn name(&mut self, field: In, name: &'c str, language: Option<Language>, found: &mut Found) {
        const MOST: usize = 100_000;
        if self.names.len() > MOST {
            self.names.clear();
        }
        let key = (name.as_ptr(), language.map(Language::number));
        let known = self.names.entry(key).or_insert_with(|| {
            let mut analysed = Box::<Analysed>::default();
            analyse(name, language, &mut self.tokens, &mut self.stems, &mut analysed);
            analysed
        });
        self.anywhere.push_str(&known.anywhere);
        found.push(field, &known.exact);
    }
}

impl Analysed {
    fn clear(&mut self) {
        self.exact.clear();
        self.stems.clear();
        self.anywhere.clear();
    }
}

/// The words of a title, by which titles are put in order.
pub(super) fn words_of_title(report: &Report) -> String {
    let mut words = String::with_capacity(report.title.len() + 1);
    Tokens::default().each(&report.title, |token, _| {
        if token.form != Form::Joined {
            push(&mut words, token.folded);
        }
    });
    words
}

fn analyse(
    text: &str,
    language: Option<Language>,
    tokens: &mut Tokens,
    stems: &mut Stems,
    analysed: &mut Analysed,
) {
    tokens.each(text, |token, _| {
        push(&mut analysed.anywhere, token.folded);
        if token.form != Form::Joined {
            push(&mut analysed.exact, token.folded);
        }
        let stem = match language {
            Some(language) if matches!(token.form, Form::Word | Form::Joined) => {
                stems.of(language, token.raw, || token.lower())
            }
            _ => token.folded,
        };
        push(&mut analysed.stems, stem);
        if stem != token.folded {
            push(&mut analysed.anywhere, stem);
        }
    });
}

fn push(words: &mut String, word: &str) {
    if !word.is_empty() {
        words.push_str(word);
        words.push(BETWEEN);
    }
}

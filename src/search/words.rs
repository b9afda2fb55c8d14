//! The words of reports, as they are indexed.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::fields::{BETWEEN, Found, In};
use super::stem::Language;
use super::token::{Form, Token, each_token};
use crate::collection::{Abstract, Collection, Report, plain_text};

/// Finds the words of reports; what it has met it knows again.
pub(super) struct ReportWords<'c> {
    collection: &'c Collection,
    known: Known,
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
            known: Known::default(),
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
        self.known.analyse(text, language, &mut self.analysed);
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
            self.known.analyse(name, language, &mut analysed);
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
    each_token(&report.title, |token, _| {
        let folded = token.folded();
        if token.form != Form::Joined && !folded.is_empty() {
            words.push_str(&folded);
            words.push(BETWEEN);
        }
    });
    words
}

/// What words come to that were met before, by language.
#[derive(Default)]
struct Known(Vec<hashbrown::HashMap<String, Forms, FixedState>>);

/// What one word comes to, with [`BETWEEN`] after each form; nothing if there is nothing to compare.
struct Forms {
    exact: Box<str>,
    stem: Box<str>,
    /// The one and, if it is another, the other.
    anywhere: Box<str>,
}

impl Known {
    fn analyse(&mut self, text: &str, language: Option<Language>, analysed: &mut Analysed) {
        /// Words that are met once are many in a large collection.
        const MOST: usize = 200_000;
        let at = language.map_or(0, |language| 1 + usize::from(language.number()));
        if self.0.len() <= at {
            self.0.resize_with(at + 1, Default::default);
        }
        let known = &mut self.0[at];
        if known.len() > MOST {
            known.clear();
        }
        each_token(text, |token, _| {
            let forms = known.entry_ref(token.raw).or_insert_with(|| Forms::of(&token, language));
            analysed.anywhere.push_str(&forms.anywhere);
            if token.form != Form::Joined {
                analysed.exact.push_str(&forms.exact);
                analysed.stems.push_str(&forms.stem);
            }
        });
    }
}

impl Forms {
    fn of(token: &Token<'_>, language: Option<Language>) -> Forms {
        let mut exact = token.folded();
        let mut stem = match language {
            Some(language) if matches!(token.form, Form::Word | Form::Joined) => {
                language.stem(&token.lower())
            }
            _ => exact.clone(),
        };
        for word in [&mut exact, &mut stem].into_iter().filter(|word| !word.is_empty()) {
            word.push(BETWEEN);
        }
        let anywhere = if stem == exact { exact.clone() } else { format!("{exact}{stem}") };
        Forms { exact: exact.into(), stem: stem.into(), anywhere: anywhere.into() }
    }
}

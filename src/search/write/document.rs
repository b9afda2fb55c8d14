//! The words of one report as a document of tantivy, and the schema that says how each field is indexed.

use std::iter::Empty;

use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf};
use tantivy::schema::{Document, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::search::index::fields::{BETWEEN, SearchField};

/// The schema of [`SearchField::EXACT`] or [`SearchField::ANYWHERE`].
pub(in crate::search) fn schema(fields: &[SearchField]) -> Schema {
    let mut schema = Schema::builder();
    for field in fields {
        schema.add_text_field(name(*field), options(*field));
    }
    schema.build()
}

fn name(field: SearchField) -> &'static str {
    match field {
        SearchField::Title => "title",
        SearchField::People => "people",
        SearchField::Abstract => "abstract",
        SearchField::Keywords => "keywords",
        SearchField::Places => "places",
        SearchField::Topics => "topics",
        SearchField::Anywhere => "anywhere",
        SearchField::TitleStems => "title_stems",
    }
}

/// Phrases need places; a long text says less with each word than a short one.
fn options(field: SearchField) -> TextOptions {
    let (record, lengths) = match field {
        SearchField::Title | SearchField::Abstract => (IndexRecordOption::WithFreqsAndPositions, true),
        SearchField::People | SearchField::Keywords | SearchField::Places | SearchField::Topics => {
            (IndexRecordOption::WithFreqsAndPositions, false)
        }
        SearchField::Anywhere | SearchField::TitleStems => (IndexRecordOption::Basic, false),
    };
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(Split::NAME)
        .set_index_option(record)
        .set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}

/// The words of one report, as the two documents that are written of it.
#[derive(Debug)]
pub(in crate::search) struct ReportDocuments {
    /// Of [`SearchField::EXACT`].
    pub(in crate::search) exact: FieldWords,
    /// Of [`SearchField::ANYWHERE`].
    pub(in crate::search) anywhere: FieldWords,
}

/// The words of some fields, found already: tantivy has only to split them.
#[derive(Debug, Default)]
pub(in crate::search) struct FieldWords {
    words: String,
    /// Field and end of each value in the words.
    values: Vec<(SearchField, u32)>,
}

impl FieldWords {
    pub(in crate::search) fn with_capacity(bytes: usize, values: usize) -> FieldWords {
        FieldWords { words: String::with_capacity(bytes), values: Vec::with_capacity(values) }
    }

    /// The words of the first value.
    pub(in crate::search) fn first(&self) -> &str {
        let end = self.values.first().map_or(0, |(_, end)| *end as usize);
        &self.words[..end]
    }

    /// Another value of a field: words with [`BETWEEN`] after each. No phrase goes over its end.
    pub(in crate::search) fn push(&mut self, field: SearchField, words: &str) {
        self.words.push_str(words);
        self.values.push((field, self.words.len() as u32));
    }
}

impl Document for FieldWords {
    type Value<'a> = ValueWords<'a>;
    type FieldsValuesIter<'a> = Box<dyn Iterator<Item = (Field, ValueWords<'a>)> + 'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let mut start = 0;
        Box::new(self.values.iter().map(move |(field, end)| {
            let words = &self.words[start..*end as usize];
            start = *end as usize;
            (field.field(), ValueWords(words))
        }))
    }
}

/// Some words of a report.
#[derive(Clone, Copy, Debug)]
pub(in crate::search) struct ValueWords<'a>(&'a str);

impl<'a> Value<'a> for ValueWords<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(ReferenceValueLeaf::Str(self.0))
    }
}

/// Splits words that were found already.
#[derive(Clone, Default)]
pub(in crate::search) struct Split {
    token: Token,
}

impl Split {
    pub(in crate::search) const NAME: &'static str = "split";
}

impl Tokenizer for Split {
    type TokenStream<'a> = SplitWords<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SplitWords<'a> {
        self.token.reset();
        SplitWords { rest: text, token: &mut self.token }
    }
}

/// Words that were found already, one after the other.
pub(in crate::search) struct SplitWords<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for SplitWords<'_> {
    fn advance(&mut self) -> bool {
        let Some((word, rest)) = self.rest.split_once(BETWEEN) else { return false };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

//! tantivy alone: the same fields as in feedgate, with tantivy's own analyzers.

use feedgate::collection::Collection;
use frostem::{Algorithm, Stemmer};
use tantivy::collector::{Count, TopDocs};
use tantivy::directory::RamDirectory;
use tantivy::query::QueryParser;
use tantivy::schema::{Field, IndexRecordOption, Schema, TantivyDocument, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream,
    Tokenizer, TokenizerManager,
};
use tantivy::{Index, Searcher, SingleSegmentIndexWriter};

use super::{FIELDS, TOP, texts};

pub(crate) struct Tantivy {
    searcher: Searcher,
    /// Finds any of the words, which is the default.
    any: QueryParser,
    /// Finds all of the words.
    all: QueryParser,
}

impl Tantivy {
    pub(crate) fn index(collection: &Collection) -> anyhow::Result<Tantivy> {
        let mut schema = Schema::builder();
        let mut field = |name: &str, tokenizer: &str, record, lengths| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(record)
                .set_fieldnorms(lengths);
            schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
        };
        let exact: Vec<Field> = FIELDS
            .iter()
            .map(|name| {
                let lengths = matches!(*name, "title" | "abstract");
                field(name, "exact", IndexRecordOption::WithFreqsAndPositions, lengths)
            })
            .collect();
        let anywhere = field("anywhere", "stems", IndexRecordOption::Basic, false);
        let title_stems = field("title_stems", "stems", IndexRecordOption::Basic, false);
        let words = || {
            TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(AsciiFoldingFilter)
        };
        let tokenizers = TokenizerManager::new();
        tokenizers.register("exact", words().build());
        tokenizers.register("stems", words().filter(English).build());
        let index = Index::builder().schema(schema.build()).tokenizers(tokenizers);
        let mut writer: SingleSegmentIndexWriter =
            index.single_segment_index_writer(RamDirectory::create(), 1_000_000_000)?;
        for report in collection.reports.iter() {
            let mut document = TantivyDocument::default();
            for (field, texts) in exact.iter().zip(texts(collection, report)) {
                for text in texts {
                    document.add_text(*field, &text);
                    document.add_text(anywhere, &text);
                }
            }
            document.add_text(title_stems, &*report.title);
            writer.add_document(document)?;
        }
        let index = writer.finalize()?;
        let any =
            QueryParser::for_index(&index, exact.iter().copied().chain([anywhere, title_stems]).collect());
        let mut all = any.clone();
        all.set_conjunction_by_default();
        Ok(Tantivy { searcher: index.reader()?.searcher(), any, all })
    }

    pub(crate) fn any(&self, words: &str) -> anyhow::Result<usize> {
        self.search(&self.any, words)
    }

    pub(crate) fn all(&self, words: &str) -> anyhow::Result<usize> {
        self.search(&self.all, words)
    }

    fn search(&self, parser: &QueryParser, words: &str) -> anyhow::Result<usize> {
        let query = parser.parse_query(words)?;
        let collectors = (TopDocs::with_limit(TOP).order_by_score(), Count);
        let (top, count) = self.searcher.search(&query, &collectors)?;
        std::hint::black_box(top);
        Ok(count)
    }
}

/// Stems every word as English.
#[derive(Clone)]
struct English;

impl TokenFilter for English {
    type Tokenizer<T: Tokenizer> = Stemmed<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> Stemmed<T> {
        Stemmed { inner }
    }
}

#[derive(Clone)]
struct Stemmed<T> {
    inner: T,
}

impl<T: Tokenizer> Tokenizer for Stemmed<T> {
    type TokenStream<'a> = StemmedWords<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemmedWords { inner: self.inner.token_stream(text), stemmer: Stemmer::new(Algorithm::English) }
    }
}

struct StemmedWords<T> {
    inner: T,
    stemmer: Stemmer,
}

impl<T: TokenStream> TokenStream for StemmedWords<T> {
    fn advance(&mut self) -> bool {
        if !self.inner.advance() {
            return false;
        }
        let token = self.inner.token_mut();
        let stem = self.stemmer.stem(&token.text);
        if stem != token.text {
            token.text = stem.into_owned();
        }
        true
    }

    fn token(&self) -> &Token {
        self.inner.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.inner.token_mut()
    }
}

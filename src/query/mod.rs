//! Queries: search terms, filters and an order. Pages, feeds and the API use the same type.
//!
//! Several values of one facet find more reports, and filters of different facets find fewer. A value can also be
//! excluded. A [`Query`] is always in its canonical form, so two queries with the same meaning are equal, and
//! [`Query::parameters`] is the only way to write one. This folder does not know what a value means to a
//! collection.

mod allowed;
mod read;
mod search_text;

use std::borrow::Cow;

use compact_str::CompactString;

pub use allowed::Allowed;
pub use search_text::{Clause, SearchText};

/// A search with filters; by default it finds everything, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    words: Option<SearchText>,
    /// Sorted as `Filter` is, each filter once.
    filters: Vec<Filter>,
    /// Only set if it differs from the usual order.
    sort: Option<Sort>,
}

/// Why a query makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name of the parameter.
    pub name: &'static str,
    /// What it may be.
    pub allowed: Allowed,
}

/// A value of a facet that reports must have, or must not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct Filter {
    pub facet: Facet,
    pub is_left_out: bool,
    /// The value as the collection writes it: a topic's id, a name, a kind, a language tag, a year.
    pub value: CompactString,
}

/// A property by which reports can be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Facet {
    Topic,
    Place,
    Publisher,
    Kind,
    Language,
    /// The year in which a report was published.
    Year,
}

impl Facet {
    /// In the order in which parameters are written.
    pub const ALL: [Facet; 6] =
        [Facet::Topic, Facet::Place, Facet::Publisher, Facet::Kind, Facet::Language, Facet::Year];

    /// The name of the query parameter.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Topic => "topic",
            Facet::Place => "place",
            Facet::Publisher => "publisher",
            Facet::Kind => "kind",
            Facet::Language => "language",
            Facet::Year => "year",
        }
    }
}

/// The order of the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By the date on which a report joined the collection, the newest first.
    Newest,
    /// The reverse of that.
    Oldest,
    /// By title, in alphabetical order.
    Title,
    /// By how well the search terms fit.
    Relevance,
}

impl Sort {
    /// In the order in which they are offered.
    pub const ALL: [Sort; 4] = [Sort::Newest, Sort::Oldest, Sort::Title, Sort::Relevance];

    /// The value of `?sort=`.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Oldest => "oldest",
            Sort::Title => "title",
            Sort::Relevance => "relevance",
        }
    }
}

impl Query {
    /// Whether it finds everything, newest first.
    pub fn is_everything(&self) -> bool {
        *self == Query::default()
    }

    /// The search terms, if there are any.
    pub fn words(&self) -> Option<&SearchText> {
        self.words.as_ref()
    }

    /// All filters, by facet. Wanted values come before excluded ones.
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// The filters of one facet.
    pub fn filters_of(&self, facet: Facet) -> impl Iterator<Item = &Filter> {
        self.filters.iter().filter(move |filter| filter.facet == facet)
    }

    /// The chosen order, or else the usual one: by relevance if there are search terms.
    pub fn sort(&self) -> Sort {
        self.sort.unwrap_or(self.usual_sort())
    }

    fn usual_sort(&self) -> Sort {
        if self.words.is_some() { Sort::Relevance } else { Sort::Newest }
    }

    /// The same query in another order.
    #[must_use]
    pub fn sorted(mut self, sort: Sort) -> Query {
        self.sort = Some(sort).filter(|sort| *sort != self.usual_sort());
        self
    }

    /// The same query for a feed. A feed has the same entries in any order, so the order is left out.
    #[must_use]
    pub fn of_a_feed(mut self) -> Query {
        self.sort = None;
        self
    }

    /// The same query with one more filter.
    #[must_use]
    pub fn with(mut self, filter: Filter) -> Query {
        if let Err(place) = self.filters.binary_search(&filter) {
            self.filters.insert(place, filter);
        }
        self
    }

    /// The same query without a filter.
    #[must_use]
    pub fn without(mut self, filter: &Filter) -> Query {
        self.filters.retain(|other| other != filter);
        self
    }

    /// The same query without search terms.
    #[must_use]
    pub fn without_words(mut self) -> Query {
        let sort = self.sort();
        self.words = None;
        match sort {
            Sort::Relevance => self.of_a_feed(),
            sort => self.sorted(sort),
        }
    }

    /// Names and values of the query parameters, in canonical order, not escaped.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        let words = self.words.iter().map(|words| ("q", Cow::Borrowed(words.as_str())));
        let filters = self.filters.iter().map(|filter| {
            let value = match filter.is_left_out {
                true => Cow::Owned(format!("-{}", filter.value)),
                false => Cow::Borrowed(filter.value.as_str()),
            };
            (filter.facet.name(), value)
        });
        let sort = self.sort.iter().map(|sort| ("sort", Cow::Borrowed(sort.name())));
        words.chain(filters).chain(sort)
    }
}

/// Characters that no text of a collection contains. XML cannot express most of them, so the title of a feed could
/// not repeat them.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

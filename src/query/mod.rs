//! What someone looks for: words, filters and an order. One type for pages, feeds and the API.
//!
//! Several values of one facet widen what is found, different facets narrow it; a value may also be left
//! out. A [`Query`] is always in its canonical form, so two queries that mean the same are equal, and
//! [`Query::parameters`] is the one way to write it. What a value means to a collection is not known here.

mod allowed;
mod read;
mod search_text;

use std::borrow::Cow;

use compact_str::CompactString;

pub use allowed::Allowed;
pub use search_text::{Clause, SearchText};

/// What someone looks for; by default everything, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    words: Option<SearchText>,
    /// In the order of `Filter`, each once.
    filters: Vec<Filter>,
    /// Only where it is not the order that the words ask for anyway.
    sort: Option<Sort>,
}

/// Why a query makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The parameter.
    pub name: &'static str,
    /// What it may be.
    pub allowed: Allowed,
}

/// One value of a facet that is wanted, or left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct Filter {
    pub facet: Facet,
    pub is_left_out: bool,
    /// As the collection writes it: a topic's id, a name, a kind, a language tag, a year.
    pub value: CompactString,
}

/// By what reports can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Facet {
    Topic,
    Place,
    Publisher,
    Kind,
    Language,
    /// In which a report came out.
    Year,
}

impl Facet {
    /// In the order in which parameters are written.
    pub const ALL: [Facet; 6] =
        [Facet::Topic, Facet::Place, Facet::Publisher, Facet::Kind, Facet::Language, Facet::Year];

    /// The parameter's name.
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

/// In which order what is found stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// As everywhere: by when a report joined.
    Newest,
    /// The other way round.
    Oldest,
    /// By title, as the alphabet has it.
    Title,
    /// By how well the words fit.
    Relevance,
}

impl Sort {
    /// In the order in which they are offered.
    pub const ALL: [Sort; 4] = [Sort::Newest, Sort::Oldest, Sort::Title, Sort::Relevance];

    /// As in `?sort=`.
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
    /// Whether it finds everything, in the order that holds everywhere.
    pub fn is_everything(&self) -> bool {
        *self == Query::default()
    }

    /// The words, if there are any.
    pub fn words(&self) -> Option<&SearchText> {
        self.words.as_ref()
    }

    /// All filters, by facet; what is wanted before what is left out.
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// The filters of one facet.
    pub fn filters_of(&self, facet: Facet) -> impl Iterator<Item = &Filter> {
        self.filters.iter().filter(move |filter| filter.facet == facet)
    }

    /// The order that was asked for, or else the usual: by relevance where there are words.
    pub fn sort(&self) -> Sort {
        self.sort.unwrap_or(self.usual_sort())
    }

    fn usual_sort(&self) -> Sort {
        if self.words.is_some() { Sort::Relevance } else { Sort::Newest }
    }

    /// The same in another order.
    #[must_use]
    pub fn sorted(mut self, sort: Sort) -> Query {
        self.sort = Some(sort).filter(|sort| *sort != self.usual_sort());
        self
    }

    /// The same as feeds have it: what they hold does not depend on an order, and stands as it joined.
    #[must_use]
    pub fn of_a_feed(mut self) -> Query {
        self.sort = None;
        self
    }

    /// The same with one filter more.
    #[must_use]
    pub fn with(mut self, filter: Filter) -> Query {
        if let Err(place) = self.filters.binary_search(&filter) {
            self.filters.insert(place, filter);
        }
        self
    }

    /// The same with one filter less.
    #[must_use]
    pub fn without(mut self, filter: &Filter) -> Query {
        self.filters.retain(|other| other != filter);
        self
    }

    /// The same without words.
    #[must_use]
    pub fn without_words(mut self) -> Query {
        let sort = self.sort();
        self.words = None;
        match sort {
            Sort::Relevance => self.of_a_feed(),
            sort => self.sorted(sort),
        }
    }

    /// Names and values in their canonical order, unescaped.
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

/// What no text of a collection holds, and what the title of a feed could not: XML has no way to write it.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

//! Reads a query from the parameters of a request.

use std::borrow::Cow;

use compact_str::CompactString;
use oxilangtag::LanguageTag;

use super::{Allowed, Facet, Filter, Query, Refused, SearchText, Sort, is_forbidden};
use crate::collection::{Kind, is_slug};

/// The most values of one facet. Nobody chooses more by hand.
const MOST_OF_A_FACET: usize = 16;
/// The most characters of a value. Names are shorter.
const MOST_VALUE_CHARS: usize = 200;

impl Query {
    /// Reads unescaped names and values, in any order. Other names are ignored.
    ///
    /// # Errors
    /// A filter or the order is invalid, or there are too many or too long values. No search terms are refused.
    pub fn read(parameters: &[(Cow<'_, str>, Cow<'_, str>)]) -> Result<Query, Refused> {
        let named = |name: &'static str| {
            let named = parameters.iter().filter(move |(key, _)| key == name);
            named.map(|(_, value)| value.trim())
        };
        let values = |name| named(name).filter(|value| !value.is_empty());
        let words = values("q").next().and_then(SearchText::read);
        let mut query = Query { words, ..Query::default() };
        for facet in Facet::ALL {
            // Empty and repeated values count too, so that a client can predict the limit without parsing values.
            if named(facet.name()).count() > MOST_OF_A_FACET {
                return Err(Refused { name: facet.name(), allowed: Allowed::Values(MOST_OF_A_FACET) });
            }
            for value in values(facet.name()) {
                query = query.with(filter(facet, value)?);
            }
        }
        if let Some(name) = values("sort").next() {
            query = match sort(name)? {
                // Without search terms all reports are equally relevant.
                Sort::Relevance if query.words.is_none() => query,
                sort => query.sorted(sort),
            };
        }
        Ok(query)
    }
}

fn filter(facet: Facet, text: &str) -> Result<Filter, Refused> {
    let refused = |allowed| Refused { name: facet.name(), allowed };
    let (is_left_out, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    };
    if text.chars().count() > MOST_VALUE_CHARS {
        return Err(refused(Allowed::ValueChars(MOST_VALUE_CHARS)));
    }
    let value = match facet {
        Facet::Topic => is_slug(text).then(|| text.into()).ok_or(Allowed::TopicId),
        Facet::Kind => Kind::named(text)
            .map(|kind| kind.name().into())
            .ok_or_else(|| Allowed::OneOf(Kind::ALL.map(Kind::name).to_vec())),
        Facet::Language => LanguageTag::parse_and_normalize(text)
            .map(|tag| tag.as_str().into())
            .map_err(|_| Allowed::LanguageTag),
        Facet::Year => is_year(text).then(|| text.into()).ok_or(Allowed::Year),
        Facet::Place | Facet::Publisher => name(text).ok_or(Allowed::Name),
    };
    Ok(Filter { facet, is_left_out, value: value.map_err(refused)? })
}

fn sort(name: &str) -> Result<Sort, Refused> {
    let sort = Sort::ALL.into_iter().find(|sort| sort.name() == name);
    sort.ok_or_else(|| Refused { name: "sort", allowed: Allowed::OneOf(Sort::ALL.map(Sort::name).to_vec()) })
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// A name as collection files contain it: one line, without forbidden characters.
fn name(text: &str) -> Option<CompactString> {
    (!text.is_empty() && !text.contains(is_forbidden)).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Query, Refused> {
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        Query::read(&pairs)
    }

    fn written(pairs: &[(&str, &str)]) -> String {
        let query = read(pairs).expect("a query");
        query.parameters().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn any_order_comes_to_one_canonical_form() {
        assert_eq!(
            written(&[
                ("year", "2023"),
                ("topic", "women"),
                ("sort", "relevance"),
                ("q", "  asylum   ban "),
                ("topic", "-advocacy"),
                ("kind", ""),
                ("topic", "asylum"),
                ("topic", "women"),
                ("language", "ES-mx"),
            ]),
            "q=asylum ban&topic=asylum&topic=women&topic=-advocacy&language=es-MX&year=2023"
        );
    }

    #[test]
    fn the_usual_order_is_not_written() {
        assert_eq!(written(&[("sort", "newest")]), "");
        assert_eq!(written(&[("sort", "relevance")]), "");
        assert_eq!(written(&[("sort", "newest"), ("q", "a")]), "q=a&sort=newest");
        assert_eq!(written(&[("sort", "title")]), "sort=title");
    }

    #[test]
    fn without_words_the_order_stays_unless_it_was_relevance() {
        let read = |sort| read(&[("q", "a"), ("sort", sort)]).expect("a query").without_words().sort();
        assert_eq!(
            (read("relevance"), read("title"), read("newest")),
            (Sort::Newest, Sort::Title, Sort::Newest)
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let years: Vec<_> = (1001..=1017).map(|year| year.to_string()).collect();
        let many: Vec<_> = years.iter().map(|year| ("year", year.as_str())).collect();
        assert!(read(&many[1..]).is_ok());
        let long = "x".repeat(201);
        for (name, pairs) in [
            ("sort", &[("sort", "best")][..]),
            ("sort", &[("sort", "Relevance"), ("q", "a")]),
            ("topic", &[("topic", "A B")]),
            ("topic", &[("topic", "-")]),
            ("kind", &[("kind", "novel")]),
            ("language", &[("language", "e")]),
            ("year", &[("year", "23")]),
            ("place", &[("place", "a\u{7}b")]),
            ("place", &[("place", "a\u{FFFE}b")]),
            ("publisher", &[("publisher", &long)]),
            ("year", &many),
            ("year", &[("year", "2023"); 17]),
            ("place", &[("place", ""); 17]),
        ] {
            assert_eq!(read(pairs).map_err(|refused| refused.name), Err(name), "{pairs:?}");
        }
    }
}

//! Titles of searches, in words.

use std::borrow::Cow;

use crate::collection::clip;
use crate::query::{Clause, Facet, Filter, Query, SearchText};
use crate::snapshot::Snapshot;
use crate::words::{self, Value};

use super::label::{kinds, label};

/// The most values of a facet that a title names. If there are more, it names three and the number of the others.
const MOST_NAMED: usize = 4;

/// The title of a search: `Immigration: “asylum” in Refugees & Asylum Seekers`. The title of an empty search is
/// the collection's.
pub fn search_title(snapshot: &Snapshot, query: &Query, words: &words::Words) -> String {
    let title = &snapshot.collection().about.title;
    if query.clone().of_a_feed().is_everything() {
        return title.to_string();
    }
    let phrase = phrase(query, words, |filter| label(snapshot, filter.facet, &filter.value, words));
    words.tell("search-title", &[("collection", Value::Text(title)), ("phrase", Value::Text(&phrase))])
}

fn phrase<'q>(query: &'q Query, words: &words::Words, label: impl Fn(&'q Filter) -> Cow<'q, str>) -> String {
    let wanted = |facet| {
        let filters = query.filters_of(facet).filter(|filter| !filter.is_left_out);
        let name = |filter: &'q Filter| match facet {
            Facet::Kind => kinds(&filter.value, words),
            _ => label(filter),
        };
        filters.map(name).collect::<Vec<_>>()
    };
    let quoted = query.words().and_then(|text| in_quotes(text, words));
    let mut phrase = match (quoted, wanted(Facet::Kind)) {
        (Some(quoted), kinds) if kinds.is_empty() => quoted,
        (Some(quoted), kinds) => {
            let kinds = any_of(&kinds, words);
            words.tell("title-kinds-with", &[("kinds", Value::Text(&kinds)), ("words", Value::Text(&quoted))])
        }
        (None, kinds) if kinds.is_empty() => words.say("title-reports"),
        (None, kinds) => any_of(&kinds, words),
    };
    let with =
        |id, values: &[Cow<'_, str>]| words.tell(id, &[("values", Value::Text(&any_of(values, words)))]);
    for (id, facet) in [
        ("title-topic", Facet::Topic),
        ("title-place", Facet::Place),
        ("title-publisher", Facet::Publisher),
        ("title-language", Facet::Language),
        ("title-year", Facet::Year),
    ] {
        let values = wanted(facet);
        if !values.is_empty() {
            phrase += &format!(" {}", with(id, &values));
        }
    }
    let words_left_out = query.words().into_iter().flat_map(words_left_out).map(Cow::Owned);
    let left_out = query.filters().iter().filter(|filter| filter.is_left_out).map(label);
    let left_out: Vec<_> = words_left_out.chain(left_out).collect();
    if !left_out.is_empty() {
        phrase += &format!(", {}", with("title-without", &left_out));
    }
    phrase
}

/// The search words in quotation marks, without those that are left out: `“asylum or ‘title 42’”`. `None` if all are
/// left out.
pub(crate) fn in_quotes(text: &SearchText, words: &words::Words) -> Option<String> {
    searched_words(text, words).map(|text| format!("“{text}”"))
}

/// The search words as a sentence has them, without those that are left out; very many are cut. Phrases have single
/// quotation marks.
pub(crate) fn searched_words(text: &SearchText, words: &words::Words) -> Option<String> {
    /// Longer than titles are.
    const MOST_CHARS: usize = 200;
    let clauses = text.clauses();
    if clauses.is_empty() {
        return Some(clip(text.as_str(), MOST_CHARS).into_owned());
    }
    let told = |clause: &Clause<'_>| match clause.is_phrase {
        true => format!("‘{}’", clause.text),
        false => clause.text.to_owned(),
    };
    let positive: Vec<&Clause<'_>> = clauses.iter().filter(|clause| !clause.is_left_out).collect();
    let groups = positive.chunk_by(|_, next| next.is_alternative);
    let groups = groups.map(|group| {
        let alternatives: Vec<String> = group.iter().copied().map(told).collect();
        words.any_of(alternatives.iter().map(|text| &**text))
    });
    let groups = groups.collect::<Vec<_>>().join(" ");
    (!groups.is_empty()).then(|| clip(&groups, MOST_CHARS).into_owned())
}

/// Each search word or phrase that is left out, in quotation marks.
pub(crate) fn words_left_out(text: &SearchText) -> Vec<String> {
    let clauses = text.clauses().into_iter().filter(|clause| clause.is_left_out);
    clauses.map(|clause| format!("“{}”", clause.text)).collect()
}

/// `a`, `a or b`, `a, b or c`, `a, b, c or 7 others`.
fn any_of(values: &[Cow<'_, str>], words: &words::Words) -> String {
    if values.len() <= MOST_NAMED {
        return words.any_of(values.iter().map(|value| &**value));
    }
    let named = &values[..MOST_NAMED - 1];
    let others = words.tell("title-others", &[("count", Value::Number((values.len() - named.len()) as u64))]);
    words.any_of(named.iter().map(|value| &**value).chain([&*others]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn title(language: Language, pairs: &[(&str, &str)]) -> String {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let query = Query::read(&pairs).expect("a query");
        phrase(&query, language.words(), |filter| Cow::Borrowed(&filter.value))
    }

    #[test]
    fn a_title_says_what_is_held() {
        for (pairs, expected) in [
            (&[("q", "asylum")][..], "“asylum”"),
            (&[("q", "asylum \"title 42\" -ban")], "“asylum ‘title 42’”, without “ban”"),
            (
                &[("q", "-ban -\"title 42\""), ("topic", "-women")],
                "reports, without “ban”, “title 42” or women",
            ),
            (&[("q", "asylum OR detention")], "“asylum or detention”"),
            (&[("q", "asylum OR \"title 42\" OR ban children")], "“asylum, ‘title 42’ or ban children”"),
            (&[("q", "???")], "“???”"),
            (&[("q", "-")], "“-”"),
            (&[("topic", "women")], "reports in women"),
            (&[("q", "asylum"), ("topic", "women"), ("topic", "advocacy")], "“asylum” in advocacy or women"),
            (&[("kind", "case-study"), ("kind", "brief")], "briefs or case studies"),
            (&[("kind", "brief"), ("q", "visa"), ("year", "2023")], "briefs with “visa” from 2023"),
            (
                &[("place", "Mexico"), ("publisher", "A & B"), ("language", "es"), ("topic", "-women")],
                "reports about Mexico by A & B in es, without women",
            ),
            (&[("year", "-2020"), ("topic", "-women")], "reports, without women or 2020"),
            (
                &[("year", "2019"), ("year", "2020"), ("year", "2021"), ("year", "2022")],
                "reports from 2019, 2020, 2021 or 2022",
            ),
            (
                &[("year", "2019"), ("year", "2020"), ("year", "2021"), ("year", "2022"), ("year", "2023")],
                "reports from 2019, 2020, 2021 or 2 others",
            ),
        ] {
            assert_eq!(title(Language::English, pairs), expected);
        }
    }

    #[test]
    fn a_title_names_alternatives_in_the_words_of_its_language() {
        for (text, expected) in [
            ("asylum OR detention", "“asylum o detention”"),
            ("(asilo OR “título 42”) NOT veto", "“asilo o ‘título 42’”, sin “veto”"),
        ] {
            assert_eq!(title(Language::Spanish, &[("q", text)]), expected);
        }
    }

    #[test]
    fn a_title_of_very_many_words_is_cut() {
        let title = title(Language::English, &[("q", &"asylum ".repeat(500))]);
        assert!(title.chars().count() < 210 && title.ends_with("…”"), "{title}");
    }
}

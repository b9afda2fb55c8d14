//! Facets, orders, marks and highlights.

use serde_json::json;

use super::*;
use crate::query::Facet;
use crate::search::{Beside, Hits, Mark, Side};

fn reports() -> Vec<Value> {
    vec![
        json!({ "title": "The asylum ban", "topics": ["women"], "places": ["Mexico"], "language": "es", "kind": "brief" }),
        json!({ "title": "Asylum", "topics": ["women", "work"], "places": ["Mexico", "Haiti"], "language": "es-MX" }),
        json!({ "title": "“Another” asylum", "topics": ["work"], "places": ["Haiti"], "publishers": [{ "name": "P" }, { "name": "P", "url": "https://p.example/" }] }),
        json!({ "title": "border", "topics": ["work"], "kind": "brief" }),
    ]
}

#[track_caller]
fn counts(parameters: &[(&str, &str)], facet: Facet, expected: &[(&str, u32)]) {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    let hits = index.closest_hits(&collection, &query(parameters));
    let values: Vec<_> = hits.facets().values(facet).iter().map(|(name, count)| (&**name, *count)).collect();
    assert_eq!(values, expected, "{parameters:?}");
}

#[test]
fn each_facet_is_counted_without_its_own_filter() {
    counts(&[], Facet::Topic, &[("work", 3), ("women", 2)]);
    counts(&[], Facet::Publisher, &[("P", 1)]);
    counts(&[], Facet::Year, &[("2020", 1), ("2021", 1), ("2022", 1), ("2023", 1)]);
    counts(&[("topic", "women")], Facet::Topic, &[("work", 3), ("women", 2)]);
    counts(&[("topic", "women")], Facet::Place, &[("Haiti", 1)]);
    counts(&[("topic", "women"), ("place", "Haiti")], Facet::Topic, &[("work", 2), ("women", 1)]);
    counts(&[("topic", "women"), ("place", "Haiti")], Facet::Place, &[("Mexico", 2), ("Haiti", 1)]);
    counts(&[("q", "asylum"), ("place", "Haiti")], Facet::Topic, &[("women", 1)]);
    counts(&[("q", "border"), ("place", "Haiti")], Facet::Place, &[("Haiti", 0)]);
    counts(&[("q", "border"), ("place", "Haiti")], Facet::Topic, &[]);
    // Every other report is about work.
    counts(&[("topic", "-women")], Facet::Topic, &[("women", 2)]);
    counts(&[("topic", "-work")], Facet::Topic, &[("work", 3)]);
    counts(&[("topic", "-women")], Facet::Kind, &[("brief", 1)]);
    counts(&[("place", "Atlantis")], Facet::Place, &[("Haiti", 2), ("Mexico", 2), ("Atlantis", 0)]);
}

#[test]
fn a_value_is_offered_if_it_narrows_the_results_or_widens_what_is_chosen() {
    counts(&[("q", "asylum"), ("topic", "-work")], Facet::Topic, &[("work", 2)]);
    counts(&[("topic", "-none")], Facet::Topic, &[("work", 3), ("women", 2), ("none", 0)]);
    counts(&[("q", "the")], Facet::Topic, &[]);
    counts(&[("q", "another")], Facet::Publisher, &[]);
    counts(&[("q", "asylum")], Facet::Publisher, &[("P", 1)]);
    counts(&[("place", "Mexico")], Facet::Topic, &[("work", 1)]);
    counts(&[("place", "Mexico")], Facet::Kind, &[("brief", 1)]);
    counts(&[("place", "Mexico")], Facet::Place, &[("Haiti", 2), ("Mexico", 2)]);
    counts(&[("kind", "-brief"), ("topic", "work")], Facet::Place, &[("Mexico", 1)]);
    counts(&[("kind", "-brief"), ("topic", "work")], Facet::Kind, &[("brief", 1)]);
    counts(&[("kind", "-brief"), ("topic", "women")], Facet::Kind, &[("brief", 1)]);
    counts(&[("place", "-Haiti"), ("place", "-Mexico")], Facet::Place, &[("Haiti", 2), ("Mexico", 2)]);
    counts(&[("language", "-es"), ("q", "asylum")], Facet::Language, &[("es", 2)]);
}

#[test]
fn a_language_is_counted_with_all_it_finds() {
    counts(&[], Facet::Language, &[("en", 2), ("es", 2), ("es-MX", 1)]);
    counts(&[("language", "es")], Facet::Kind, &[("brief", 1)]);
    counts(&[("language", "es-AR")], Facet::Language, &[("en", 2), ("es", 2), ("es-MX", 1), ("es-AR", 0)]);
}

#[test]
fn filters_widen_within_a_facet_and_narrow_across() {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    for (parameters, expected) in [
        (&[("topic", "women"), ("topic", "work")][..], &["r0", "r1", "r2", "r3"][..]),
        (&[("topic", "work"), ("topic", "-women")], &["r2", "r3"]),
        (&[("place", "-Haiti"), ("kind", "brief")], &["r0", "r3"]),
        (&[("language", "es")], &["r0", "r1"]),
        (&[("language", "es-MX")], &["r1"]),
        (&[("language", "-es")], &["r2", "r3"]),
        (&[("year", "2022"), ("year", "2020")], &["r1", "r3"]),
        (&[("place", "mexico")], &[]),
        (&[("kind", "dataset")], &[]),
        (&[("sort", "oldest")], &["r3", "r2", "r1", "r0"]),
        (&[("sort", "title")], &["r2", "r1", "r3", "r0"]),
        (&[("q", "asylum"), ("sort", "oldest")], &["r2", "r1", "r0"]),
        (&[("q", "asylum"), ("sort", "title")], &["r2", "r1", "r0"]),
        (&[("q", "asylum"), ("place", "Mexico")], &["r1", "r0"]),
    ] {
        assert_eq!(ids(&collection, &index, &query(parameters)), expected, "{parameters:?}");
    }
}

#[test]
fn before_there_is_an_index_filters_find_the_same() {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    for parameters in [
        &[][..],
        &[("sort", "oldest")],
        &[("topic", "women")],
        &[("topic", "-women"), ("place", "Haiti"), ("sort", "oldest")],
        &[("language", "es"), ("kind", "brief"), ("place", "Atlantis")],
    ] {
        let query = query(parameters);
        let (early, later) =
            (Hits::without_index(&collection, &query), index.closest_hits(&collection, &query));
        let early = early.unwrap_or_else(|| panic!("{parameters:?} takes an index"));
        assert_eq!(early.facets(), later.facets(), "{parameters:?}");
        assert_eq!(early.slice(0..9), later.slice(0..9), "{parameters:?}");
    }
    for parameters in [[("sort", "title")], [("q", "asylum")]] {
        assert!(Hits::without_index(&collection, &query(&parameters)).is_none(), "{parameters:?}");
    }
}

#[test]
fn a_part_is_cut_from_the_whole_order() {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    for parameters in [&[("q", "asylum")][..], &[("sort", "title")], &[("sort", "oldest")], &[]] {
        let hits = index.closest_hits(&collection, &query(parameters));
        let all = hits.slice(0..usize::MAX);
        assert_eq!(all.len(), hits.total());
        for start in 0..6 {
            for end in start..6 {
                let expected = &all[start.min(all.len())..end.min(all.len())];
                assert_eq!(hits.slice(start..end), expected, "{parameters:?} {start}..{end}");
            }
        }
    }
}

#[test]
fn a_mark_comes_back_from_its_bytes_and_nothing_else_is_one() {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    for parameters in
        [&[("q", "asylum \"the asylum\"")][..], &[("sort", "title")], &[("sort", "oldest")], &[]]
    {
        let hits = index.closest_hits(&collection, &query(parameters));
        for position in hits.by_joining() {
            let mark = hits.mark(&collection, *position);
            let bytes = mark.to_bytes();
            assert!(bytes.len() < 100, "{} bytes", bytes.len());
            assert_eq!(Mark::from_bytes(&bytes), Some(mark.clone()));
            for end in 0..bytes.len() {
                assert_eq!(Mark::from_bytes(&bytes[..end]), None, "{end} of {bytes:?}");
            }
            assert_eq!(Mark::from_bytes(&[&bytes[..], &[0]].concat()), None);
        }
    }
    assert_eq!(Mark::from_bytes(&[0xFF; 5000]), None);
}

#[test]
fn a_mark_of_another_query_does_no_harm() {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    let queries = [&[("q", "asylum ban")][..], &[("q", "asylum")], &[("sort", "title")], &[]].map(query);
    for query in &queries {
        let mark = index.closest_hits(&collection, query).mark(&collection, 1);
        for other in &queries {
            for side in [Side::After, Side::Before] {
                let (hits, beside) = index.beside(&collection, other, Beside { mark: &mark, side, most: 10 });
                assert!(beside.len() <= hits.total());
            }
        }
    }
}

#[track_caller]
fn lit(words: &str, language: &str, text: &str) -> String {
    let collection = collection(&reports());
    let index = Index::build(&collection);
    let hits = index.closest_hits(&collection, &query(&[("q", words)]));
    let highlighter = hits.highlighter().expect("words");
    let ranges = highlighter.ranges(language, text);
    let mut lit = text.to_owned();
    for range in ranges.into_iter().rev() {
        lit.replace_range(range.clone(), &format!("[{}]", &text[range]));
    }
    lit
}

#[test]
fn what_was_found_is_lit() {
    assert_eq!(
        lit("asylums ban", "en", "Asylum: Bans, banned & bank."),
        "[Asylum]: [Bans], [banned] & [bank]."
    );
    assert_eq!(lit("ban asylum", "en", "Bans, bank"), "[Bans], bank");
    assert_eq!(lit("bord", "en", "Border"), "[Border]");
    assert_eq!(
        lit("\"the asylum\" -border", "en", "The asylum, an asylum, a border"),
        "[The] [asylum], an asylum, a border"
    );
    assert_eq!(lit("\"ban asylum\"", "en", "The asylum, a ban"), "The [asylum], a [ban]");
    assert_eq!(lit("asylum OR \"the border\"", "en", "Asylum at the border"), "[Asylum] at [the] [border]");
    assert_eq!(
        lit("asylumborder", "en", "Asylum border, asylum-border"),
        "[Asylum] [border], [asylum-border]"
    );
    assert_eq!(lit("asylum border", "en", "An asylumborder"), "An [asylumborder]");
    assert_eq!(lit("ban xyzzy", "en", "A ban"), "A [ban]");
    assert_eq!(lit("juarez", "es", "Ciudad Juárez"), "Ciudad [Juárez]");
    assert_eq!(lit("us", "en", "The U.S. and us"), "The [U.S]. and [us]");
    assert_eq!(lit("asylun", "en", "Asylum"), "[Asylum]");
    assert_eq!(lit("政策研究", "zh", "移民政策研究所"), "移民[政策研究]所");
    assert_eq!(lit("-asylum", "en", "Asylum"), "Asylum");
}

#[test]
fn suggestions_are_topics_people_and_titles() {
    let collection = collection(&[
        json!({ "title": "On women", "topics": ["women"], "authors": [{ "name": "Ana Wómack" }] }),
        json!({ "title": "Women at work", "authors": [{ "name": "Wolf" }], "publishers": [{ "name": "Wolf" }] }),
        json!({ "title": "“Work” abroad", "topics": ["work"], "authors": [{ "name": "Ana Womack" }] }),
        json!({ "title": "Other", "topics": ["work"], "authors": [{ "name": "Wolf" }] }),
    ]);
    let index = Index::build(&collection);
    let suggested = |text: &str, most| -> Vec<String> {
        let suggestions =
            index.suggest(&collection, text, most).into_iter().map(|suggestion| match suggestion {
                crate::search::Completion::Topic(at) => format!("topic {}", collection.topic(at).id),
                crate::search::Completion::Name(name) => name.into(),
                crate::search::Completion::Report(at) => collection.reports[at as usize].id.to_string(),
            });
        suggestions.collect()
    };
    assert_eq!(
        suggested("wo", 9),
        ["topic work", "topic women", "Wolf", "Ana Womack", "Ana Wómack", "r1", "r2"]
    );
    assert_eq!(suggested("wom", 9), ["topic women", "Ana Womack", "Ana Wómack", "r1", "r0"]);
    assert_eq!(suggested("women at", 9), ["r1"]);
    assert_eq!(suggested("WÖRK A", 9), ["r2"]);
    assert_eq!(suggested("ana wom", 9), ["Ana Womack", "Ana Wómack"]);
    assert_eq!(suggested("domestic w", 9), ["topic work"]);
    assert_eq!(suggested("wo", 3), ["topic work", "Wolf", "r1"]);
    assert_eq!(suggested("!", 9), [""; 0]);
    assert_eq!(suggested("women", 0), [""; 0]);
}

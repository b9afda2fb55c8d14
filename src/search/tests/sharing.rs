//! What came before makes no difference to what is found, and pages hold while reports join.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::json;

use super::edits::{Edit, apply, edit, numbers, queries, report};
use super::*;
use crate::collection::parse_again;
use crate::query::Facet;
use crate::search::{Beside, IndexedCollection, Mark, Side};

/// All that can be seen of what a query finds.
#[derive(Debug, PartialEq)]
struct Seen {
    order: Vec<u32>,
    newest: Vec<u32>,
    facets: Vec<Vec<(String, u32)>>,
    marks: Vec<Vec<u8>>,
}

fn seen(collection: &Collection, index: &Index, query: &Query) -> Seen {
    let hits = index.closest_hits(collection, query);
    let values = |facet| {
        hits.facets().values(facet).iter().map(|(name, count)| (name.to_string(), *count)).collect::<Vec<_>>()
    };
    let order = hits.slice(0..usize::MAX);
    Seen {
        facets: Facet::ALL.map(values).into(),
        marks: order.iter().map(|at| hits.mark(collection, *at).to_bytes()).collect(),
        newest: hits.by_joining().to_vec(),
        order,
    }
}

#[test]
fn an_edit_that_is_taken_back_leaves_no_trace_in_what_is_found() {
    let reports = |changed: usize| -> Vec<Value> {
        let numbers = |id: usize| vec![id * 7 + usize::from(id < changed), id * 3, id, id * 5, id * 11];
        (0..600).map(|id| report(id, &numbers(id))).collect()
    };
    let collection = |changed: usize, earlier: Option<&Collection>| {
        let mut file = file(&[]);
        file["reports"] = reports(changed).into();
        let bytes = file.to_string().into_bytes();
        match earlier {
            Some(earlier) => parse_again(bytes, earlier).expect("a collection"),
            None => parse(bytes).expect("a collection"),
        }
    };
    let first = collection(0, None);
    let index = Index::build(&first);
    let edited = collection(100, Some(&first));
    let of_edited =
        Index::share(&edited, IndexedCollection { collection: &first, index: &index }, usize::MAX);
    let of_edited = of_edited.expect("the same topics");

    let back = collection(0, Some(&edited));
    let made = Index::share(&back, IndexedCollection { collection: &edited, index: &of_edited }, usize::MAX);

    let (made, fresh) = (made.expect("the same topics"), Index::build(&back));
    for query in queries() {
        assert!(seen(&back, &made, &query) == seen(&back, &fresh, &query), "{query:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn an_index_made_again_answers_as_one_made_from_nothing(
        all in prop::collection::vec(numbers(), 1_200),
        reloads in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..5),
    ) {
        let mut next = all.len();
        let mut file = file(&[]);
        file["reports"] = all.iter().enumerate().map(|(id, numbers)| report(id, numbers)).collect();
        let mut collection = parse(file.to_string().into_bytes()).expect("a collection");
        let mut index = Index::build(&collection);
        let mut shared = 0;
        for edits in reloads {
            edits.iter().for_each(|edit| apply(&mut file, edit, &mut next));
            let again = parse_again(file.to_string().into_bytes(), &collection).expect("a collection");
            let made = Index::share(&again, IndexedCollection { collection: &collection, index: &index }, usize::MAX).expect("the same topics");
            let fresh = Index::build(&again);
            for query in queries() {
                prop_assert_eq!(seen(&again, &made, &query), seen(&again, &fresh, &query), "{:?}", query);
            }
            for text in ["asy", "b", "plac", "us bor"] {
                prop_assert_eq!(made.suggest(&again, text, 8), fresh.suggest(&again, text, 8));
            }
            shared += usize::from(made.shares_with(&index));
            (collection, index) = (again, made);
        }
        prop_assert!(shared > 0);
    }

    #[test]
    fn pages_are_the_whole_answer_once_while_reports_join(
        all in prop::collection::vec(numbers(), 60..120),
        joining in prop::collection::vec(prop::collection::vec(numbers(), 0..6), 40),
        most in 1..9usize,
    ) {
        for query in queries() {
            let mut next = all.len();
            let mut file = file(&[]);
            file["reports"] = all.iter().enumerate().map(|(id, numbers)| report(id, numbers)).collect();
            let mut collection = parse(file.to_string().into_bytes()).expect("a collection");
            let mut index = Index::build(&collection);
            let whole: Vec<String> = ids(&collection, &index, &query).into_iter().map(str::to_owned).collect();
            let mut pages: Vec<String> = Vec::new();
            let mut hits = index.closest_hits(&collection, &query);
            let mut page = hits.slice(0..most);
            let mut joining = joining.iter();
            while let Some(last) = page.last() {
                let mark = Mark::from_bytes(&hits.mark(&collection, *last).to_bytes()).expect("a mark");
                pages.extend(page.iter().map(|at| collection.reports[*at as usize].id.to_string()));
                for numbers in joining.next().into_iter().flatten() {
                    apply(&mut file, &Edit::Insert(next * 7, numbers.clone()), &mut next);
                }
                let again = parse_again(file.to_string().into_bytes(), &collection).expect("a collection");
                index = Index::build_from(&again, IndexedCollection { collection: &collection, index: &index });
                collection = again;
                (hits, page) = index.beside(&collection, &query, Beside { mark: &mark, side: Side::After, most });
            }
            let once: HashSet<&String> = pages.iter().collect();
            prop_assert_eq!(once.len(), pages.len(), "{:?}", query);
            let was_there: HashSet<&String> = whole.iter().collect();
            let kept: Vec<&String> = pages.iter().filter(|id| was_there.contains(id)).collect();
            prop_assert_eq!(kept, whole.iter().collect::<Vec<_>>(), "{:?}", query);
        }
    }
}

#[test]
fn another_title_of_a_topic_or_language_makes_an_index_from_nothing() {
    let mut file = file(&[json!({ "topics": ["women"] })]);
    let earlier = parse(file.to_string().into_bytes()).expect("a collection");
    let index = Index::build(&earlier);
    let mut other = file.clone();
    other["language"] = json!("es");
    file["topics"][0]["title"] = json!("Girls");
    for file in [file, other] {
        let collection = parse_again(file.to_string().into_bytes(), &earlier).expect("a collection");
        assert!(
            Index::share(&collection, IndexedCollection { collection: &earlier, index: &index }, usize::MAX)
                .is_none()
        );
        let again = Index::build_from(&collection, IndexedCollection { collection: &earlier, index: &index });
        for query in [query(&[("q", "girls")]), query(&[("language", "es")])] {
            assert_eq!(
                seen(&collection, &again, &query),
                seen(&collection, &Index::build(&collection), &query)
            );
        }
    }
}

//! A query that a change does not concern finds the same reports as before, and none that changed.

use proptest::prelude::*;
use serde_json::json;

use super::edits::{Edit, apply, edit, numbers, queries, report};
use super::*;
use crate::collection::parse_again;
use crate::search::{ChangedReports, IndexedCollection};

/// Two versions of a file, and what is between them.
struct Change {
    before: Collection,
    after: Collection,
    index_before: Index,
    index: Index,
    changed: Option<ChangedReports>,
}

fn change(before: &Value, after: &Value) -> Change {
    let before = parse(before.to_string().into_bytes()).expect("a collection");
    let after = parse_again(after.to_string().into_bytes(), &before).expect("a collection");
    let (index_before, index) = (Index::build(&before), Index::build(&after));
    let earlier = IndexedCollection { collection: &before, index: &index_before };
    let later = IndexedCollection { collection: &after, index: &index };
    let changed = ChangedReports::between(earlier, later);
    Change { before, after, index_before, index, changed }
}

impl Change {
    fn may_concern(&self, query: &Query) -> bool {
        self.changed.as_ref().is_none_or(|changed| changed.may_concern(query, &self.index))
    }

    /// What a query finds, with all that is said of it.
    fn found(collection: &Collection, index: &Index, query: &Query) -> Vec<String> {
        let hits = index.hits(collection, query);
        let reports = hits.by_joining().iter().map(|at| &collection.reports[*at as usize]);
        reports.map(|report| format!("{report:?}")).collect()
    }

    fn is_same(&self, query: &Query) -> bool {
        Change::found(&self.before, &self.index_before, query)
            == Change::found(&self.after, &self.index, query)
    }
}

/// A collection of reports with these titles, and the same with others.
fn titles(before: &[&str], after: &[&str]) -> Change {
    let of = |titles: &[&str]| {
        file(&titles.iter().map(|title| json!({ "title": title, "topics": ["women"] })).collect::<Vec<_>>())
    };
    change(&of(before), &of(after))
}

#[test]
fn only_queries_with_the_words_of_a_changed_report_are_concerned() {
    let change = titles(
        &["Asylum at the border", "Work permits", "Crossing rivers", "Crossings"],
        &["Asylum at the border", "Work visas", "Crossing rivers", "Crossings"],
    );
    for concerned in
        ["work", "visas", "permits", "permitz", "visa", "wor", "work permits", "work OR border", "-asylum"]
    {
        assert!(change.may_concern(&query(&[("q", concerned)])), "{concerned}");
    }
    for not in
        ["asylum", "border", "crossing", "asylm", "bord", "\"the border\"", "asylum -work", "rivers women"]
    {
        let query = query(&[("q", not)]);
        assert!(!change.may_concern(&query), "{not}");
        assert!(change.is_same(&query), "{not}");
    }
    assert!(change.may_concern(&query(&[("topic", "women")])));
    assert!(!change.may_concern(&query(&[("topic", "work")])));
}

#[test]
fn a_word_that_is_new_to_the_collection_ends_the_search_for_typos_of_it() {
    let change = titles(&["Solar energy", "Rivers"], &["Solar energy", "Rivers of sollar"]);
    let query = query(&[("q", "sollar enrgy")]);
    assert!(!change.is_same(&query));
    assert!(change.may_concern(&query));
}

#[test]
fn a_word_that_left_the_collection_is_a_typo_of_others() {
    let change = titles(&["Solar energy", "Rivers of sollar"], &["Solar energy", "Rivers"]);
    let query = query(&[("q", "sollar enrgy")]);
    assert!(!change.is_same(&query));
    assert!(change.may_concern(&query));
}

#[test]
fn other_languages_concern_every_query() {
    let plain = file(&[json!({ "title": "Solar energy" }), json!({ "title": "Rivers" })]);
    let mut spanish = plain.clone();
    spanish["reports"][1]["language"] = json!("es");
    assert!(change(&plain, &spanish).changed.is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn what_a_change_does_not_concern_stays_as_it_was(
        all in prop::collection::vec(numbers(), 2..14),
        edits in prop::collection::vec(edit(), 1..3),
    ) {
        let mut next = all.len();
        let mut before = file(&[]);
        before["reports"] = all.iter().enumerate().map(|(id, numbers)| report(id, numbers)).collect();
        let mut after = before.clone();
        for edit in &edits {
            let is_kept = match edit {
                Edit::Topic => true,
                Edit::Remove(_) => after["reports"].as_array().is_some_and(|reports| reports.len() < 2),
                Edit::Insert(..) | Edit::Change(..) => false,
            };
            if !is_kept {
                apply(&mut after, edit, &mut next);
            }
        }
        let change = change(&before, &after);
        let typos = query(&[("q", "bordr titlle")]);
        for query in queries().into_iter().chain([typos]) {
            prop_assert!(change.may_concern(&query) || change.is_same(&query), "{:?}", query);
        }
    }
}

//! The filters of a search: a form that works without scripts, and a link to remove each filter in use.

use std::borrow::Cow;

use serde::Serialize;

use crate::address::{Address, Scope, View};
use crate::feed::{in_quotes, label, words_left_out};
use crate::query::{Facet, Filter, Query, SearchText, Sort};
use crate::search::Facets;
use crate::snapshot::{Named, Standing};
use crate::words;

use super::home::Choice;
use super::visit::Visit;

/// As many values of a facet as are looked through at once; the others are folded away.
const AT_ONCE: usize = 12;
/// The most values of a facet that a page lists, so that it stays light. A rarer value is found by searching for its
/// name.
const MOST_VALUES: usize = 500;

/// The choices that the filter form offers, and the parameters that it passes on.
#[derive(Serialize)]
pub(super) struct Filters {
    pub(super) groups: Vec<Group>,
    /// Hidden fields of the form: parameters that a choice does not change.
    pub(super) kept: Vec<(&'static str, String)>,
    /// How many filters are in use.
    pub(super) in_use: usize,
}

/// The offered values of one facet.
#[derive(Serialize)]
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) heading: String,
    pub(super) values: Vec<Value>,
    /// The values that are folded away.
    pub(super) folded: Vec<Value>,
    /// Whether one of them is chosen, so that they are shown.
    pub(super) is_open: bool,
    /// How many values the facet has beyond those that the page lists.
    pub(super) unlisted: usize,
}

#[derive(Serialize)]
pub(super) struct Value {
    pub(super) value: String,
    pub(super) label: String,
    /// How many reports would be found with this value.
    pub(super) count: u32,
    pub(super) is_chosen: bool,
}

/// A search term or filter in use, with the link that removes it.
#[derive(Serialize)]
pub(super) struct Chip<'p> {
    pub(super) label: Cow<'p, str>,
    pub(super) is_left_out: bool,
    pub(super) without: String,
}

impl Filters {
    pub(super) fn new(visit: &Visit<'_>, choice: &Choice<'_>, facets: &Facets) -> Filters {
        let query = choice.query;
        // Without a search, the page lists the topics as links.
        let has_topics = Scope::of(query.clone()) != Scope::Collection;
        let offered = Facet::ALL.into_iter().filter(|facet| *facet != Facet::Topic || has_topics);
        let groups = offered.filter_map(|facet| group(visit, query, (facet, facets)));
        let left_out = query.filters().iter().filter(|filter| filter.is_left_out);
        let mut kept: Vec<_> =
            left_out.map(|filter| (filter.facet.name(), format!("-{}", filter.value))).collect();
        kept.extend(
            query.parameters().filter(|(name, _)| *name == "sort").map(|(name, sort)| (name, sort.into())),
        );
        kept.extend((choice.view != View::List).then(|| ("view", choice.view.name().to_owned())));
        Filters { groups: groups.collect(), kept, in_use: query.filters().len() }
    }
}

/// The offered values of a facet; `None` if there is nothing to choose.
fn group(visit: &Visit<'_>, query: &Query, (facet, facets): (Facet, &Facets)) -> Option<Group> {
    let is_left_out = |value: &str| query.filters_of(facet).any(|one| one.is_left_out && one.value == value);
    let is_wanted = |value: &str| query.filters_of(facet).any(|one| !one.is_left_out && one.value == value);
    let offered = |value: &str| is_shown(visit, facet, value) && !is_left_out(value);
    let counted = facets.values(facet).iter().filter(|(value, _)| offered(value));
    let mut values: Vec<Value> =
        counted.map(|(value, count)| self::value(visit, facet, value, *count, is_wanted(value))).collect();
    if facet == Facet::Year {
        values.sort_by(|a, b| b.value.cmp(&a.value));
    }
    let mut rank = 0;
    let all = values.len();
    values.retain(|value| {
        rank += 1;
        rank <= MOST_VALUES || value.is_chosen
    });
    let unlisted = all - values.len();
    // A chosen value that finds nothing must still be listed, so that it can be removed.
    for filter in query.filters_of(facet).filter(|filter| !filter.is_left_out) {
        if !values.iter().any(|value| value.value == filter.value.as_str()) {
            values.push(value(visit, facet, &filter.value, 0, true));
        }
    }
    let folded = values.split_off(values.len().min(AT_ONCE));
    (!values.is_empty()).then(|| Group {
        name: facet.name(),
        heading: visit.words().say(facet.name()),
        values,
        is_open: folded.iter().any(|value| value.is_chosen),
        folded,
        unlisted,
    })
}

/// Closed topics are not offered.
fn is_shown(visit: &Visit<'_>, facet: Facet, value: &str) -> bool {
    let topic = visit.snapshot.named(value).filter(|_| facet == Facet::Topic).map(Named::topic);
    topic.is_none_or(|topic| visit.snapshot.standing(topic, visit.now) != Standing::Closed)
}

fn value(visit: &Visit<'_>, facet: Facet, value: &str, count: u32, is_chosen: bool) -> Value {
    let label = label(visit.snapshot, facet, value, visit.words()).into_owned();
    Value { value: value.to_owned(), label, count, is_chosen }
}

/// The address of the reports that have each of these values; `None` if there are no searches here, or if an address
/// cannot name one of the values, because it is too long, or begins with the hyphen that leaves values out.
pub(super) fn reports_with(visit: &Visit<'_>, values: &[(Facet, &str)]) -> Option<String> {
    let parameters: Vec<_> =
        values.iter().map(|(facet, value)| (facet.name().into(), Cow::Borrowed(*value))).collect();
    let query = Query::read(&parameters).ok()?;
    let is_asked = |(facet, value): &(Facet, &str)| {
        query.filters_of(*facet).any(|filter| !filter.is_left_out && filter.value == *value)
    };
    if !values.iter().all(is_asked) {
        return None;
    }
    visit.target_if_any(&Address::search(query))
}

/// The address that a form for searches is sent to; `None` if there are no searches here.
pub(super) fn search_form(visit: &Visit<'_>) -> Option<String> {
    // Any search, without its query.
    let target = visit.target_if_any(&Address::search(Query::default().sorted(Sort::Oldest)))?;
    Some(target.split('?').next().unwrap_or_default().to_owned())
}

/// The search terms in words: `“asylum or detention”, not “ban”`.
fn words_label(visit: &Visit<'_>, text: &SearchText) -> String {
    let words = visit.words();
    let left_out = words_left_out(text);
    let left_out = left_out.iter().map(|value| words.tell("not", &[("value", words::Value::Text(value))]));
    in_quotes(text, words).into_iter().chain(left_out).collect::<Vec<_>>().join(", ")
}

/// The search terms and filters in use; the search terms come first.
pub(super) fn chips<'p>(
    visit: &Visit<'p>,
    query: &'p Query,
    target: impl Fn(Query) -> String,
) -> Vec<Chip<'p>> {
    let words = query.words().map(|words| Chip {
        label: words_label(visit, words).into(),
        is_left_out: false,
        without: target(query.clone().without_words()),
    });
    let chip = |filter: &'p Filter| Chip {
        label: label(visit.snapshot, filter.facet, &filter.value, visit.words()),
        is_left_out: filter.is_left_out,
        without: target(query.clone().without(filter)),
    };
    words.into_iter().chain(query.filters().iter().map(chip)).collect()
}

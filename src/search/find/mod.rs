//! Answers queries from an index.
//!
//! `word_query` turns the words of a query into words to look up, `matches` looks them up in a segment and
//! `weigh` scores them, `facets` counts values, and `hits` puts what was found in order. `answer` does all of
//! this for one query. `unindexed` answers what can be answered before there is an index. `changed` tells
//! which queries a change does not concern.

pub(in crate::search) mod answer;
pub(in crate::search) mod changed;
pub(in crate::search) mod facets;
pub(in crate::search) mod highlights;
pub(in crate::search) mod hits;
pub(in crate::search) mod lists;
pub(in crate::search) mod mark;
pub(in crate::search) mod matches;
pub(in crate::search) mod suggest;
pub(in crate::search) mod unindexed;
pub(in crate::search) mod weigh;
pub(in crate::search) mod word_query;

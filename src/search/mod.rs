//! Which reports a query finds, in which order, and how many more each filter would find.
//!
//! An [`Index`] is made of a collection and answers for it alone. [`Hits`] are what one query finds:
//! positions in the collection, from which pages, feeds and the API take the part that they show.
//! Knows nothing of addresses, formats or clocks.
//!
//! The way of a report: `token` finds its words, `fold` and `stem` bring them to the form in which they are
//! compared, `words` puts them together, `segment` writes them with tantivy, and `rows` keeps its `values`
//! beside them; a `part` is all that of some reports. The way of a query: `wanted` is what its words come
//! to, `find` looks that up in a segment and has it weighed (`weigh`), `facets` counts, `hits` puts in order.
//!
//! What is related to a report is no search: `terms` compares words without an index.
//!
//! What a query finds depends on the collection alone: an index that shares its parts with an earlier one
//! (`again`) answers as one that was made from nothing.

mod again;
mod answer;
mod blocks;
mod document;
mod facets;
mod fields;
mod find;
mod fold;
mod highlights;
mod hits;
mod index;
mod lists;
mod mark;
mod part;
mod people;
mod rows;
mod segment;
mod stem;
mod suggest;
mod terms;
mod titles;
mod token;
mod unindexed;
mod values;
mod wanted;
mod weigh;
mod words;
mod write_part;
mod write_segment;

pub use facets::{Facets, Values};
pub use highlights::{Piece, pieces};
pub use hits::{Hits, Side};
pub use index::Index;
pub use mark::Mark;
pub use suggest::Suggestion;
pub(crate) use terms::Terms;

#[cfg(test)]
pub(crate) mod tests;

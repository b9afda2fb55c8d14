//! Finds the reports that match a query, puts them in order, and counts how many more each filter would find.
//!
//! An [`Index`] is made from one collection and answers queries about that collection only. [`Hits`] is the
//! result of one query: positions in the collection. Pages, feeds and the API show a part of it. This folder
//! knows nothing of addresses, formats or clocks.
//!
//! - `text` splits a text into words and brings each word to the form in which words are compared.
//! - `index` holds what was written: the lists of documents, the values of facets, the order of titles.
//! - `write` makes an index from a collection, or from an earlier index and what has changed since.
//! - `find` reads a query, looks it up in an index, weighs, counts and orders what it finds.
//! - `terms` compares the words of two reports without an index, to find related reports.
//!
//! Each uses only those above it. What a query finds depends on the collection alone: an index that shares
//! parts with an earlier one gives the same answers as one that was made from nothing.

mod find;
mod index;
mod terms;
mod text;
mod write;

pub use find::changed::ChangedReports;
pub use find::facets::{Facets, ValueCounts};
pub use find::highlights::{Highlighter, Piece, pieces};
pub use find::hits::{Beside, Hits, Matching, Side};
pub use find::mark::Mark;
pub use find::suggest::Completion;
pub use index::{Index, IndexedCollection};
pub(crate) use terms::Terms;

#[cfg(test)]
pub(crate) mod tests;

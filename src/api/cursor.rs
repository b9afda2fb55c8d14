//! Cursors: sealed tokens for the place where one part of a list ends and the next begins.
//!
//! A cursor contains a direction and the mark of a report, and is valid only for the query that it was made for.
//! It names a place between reports, not a number, so it stays valid while reports are added.

use crate::collection::About;
use crate::query::Query;
use crate::seal::{Seal, SealKey};
use crate::search::Side;

/// Makes and reads the cursors of one query to one collection.
pub(super) struct Cursors(Seal);

impl Cursors {
    pub(super) fn new(key: Option<&SealKey>, about: &About, query: &Query) -> Cursors {
        let parameters = query.parameters().flat_map(|(name, value)| [name.to_owned(), value.into_owned()]);
        Cursors(Seal::new(key, about, "cursor", parameters))
    }

    /// The cursor for the reports after or before a mark.
    pub(super) fn write(&self, side: Side, mark: &[u8]) -> String {
        let side = match side {
            Side::After => b'n',
            Side::Before => b'p',
        };
        self.0.seal(&[&[side], mark].concat())
    }

    /// The direction and the mark in a cursor; `None` if it was not made for this query to this collection.
    pub(super) fn read(&self, cursor: &str) -> Option<(Side, Vec<u8>)> {
        let mut content = self.0.open(cursor)?;
        let side = match content.first()? {
            b'n' => Side::After,
            b'p' => Side::Before,
            _ => return None,
        };
        Some((side, content.split_off(1)))
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::collection;

    fn query(pairs: &[(&'static str, &'static str)]) -> Query {
        let pairs: Vec<_> =
            pairs.iter().map(|(key, value)| (Cow::Borrowed(*key), Cow::Borrowed(*value))).collect();
        Query::read(&pairs).expect("a query")
    }

    #[test]
    fn a_cursor_is_good_for_its_query_and_order_alone() {
        let file = br#"{"id": "rivers", "authority": "example.org,2023", "title": "T", "reports": []}"#;
        let rivers = collection::parse(file.to_vec()).expect("a good collection");
        let asylum = query(&[("q", "asylum"), ("topic", "women")]);
        let cursors = |query: &Query| Cursors::new(None, &rivers.about, query);
        for side in [Side::After, Side::Before] {
            let cursor = cursors(&asylum).write(side, b"mark");
            assert_eq!(cursors(&asylum).read(&cursor), Some((side, b"mark".to_vec())));
            let others = [query(&[("q", "asylum women")]), asylum.clone().sorted(crate::query::Sort::Title)];
            assert!(others.iter().all(|other| cursors(other).read(&cursor).is_none()));
        }
    }
}

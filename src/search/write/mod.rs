//! Makes an index: finds the words of reports (`words`), hands them to tantivy (`document`, `segment`), puts
//! what belongs to some reports together (`part`), and makes an index of parts (`build`).

pub(in crate::search) mod build;
pub(in crate::search) mod document;
pub(in crate::search) mod part;
pub(in crate::search) mod segment;
pub(in crate::search) mod words;

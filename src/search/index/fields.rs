//! The fields of a report in which words are looked up.

use tantivy::schema::Field;

/// What parts words that were found in a text; no word has one.
pub(in crate::search) const BETWEEN: char = ' ';

/// A field of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(in crate::search) enum SearchField {
    Title,
    /// Authors and publishers.
    People,
    Abstract,
    Keywords,
    Places,
    /// Titles of topics.
    Topics,
    /// Every word of all these, as it stands and as a stem.
    Anywhere,
    /// The stems of the title.
    TitleStems,
}

impl SearchField {
    /// Those that have words as they stand, in their order. Written apart from the others, side by side.
    pub(in crate::search) const EXACT: [SearchField; 6] = [
        SearchField::Title,
        SearchField::People,
        SearchField::Abstract,
        SearchField::Keywords,
        SearchField::Places,
        SearchField::Topics,
    ];
    /// The others.
    pub(in crate::search) const ANYWHERE: [SearchField; 2] = [SearchField::Anywhere, SearchField::TitleStems];

    pub(in crate::search) fn field(self) -> Field {
        let first = if self.is_exact() { SearchField::Title } else { SearchField::Anywhere };
        Field::from_field_id(self as u32 - first as u32)
    }

    pub(in crate::search) fn is_exact(self) -> bool {
        (self as u32) < SearchField::Anywhere as u32
    }
}

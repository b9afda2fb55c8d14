//! The fields of a report in which words are looked up.

use tantivy::schema::Field;

/// What parts words that were found in a text; no word has one.
pub(in crate::search) const BETWEEN: char = ' ';

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(in crate::search) enum In {
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

impl In {
    /// Those that have words as they stand, in their order. Written apart from the others, side by side.
    pub(in crate::search) const EXACT: [In; 6] =
        [In::Title, In::People, In::Abstract, In::Keywords, In::Places, In::Topics];
    /// The others.
    pub(in crate::search) const ANYWHERE: [In; 2] = [In::Anywhere, In::TitleStems];

    pub(in crate::search) fn field(self) -> Field {
        let first = if self.is_exact() { In::Title } else { In::Anywhere };
        Field::from_field_id(self as u32 - first as u32)
    }

    pub(in crate::search) fn is_exact(self) -> bool {
        (self as u32) < In::Anywhere as u32
    }
}

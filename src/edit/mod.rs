//! The one safe writer of the collection file.
//!
//! A change is made in the text of the file. Everything that it does not touch stays byte for byte. `spans` finds where
//! values stand, `layout` learns how the file is laid out, and `items` inserts and removes. They write into a `draft`,
//! which `diff` shows. `changes` adds and updates reports; each other kind of change has a file of its own. `file` puts
//! the changed text in the place of the file. The current time is passed in.

mod canonical;
mod changes;
mod diff;
mod draft;
mod file;
mod find;
mod head;
mod items;
mod layout;
mod order;
mod outline;
mod rename;
mod slug;
mod spans;
mod stamp;
mod withdraw;

pub use canonical::canonical;
pub(crate) use changes::object;
pub use changes::{NewMember, Update, add_and_update, draft_of, draft_with, members_of};
pub(crate) use diff::LONGEST_LINE;
pub use diff::unified_diff;
pub use draft::Draft;
pub use file::{FileError, FileForEdit};
pub use find::{find, find_member, path_to};
pub use head::{add_topic, update_head, update_topic};
pub(crate) use order::{REPORT as REPORT_ORDER, TOPIC as TOPIC_ORDER};
pub use rename::rename_topic;
pub use slug::{ids, slug};
pub use stamp::{Stamps, dated, stamps};
pub use withdraw::{Left, withdraw};

use spans::Malformed;

/// Why a change cannot be made in a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is not JSON, or its values have other shapes than those of a collection file.
    #[error("the file is not a collection file in valid JSON")]
    NotACollection,
    /// There is no report with this id.
    #[error("there is no report `{id}`{}", did_you_mean(.near))]
    UnknownReport {
        /// The id.
        id: String,
        /// A report with a similar id.
        near: Option<String>,
    },
    /// Two updates of one report were given.
    #[error("the report `{id}` is changed twice at once")]
    UpdatedTwice {
        /// The id of the report.
        id: String,
    },
    /// There is no topic with this id.
    #[error("there is no topic `{id}`{}", did_you_mean(.near))]
    UnknownTopic {
        /// The id.
        id: String,
        /// A topic with a similar id.
        near: Option<String>,
    },
    /// The new id of a topic belongs to another topic.
    #[error("`{id}` is already the id or an alias of the topic `{topic}`")]
    TopicExists {
        /// The new id.
        id: String,
        /// The topic that has it.
        topic: String,
    },
    /// The report is withdrawn already.
    #[error("the report `{id}` is already withdrawn")]
    AlreadyWithdrawn {
        /// The id of the report.
        id: String,
    },
}

impl From<Malformed> for EditError {
    fn from(Malformed: Malformed) -> EditError {
        EditError::NotACollection
    }
}

fn did_you_mean(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests;

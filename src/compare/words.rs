//! The text of each warning: a name for software, what is wrong, and what to write.

use crate::collection::{Instant, Severity, Warning, WarningSubject, Words};

/// Something that subscribers would miss. A feed is named by its topic; `None` is the collection's feed.
pub(super) enum Concern {
    Behind { feed: Option<String>, write: Instant },
    IntoArchive { feed: Option<String>, number: u32, write: Instant },
    FiledIntoArchive { topic: String, number: u32 },
    NotUpdated { write: Instant },
    ChangedInArchive { feed: Option<String>, number: u32 },
    OtherId { before: String, after: String },
    Scheduled { at: Instant },
    UpdatedAhead { at: Instant },
    WithdrawnAhead { at: Instant },
    Removed,
    Restored { when: Instant, write: Instant },
    WithdrawnBeforeUpdate { write: Instant },
    WithdrawnIntoArchive { feed: Option<String>, number: u32, write: Instant },
    WithdrawnId { id: String },
    WithdrawnTopics { topics: Vec<String> },
    FeedGoesBack { feed: Option<String>, from: Instant, to: Instant, write: Instant },
    ArchivesChanged { feed: Option<String>, first: u32, last: u32 },
    AllArchivesChanged,
}

impl Concern {
    pub(super) fn of_report(self, id: &str) -> Warning {
        let field = match self {
            Concern::Behind { .. } | Concern::IntoArchive { .. } | Concern::Scheduled { .. } => "added",
            Concern::NotUpdated { .. } | Concern::Restored { .. } | Concern::UpdatedAhead { .. } => "updated",
            Concern::FiledIntoArchive { .. } => "topics",
            Concern::OtherId { .. } => "guid",
            _ => "id",
        };
        self.of(WarningSubject::Report(id.to_owned()), field)
    }

    pub(super) fn of_withdrawal(self, id: &str) -> Warning {
        let field = match self {
            Concern::WithdrawnId { .. } => "guid",
            Concern::WithdrawnTopics { .. } => "topics",
            _ => "when",
        };
        self.of(WarningSubject::Withdrawal(id.to_owned()), field)
    }

    pub(super) fn of(self, subject: WarningSubject, field: &'static str) -> Warning {
        let severity = match self {
            Concern::ChangedInArchive { .. }
            | Concern::ArchivesChanged { .. }
            | Concern::AllArchivesChanged => Severity::Note,
            _ => Severity::Warning,
        };
        Warning { subject, field, severity, words: self.words() }
    }

    fn words(self) -> Words {
        let words = |code, message: String, help: String| Words { code, message, help };
        match self {
            Concern::Behind { feed, write } => words(
                "behind",
                format!("this new report stands behind older ones in {}", the_feed(&feed)),
                format!("some readers look only at the top: write `\"added\": \"{write}\"`"),
            ),
            Concern::IntoArchive { feed, number, write } => words(
                "into-archive",
                format!("this new report goes into archive {number} of {}, where followers do not see it", the_feed(&feed)),
                format!("write `\"added\": \"{write}\"`, the time at which it joins"),
            ),
            Concern::FiledIntoArchive { topic, number } => words(
                "filed-into-archive",
                format!("filed under `{topic}`, this report goes into archive {number} of that feed, where followers do not see it"),
                "a new `added` shows it to them, and again to everybody else".into(),
            ),
            Concern::NotUpdated { write } => words(
                "not-updated",
                "this report changed, and `updated` did not".into(),
                format!("if the change matters to readers, write `\"updated\": \"{write}\"`"),
            ),
            Concern::ChangedInArchive { feed, number } => words(
                "changed-in-archive",
                format!(
                    "this change is in archive {number} of {}, where followers do not look",
                    the_feed(&feed)
                ),
                "a new `added` shows the report to them as new".into(),
            ),
            Concern::OtherId { before, after } => words(
                "other-id",
                format!("followers know this report as `{before}`, and now it is `{after}`"),
                "they will see it twice: take back the change of `guid`, `authority` or the collection's `id`".into(),
            ),
            Concern::Scheduled { at } => words(
                "scheduled",
                format!("this report is dated ahead, and is held back until {at}"),
                "if that is not meant, correct `added` (or `published`, where `added` is missing)".into(),
            ),
            Concern::UpdatedAhead { at } => words(
                "updated-ahead",
                format!("`updated` is ahead of the clock: {at}"),
                "write the time of the last change".into(),
            ),
            Concern::WithdrawnAhead { at } => words(
                "withdrawn-ahead",
                format!("`when` is ahead of the clock ({at}), but the report is withdrawn at once"),
                "write the time at which it left".into(),
            ),
            Concern::Removed => words(
                "removed",
                "a report is no longer there and not in `withdrawn`: its page is now 404, and followers are not told".into(),
                "add it to `withdrawn`, or restore it".into(),
            ),
            Concern::Restored { when, write } => words(
                "restored",
                format!("this report was withdrawn on {when}, and `updated` is not later"),
                format!("readers believe that it is gone: write `\"added\": \"{write}\"`"),
            ),
            Concern::WithdrawnBeforeUpdate { write } => words(
                "withdrawn-before-update",
                "`when` is not later than the report's last change, so readers keep the report (RFC 6721)".into(),
                format!("write `\"when\": \"{write}\"`"),
            ),
            Concern::WithdrawnIntoArchive { feed, number, write } => words(
                "withdrawn-into-archive",
                format!("this withdrawal goes into archive {number} of {}, where followers do not see it", the_feed(&feed)),
                format!("write `\"when\": \"{write}\"`"),
            ),
            Concern::WithdrawnId { id } => words(
                "withdrawn-id",
                format!("followers know the withdrawn report as `{id}`"),
                format!("write `\"guid\": \"{id}\"`"),
            ),
            Concern::WithdrawnTopics { topics } => words(
                "withdrawn-topics",
                format!("followers of {} are not told of this withdrawal", topics.join(", ")),
                "add these topics to `topics`".into(),
            ),
            Concern::FeedGoesBack { feed, from, to, write } => words(
                "feed-goes-back",
                format!("the date of {} goes back from {from} to {to}", the_feed(&feed)),
                format!("give what changed the time of the change: at least `{write}` in its `when` or `updated`"),
            ),
            Concern::ArchivesChanged { feed, first, last } => words(
                "archives-changed",
                match first == last {
                    true => format!("archive {first} of {} changed", the_feed(&feed)),
                    false => format!("archives {first} to {last} of {} changed", the_feed(&feed)),
                },
                "readers that keep archives do not ask for them again".into(),
            ),
            Concern::AllArchivesChanged => words(
                "all-archives-changed",
                "what every feed says of the collection or of a topic changed, and so did all archives".into(),
                "readers that keep archives do not ask for them again".into(),
            ),
        }
    }
}

fn the_feed(topic: &Option<String>) -> String {
    match topic {
        Some(topic) => format!("the feed of topic `{topic}`"),
        None => "the collection's feed".into(),
    }
}

//! The text of each warning: a name for software, what is wrong, and what to write.

use crate::collection::{Explanation, Instant, Severity, Warning, WarningSubject};

/// Something that subscribers would miss. A feed is named by its topic; `None` is the collection's feed.
pub(super) enum Concern {
    // — ids and topics —
    OtherIds { before: String, after: String },
    OtherId { id: String },
    TopicRemoved { topic: String },
    TopicClosed { topic: String, write: Instant },
    // — reports —
    Behind { feed: Option<String>, write: Instant },
    IntoArchive { feed: Option<String>, number: u32, write: Instant },
    BeyondBounds { reports: usize },
    FiledIntoArchive { topic: String, number: u32, write: Instant },
    NotUpdated { write: Instant },
    ChangedInArchive { feed: Option<String>, number: u32 },
    Scheduled { at: Instant, was_public: bool },
    UpdatedAhead { at: Instant },
    Removed,
    Restored { when: Instant, write: Instant },
    // — withdrawals —
    WithdrawnAhead { at: Instant },
    WithdrawnBeforeUpdate { write: Instant },
    WithdrawnIntoArchive { feed: Option<String>, number: u32, write: Instant },
    WithdrawnId { id: String },
    WithdrawnTopics { topics: Vec<String> },
    Forgotten,
    // — documents —
    FeedGoesBack { feed: Option<String>, from: Instant, to: Instant, write: Instant },
    ArchivesChanged { feed: Option<String>, first: u32, last: u32 },
    ArchivesGone { feed: Option<String>, first: u32, last: u32 },
    AllArchivesChanged,
}

impl Concern {
    pub(super) fn of_report(self, id: &str) -> Warning {
        let field = match self {
            Concern::Behind { .. }
            | Concern::IntoArchive { .. }
            | Concern::Scheduled { .. }
            | Concern::Restored { .. } => "added",
            Concern::NotUpdated { .. } | Concern::UpdatedAhead { .. } => "updated",
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
            | Concern::ArchivesGone { .. }
            | Concern::AllArchivesChanged => Severity::Note,
            _ => Severity::Warning,
        };
        Warning { subject, field, severity, words: self.words() }
    }

    fn words(self) -> Explanation {
        let words = |code, message: String, help: String| Explanation { code, message, help };
        match self {
            Concern::OtherIds { before, after } => words(
                "other-ids",
                format!("the ids of all reports change from `{before}…` to `{after}…`"),
                "readers will show every report again: change `authority` and the collection's `id` back".into(),
            ),
            Concern::OtherId { id } => words(
                "other-id",
                format!("the id of this report changes; followers know it as `{id}`"),
                "readers will show the report again: change `guid` back".into(),
            ),
            Concern::TopicRemoved { topic } => words(
                "topic-removed",
                format!("the topic `{topic}` is removed; its feed is now 404, and its followers are not told"),
                format!("keep it and give it a `retired` date, or add `{topic}` to the `aliases` of another topic"),
            ),
            Concern::TopicClosed { topic, write } => words(
                "topic-closed",
                format!("the topic `{topic}` closes at once; its followers do not see the notice of 90 days"),
                format!("write `\"retired\": \"{}\"`", day(write)),
            ),
            Concern::Behind { feed, write } => words(
                "behind",
                format!("this new report is dated before reports that followers of {} already know", the_feed(&feed)),
                format!("some readers look only at the top of a feed: {}", write_added(write)),
            ),
            Concern::IntoArchive { feed, number, write } => words(
                "into-archive",
                format!(
                    "the date puts this new report into archive {number} of {}; readers do not look there for news",
                    the_feed(&feed)
                ),
                write_added(write),
            ),
            Concern::BeyondBounds { reports } => words(
                "beyond-bounds",
                format!("{reports} new reports do not fit into the live feed; only readers of archives will see them"),
                "raise the settings `feed.live_entries` or `feed.live_bytes`, or add fewer reports at once".into(),
            ),
            Concern::FiledIntoArchive { topic, number, write } => words(
                "filed-into-archive",
                format!("this report joins the topic `{topic}`, but in archive {number} of its feed"),
                format!("to show it to followers of the topic, write `\"updated\": \"{write}\"`"),
            ),
            Concern::NotUpdated { write } => words(
                "not-updated",
                "this report changed, but its `updated` date did not".into(),
                format!(
                    "if readers should notice the change, write `\"updated\": \"{write}\"`, or run `feedgate stamp --updated`"
                ),
            ),
            Concern::ChangedInArchive { feed, number } => words(
                "changed-in-archive",
                format!("the change is only in archive {number} of {}", the_feed(&feed)),
                "a new `updated` date shows the report in the live feed for some weeks".into(),
            ),
            Concern::Scheduled { at, was_public: true } => words(
                "scheduled",
                format!("this report was public; now it is hidden until {at}, and its page is 404"),
                "correct `added`, or withdraw the report".into(),
            ),
            Concern::Scheduled { at, was_public: false } => words(
                "scheduled",
                format!("this report has a date in the future and is hidden until {at}"),
                "if you did not want this, correct `added` (or `published`, if there is no `added`)".into(),
            ),
            Concern::UpdatedAhead { at } => words(
                "updated-ahead",
                format!("`updated` is in the future ({at}); other recent changes disappear from the live feed"),
                "write the time of the last change".into(),
            ),
            Concern::Removed => words(
                "removed",
                "a report is no longer there and not in `withdrawn`: its page is now 404, and followers are not told"
                    .into(),
                "add it to `withdrawn`, or restore it".into(),
            ),
            Concern::Restored { when, write } => words(
                "restored",
                format!("this report was withdrawn on {when} and has no later date; readers keep it deleted"),
                format!("write `\"added\": \"{write}\"`, and a later `updated` if there is one"),
            ),
            Concern::WithdrawnAhead { at } => words(
                "withdrawn-ahead",
                format!("`when` is in the future ({at}); other recent reports disappear from the live feed"),
                "write the time at which the report left; it is withdrawn at once in any case".into(),
            ),
            Concern::WithdrawnBeforeUpdate { write } => words(
                "withdrawn-before-update",
                "`when` is not later than the last change of the report, so readers keep the report (RFC 6721)"
                    .into(),
                format!("write `\"when\": \"{write}\"`"),
            ),
            Concern::WithdrawnIntoArchive { feed, number, write } => words(
                "withdrawn-into-archive",
                format!(
                    "the date puts this withdrawal into archive {number} of {}; readers do not look there for news",
                    the_feed(&feed)
                ),
                format!("write `\"when\": \"{write}\"`"),
            ),
            Concern::WithdrawnId { id } => words(
                "withdrawn-id",
                format!("followers know the withdrawn report by another id: `{id}`"),
                format!("write `\"guid\": \"{id}\"`"),
            ),
            Concern::WithdrawnTopics { topics } => words(
                "withdrawn-topics",
                format!("followers of these topics are not told of the withdrawal: {}", topics.join(", ")),
                "add the topics to `topics`, or leave `topics` out to tell followers of every feed".into(),
            ),
            Concern::Forgotten => words(
                "forgotten",
                "a withdrawal was removed: the address of its report is now 404 instead of 410".into(),
                "restore the item in `withdrawn`".into(),
            ),
            Concern::FeedGoesBack { feed, from, to, write } => words(
                "feed-goes-back",
                format!("the `updated` date of {} moves back from {from} to {to}", the_feed(&feed)),
                format!("readers may think that nothing changed: give your change the date `{write}`, as `when` or `updated`"),
            ),
            Concern::ArchivesChanged { feed, first, last } => words(
                "archives-changed",
                format!("{} of {} changed", the_archives(first, last), the_feed(&feed)),
                "nothing to do; readers that already have an archive keep the old one".into(),
            ),
            Concern::ArchivesGone { feed, first, last } => words(
                "archives-gone",
                format!("{} of {} no longer exists; the live feed holds its reports", the_archives(first, last), the_feed(&feed)),
                "nothing to do; it comes back when its reports are older".into(),
            ),
            Concern::AllArchivesChanged => words(
                "all-archives-changed",
                "all archives changed, because they repeat what changed in the collection or in a topic".into(),
                "nothing to do; readers that already have an archive keep the old one".into(),
            ),
        }
    }
}

fn write_added(write: Instant) -> String {
    format!(
        "write `\"added\": \"{write}\"`; `feedgate stamp` writes it into new reports that have no `added`"
    )
}

fn the_feed(topic: &Option<String>) -> String {
    match topic {
        Some(topic) => format!("the feed of topic `{topic}`"),
        None => "the collection's feed".into(),
    }
}

fn the_archives(first: u32, last: u32) -> String {
    match first == last {
        true => format!("archive {first}"),
        false => format!("archives {first} to {last}"),
    }
}

fn day(time: Instant) -> String {
    time.day().to_string()
}

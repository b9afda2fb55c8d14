//! A notice as mail: which reports were suggested and how to review them, in the language of the collection.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value as Json;
use tokio::sync::watch;

use crate::collection::About;
use crate::outgoing::{self, Mail, MailAddress, MailError, MailServer, Mailer};
use crate::snapshot::Snapshot;
use crate::words::{Locale, Value};

use super::known::hash;
use super::suggestion::{Notice, Suggestion};

/// More reports are only counted. A longer mail is hardly read.
const MOST_REPORTS: usize = 50;
/// More of an address or a title is not shown.
const MOST_CHARACTERS: usize = 500;
/// More of a title is not in the subject.
const MOST_IN_SUBJECT: usize = 120;

/// Who is told by mail, and through which server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct MailOptions {
    pub to: Vec<MailAddress>,
    pub from: MailAddress,
    pub server: MailServer,
}

/// Sends notices to one address.
#[derive(Clone, Debug)]
pub(super) struct MailSender {
    mailer: Mailer,
    from: MailAddress,
    to: MailAddress,
    desk_url: Option<String>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl MailSender {
    pub(super) fn new(
        options: &MailOptions,
        (to, desk_url): (MailAddress, Option<String>),
        outgoing: outgoing::Options,
        snapshots: watch::Receiver<Arc<Snapshot>>,
    ) -> MailSender {
        let mailer = Mailer::new(options.server.clone(), outgoing);
        MailSender { mailer, from: options.from.clone(), to, desk_url, snapshots }
    }

    /// What a server says, without the address of the curator, which is not logged.
    pub(super) fn without_address(&self, text: &str) -> String {
        text.replace(self.to.address(), "the address")
    }

    /// Sends a notice.
    ///
    /// # Errors
    /// The mail server did not take it.
    pub(super) async fn send(&self, notice: Notice<'_>) -> Result<(), MailError> {
        let snapshot = self.snapshots.borrow().clone();
        let about = &snapshot.collection().about;
        let written = Duration::from_secs(u64::try_from(notice.now).unwrap_or(0));
        let mail = Mail {
            from: self.from.clone(),
            to: self.to.clone(),
            subject: subject(about, notice.suggestions),
            text: text(about, notice.suggestions, self.desk_url.as_deref()),
            id: id(about, notice.sending, notice.suggestions),
            at: SystemTime::UNIX_EPOCH + written,
        };
        self.mailer.send(&mail).await
    }
}

/// The same for the same sending, however often it is sent. The time makes it another one if a database begins anew.
fn id(about: &About, sending: i64, suggestions: &[Suggestion]) -> String {
    let received = suggestions.first().map_or(0, |one| one.received_at);
    let sent = hash(&[&about.tag_prefix(), &sending.to_string(), &received.to_string()]);
    format!("suggestions-{sending}-{sent}")
}

fn subject(about: &About, suggestions: &[Suggestion]) -> String {
    let words = Locale::of_collection(&about.language).words();
    let title = suggestions.first().map(Suggestion::title).unwrap_or_default();
    let title = shortened(title, MOST_IN_SUBJECT);
    let values = [
        ("count", Value::Number(suggestions.len() as u64)),
        ("title", Value::Text(&title)),
        ("collection", Value::Text(&about.title)),
    ];
    words.tell("mail-subject", &values)
}

fn text(about: &About, suggestions: &[Suggestion], desk_url: Option<&str>) -> String {
    let words = Locale::of_collection(&about.language).words();
    let of_all =
        [("count", Value::Number(suggestions.len() as u64)), ("collection", Value::Text(&about.title))];
    let mut paragraphs = vec![words.tell("mail-what", &of_all)];
    paragraphs.extend(suggestions.iter().take(MOST_REPORTS).map(|one| {
        let field = |name: &str| one.fields.get(name).and_then(Json::as_str);
        let address = field("url").map(str::to_owned);
        let address = address.or_else(|| field("doi").map(|doi| format!("https://doi.org/{doi}")));
        let title = in_one_line(&shortened(one.title(), MOST_CHARACTERS));
        let address = in_one_line(&shortened(&address.unwrap_or_default(), MOST_CHARACTERS));
        let number = one.id;
        format!("#{number} {title}\n{address}\n{}", at_desk(desk_url, number))
    }));
    let others = suggestions.len().saturating_sub(MOST_REPORTS);
    if others > 0 {
        paragraphs.push(words.tell("mail-more", &[("count", Value::Number(others as u64))]));
    }
    paragraphs.push(words.say(if desk_url.is_some() { "mail-review-link" } else { "mail-review" }));
    paragraphs.push(words.say("mail-why"));
    paragraphs.join("\n\n") + "\n"
}

/// Where a curator reviews a suggestion; only the path, if nobody said where the desk is.
pub(super) fn at_desk(desk_url: Option<&str>, number: i64) -> String {
    format!("{}/inbox/{number}", desk_url.unwrap_or("/desk"))
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A text of a stranger in one line.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

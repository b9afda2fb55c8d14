//! Tells the operator about new suggestions, in each way that the settings name: a webhook, and mail to some addresses.
//!
//! A notice is a row of a queue, written with the suggestions themselves, one for each way. So it is sent at least once,
//! although the gateway may end at any moment, and a way that fails repeats no other. A notice says which reports were
//! suggested, and nothing about the sender.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::outgoing;
use crate::snapshot::Snapshot;
use crate::store::queue::Backoff;

use super::mail::MailSender;
use super::options::Options;
use super::suggestion::Notice;
use super::webhook::WebhookSender;

/// A program or a mail server that is being replaced is back within a weekend.
const AGAIN: Backoff = Backoff {
    first: Duration::from_secs(10),
    growth: 3,
    longest: Duration::from_secs(60 * 60),
    give_up: Duration::from_secs(72 * 60 * 60),
};

/// A way in which the operator is told.
#[derive(Debug)]
pub(super) struct Way {
    /// As in the table of notices.
    pub(super) name: String,
    pub(super) sender: NoticeSender,
    /// Something is to be told.
    pub(super) news: Notify,
}

/// Sends notices.
#[derive(Clone, Debug)]
pub(super) enum NoticeSender {
    Webhook(Box<WebhookSender>),
    Mail(Box<MailSender>),
}

/// Why a notice was not received.
#[derive(Clone, Debug)]
pub(super) struct NotReceived {
    /// In one line.
    pub(super) why: String,
    /// Whether it never will be.
    pub(super) is_final: bool,
}

/// The names of the ways that the settings have.
pub(super) fn ways(options: &Options) -> Vec<String> {
    let webhook = options.webhook.iter().map(|_| "webhook".to_owned());
    let addresses = options.mail.iter().flat_map(|mail| &mail.to);
    webhook.chain(addresses.map(|to| format!("mail {}", to.address()))).collect()
}

/// The ways that the settings have, in the same order. Mail has the title and the language of the latest of `snapshots`.
pub(super) fn senders(
    options: &Options,
    collection: &str,
    outgoing: &outgoing::Options,
    snapshots: &watch::Receiver<Arc<Snapshot>>,
) -> Vec<Way> {
    let webhook = options.webhook.iter().map(|webhook| {
        NoticeSender::Webhook(Box::new(WebhookSender::new(
            webhook.clone(),
            (collection, options.desk_url.clone()),
            outgoing.clone(),
        )))
    });
    let mail = options.mail.iter().flat_map(|mail| {
        mail.to.iter().map(|to| {
            NoticeSender::Mail(Box::new(MailSender::new(
                mail,
                (to.clone(), options.desk_url.clone()),
                outgoing.clone(),
                snapshots.clone(),
            )))
        })
    });
    let way = |(sender, name)| Way { name, sender, news: Notify::new() };
    webhook.chain(mail).zip(ways(options)).map(way).collect()
}

impl NoticeSender {
    /// What it is, for the log. The address of a curator is not logged.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            NoticeSender::Webhook(_) => "webhook",
            NoticeSender::Mail(_) => "mail",
        }
    }

    /// Sends a notice.
    ///
    /// # Errors
    /// It was not received.
    pub(super) async fn send(&self, notice: Notice<'_>) -> Result<(), NotReceived> {
        match self {
            NoticeSender::Webhook(webhook) => {
                let again = |why| NotReceived { why, is_final: false };
                webhook.send(notice.suggestions).await.map_err(again)
            }
            NoticeSender::Mail(mail) => {
                let sent = mail.send(notice).await;
                sent.map_err(|error| NotReceived {
                    why: mail.without_address(&error.in_a_line()),
                    is_final: error.is_final(),
                })
            }
        }
    }
}

impl NotReceived {
    /// When it is tried again, after `attempts` failures of which the first was at `since`; `None` if it is given up.
    pub(super) fn again_at(&self, attempts: u32, since: i64, now: i64) -> Option<i64> {
        let since = Duration::from_secs(u64::try_from(now - since).unwrap_or(0));
        let wait = AGAIN.wait(attempts, since, None, 0.5).filter(|_| !self.is_final)?;
        Some(now + i64::try_from(wait.as_secs()).unwrap_or(0))
    }
}

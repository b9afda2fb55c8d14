//! The settings of the inbox.

use std::num::NonZeroU32;

use crate::outgoing::{MailAddress, MailServer, web_address};
use crate::settings::{FromSettings, Reader};

use super::mail::MailOptions;
use super::webhook::Webhook;

/// How suggestions are received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether visitors can suggest reports.
    pub is_enabled: bool,
    /// The most suggestions that wait for a decision.
    pub waiting: u64,
    /// The most suggestions that are sent at once.
    pub at_once: usize,
    /// How often one client may send in an hour.
    pub per_client: NonZeroU32,
    /// How often all clients together may send in a minute.
    pub per_minute: NonZeroU32,
    /// After how many days the names and addresses of senders are forgotten.
    pub forget_sender_days: u32,
    /// How many leading zero bits the form's proof of work has; 0 if none is needed.
    pub proof_bits: u8,
    /// Where the operator is told of new suggestions.
    pub webhook: Option<Webhook>,
    /// Who is told of new suggestions by mail.
    pub mail: Option<MailOptions>,
    /// Where curators reach the desk, without a slash at the end. Notices link there.
    pub desk_url: Option<String>,
}

/// More than a curator can read in a year. With 2 KB for each, 40 MB.
const WAITING: u64 = 20_000;
/// A page with so many forms is still usable.
const AT_ONCE: usize = 200;
const MOST_AT_ONCE: usize = 500;
/// A person who adds one report every three minutes.
const PER_CLIENT: u32 = 20;
/// What a busy collection gets in a day.
const PER_MINUTE: u32 = 120;
const MOST_RATE: u32 = 1_000_000;
/// Long enough for a curator's question, and for an answer to it.
const FORGET_SENDER_DAYS: u32 = 180;
const LONGEST_DAYS: u32 = 3_650;
/// A phone would take minutes for more.
const MOST_PROOF_BITS: u8 = 22;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let not_zero = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Options {
            is_enabled: reader.value("inbox.enabled", true),
            waiting: reader.value("inbox.waiting", WAITING),
            at_once: reader.up_to("inbox.at_once", MOST_AT_ONCE, AT_ONCE),
            per_client: not_zero(reader.up_to("inbox.per_client_per_hour", MOST_RATE, PER_CLIENT)),
            per_minute: not_zero(reader.up_to("inbox.per_minute", MOST_RATE, PER_MINUTE)),
            forget_sender_days: reader.up_to("inbox.forget_sender_days", LONGEST_DAYS, FORGET_SENDER_DAYS),
            proof_bits: reader.at_most("inbox.proof_of_work_bits", MOST_PROOF_BITS, 0),
            webhook: webhook(reader),
            mail: mail(reader),
            desk_url: reader.optional("inbox.desk_url", desk_url, "notices have paths"),
        }
    }
}

/// A shorter secret could be guessed from a notice and its signature.
const LEAST_SECRET: usize = 32;

fn webhook(reader: &mut Reader) -> Option<Webhook> {
    let address = |text: String| {
        web_address(&text).map_err(|_| "must be an address such as https://hooks.example.org/x".to_owned())
    };
    let secret = |text: String| match text.len() < LEAST_SECRET {
        true => Err(format!("must have at least {LEAST_SECRET} bytes")),
        false => Ok(text),
    };
    let url = reader.optional("inbox.webhook_url", address, "no notices are sent");
    let secret = reader.optional("inbox.webhook_secret", secret, "no webhook");
    match (url, secret) {
        (Some(url), Some(secret)) => Some(Webhook { url, secret }),
        (Some(_), None) if !reader.is_set("inbox.webhook_secret") => {
            reader.refuse("inbox.webhook_url", "needs `inbox.webhook_secret`, which signs each notice");
            None
        }
        _ => None,
    }
}

fn desk_url(text: String) -> Result<String, String> {
    match web_address(&text) {
        Ok(url) if url.query().is_none() && url.fragment().is_none() => {
            Ok(url.as_str().trim_end_matches('/').to_owned())
        }
        _ => Err("must be an address such as https://desk.example.org/desk".to_owned()),
    }
}

/// More people need a mailing list.
const MOST_ADDRESSES: usize = 20;

fn mail(reader: &mut Reader) -> Option<MailOptions> {
    let addresses = |texts: Vec<String>| match texts.len() {
        0 => Err("must have an address".to_owned()),
        1..=MOST_ADDRESSES => texts.iter().map(|text| MailAddress::parse(text)).collect(),
        _ => Err(format!("must have at most {MOST_ADDRESSES} addresses")),
    };
    let to: Option<Vec<MailAddress>> = reader.optional("inbox.mail_to", addresses, "no mail is sent");
    let from = reader.optional("inbox.mail_from", |text: String| MailAddress::parse(&text), "no mail");
    let server = reader.optional("inbox.mail_server", |text: String| MailServer::parse(&text), "no mail");
    let is_missing = |reader: &Reader, name| to.is_some() && !reader.is_set(name);
    if is_missing(reader, "inbox.mail_from") {
        reader.refuse("inbox.mail_to", "needs `inbox.mail_from`, the address that mail comes from");
    }
    if is_missing(reader, "inbox.mail_server") {
        reader.refuse("inbox.mail_to", "needs `inbox.mail_server`, which sends the mail");
    }
    let mut to = to?;
    // Each address is told once.
    let mut told = Vec::new();
    to.retain(|one| {
        let is_new = !told.contains(&one.address().to_owned());
        told.push(one.address().to_owned());
        is_new
    });
    Some(MailOptions { to, from: from?, server: server? })
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    fn options(toml: &str) -> (Options, Vec<&'static str>) {
        let mut reader = Reader::of(Figment::from(Toml::string(toml)));
        let options = Options::from_settings(&mut reader);
        let (_, faults) = reader.finish();
        (options, faults.into_iter().map(|fault| fault.name).collect())
    }

    fn read(toml: &str) -> (Option<Webhook>, Vec<&'static str>) {
        let (options, faults) = options(toml);
        (options.webhook, faults)
    }

    #[test]
    fn a_webhook_has_an_address_and_a_long_secret() {
        let url = "[inbox]\nwebhook_url = \"http://127.0.0.1:9/x\"\n";
        let (webhook, faults) = read(&format!("{url}webhook_secret = \"0123456789abcdef0123456789abcdef\""));
        let webhook = webhook.expect("both are there");
        assert_eq!((webhook.url.as_str(), faults), ("http://127.0.0.1:9/x", Vec::new()));
        assert_eq!(format!("{webhook:?}"), "Webhook");
        assert_eq!(read(url), (None, vec!["inbox.webhook_url"]));
        assert_eq!(read(&format!("{url}webhook_secret = \"short\"")), (None, vec!["inbox.webhook_secret"]));
        assert_eq!(read("[inbox]\nwebhook_url = \"ftp://example.org/\""), (None, vec!["inbox.webhook_url"]));
        assert_eq!(read(""), (None, vec![]));
    }

    #[test]
    fn mail_has_addresses_a_sender_and_a_server() {
        let to = "[inbox]\nmail_to = [\"eva@example.org\", \"Eva <eva@example.org>\", \"leo@example.org\"]\n";
        let rest = "mail_from = \"r@example.org\"\nmail_server = \"smtps://r:hidden@mail.example.org\"";
        let (read, faults) = options(&format!("{to}{rest}"));
        let mail = read.mail.expect("all are there");
        let addresses: Vec<&str> = mail.to.iter().map(MailAddress::address).collect();
        assert_eq!((addresses, faults), (vec!["eva@example.org", "leo@example.org"], vec![]));
        assert!(!format!("{mail:?}").contains("hidden"));
        assert_eq!(options(to).1, ["inbox.mail_to", "inbox.mail_to"]);
        for wrong in ["[]", "[\"nobody\"]", "[\"a@b.example\\r\\nBcc: c@d.example\"]"] {
            let (read, faults) = options(&format!("[inbox]\nmail_to = {wrong}\n{rest}"));
            assert_eq!((read.mail, faults), (None, vec!["inbox.mail_to"]), "{wrong}");
        }
    }
}

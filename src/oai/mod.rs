//! OAI-PMH 2.0: libraries harvest every report and every withdrawal.
//!
//! A form with arguments comes in, an XML document goes out
//! (<https://www.openarchives.org/OAI/openarchivesprotocol.html>). Nothing is remembered between two requests: a
//! resumption token holds all that the next one needs, so it works after a reload, after a restart and on every replica.
//! `arguments` reads a request, `lists` selects reports and withdrawals by the date of their last change, and `metadata`
//! describes a report in each format. This folder knows nothing of HTTP.

mod arguments;
mod date;
mod error;
mod explained;
mod lists;
mod metadata;
mod repository;
mod token;
mod verb;
mod xml;

use crate::address::{Address, Site};
use crate::collection::Instant;
use crate::seal::SealKey;
use crate::settings::{FromSettings, Reader};
use crate::snapshot::Snapshot;

use arguments::Arguments;
use error::OaiError;
pub use explained::page;
pub use verb::Verb;
use xml::Xml;

/// The media type of every answer (§3.1.2.1).
pub const MEDIA_TYPE: &str = "text/xml; charset=utf-8";

/// The namespace of the protocol.
const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/";

/// The settings of OAI-PMH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The email address for questions of harvesters. If it is not set, the addresses of the curators.
    pub admin_email: Option<String>,
    /// The most records in one answer.
    pub page_records: u16,
}

/// A page of 500 records is about 1 MB. Larger pages make a harvest no faster.
const PAGE_RECORDS: u16 = 500;
/// A page is kept in memory while it is sent.
const MOST_PAGE_RECORDS: u16 = 5_000;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let email = |email: String| {
            let is_email = email.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !email.contains(char::is_whitespace)
            });
            is_email.then_some(email).ok_or_else(|| "must be an email address".to_owned())
        };
        Options {
            admin_email: reader.optional("oai.admin_email", email, "those of the curators"),
            page_records: reader.up_to("oai.page_records", MOST_PAGE_RECORDS, PAGE_RECORDS),
        }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options::defaults()
    }
}

/// What is harvested, and when.
#[derive(Clone, Copy, Debug)]
pub struct Provider<'p> {
    /// The collection.
    pub snapshot: &'p Snapshot,
    /// Where it is served.
    pub site: &'p Site,
    /// The settings.
    pub options: &'p Options,
    /// The key that signs resumption tokens. Without one, a key is made from the collection's id.
    pub key: Option<&'p SealKey>,
    /// The time of the request.
    pub now: Instant,
}

/// The verb of a request, as far as it has one. Metrics and limits depend on it.
pub fn verb(form: &[u8]) -> Option<Verb> {
    Arguments::read(form).verb().ok()
}

/// Answers a request with these arguments, as a form has them.
pub fn respond(provider: &Provider<'_>, form: &[u8]) -> Vec<u8> {
    let arguments = Arguments::read(form);
    let mut xml = Xml::new();
    let response_date = provider.response_date().to_string();
    let schema = format!("{NAMESPACE} {NAMESPACE}OAI-PMH.xsd");
    let root = [
        ("xmlns", NAMESPACE),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", &schema),
    ];
    xml.within("OAI-PMH", &root, |xml| {
        xml.text("responseDate", &response_date);
        let base = provider.base_url();
        match provider.answer(&arguments) {
            Ok(write) => {
                xml.text_with("request", &arguments.as_attributes(), &base);
                write(xml);
            }
            Err(error) => {
                // A request that makes no sense is not repeated (§3.6).
                let attributes =
                    if error.is_of_the_request() { Vec::new() } else { arguments.as_attributes() };
                xml.text_with("request", &attributes, &base);
                xml.text_with("error", &[("code", error.code())], &error.to_string());
            }
        }
    });
    xml.finish()
}

/// Writes the element of a verb.
type Write<'w> = Box<dyn FnOnce(&mut Xml) + 'w>;

impl<'p> Provider<'p> {
    fn answer(&'p self, arguments: &Arguments) -> Result<Write<'p>, OaiError> {
        let verb = arguments.verb()?;
        arguments.check(verb)?;
        match verb {
            Verb::Identify => Ok(self.identify()),
            Verb::ListMetadataFormats => self.metadata_formats(arguments),
            Verb::ListSets => self.sets(arguments),
            Verb::GetRecord => self.record(arguments),
            Verb::ListIdentifiers | Verb::ListRecords => self.list(verb, arguments),
        }
    }

    fn base_url(&self) -> String {
        self.site.url(&Address::OaiPmh)
    }

    /// The time of the answer, in seconds. No record has a later date, even if the clock was set back.
    fn response_date(&self) -> Instant {
        self.snapshot.latest_change().map_or(self.now, |latest| latest.max(self.now))
    }
}

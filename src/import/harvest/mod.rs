//! The pages of a source at an address, one after the other.
//!
//! A plain address is one page, and each page may name the next: `next` of feedgate's API, `next_url` of JSON Feed
//! (§4), `prev-archive` of an archived feed (RFC 5005 §4). The readers of formats find these names, so whoever reads a
//! page gives the name back with [`Harvest::follow`].
//!
//! A repository that speaks OAI-PMH is asked for its list of records. Here the harvest reads itself what leads on
//! (resumption tokens, datestamps), because it must be able to start over.
//!
//! One request at a time; a server that asks to wait is given the time. This module does not know what a page says.

mod ask;
mod error;
mod oai;
mod options;

use std::collections::HashSet;

use url::Url;

use crate::outgoing::{self, web_address};

pub use error::HarvestError;
pub use options::{HarvestLimits, HarvestNote, HarvestOptions, Protocol};

use ask::Asker;
use oai::{Intent, RecordList};

/// The pages of a source at an address.
pub struct Harvest {
    asker: Asker,
    way: Way,
}

/// How the next page is found.
enum Way {
    /// Nothing was asked yet, and the address does not tell.
    Unknown {
        address: Url,
        set: Option<String>,
        from: Option<String>,
    },
    Pages(Pages),
    Oai(Box<RecordList>),
}

/// Pages that name each other.
#[derive(Default)]
struct Pages {
    next: Option<Url>,
    /// Where the last page was in the end, after redirects: what it names is relative to this.
    last: Option<Url>,
    seen: HashSet<String>,
}

impl Harvest {
    /// Prepares to read what is at an address; nothing is asked yet.
    ///
    /// # Errors
    /// It is no address of the web, or the options do not fit to it.
    pub fn new(address: &str, options: HarvestOptions) -> Result<Harvest, HarvestError> {
        let address = web_address(address)?;
        let HarvestOptions { protocol, set, from, allow_private, site, limits, tell } = options;
        if let Some(from) = &from {
            oai::check_date(from)?;
        }
        let way = match (protocol, oai::intent(&address)?) {
            (Protocol::Oai, Intent::List | Intent::Unsaid) | (Protocol::Unknown, Intent::List) => {
                Way::Oai(Box::new(RecordList::new(&address, set, from)))
            }
            (Protocol::Unknown, Intent::Unsaid) => Way::Unknown { address, set, from },
            (Protocol::Pages, _) | (_, Intent::OneRecord) => Way::Pages(Pages::from(address, &set, &from)?),
        };
        let reach = if allow_private { outgoing::Reach::Private } else { outgoing::Reach::Public };
        let client =
            outgoing::Options { reach, bounds: limits.of_page, site, ..outgoing::Options::default() };
        Ok(Harvest { asker: Asker::new(outgoing::Client::new(client), limits, tell), way })
    }

    /// The bytes of the next page, decompressed. `None` after the last one.
    ///
    /// # Errors
    /// The source cannot be read, or not to its end. What came before stays good.
    ///
    /// # Cancellation
    /// The same page is asked for again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<u8>>, HarvestError> {
        match &mut self.way {
            Way::Unknown { .. } => self.first_page().await,
            Way::Pages(pages) => pages.next_page(&mut self.asker).await,
            Way::Oai(list) => list.next_page(&mut self.asker).await,
        }
    }

    /// Goes on to the page that the last one names, relative to its own address.
    ///
    /// Does nothing for OAI-PMH, whose tokens are followed anyway.
    ///
    /// # Errors
    /// It is no address of the web, or leads from https to http.
    pub fn follow(&mut self, next: &str) -> Result<(), HarvestError> {
        match &mut self.way {
            Way::Pages(pages) => pages.follow(next),
            Way::Unknown { .. } | Way::Oai(_) => Ok(()),
        }
    }

    /// Whether the source speaks OAI-PMH. Known after the first page.
    pub fn is_oai(&self) -> bool {
        matches!(self.way, Way::Oai(_))
    }

    /// The date to begin with the next time (`--from`), so that nothing is missed: when the repository began to
    /// answer, by its own clock. Only OAI-PMH has it.
    pub fn next_from(&self) -> Option<&str> {
        match &self.way {
            Way::Oai(list) => list.next_from(),
            Way::Unknown { .. } | Way::Pages(_) => None,
        }
    }

    /// How many records there will be, if the repository says so.
    pub fn expected(&self) -> Option<u64> {
        match &self.way {
            Way::Oai(list) => list.expected(),
            Way::Unknown { .. } | Way::Pages(_) => None,
        }
    }

    /// Asks for what is at the address. If this is not what a reader can use, the address may be that of a repository,
    /// many of which show a page for people, or refuse, when they are asked without a verb.
    async fn first_page(&mut self) -> Result<Option<Vec<u8>>, HarvestError> {
        let Way::Unknown { address, set, from } = &self.way else { return Ok(None) };
        let (address, set, from) = (address.clone(), set.clone(), from.clone());
        let first = self.asker.ask(&address, |_| Ok(())).await;
        let is_oai = match &first {
            Ok((answer, ())) if oai::is_oai(&answer.body) => true,
            Ok((answer, ())) if !is_for_people(answer) => false,
            Ok(_) | Err(HarvestError::Status { .. }) => self.speaks_oai(&address).await,
            Err(_) => false,
        };
        if is_oai {
            self.way = Way::Oai(Box::new(RecordList::new(&address, set, from)));
            return Box::pin(self.next_page()).await;
        }
        let (answer, ()) = first?;
        let mut pages = Pages::from(address, &set, &from)?;
        pages.next = None;
        pages.last = Some(answer.address);
        self.way = Way::Pages(pages);
        Ok(Some(answer.body))
    }

    async fn speaks_oai(&mut self, address: &Url) -> bool {
        let answer = self.asker.ask_once(&oai::identify(address)).await;
        answer.is_ok_and(|answer| oai::is_oai(&answer.body))
    }
}

impl Pages {
    fn from(address: Url, set: &Option<String>, from: &Option<String>) -> Result<Pages, HarvestError> {
        if set.is_some() || from.is_some() {
            return Err(HarvestError::Selection { address: address.to_string() });
        }
        let seen = HashSet::from([address.to_string()]);
        Ok(Pages { next: Some(address), last: None, seen })
    }

    async fn next_page(&mut self, asker: &mut Asker) -> Result<Option<Vec<u8>>, HarvestError> {
        let Some(address) = &self.next else { return Ok(None) };
        let (answer, ()) = asker.ask(address, |_| Ok(())).await?;
        self.next = None;
        self.last = Some(answer.address);
        Ok(Some(answer.body))
    }

    fn follow(&mut self, next: &str) -> Result<(), HarvestError> {
        let Some(last) = &self.last else { return Ok(()) };
        let wrong = || HarvestError::Next { address: last.to_string(), next: next.to_owned() };
        let joined = last.join(next.trim()).map_err(|_| wrong())?;
        let mut address = web_address(joined.as_str()).map_err(|_| wrong())?;
        address.set_fragment(None);
        if last.scheme() == "https" && address.scheme() == "http" {
            return Err(wrong());
        }
        if !self.seen.insert(address.to_string()) {
            return Err(HarvestError::Loop { address: address.to_string() });
        }
        self.next = Some(address);
        Ok(())
    }
}

/// Whether an answer is a web page, which no reader reads.
fn is_for_people(answer: &outgoing::Response) -> bool {
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("text/html")
}

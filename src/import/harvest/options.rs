//! How a source at an address is read.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::outgoing::Bounds;

/// Whether a source speaks OAI-PMH.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// The address or its answer tells.
    #[default]
    Unknown,
    /// It does.
    Oai,
    /// It does not: each page is at an address of its own.
    Pages,
}

/// How a source at an address is read.
#[derive(Clone)]
pub struct HarvestOptions {
    /// Whether the source speaks OAI-PMH.
    pub protocol: Protocol,
    /// Only the records in this set (OAI-PMH).
    pub set: Option<String>,
    /// Only what changed at this date or later (OAI-PMH): `2024-05-31` or `2024-05-31T12:00:00Z`.
    pub from: Option<String>,
    /// Whether the source, and where it redirects to, may be in a private network or on this machine.
    pub allow_private: bool,
    /// The site that asks, for `User-Agent`.
    pub site: Option<Url>,
    /// How much the source may send, and how patient the harvest is.
    pub limits: HarvestLimits,
    /// Told while a page is waited for.
    pub tell: Arc<dyn Fn(&HarvestNote) + Send + Sync>,
}

/// What a reader knows nothing of without a word: why the next page takes a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HarvestNote {
    /// The next request waits.
    Waiting {
        /// For so long.
        time: Duration,
        /// The error that makes it wait, in words.
        why: String,
    },
    /// The repository no longer takes the token that it gave, so the list is read again. Records come twice.
    StartingOver {
        /// From this date; from the first record if there is none.
        from: Option<String>,
    },
}

/// How much a source may send, and how patient a harvest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HarvestLimits {
    /// The bounds of each request.
    pub of_page: Bounds,
    /// The most requests.
    pub requests: usize,
    /// The most bytes of all pages.
    pub bytes: usize,
    /// How often a page is asked for.
    pub tries: usize,
    /// How long to wait before a page is asked for again; twice as long each further time.
    pub pause: Duration,
    /// The longest time that a server may ask to wait.
    pub most_pause: Duration,
}

/// For the largest repositories there are, at ten records a page.
impl Default for HarvestLimits {
    fn default() -> HarvestLimits {
        HarvestLimits {
            of_page: Bounds {
                whole: Duration::from_secs(15 * 60),
                connect: Duration::from_secs(20),
                // Some repositories search for minutes before they answer.
                idle: Duration::from_secs(3 * 60),
                head: 64 << 10,
                body: 512 << 20,
            },
            requests: 200_000,
            bytes: 4 << 30,
            tries: 6,
            pause: Duration::from_secs(2),
            most_pause: Duration::from_secs(15 * 60),
        }
    }
}

impl Default for HarvestOptions {
    fn default() -> HarvestOptions {
        HarvestOptions {
            protocol: Protocol::default(),
            set: None,
            from: None,
            allow_private: false,
            site: None,
            limits: HarvestLimits::default(),
            tell: Arc::new(|_| {}),
        }
    }
}

impl fmt::Display for HarvestNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HarvestNote::Waiting { time, why } => {
                let seconds = time.as_secs();
                write!(f, "{why}; trying again in {seconds} second{}", if seconds == 1 { "" } else { "s" })
            }
            HarvestNote::StartingOver { from: Some(from) } => {
                write!(f, "the repository no longer knows where the list was; reading it again from {from}")
            }
            HarvestNote::StartingOver { from: None } => {
                write!(
                    f,
                    "the repository no longer knows where the list was; reading it again from its start"
                )
            }
        }
    }
}

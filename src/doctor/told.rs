//! What can be told of a page: consumers, verdicts, facts and remarks, without their words.
//!
//! Each variant has an id under which its words are kept, and the arguments that stand in them.

use crate::address::Format;

/// What stands in the words of something: names and values.
pub type Arguments = Vec<(&'static str, String)>;

/// Something that has words.
pub trait Told {
    /// Under which its words are kept.
    fn id(&self) -> &'static str;

    /// What stands in them.
    fn arguments(&self) -> Arguments {
        Vec::new()
    }
}

/// A program of others, or many that do the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Consumer {
    WordPress,
    Discord,
    Drupal,
    Slack,
    /// Who reads Open Graph and nothing else: Facebook, LinkedIn, WhatsApp, Signal.
    OpenGraph,
    Mastodon,
    Zotero,
    FeedReaders,
}

impl Consumer {
    /// In the order in which they are told.
    pub const ALL: [Consumer; 8] = [
        Consumer::WordPress,
        Consumer::Discord,
        Consumer::Drupal,
        Consumer::Slack,
        Consumer::OpenGraph,
        Consumer::Mastodon,
        Consumer::Zotero,
        Consumer::FeedReaders,
    ];
}

impl Told for Consumer {
    fn id(&self) -> &'static str {
        match self {
            Consumer::WordPress => "doctor-wordpress",
            Consumer::Discord => "doctor-discord",
            Consumer::Drupal => "doctor-drupal",
            Consumer::Slack => "doctor-slack",
            Consumer::OpenGraph => "doctor-open-graph",
            Consumer::Mastodon => "doctor-mastodon",
            Consumer::Zotero => "doctor-zotero",
            Consumer::FeedReaders => "doctor-feed-readers",
        }
    }
}

/// How it goes, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should.
    Good,
    /// It works, but something is missing.
    Lacking,
    /// It does not work.
    Broken,
}

impl Told for Verdict {
    fn id(&self) -> &'static str {
        match self {
            Verdict::Good => "doctor-good",
            Verdict::Lacking => "doctor-lacking",
            Verdict::Broken => "doctor-broken",
        }
    }
}

/// Something that a consumer takes of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Fact {
    pub name: Name,
    pub value: Value,
}

/// What a fact is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Name {
    Title,
    Description,
    Image,
    ImageSize,
    ImageText,
    Author,
    Site,
    Page,
    Colour,
    Date,
    Language,
    /// How it is shown.
    Shown,
    /// Where the card is asked for.
    Card,
    /// Where the frame leads.
    Frame,
    FrameSize,
    /// What is shown before the frame, or instead of it.
    Quote,
    /// What is left of the card's HTML.
    Html,
    /// What an operator adds to a list of providers.
    RegistryEntry,
    ItemType,
    Institution,
    Doi,
    Attachment,
    /// A line that a page names itself: Slack's.
    Labelled(String),
    Feed(Format),
}

impl Told for Name {
    fn id(&self) -> &'static str {
        match self {
            Name::Title => "doctor-title",
            Name::Description => "doctor-description",
            Name::Image => "doctor-image",
            Name::ImageSize => "doctor-image-size",
            Name::ImageText => "doctor-image-text",
            Name::Author => "doctor-author",
            Name::Site => "doctor-site",
            Name::Page => "doctor-page",
            Name::Colour => "doctor-colour",
            Name::Date => "doctor-date",
            Name::Language => "doctor-language",
            Name::Shown => "doctor-shown",
            Name::Card => "doctor-card",
            Name::Frame => "doctor-frame",
            Name::FrameSize => "doctor-frame-size",
            Name::Quote => "doctor-quote",
            Name::Html => "doctor-html",
            Name::RegistryEntry => "doctor-registry-entry",
            Name::ItemType => "doctor-item-type",
            Name::Institution => "doctor-institution",
            Name::Doi => "doctor-doi",
            Name::Attachment => "doctor-attachment",
            Name::Labelled(_) => "doctor-labelled",
            Name::Feed(_) => "doctor-feed",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Name::Labelled(label) => vec![("label", label.clone())],
            Name::Feed(format) => vec![("format", format.to_string())],
            _ => Vec::new(),
        }
    }
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// In the page's own words.
    Text(String),
    /// A whole address, and what the page calls it.
    Address {
        /// What it is called, if it has a name.
        title: Option<String>,
        /// Where it is.
        address: String,
    },
    /// Something to copy as it stands, of perhaps several lines.
    Code(String),
    /// One of a few things, which has words of its own.
    Known(Known),
}

impl Value {
    pub(super) fn address(address: impl Into<String>) -> Value {
        Value::Address { title: None, address: address.into() }
    }

    /// Width and height, in pixels.
    pub(super) fn size(width: u64, height: u64) -> Value {
        Value::Text(format!("{width} × {height}"))
    }
}

/// What a fact can say that is not the page's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Known {
    /// The frame, from the beginning.
    FrameAtOnce,
    /// The quote, until the framed page tells its height.
    FrameOnceItSpeaks,
    /// The frame, after an operator has registered the gateway.
    FrameOnceRegistered,
    /// A picture beside the title, or above it in full width.
    SmallPicture,
    LargePicture,
    /// Title and picture, without the frame.
    LinkCard,
    /// Lists are saved as a web page; only reports are cited.
    NotCited,
    Report,
    JournalArticle,
    ConferencePaper,
    BookSection,
    Book,
    Thesis,
    Dataset,
    WebPage,
    /// A copy of the page, for want of a PDF.
    Snapshot,
}

impl Told for Known {
    fn id(&self) -> &'static str {
        match self {
            Known::FrameAtOnce => "doctor-frame-at-once",
            Known::FrameOnceItSpeaks => "doctor-frame-once-it-speaks",
            Known::FrameOnceRegistered => "doctor-frame-once-registered",
            Known::SmallPicture => "doctor-small-picture",
            Known::LargePicture => "doctor-large-picture",
            Known::LinkCard => "doctor-link-card",
            Known::NotCited => "doctor-not-cited",
            Known::Report => "doctor-report",
            Known::JournalArticle => "doctor-journal-article",
            Known::ConferencePaper => "doctor-conference-paper",
            Known::BookSection => "doctor-book-section",
            Known::Book => "doctor-book",
            Known::Thesis => "doctor-thesis",
            Known::Dataset => "doctor-dataset",
            Known::WebPage => "doctor-web-page",
            Known::Snapshot => "doctor-snapshot",
        }
    }
}

/// What is wrong, and by its words what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Remark {
    // ── what a page says of itself ──
    NoTitle,
    NoOpenGraphTitle,
    NoDescription,
    NoImage,
    NoImageSize,
    NoImageText,
    /// Facebook leaves out pictures below 200 × 200.
    SmallImage {
        width: u64,
        height: u64,
    },
    NoOpenGraphType,
    NoOpenGraphAddress,
    /// `og:url` leads away from the gateway.
    OpenGraphElsewhere {
        address: String,
    },
    /// Open Graph has `property`.
    TagByName {
        tag: String,
    },
    TagInBody {
        tag: String,
    },
    RelativeAddress {
        tag: String,
        address: String,
    },
    EmptyTag {
        tag: String,
    },
    // ── how its card is found ──
    NoCardLink,
    CardLinkInHeaderAlone,
    CardLinkInBody,
    RelativeCardLink {
        address: String,
    },
    /// Beyond what WordPress reads of a page.
    CardLinkTooLate,
    PortRefused {
        port: u16,
    },
    /// One that only a machine or a network of one's own reaches.
    HostRefused {
        host: String,
    },
    // ── the card ──
    NoCard,
    UnreadableCard,
    CardVersion {
        version: String,
    },
    CardType {
        kind: String,
    },
    NoCardHtml,
    NoCardSize,
    NoProviderName,
    ScriptInCard,
    // ── its frame ──
    NoFrame,
    /// WordPress takes an iframe only if nothing stands within it.
    FrameNotEmpty,
    ManyFrames {
        count: usize,
    },
    NoFrameAddress,
    RelativeFrame {
        address: String,
    },
    NoFrameTitle,
    /// A blockquote that is not the first thing in the card.
    QuoteDropped,
    NothingFramed,
    SilentFrame,
    // ── a registry of providers ──
    /// Its endpoint is not asked with `url=`.
    CardOfOnePage {
        address: String,
    },
    CapitalsInBase {
        base: String,
    },
    // ── citing ──
    NoCitationTitle,
    GuessedItemType,
    NoCreator,
    NoDate,
    // ── feeds ──
    NoFeed,
    FeedsInHeaderAlone,
    FeedInBody {
        address: String,
    },
    RelativeFeed {
        address: String,
    },
    UntitledFeed {
        address: String,
    },
    /// The page leads to a feed to which the header does not.
    FeedNotInHeader {
        address: String,
    },
}

impl Told for Remark {
    fn id(&self) -> &'static str {
        match self {
            Remark::NoTitle => "doctor-no-title",
            Remark::NoOpenGraphTitle => "doctor-no-open-graph-title",
            Remark::NoDescription => "doctor-no-description",
            Remark::NoImage => "doctor-no-image",
            Remark::NoImageSize => "doctor-no-image-size",
            Remark::NoImageText => "doctor-no-image-text",
            Remark::SmallImage { .. } => "doctor-small-image",
            Remark::NoOpenGraphType => "doctor-no-open-graph-type",
            Remark::NoOpenGraphAddress => "doctor-no-open-graph-address",
            Remark::OpenGraphElsewhere { .. } => "doctor-open-graph-elsewhere",
            Remark::TagByName { .. } => "doctor-tag-by-name",
            Remark::TagInBody { .. } => "doctor-tag-in-body",
            Remark::RelativeAddress { .. } => "doctor-relative-address",
            Remark::EmptyTag { .. } => "doctor-empty-tag",
            Remark::NoCardLink => "doctor-no-card-link",
            Remark::CardLinkInHeaderAlone => "doctor-card-link-in-header-alone",
            Remark::CardLinkInBody => "doctor-card-link-in-body",
            Remark::RelativeCardLink { .. } => "doctor-relative-card-link",
            Remark::CardLinkTooLate => "doctor-card-link-too-late",
            Remark::PortRefused { .. } => "doctor-port-refused",
            Remark::HostRefused { .. } => "doctor-host-refused",
            Remark::NoCard => "doctor-no-card",
            Remark::UnreadableCard => "doctor-unreadable-card",
            Remark::CardVersion { .. } => "doctor-card-version",
            Remark::CardType { .. } => "doctor-card-type",
            Remark::NoCardHtml => "doctor-no-card-html",
            Remark::NoCardSize => "doctor-no-card-size",
            Remark::NoProviderName => "doctor-no-provider-name",
            Remark::ScriptInCard => "doctor-script-in-card",
            Remark::NoFrame => "doctor-no-frame",
            Remark::FrameNotEmpty => "doctor-frame-not-empty",
            Remark::ManyFrames { .. } => "doctor-many-frames",
            Remark::NoFrameAddress => "doctor-no-frame-address",
            Remark::RelativeFrame { .. } => "doctor-relative-frame",
            Remark::NoFrameTitle => "doctor-no-frame-title",
            Remark::QuoteDropped => "doctor-quote-dropped",
            Remark::NothingFramed => "doctor-nothing-framed",
            Remark::SilentFrame => "doctor-silent-frame",
            Remark::CardOfOnePage { .. } => "doctor-card-of-one-page",
            Remark::CapitalsInBase { .. } => "doctor-capitals-in-base",
            Remark::NoCitationTitle => "doctor-no-citation-title",
            Remark::GuessedItemType => "doctor-guessed-item-type",
            Remark::NoCreator => "doctor-no-creator",
            Remark::NoDate => "doctor-no-date",
            Remark::NoFeed => "doctor-no-feed",
            Remark::FeedsInHeaderAlone => "doctor-feeds-in-header-alone",
            Remark::FeedInBody { .. } => "doctor-feed-in-body",
            Remark::RelativeFeed { .. } => "doctor-relative-feed",
            Remark::UntitledFeed { .. } => "doctor-untitled-feed",
            Remark::FeedNotInHeader { .. } => "doctor-feed-not-in-header",
        }
    }

    fn arguments(&self) -> Arguments {
        match self {
            Remark::SmallImage { width, height } => {
                vec![("width", width.to_string()), ("height", height.to_string())]
            }
            Remark::TagByName { tag } | Remark::TagInBody { tag } | Remark::EmptyTag { tag } => {
                vec![("tag", tag.clone())]
            }
            Remark::RelativeAddress { tag, address } => {
                vec![("tag", tag.clone()), ("address", address.clone())]
            }
            Remark::PortRefused { port } => vec![("port", port.to_string())],
            Remark::HostRefused { host } => vec![("host", host.clone())],
            Remark::CardVersion { version } => vec![("version", version.clone())],
            Remark::CardType { kind } => vec![("type", kind.clone())],
            Remark::ManyFrames { count } => vec![("count", count.to_string())],
            Remark::CapitalsInBase { base } => vec![("base", base.clone())],
            Remark::OpenGraphElsewhere { address }
            | Remark::RelativeCardLink { address }
            | Remark::RelativeFrame { address }
            | Remark::CardOfOnePage { address }
            | Remark::FeedInBody { address }
            | Remark::RelativeFeed { address }
            | Remark::UntitledFeed { address }
            | Remark::FeedNotInHeader { address } => vec![("address", address.clone())],
            _ => Vec::new(),
        }
    }
}

//! What a finding is made of: consumers, verdicts, facts and remarks.
//!
//! Each has the id of its message in the Fluent files, and the arguments of that message.

use crate::address::Format;

/// The arguments of a message: names and values.
pub type MessageValues = Vec<(&'static str, String)>;

/// Anything that the Fluent files have a message for.
pub trait Message {
    /// The id of the message.
    fn id(&self) -> &'static str;

    /// The arguments of the message.
    fn arguments(&self) -> MessageValues {
        Vec::new()
    }
}

/// Other software, or a group of programs that behave alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Consumer {
    WordPress,
    Discord,
    Drupal,
    Slack,
    /// Programs that read only Open Graph: Facebook, LinkedIn, WhatsApp, Signal.
    OpenGraph,
    Mastodon,
    Zotero,
    FeedReaders,
}

impl Consumer {
    /// In the order in which they are shown.
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

impl Message for Consumer {
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

/// How well a page works, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Everything works.
    Good,
    /// The page works, but something is missing.
    Lacking,
    /// The page does not work.
    Broken,
}

impl Message for Verdict {
    fn id(&self) -> &'static str {
        match self {
            Verdict::Good => "doctor-good",
            Verdict::Lacking => "doctor-lacking",
            Verdict::Broken => "doctor-broken",
        }
    }
}

/// One thing that a consumer takes from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Fact {
    pub name: FactName,
    pub value: FactValue,
}

/// The subject of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FactName {
    Title,
    Description,
    Image,
    ImageSize,
    ImageText,
    Author,
    Site,
    Page,
    Color,
    Date,
    Language,
    /// How the link is shown.
    Shown,
    /// The address of the card.
    Card,
    /// The address of the frame.
    Frame,
    FrameSize,
    /// The quote that is shown before the frame, or instead of it.
    Quote,
    /// The card's HTML, after filtering.
    Html,
    /// The entry that an operator adds to a registry of providers.
    RegistryEntry,
    ItemType,
    Institution,
    Doi,
    Attachment,
    /// A line whose label the page chooses, for Slack.
    Labelled(String),
    Feed(Format),
}

impl Message for FactName {
    fn id(&self) -> &'static str {
        match self {
            FactName::Title => "doctor-title",
            FactName::Description => "doctor-description",
            FactName::Image => "doctor-image",
            FactName::ImageSize => "doctor-image-size",
            FactName::ImageText => "doctor-image-text",
            FactName::Author => "doctor-author",
            FactName::Site => "doctor-site",
            FactName::Page => "doctor-page",
            FactName::Color => "doctor-color",
            FactName::Date => "doctor-date",
            FactName::Language => "doctor-language",
            FactName::Shown => "doctor-shown",
            FactName::Card => "doctor-card",
            FactName::Frame => "doctor-frame",
            FactName::FrameSize => "doctor-frame-size",
            FactName::Quote => "doctor-quote",
            FactName::Html => "doctor-html",
            FactName::RegistryEntry => "doctor-registry-entry",
            FactName::ItemType => "doctor-item-type",
            FactName::Institution => "doctor-institution",
            FactName::Doi => "doctor-doi",
            FactName::Attachment => "doctor-attachment",
            FactName::Labelled(_) => "doctor-labelled",
            FactName::Feed(_) => "doctor-feed",
        }
    }

    fn arguments(&self) -> MessageValues {
        match self {
            FactName::Labelled(label) => vec![("label", label.clone())],
            FactName::Feed(format) => vec![("format", format.to_string())],
            _ => Vec::new(),
        }
    }
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// A text from the page.
    Text(String),
    /// A full address with the title that the page gives it.
    Address {
        /// The title, if there is one.
        title: Option<String>,
        /// The address.
        address: String,
    },
    /// Code to copy unchanged, possibly in several lines.
    Code(String),
    /// A value that has a message.
    Fixed(FixedValue),
}

impl FactValue {
    pub(super) fn address(address: impl Into<String>) -> FactValue {
        FactValue::Address { title: None, address: address.into() }
    }

    /// Width and height in pixels.
    pub(super) fn size(width: u64, height: u64) -> FactValue {
        FactValue::Text(format!("{width} × {height}"))
    }
}

/// Values that are the same for every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FixedValue {
    /// The frame, from the beginning.
    FrameImmediately,
    /// The quote first, then the frame once the framed page reports its height.
    FrameAfterHeight,
    /// The frame, after an operator has registered the gateway.
    FrameAfterRegistration,
    /// A picture next to the title.
    SmallPicture,
    /// A picture above the title.
    LargePicture,
    /// Title and picture, without the frame.
    LinkCard,
    /// The page is saved as a web page, because only reports are cited.
    NotCited,
    Report,
    JournalArticle,
    ConferencePaper,
    BookSection,
    Book,
    Thesis,
    Dataset,
    WebPage,
    /// A copy of the page, because there is no PDF.
    Snapshot,
}

impl Message for FixedValue {
    fn id(&self) -> &'static str {
        match self {
            FixedValue::FrameImmediately => "doctor-frame-immediately",
            FixedValue::FrameAfterHeight => "doctor-frame-after-height",
            FixedValue::FrameAfterRegistration => "doctor-frame-after-registration",
            FixedValue::SmallPicture => "doctor-small-picture",
            FixedValue::LargePicture => "doctor-large-picture",
            FixedValue::LinkCard => "doctor-link-card",
            FixedValue::NotCited => "doctor-not-cited",
            FixedValue::Report => "doctor-report",
            FixedValue::JournalArticle => "doctor-journal-article",
            FixedValue::ConferencePaper => "doctor-conference-paper",
            FixedValue::BookSection => "doctor-book-section",
            FixedValue::Book => "doctor-book",
            FixedValue::Thesis => "doctor-thesis",
            FixedValue::Dataset => "doctor-dataset",
            FixedValue::WebPage => "doctor-web-page",
            FixedValue::Snapshot => "doctor-snapshot",
        }
    }
}

/// What is wrong; its message also says how to repair it.
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
    /// Facebook ignores pictures smaller than 200 × 200 pixels.
    SmallImage {
        width: u64,
        height: u64,
    },
    NoOpenGraphType,
    NoOpenGraphAddress,
    /// `og:url` is outside the gateway.
    OpenGraphElsewhere {
        address: String,
    },
    /// An Open Graph tag has `name` instead of `property`.
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
    /// The link comes after the part of the page that WordPress reads.
    CardLinkTooLate,
    PortRefused {
        port: u16,
    },
    /// The host can be reached only on this machine or in a private network.
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
    /// WordPress accepts an iframe only if it is empty.
    FrameNotEmpty,
    ManyFrames {
        count: usize,
    },
    NoFrameAddress,
    RelativeFrame {
        address: String,
    },
    NoFrameTitle,
    /// The blockquote is not the first thing in the card.
    QuoteDropped,
    NothingFramed,
    SilentFrame,
    // ── a registry of providers ──
    /// The card's endpoint does not take `url=`.
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
    /// The page links to a feed, but the header does not.
    FeedNotInHeader {
        address: String,
    },
}

impl Message for Remark {
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

    fn arguments(&self) -> MessageValues {
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

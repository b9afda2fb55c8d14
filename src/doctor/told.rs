//! What the doctor can say about a page: consumers, verdicts, facts and remarks, without their words.
//!
//! Each variant has the id of its message in `words`, and the arguments of that message.

use crate::address::Format;

/// The arguments of a message: names and values.
pub type MessageValues = Vec<(&'static str, String)>;

/// Something with a message in every language.
pub trait Told {
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

impl Told for Verdict {
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
    pub name: Name,
    pub value: FactValue,
}

/// The subject of a fact.
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
            Name::Color => "doctor-color",
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

    fn arguments(&self) -> MessageValues {
        match self {
            Name::Labelled(label) => vec![("label", label.clone())],
            Name::Feed(format) => vec![("format", format.to_string())],
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
    /// A value with a message of its own.
    Known(Known),
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

/// The values of facts that are not texts from the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Known {
    /// The frame, from the beginning.
    FrameAtOnce,
    /// The quote first, then the frame once the framed page reports its height.
    FrameOnceItSpeaks,
    /// The frame, after an operator has registered the gateway.
    FrameOnceRegistered,
    /// A picture beside the title, or a large one above it.
    SmallPicture,
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

//! A complete page, and what each consumer says when one thing in it changes.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::vocabulary::{Consumer, Fact, FactName, FactValue, FixedValue, Message, Remark, Verdict};
use super::words::in_words;
use super::{Diagnosis, Evidence, Finding, examine};
use crate::address::Format;
use crate::render::Link;
use crate::words::Language;

const FRAME: &str =
    "<iframe src=\"https://example.org/reports/a/embed\" width=\"600\" height=\"260\" title=\"A\"></iframe>";

/// What is examined; tests change one part of it.
struct Given {
    base: &'static str,
    page: String,
    links: Vec<Link>,
    card: Option<Json>,
    embed: Option<&'static str>,
}

impl Given {
    /// A report's page without any fault.
    fn everything() -> Given {
        let head = [
            "<title>A · Rivers</title>",
            "<meta name=\"description\" content=\"About A\">",
            "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"https://example.org/feed.atom\" title=\"Rivers\">",
            "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"https://example.org/oembed?url=x&amp;format=json\">",
            "<meta property=\"og:type\" content=\"article\">",
            "<meta property=\"og:title\" content=\"A\">",
            "<meta property=\"og:description\" content=\"About A\">",
            "<meta property=\"og:url\" content=\"https://example.org/reports/a\">",
            "<meta property=\"og:image\" content=\"https://example.org/a.jpg\">",
            "<meta property=\"og:image:width\" content=\"1200\">",
            "<meta property=\"og:image:height\" content=\"630\">",
            "<meta property=\"og:image:alt\" content=\"A river\">",
            "<meta name=\"twitter:card\" content=\"summary_large_image\">",
            "<meta name=\"citation_title\" content=\"A\">",
            "<meta name=\"citation_author\" content=\"Eva Fuente\">",
            "<meta name=\"citation_publication_date\" content=\"2023/07/24\">",
            "<meta name=\"citation_technical_report_institution\" content=\"The Institute\">",
            "<meta name=\"citation_pdf_url\" content=\"https://example.org/a.pdf\">",
        ];
        Given {
            base: "https://example.org/",
            page: format!(
                "<!doctype html><html lang=en><head>{}</head><body></body></html>",
                head.join("\n")
            ),
            links: vec![Link::new(
                "alternate",
                "https://example.org/feed.atom".into(),
                "application/atom+xml",
            )],
            card: Some(json!({
                "version": "1.0",
                "type": "rich",
                "title": "A",
                "author_name": "Eva Fuente",
                "provider_name": "Rivers",
                "provider_url": "https://example.org/",
                "width": 600,
                "height": 260,
                "html": format!("<blockquote><a href=\"https://example.org/reports/a\">A</a></blockquote>{FRAME}"),
            })),
            embed: Some("<body><script>parent.postMessage({secret: 1}, '*')</script></body>"),
        }
    }

    /// The page without the line that contains a text.
    fn without(mut self, part: &str) -> Given {
        let lines = self.page.lines().count();
        let kept = self.page.lines().filter(|line| line.starts_with("<!doctype") || !line.contains(part));
        self.page = kept.collect::<Vec<_>>().join("\n");
        assert!(self.page.lines().count() < lines, "{part} is not there");
        self
    }

    fn with(mut self, old: &str, new: &str) -> Given {
        assert!(self.page.contains(old), "{old} is not there");
        self.page = self.page.replace(old, new);
        self
    }

    fn with_card(mut self, member: &str, value: impl Into<Json>) -> Given {
        self.card.as_mut().expect("a card")[member] = value.into();
        self
    }

    fn diagnosis(&self) -> Diagnosis {
        let card = self.card.as_ref().map(Json::to_string);
        examine(&Evidence {
            address: "https://example.org/reports/a",
            base: self.base,
            page: self.page.as_bytes(),
            links: &self.links,
            card: card.as_ref().map(String::as_bytes),
            embed: self.embed.map(str::as_bytes),
        })
    }

    fn finding(&self, consumer: Consumer) -> Finding {
        let found = self.diagnosis().findings.into_iter().find(|finding| finding.consumer == consumer);
        found.expect("every consumer has a finding")
    }

    #[track_caller]
    fn assert(&self, consumer: Consumer, verdict: Verdict, remarks: &[Remark]) -> Finding {
        let finding = self.finding(consumer);
        assert_eq!((finding.verdict, &*finding.remarks), (verdict, remarks), "{finding:#?}");
        finding
    }

    #[track_caller]
    fn lacks(&self, consumer: Consumer, remark: Remark) -> Finding {
        self.assert(consumer, Verdict::Lacking, &[remark])
    }

    #[track_caller]
    fn breaks(&self, consumer: Consumer, remark: Remark) -> Finding {
        self.assert(consumer, Verdict::Broken, &[remark])
    }
}

fn fact(finding: &Finding, name: FactName) -> Option<FactValue> {
    finding.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone())
}

fn text(text: &str) -> Option<FactValue> {
    Some(FactValue::Text(text.to_owned()))
}

#[test]
fn a_page_with_everything_is_good_for_everyone() {
    let diagnosis = Given::everything().diagnosis();

    let told: Vec<_> = diagnosis.findings.iter().map(|finding| finding.consumer).collect();
    assert_eq!(told, Consumer::ALL);
    for finding in &diagnosis.findings {
        assert_eq!((finding.verdict, &*finding.remarks), (Verdict::Good, &[][..]), "{finding:#?}");
    }
    assert_eq!(diagnosis.verdict(), Verdict::Good);
}

#[test]
fn an_empty_page_is_broken() {
    let given =
        Given { page: String::new(), links: Vec::new(), card: None, embed: None, ..Given::everything() };

    given.breaks(Consumer::WordPress, Remark::NoCardLink);
    given.breaks(Consumer::FeedReaders, Remark::NoFeed);
    assert_eq!(given.diagnosis().verdict(), Verdict::Broken);
}

// ── WordPress ──

#[test]
fn wordpress_hides_a_frame_behind_its_quote() {
    let finding = Given::everything().finding(Consumer::WordPress);

    assert_eq!(fact(&finding, FactName::Shown), Some(FactValue::Fixed(FixedValue::FrameAfterHeight)));
    assert_eq!(fact(&finding, FactName::Quote), text("A"));
    assert_eq!(
        fact(&finding, FactName::Frame),
        Some(FactValue::address("https://example.org/reports/a/embed"))
    );
    assert_eq!(fact(&finding, FactName::FrameSize), text("600 × 260"));
    let alone = Given::everything().with_card("html", FRAME).finding(Consumer::WordPress);
    assert_eq!(alone.verdict, Verdict::Good);
    assert_eq!(fact(&alone, FactName::Shown), Some(FactValue::Fixed(FixedValue::FrameImmediately)));
}

#[test]
fn wordpress_takes_one_frame_and_drops_scripts() {
    let with = |html: String| Given::everything().with_card("html", html);

    with(format!("{FRAME}{FRAME}")).lacks(Consumer::WordPress, Remark::ManyFrames { count: 2 });
    with(format!("{FRAME}<script>x()</script>")).lacks(Consumer::WordPress, Remark::ScriptInCard);
    with("<p>A</p>".into()).breaks(Consumer::WordPress, Remark::NoFrame);
    with(FRAME.replace("</", "A</")).breaks(Consumer::WordPress, Remark::FrameNotEmpty);
    with(format!(" <blockquote>A</blockquote>{FRAME}")).lacks(Consumer::WordPress, Remark::QuoteDropped);
    let relative = Remark::RelativeFrame { address: "/reports/a/embed".into() };
    with(FRAME.replace("https://example.org", "")).breaks(Consumer::WordPress, relative);
    with(FRAME.replace("https:", "javascript:")).breaks(Consumer::WordPress, Remark::NoFrameAddress);
}

#[test]
fn a_frame_is_called_as_its_card_is() {
    let html = FRAME.replace(" title=\"A\"", "");
    let given = Given::everything().with_card("html", &*html).with_card("title", "B");

    assert_eq!(fact(&given.finding(Consumer::WordPress), FactName::Title), text("B"));
    given.with_card("title", "").lacks(Consumer::WordPress, Remark::NoFrameTitle);
}

#[test]
fn a_silent_frame_never_shows_behind_a_quote() {
    let silent = Given { embed: Some("<body>A</body>"), ..Given::everything() };

    silent.breaks(Consumer::WordPress, Remark::SilentFrame);
    silent.with_card("html", FRAME).lacks(Consumer::WordPress, Remark::SilentFrame);
    let nothing = Given { embed: None, ..Given::everything() };
    nothing.breaks(Consumer::WordPress, Remark::NothingFramed);
}

#[test]
fn wordpress_finds_a_card_in_the_head_of_the_first_150_kb() {
    let beyond = format!("<title><!--{}-->", " ".repeat(150 * 1024));
    let late = Given::everything().with("<title>", &beyond);
    late.breaks(Consumer::WordPress, Remark::CardLinkTooLate);

    let relative = Given::everything().with("https://example.org/oembed", "/oembed");
    let address = "/oembed?url=x&format=json".to_owned();
    relative.breaks(Consumer::WordPress, Remark::RelativeCardLink { address });

    let xml = Given::everything().with("application/json+oembed", "text/xml+oembed");
    assert_eq!(xml.finding(Consumer::WordPress).verdict, Verdict::Good);
}

#[test]
fn wordpress_asks_other_hosts_at_three_ports() {
    let at = |host: &str| Given::everything().with("https://example.org/oembed", &format!("{host}/oembed"));

    at("http://example.org:8080").assert(Consumer::WordPress, Verdict::Good, &[]);
    at("http://example.org:8443").breaks(Consumer::WordPress, Remark::PortRefused { port: 8443 });
    for host in ["127.0.0.1", "192.168.1.2", "10.0.0.1", "localhost", "[::1]"] {
        let refused = Remark::HostRefused { host: host.to_owned() };
        at(&format!("http://{host}")).lacks(Consumer::WordPress, refused);
    }
}

#[test]
fn what_is_not_rich_is_not_framed() {
    let of = |kind: &str| Given::everything().with_card("type", kind);

    of("link").lacks(Consumer::WordPress, Remark::CardType { kind: "link".into() });
    of("card").breaks(Consumer::WordPress, Remark::CardType { kind: "card".into() });
    Given::everything().with_card("html", Json::Null).breaks(Consumer::WordPress, Remark::NoCardHtml);
    Given { card: Some(json!([])), ..Given::everything() }
        .breaks(Consumer::WordPress, Remark::UnreadableCard);
}

// ── Discord ──

#[test]
fn without_a_link_in_the_page_discord_goes_by_open_graph() {
    let with_card = Given::everything().finding(Consumer::Discord);
    assert_eq!(fact(&with_card, FactName::Author), text("Eva Fuente"));
    assert_eq!(fact(&with_card, FactName::Site), text("Rivers"));

    let mut given = Given::everything().without("json+oembed");
    let finding = given.lacks(Consumer::Discord, Remark::NoCardLink);
    assert_eq!(fact(&finding, FactName::Title), text("A"));
    assert_eq!(fact(&finding, FactName::Author), None);

    given.links.push(Link::new(
        "alternate",
        "https://example.org/oembed?url=x".into(),
        "application/json+oembed",
    ));
    given.lacks(Consumer::Discord, Remark::CardLinkInHeaderAlone);
    let link =
        "</head><body><link type=\"application/json+oembed\" href=\"https://example.org/oembed?url=x\">";
    given.with("</head>", link).lacks(Consumer::Discord, Remark::CardLinkInBody);
}

#[test]
fn discord_shows_a_picture_as_large_as_the_page_wants() {
    let shown = |given: Given| fact(&given.finding(Consumer::Discord), FactName::Shown);

    assert_eq!(shown(Given::everything()), Some(FactValue::Fixed(FixedValue::LargePicture)));
    let small = Given::everything().without("twitter:card");
    assert_eq!(shown(small), Some(FactValue::Fixed(FixedValue::SmallPicture)));
    let none = Given::everything().without("og:image\"");
    none.lacks(Consumer::Discord, Remark::NoImage);
    assert_eq!(shown(none), Some(FactValue::Fixed(FixedValue::LinkCard)));
    let color = Given::everything().with("</head>", "<meta name=theme-color content=#123456></head>");
    assert_eq!(fact(&color.finding(Consumer::Discord), FactName::Color), text("#123456"));
}

// ── Drupal ──

#[test]
fn an_entry_for_the_registry_has_a_pattern_for_each_scheme() {
    let entry = |given: &Given| match fact(&given.finding(Consumer::Drupal), FactName::RegistryEntry) {
        Some(FactValue::Code(entry)) => serde_json::from_str::<Json>(&entry).expect("JSON"),
        other => panic!("{other:?}"),
    };
    let mut given = Given::everything();
    assert_eq!(
        entry(&given),
        json!({
            "provider_name": "Rivers",
            "provider_url": "https://example.org/",
            "endpoints": [{
                "schemes": ["https://example.org/*", "http://example.org/*"],
                "url": "https://example.org/oembed",
                "formats": ["json"],
                "discovery": true,
            }],
        })
    );
    for (base, schemes) in [
        ("https://example.org/gate/", json!(["https://example.org/gate/*", "http://example.org/gate/*"])),
        ("http://example.org/", json!(["http://example.org/*", "https://example.org/*"])),
        ("http://example.org:8080/", json!(["http://example.org:8080/*"])),
    ] {
        given.base = base;
        assert_eq!(entry(&given)["endpoints"][0]["schemes"], schemes);
    }
}

#[test]
fn drupal_refuses_a_card_that_is_not_to_the_letter() {
    for (member, value, remark) in [
        ("version", json!(1.0), Remark::CardVersion { version: String::new() }),
        ("version", json!("1"), Remark::CardVersion { version: "1".into() }),
        ("height", json!(0), Remark::NoCardSize),
        ("width", json!("100%"), Remark::NoCardSize),
        ("provider_name", json!(""), Remark::NoProviderName),
        ("html", json!(""), Remark::NoCardHtml),
    ] {
        Given::everything().with_card(member, value).breaks(Consumer::Drupal, remark);
    }
    let own = Given::everything().with("oembed?url=x&amp;", "reports/a/oembed?");
    let address = "https://example.org/reports/a/oembed?format=json".to_owned();
    own.breaks(Consumer::Drupal, Remark::CardOfOnePage { address });
    let base = "https://example.org/Gate/";
    let capitals = Given { base, ..Given::everything() };
    capitals.breaks(Consumer::Drupal, Remark::CapitalsInBase { base: base.into() });
}

// ── Slack, Open Graph, Mastodon ──

#[test]
fn slack_goes_by_a_card_and_adds_what_the_page_labels() {
    let label = "<meta name=twitter:label1 content=Published><meta name=twitter:data1 content=2023></head>";
    let given = Given::everything().with_card("title", "B").with("</head>", label);
    let finding = given.finding(Consumer::Slack);

    assert_eq!(fact(&finding, FactName::Title), text("B"));
    assert_eq!(fact(&finding, FactName::Labelled("Published".into())), text("2023"));
    let without = given.without("json+oembed").assert(Consumer::Slack, Verdict::Good, &[]);
    assert_eq!(fact(&without, FactName::Title), text("A"));
    let script = format!("{FRAME}<script src=https://example.org/x.js></script>");
    Given::everything().with_card("html", script).lacks(Consumer::Slack, Remark::ScriptInCard);
}

#[test]
fn a_page_without_og_title_is_called_as_its_tab_is() {
    let given = Given::everything().without("og:title");

    for consumer in [Consumer::Discord, Consumer::OpenGraph, Consumer::Mastodon] {
        let finding = given.lacks(consumer, Remark::NoOpenGraphTitle);
        assert_eq!(fact(&finding, FactName::Title), text("A · Rivers"));
    }
    given.assert(Consumer::Slack, Verdict::Good, &[]);
    let nameless = given.with("<title>A · Rivers</title>", "").with_card("title", "");
    for consumer in [Consumer::Discord, Consumer::OpenGraph, Consumer::Mastodon, Consumer::Slack] {
        nameless.breaks(consumer, Remark::NoTitle);
    }
}

#[test]
fn open_graph_is_read_to_the_letter() {
    let lacks = |given: Given, remark| given.lacks(Consumer::OpenGraph, remark);

    for (line, remark) in [
        ("og:type", Remark::NoOpenGraphType),
        ("og:url", Remark::NoOpenGraphAddress),
        ("og:image\"", Remark::NoImage),
        ("og:image:width", Remark::NoImageSize),
        ("og:image:alt", Remark::NoImageText),
    ] {
        lacks(Given::everything().without(line), remark);
    }
    lacks(
        Given::everything().with("\"https://example.org/a.jpg", "\"/a.jpg"),
        Remark::RelativeAddress { tag: "og:image".into(), address: "/a.jpg".into() },
    );
    lacks(Given::everything().with("\"630\"", "\"100\""), Remark::SmallImage { width: 1200, height: 100 });
    lacks(
        Given::everything()
            .with("og:url\" content=\"https://example.org", "og:url\" content=\"http://localhost"),
        Remark::OpenGraphElsewhere { address: "http://localhost/reports/a".into() },
    );
    lacks(
        Given::everything()
            .with("<meta property=\"og:type", "<meta name=\"og:type")
            .with("</head>", "<meta property=\"og:type\" content=article></head>"),
        Remark::TagByName { tag: "og:type".into() },
    );
    lacks(
        Given::everything().with("<body>", "<body><meta property=\"og:locale\" content=en_GB>"),
        Remark::TagInBody { tag: "og:locale".into() },
    );
}

#[test]
fn mastodon_frames_nothing() {
    let broken_card = Given { card: None, embed: None, ..Given::everything() };
    let finding = broken_card.assert(Consumer::Mastodon, Verdict::Good, &[]);

    assert_eq!(fact(&finding, FactName::Shown), Some(FactValue::Fixed(FixedValue::LinkCard)));
    assert_eq!(fact(&finding, FactName::ImageText), text("A river"));
}

// ── Zotero ──

#[test]
fn an_institution_makes_a_report() {
    let type_of = |given: &Given| fact(&given.finding(Consumer::Zotero), FactName::ItemType);
    let known = |item_type| Some(FactValue::Fixed(item_type));

    assert_eq!(type_of(&Given::everything()), known(FixedValue::Report));
    let guessed = Given::everything().without("institution");
    guessed.lacks(Consumer::Zotero, Remark::GuessedItemType);
    assert_eq!(type_of(&guessed), known(FixedValue::JournalArticle));
    let by_dublin_core = guessed.with("</head>", "<meta name=DC.type content=Report></head>");
    by_dublin_core.assert(Consumer::Zotero, Verdict::Good, &[]);
    assert_eq!(type_of(&by_dublin_core), known(FixedValue::Report));
    let journal = by_dublin_core.with("</head>", "<meta name=citation_journal_title content=J></head>");
    assert_eq!(type_of(&journal), known(FixedValue::JournalArticle));
}

#[test]
fn a_list_is_not_cited() {
    let list = Given {
        page: "<head><title>Rivers</title><meta property=og:type content=website></head>".into(),
        ..Given::everything()
    };
    let finding = list.assert(Consumer::Zotero, Verdict::Good, &[]);

    assert_eq!(fact(&finding, FactName::ItemType), Some(FactValue::Fixed(FixedValue::NotCited)));
}

#[test]
fn zotero_says_what_a_citation_lacks() {
    for (line, remark) in [
        ("citation_title", Remark::NoCitationTitle),
        ("citation_author", Remark::NoCreator),
        ("citation_publication_date", Remark::NoDate),
    ] {
        Given::everything().without(line).lacks(Consumer::Zotero, remark);
    }
    let empty = Given::everything().with("</head>", "<meta name=citation_doi content=\"\"></head>");
    empty.lacks(Consumer::Zotero, Remark::EmptyTag { tag: "citation_doi".into() });
    let in_body = Given::everything().with("<body>", "<body><meta name=citation_doi content=10.1/x>");
    in_body.lacks(Consumer::Zotero, Remark::TagInBody { tag: "citation_doi".into() });
    let attachment = |given: Given| fact(&given.finding(Consumer::Zotero), FactName::Attachment);
    assert_eq!(attachment(Given::everything()), Some(FactValue::address("https://example.org/a.pdf")));
    assert_eq!(
        attachment(Given::everything().without("pdf_url")),
        Some(FactValue::Fixed(FixedValue::Snapshot))
    );
}

// ── Feed readers ──

#[test]
fn a_relative_feed_is_found_by_some() {
    let given = Given::everything().with("https://example.org/feed.atom", "/feed.atom");
    let finding = given.lacks(Consumer::FeedReaders, Remark::RelativeFeed { address: "/feed.atom".into() });

    let whole =
        FactValue::Address { title: Some("Rivers".into()), address: "https://example.org/feed.atom".into() };
    assert_eq!(finding.facts, [Fact { name: FactName::Feed(Format::Atom), value: whole }]);
}

#[test]
fn feeds_belong_in_the_page_and_the_header_says_the_same() {
    let mut given = Given::everything().without("atom+xml");
    given.lacks(Consumer::FeedReaders, Remark::FeedsInHeaderAlone);
    given.links.clear();
    given.breaks(Consumer::FeedReaders, Remark::NoFeed);
    // A stylesheet or a card is not a feed.
    let not_alternate = Given { links: Vec::new(), ..Given::everything() }
        .with("alternate\" type=\"application/atom", "next\" type=\"application/atom");
    not_alternate.breaks(Consumer::FeedReaders, Remark::NoFeed);

    let rss = "<link rel=alternate type=application/rss+xml href=https://example.org/feed.rss title=R>";
    let address = "https://example.org/feed.rss".to_owned();
    let more = Given::everything().with("</head>", &format!("{rss}</head>"));
    more.lacks(Consumer::FeedReaders, Remark::FeedNotInHeader { address: address.clone() });
    let mut without_header = more;
    without_header.links.clear();
    without_header.assert(Consumer::FeedReaders, Verdict::Good, &[]);
    let untitled = without_header.with(" title=R", "");
    untitled.lacks(Consumer::FeedReaders, Remark::UntitledFeed { address: address.clone() });
    let mut in_body = Given::everything().with("<body>", &format!("<body>{rss}"));
    in_body.links.clear();
    in_body.lacks(Consumer::FeedReaders, Remark::FeedInBody { address });
}

// ── Words ──

/// One of each remark, with all its arguments.
fn every_remark() -> Vec<Remark> {
    let text = || "X".to_owned();
    vec![
        Remark::NoTitle,
        Remark::NoOpenGraphTitle,
        Remark::NoDescription,
        Remark::NoImage,
        Remark::NoImageSize,
        Remark::NoImageText,
        Remark::SmallImage { width: 1, height: 2 },
        Remark::NoOpenGraphType,
        Remark::NoOpenGraphAddress,
        Remark::OpenGraphElsewhere { address: text() },
        Remark::TagByName { tag: text() },
        Remark::TagInBody { tag: text() },
        Remark::RelativeAddress { tag: text(), address: text() },
        Remark::EmptyTag { tag: text() },
        Remark::NoCardLink,
        Remark::CardLinkInHeaderAlone,
        Remark::CardLinkInBody,
        Remark::RelativeCardLink { address: text() },
        Remark::CardLinkTooLate,
        Remark::PortRefused { port: 1 },
        Remark::HostRefused { host: text() },
        Remark::NoCard,
        Remark::UnreadableCard,
        Remark::CardVersion { version: text() },
        Remark::CardType { kind: text() },
        Remark::NoCardHtml,
        Remark::NoCardSize,
        Remark::NoProviderName,
        Remark::ScriptInCard,
        Remark::NoFrame,
        Remark::FrameNotEmpty,
        Remark::ManyFrames { count: 2 },
        Remark::NoFrameAddress,
        Remark::RelativeFrame { address: text() },
        Remark::NoFrameTitle,
        Remark::QuoteDropped,
        Remark::NothingFramed,
        Remark::SilentFrame,
        Remark::CardOfOnePage { address: text() },
        Remark::CapitalsInBase { base: text() },
        Remark::NoCitationTitle,
        Remark::GuessedItemType,
        Remark::NoCreator,
        Remark::NoDate,
        Remark::NoFeed,
        Remark::FeedsInHeaderAlone,
        Remark::FeedInBody { address: text() },
        Remark::RelativeFeed { address: text() },
        Remark::UntitledFeed { address: text() },
        Remark::FeedNotInHeader { address: text() },
    ]
}

#[test]
fn every_remark_has_words_of_its_own() {
    for language in Language::ALL {
        let mut told = BTreeSet::new();
        for remark in every_remark() {
            let words = in_words(&remark, language.words());
            assert!(
                words != remark.id() && words.ends_with('.') && !words.contains('$'),
                "{remark:?}: {words}"
            );
            for (_, value) in remark.arguments() {
                assert!(words.contains(&value), "{remark:?} keeps something to itself: {words}");
            }
            assert!(told.insert(words), "{remark:?} has the words of another");
        }
    }
}

//! WordPress, on a site that does not know the gateway: the card's HTML, after WordPress's filters.
//!
//! This follows `wp-includes/class-wp-oembed.php` and `embed.php`. WordPress finds the card by a link in the head,
//! within the first 150 KB of the page. From the card's HTML it keeps `a`, `blockquote` without attributes, and
//! `iframe`. Of these it uses the last empty iframe, and the blockquote if the HTML begins with one. Without an
//! empty iframe it uses nothing. The frame may run scripts and nothing else. Its address gets a secret. If there
//! is a blockquote, it stays hidden behind it until the framed page posts a message with that secret.
//!
//! A test compares this with the output of WordPress itself for the same cards.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use askama::Template;
use url::{Host, Url};

use crate::collection::plain_text;

use super::card::Card;
use super::html::{Page, is_whole};
use super::vocabulary::{Consumer, FactName, FactValue, FixedValue, Remark};
use super::{Finding, Seen, discovery};

/// How many bytes of a page are searched for a link to its card.
const READ: usize = 150 * 1024;

/// The allowed ports, for both schemes.
const PORTS: [u16; 3] = [80, 443, 8080];

/// In place of ten random letters and digits.
const SECRET: &str = "SECRET";

/// What the filter (`wp_kses`) keeps of a card's HTML: all text, even of scripts, and comments.
static KEPT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let frame =
        ["src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"];
    let mut builder = Builder::empty();
    builder
        .tags(["a", "blockquote", "iframe"].into())
        .tag_attributes([("a", ["href"].into()), ("iframe", frame.into())].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .clean_content_tags([].into())
        .strip_comments(false);
    builder
});

/// The HTML in the post.
#[derive(Template)]
#[template(
    ext = "html",
    source = "{% if let Some(quote) = quote %}<blockquote class=\"wp-embedded-content\" \
data-secret=\"{{ secret }}\">{{ quote|safe }}</blockquote>{% endif %}<iframe class=\"wp-embedded-content\" \
sandbox=\"allow-scripts\" security=\"restricted\"{% if quote.is_some() %} style=\"position: absolute; \
visibility: hidden;\"{% endif %}{% for (name, value) in attributes %} {{ name }}=\"{{ value }}\"{% endfor %}></iframe>"
)]
struct Embedded<'e> {
    secret: &'static str,
    /// The filtered content of the blockquote.
    quote: Option<&'e str>,
    attributes: Vec<(&'e str, String)>,
}

pub(super) fn finding(seen: &Seen<'_>) -> Finding {
    let mut finding = Finding::of(Consumer::WordPress);
    if let Err(remark) = discover(seen, &mut finding) {
        finding.breaks(remark);
        return finding;
    }
    match &seen.card {
        Err(remark) => finding.breaks(remark.clone()),
        Ok(card) => match (card.kind.as_deref(), &card.html) {
            (Some("rich" | "video"), Some(html)) => embed(seen, card, html, &mut finding),
            (Some("rich" | "video"), None) => finding.breaks(Remark::NoCardHtml),
            // A link with a title, or a picture, which is no embed.
            (Some(kind @ ("link" | "photo")), _) => finding.lacks(Remark::CardType { kind: kind.to_owned() }),
            (kind, _) => finding.breaks(Remark::CardType { kind: kind.unwrap_or_default().to_owned() }),
        },
    }
    finding
}

/// Finds the card.
fn discover(seen: &Seen<'_>, finding: &mut Finding) -> Result<(), Remark> {
    let link = discovery::in_head(&seen.page).ok_or_else(|| discovery::why_not_in_head(seen))?;
    if let Some(beginning) = seen.evidence.page.get(..READ)
        && discovery::in_head(&Page::read(seen.evidence.address, beginning)).is_none()
    {
        return Err(Remark::CardLinkTooLate);
    }
    if !is_whole(&link.href) {
        return Err(Remark::RelativeCardLink { address: link.href.clone() });
    }
    finding.add(FactName::Card, FactValue::address(link.href.clone()));
    let Ok(url) = Url::parse(&link.href) else { return Ok(()) };
    if let Some(host) = url.host().filter(is_refused) {
        // This happens while someone tries out the gateway, and is no fault of the page.
        finding.lacks(Remark::HostRefused { host: host.to_string() });
    }
    match url.port() {
        Some(port) if !PORTS.contains(&port) => Err(Remark::PortRefused { port }),
        _ => Ok(()),
    }
}

/// Whether WordPress refuses a host (`wp_http_validate_url`): local and private addresses, and IPv6 addresses.
fn is_refused(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(number) => number.is_loopback() || number.is_private() || number.octets()[0] == 0,
        Host::Ipv6(_) => true,
    }
}

/// Finds out what remains of the card's HTML.
fn embed(seen: &Seen<'_>, card: &Card, html: &str, finding: &mut Finding) {
    let written = Page::read(seen.evidence.address, html.as_bytes());
    if written.has_script() {
        finding.lacks(Remark::ScriptInCard);
    }
    let kept = KEPT.clean(html).to_string();
    // WordPress's regular expression does not match `IFRAME`.
    let Some((quote, frame)) = split(&kept).filter(|_| html.contains("<iframe")) else {
        let is_there = kept.contains("<iframe") && html.contains("<iframe");
        return finding.breaks(if is_there { Remark::FrameNotEmpty } else { Remark::NoFrame });
    };
    if written.frames.len() > 1 {
        finding.lacks(Remark::ManyFrames { count: written.frames.len() });
    }
    if quote.is_none() && kept.contains("<blockquote>") {
        finding.lacks(Remark::QuoteDropped);
    }
    let frame = Page::read(seen.evidence.address, frame.as_bytes()).frames.swap_remove(0);
    let attribute =
        |name: &str| frame.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let title = attribute("title").filter(|title| !title.is_empty()).or_else(|| card.title.clone());
    let shown = if quote.is_some() { FixedValue::FrameAfterHeight } else { FixedValue::FrameImmediately };
    finding.add(FactName::Shown, FactValue::Fixed(shown));
    finding.add_text(FactName::Quote, quote.map(plain_text));
    match attribute("src") {
        None => finding.breaks(Remark::NoFrameAddress),
        Some(address) if is_whole(&address) => finding.add(FactName::Frame, FactValue::address(address)),
        Some(address) => finding.breaks(Remark::RelativeFrame { address }),
    }
    let number = |name: &str| attribute(name)?.parse().ok();
    if let Some((width, height)) = number("width").zip(number("height")) {
        finding.add(FactName::FrameSize, FactValue::size(width, height));
    }
    if title.is_none() {
        finding.lacks(Remark::NoFrameTitle);
    }
    finding.add_text(FactName::Title, title.clone());
    let embedded = Embedded { secret: SECRET, quote, attributes: attributes(&frame, title) };
    finding.add(FactName::Html, FactValue::Code(embedded.render().expect("writing to a string cannot fail")));
    match &seen.embed {
        None => finding.breaks(Remark::NothingFramed),
        Some(framed) if speaks(framed) => {}
        Some(_) if quote.is_some() => finding.breaks(Remark::SilentFrame),
        // The frame keeps the height that the card gives.
        Some(_) => finding.lacks(Remark::SilentFrame),
    }
}

/// The content of the blockquote, if the HTML begins with one, and the frame.
fn split(kept: &str) -> Option<(Option<&str>, &str)> {
    const END: &str = "></iframe>";
    let from_end = kept.rmatch_indices("<iframe");
    let (at, length) = from_end.filter_map(|(at, _)| Some((at, kept[at..].find(END)? + END.len()))).next()?;
    let quote = kept[..at].strip_prefix("<blockquote>").and_then(|rest| rest.split_once("</blockquote>"));
    Some((quote.map(|(inside, _)| inside), &kept[at..at + length]))
}

/// The attributes of the frame: the title first, and the address with the secret.
fn attributes(frame: &[(String, String)], title: Option<String>) -> Vec<(&str, String)> {
    let mut attributes: Vec<(&str, String)> = title.map(|title| ("title", title)).into_iter().collect();
    for (name, value) in frame.iter().filter(|(name, _)| name != "title") {
        if name == "src" {
            attributes.push(("src", format!("{value}#?secret={SECRET}")));
            attributes.push(("data-secret", SECRET.to_owned()));
        } else {
            attributes.push((name, value.clone()));
        }
    }
    attributes
}

/// Whether a framed page posts messages with the secret, as far as its scripts show without being run.
fn speaks(framed: &Page) -> bool {
    framed.has_foreign_script || (framed.script.contains("postMessage") && framed.script.contains("secret"))
}

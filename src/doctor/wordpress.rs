//! WordPress, on a site that does not know the gateway: the card's HTML after its filters.
//!
//! As `wp-includes/class-wp-oembed.php` and `embed.php` have it. The card is found by a link in the head,
//! of the first 150 KB of the page. Of its HTML stay `a`, `blockquote` without attributes and `iframe`. Of
//! that is taken the last iframe with nothing in it, or nothing at all, and the blockquote with which all
//! begins. The frame may run scripts and nothing else, gets a secret in its address, and stays hidden
//! behind the blockquote until the framed page posts a message that holds the secret.
//!
//! A test holds this against what WordPress itself said of the same cards.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use askama::Template;
use url::{Host, Url};

use crate::collection::plain_text;

use super::card::Card;
use super::html::{Page, is_whole};
use super::told::{Consumer, Known, Name, Remark, Value};
use super::{Finding, Seen, discovery};

/// How much of a page is read for a link to its card.
const READ: usize = 150 * 1024;

/// The ports that are asked, whatever the scheme.
const PORTS: [u16; 3] = [80, 443, 8080];

/// Ten letters and digits, others each time.
const SECRET: &str = "SECRET";

/// What of a card's HTML stays (`wp_kses`): the words of everything, also of scripts; comments too.
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

/// What stands in somebody's post.
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
    /// Filtered HTML.
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
            // A linked title or a picture, which is no card.
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
    finding.tell(Name::Card, Value::address(link.href.clone()));
    let Ok(url) = Url::parse(&link.href) else { return Ok(()) };
    if let Some(host) = url.host().filter(is_refused) {
        // So it is while somebody tries the gateway out, and no fault of the page.
        finding.lacks(Remark::HostRefused { host: host.to_string() });
    }
    match url.port() {
        Some(port) if !PORTS.contains(&port) => Err(Remark::PortRefused { port }),
        _ => Ok(()),
    }
}

/// Whether a host is not asked (`wp_http_validate_url`): those of one's own, and numbers of IPv6.
fn is_refused(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(number) => number.is_loopback() || number.is_private() || number.octets()[0] == 0,
        Host::Ipv6(_) => true,
    }
}

/// Tells what becomes of the card's HTML.
fn embed(seen: &Seen<'_>, card: &Card, html: &str, finding: &mut Finding) {
    let written = Page::read(seen.evidence.address, html.as_bytes());
    if written.has_script() {
        finding.lacks(Remark::ScriptInCard);
    }
    let kept = KEPT.clean(html).to_string();
    // Its pattern knows no `IFRAME`.
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
    let shown = if quote.is_some() { Known::FrameOnceItSpeaks } else { Known::FrameAtOnce };
    finding.tell(Name::Shown, Value::Known(shown));
    finding.tell_text(Name::Quote, quote.map(plain_text));
    match attribute("src") {
        None => finding.breaks(Remark::NoFrameAddress),
        Some(address) if is_whole(&address) => finding.tell(Name::Frame, Value::address(address)),
        Some(address) => finding.breaks(Remark::RelativeFrame { address }),
    }
    let number = |name: &str| attribute(name)?.parse().ok();
    if let Some((width, height)) = number("width").zip(number("height")) {
        finding.tell(Name::FrameSize, Value::size(width, height));
    }
    if title.is_none() {
        finding.lacks(Remark::NoFrameTitle);
    }
    finding.tell_text(Name::Title, title.clone());
    let embedded = Embedded { secret: SECRET, quote, attributes: attributes(&frame, title) };
    finding.tell(Name::Html, Value::Code(embedded.render().expect("writing to a string cannot fail")));
    match &seen.embed {
        None => finding.breaks(Remark::NothingFramed),
        Some(framed) if speaks(framed) => {}
        Some(_) if quote.is_some() => finding.breaks(Remark::SilentFrame),
        // It keeps the height that the card says.
        Some(_) => finding.lacks(Remark::SilentFrame),
    }
}

/// The blockquote's inside, if all begins with one, and the frame.
fn split(kept: &str) -> Option<(Option<&str>, &str)> {
    const END: &str = "></iframe>";
    let from_end = kept.rmatch_indices("<iframe");
    let (at, length) = from_end.filter_map(|(at, _)| Some((at, kept[at..].find(END)? + END.len()))).next()?;
    let quote = kept[..at].strip_prefix("<blockquote>").and_then(|rest| rest.split_once("</blockquote>"));
    Some((quote.map(|(inside, _)| inside), &kept[at..at + length]))
}

/// The frame's attributes: the title first, and the secret with the address.
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

/// Whether a framed page posts messages that hold the secret, as far as can be seen without running it.
fn speaks(framed: &Page) -> bool {
    framed.has_foreign_script || (framed.script.contains("postMessage") && framed.script.contains("secret"))
}

//! Cleans HTML, without losing anything silently.
//!
//! Feeds and pages can show text, links, lists and tables. Everything else is turned into those where that is
//! possible: a picture becomes a link, a formula becomes text. What is lost all the same is named, with its place, so
//! that `feedgate check` can warn the curator. Finally, ammonia removes whatever is not safe.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use html5ever::tokenizer::{Tag, TagKind};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use crate::collection::web_address::{Slip, WebAddress, read_address};

use super::formula::Formula;
use super::tokens::{Part, Piece, pieces, pieces_with_places};

/// Something that the clean HTML does not show as the curator wrote it, and its range in the source.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::collection) struct Lost {
    pub(in crate::collection) range: Range<usize>,
    pub(in crate::collection) loss: Loss,
}

#[derive(Debug, PartialEq, Eq)]
pub(in crate::collection) enum Loss {
    /// An element whose text is never shown, such as `<script>`.
    Hidden { element: String },
    /// An element whose text is kept.
    Element { element: String },
    /// A formula, which is written as text.
    Formula,
    /// A picture, video or the like that became a link.
    MediaAsLink { element: String },
    /// A picture, video or the like that cannot become a link, because it has no usable address or no text.
    Media { element: String },
    /// A link whose address cannot be used. Its text is kept.
    Link { typed: String, why: BadLink },
    /// An address with something that was probably not meant.
    Slip { slip: Slip, sent: WebAddress },
    /// An attribute that contains a tag, because a quotation mark is missing.
    Quote { attribute: String },
    /// Something that browsers read as a comment although it has another form.
    Comment { beginning: String },
    /// A tag or comment that never ends.
    CutShort,
    /// A hidden element that never ends.
    Unclosed { element: String },
}

/// Why the address of a link cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::collection) enum BadLink {
    /// It is relative, and the report has no `url`.
    Relative,
    /// It begins with a host, without `https://`.
    NoScheme,
    /// Only web and mail addresses are safe in feeds.
    Scheme,
    /// It is no address, for this reason.
    Invalid(String),
}

/// Cleans HTML. Relative addresses are resolved against `base`. The second value is whether anything may be lost;
/// [`lost`] says what.
pub(in crate::collection) fn clean(html: &str, base: Option<&WebAddress>) -> (String, bool) {
    let (kept, lost) = keep(pieces(html), base);
    (SANITIZER.clean(&kept).to_string(), !lost.is_empty())
}

/// What [`clean`] does not keep, in the order of the source.
pub(in crate::collection) fn lost(html: &str, base: Option<&WebAddress>) -> Vec<Lost> {
    keep(pieces_with_places(html), base).1
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        // Pages and feeds have no base that a relative URL could refer to.
        .url_relative(UrlRelative::Deny)
        .url_schemes(["http", "https", "mailto"].into())
        // A picture from another site would let that site track readers.
        .rm_tags(["img", "map", "area"])
        // Without these, a text runs in the wrong direction and a list has the wrong numbers.
        .add_generic_attributes(["dir"])
        .add_tag_attributes("ol", ["reversed", "type"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("time", ["datetime"]);
    builder
});

/// What the sanitizer keeps.
struct Policy {
    elements: HashSet<&'static str>,
    attributes: HashSet<&'static str>,
    attributes_of: HashMap<&'static str, HashSet<&'static str>>,
}

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy {
    elements: SANITIZER.clone_tags(),
    attributes: SANITIZER.clone_generic_attributes(),
    attributes_of: SANITIZER.clone_tag_attributes(),
});

/// What becomes of an element.
enum Fate {
    /// It stays, or becomes this element that means nearly the same.
    Kept(&'static str),
    /// Only its text stays, and nobody misses the rest: it was about looks or structure.
    Unwrapped,
    /// Its text stays, and the rest is missed.
    Missed,
    /// Neither it nor its text is shown, as in browsers.
    Hidden,
    /// It shows something from another address.
    Media,
}

fn fate(element: &str) -> Fate {
    if let Some(kept) = POLICY.elements.get(element) {
        return Fate::Kept(kept);
    }
    match element {
        "address" | "dialog" | "fieldset" | "legend" | "main" | "optgroup" | "option" | "search"
        | "section" | "textarea" => Fate::Kept("div"),
        "dir" | "menu" => Fate::Kept("ul"),
        "listing" | "plaintext" | "xmp" => Fate::Kept("pre"),
        "base" | "basefont" | "big" | "blink" | "body" | "datalist" | "font" | "form" | "frameset"
        | "head" | "html" | "label" | "link" | "map" | "marquee" | "meta" | "meter" | "nobr" | "noscript"
        | "output" | "param" | "picture" | "progress" | "slot" | "track" => Fate::Unwrapped,
        "annotation" | "annotation-xml" | "iframe" | "metadata" | "noembed" | "noframes" | "script"
        | "style" | "template" | "title" => Fate::Hidden,
        "area" | "audio" | "embed" | "frame" | "img" | "source" | "video" => Fate::Media,
        // Word processors write such names.
        _ if element.contains(':') => Fate::Unwrapped,
        _ => Fate::Missed,
    }
}

/// Elements that stay and have no end tag (HTML Standard §13.1.2).
fn is_void(element: &str) -> bool {
    matches!(element, "br" | "col" | "hr" | "wbr")
}

/// Elements that end a formula or drawing that was not closed (HTML Standard §13.2.6.5).
fn is_block(element: &str) -> bool {
    matches!(
        element,
        "blockquote" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ol" | "p" | "pre" | "table" | "ul"
    )
}

fn keep(pieces: Vec<Piece>, base: Option<&WebAddress>) -> (String, Vec<Lost>) {
    let mut keeper = Keeper::new(base_of(&pieces, base));
    for Piece { part, range } in pieces {
        match part {
            Part::Text(text) => keeper.text(&text),
            Part::Tag(tag) => match tag.kind {
                TagKind::StartTag => keeper.begin(&tag, range),
                TagKind::EndTag => keeper.end(&tag.name),
            },
            Part::Comment(text) => keeper.comment(&text, range),
            Part::CutShort => keeper.lose(range, Loss::CutShort),
        }
    }
    keeper.finish()
}

/// The address that relative addresses refer to: the first `<base href>`, which may be relative itself, or else the
/// report's.
fn base_of(pieces: &[Piece], report: Option<&WebAddress>) -> Option<Url> {
    let report = report.and_then(|address| Url::parse(address).ok());
    let base = pieces.iter().find_map(|piece| match &piece.part {
        Part::Tag(tag) if &*tag.name == "base" => attribute(tag, "href"),
        _ => None,
    });
    let Some(href) = base else { return report };
    match &report {
        Some(report) => report.join(href).ok(),
        None => Url::parse(href).ok(),
    }
    .filter(|url| matches!(url.scheme(), "http" | "https"))
    .or(report)
}

struct Keeper {
    base: Option<Url>,
    html: String,
    lost: Vec<Lost>,
    /// The hidden element that is open, how many of the same name are open, and where it began.
    hidden: Option<(String, usize, Range<usize>)>,
    /// The `<svg>` or `<math>` that is open: only the outermost is named as a loss.
    foreign: Option<(String, usize)>,
    formula: Formula,
    is_in_link: bool,
    /// The video or sound that is open and became a link. Its other sources are only other versions of it, and its
    /// text is for browsers that cannot play it.
    linked: Option<String>,
    /// The video or sound that is open.
    playing: Option<String>,
    /// The length of `html` when the last `<pre>` began.
    pre_begun: usize,
}

impl Keeper {
    fn new(base: Option<Url>) -> Keeper {
        Keeper {
            base,
            html: String::new(),
            lost: Vec::new(),
            hidden: None,
            foreign: None,
            formula: Formula::default(),
            is_in_link: false,
            linked: None,
            playing: None,
            pre_begun: usize::MAX,
        }
    }

    fn lose(&mut self, range: Range<usize>, loss: Loss) {
        self.lost.push(Lost { range, loss });
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() || self.linked.is_some() {
            return;
        }
        // Browsers drop a line break right after `<pre>` (HTML Standard §13.2.6.4.7), each time that the text is read.
        let text = match self.html.len() == self.pre_begun {
            true => text.trim_start_matches('\n'),
            false => text,
        };
        push_text(&mut self.html, text);
    }

    fn begin(&mut self, tag: &Tag, range: Range<usize>) {
        let name = &*tag.name;
        if let Some((hidden, depth, _)) = &mut self.hidden {
            *depth += usize::from(hidden == name);
            return;
        }
        if let Some(attribute) = tag.attrs.iter().find(|attribute| contains_tag(&attribute.value)) {
            let attribute = attribute.name.local.to_string();
            self.lose(range.clone(), Loss::Quote { attribute });
        }
        if self.begins_foreign(tag, &range) {
            return;
        }
        match fate(name) {
            Fate::Kept(kept) => self.open(kept, tag, range),
            Fate::Unwrapped => {}
            Fate::Missed if name == "input" && attribute(tag, "type") == Some("hidden") => {}
            Fate::Missed => self.miss(name, range),
            Fate::Media => self.media(tag, range),
            Fate::Hidden => self.hide(tag, range),
        }
    }

    /// Handles the tags of formulas and drawings; `false` for every other tag.
    fn begins_foreign(&mut self, tag: &Tag, range: &Range<usize>) -> bool {
        let name = &*tag.name;
        match &mut self.foreign {
            None if !matches!(name, "svg" | "math") => return false,
            None if tag.self_closing => return true,
            None => {
                self.foreign = Some((name.to_owned(), 1));
                self.lose(
                    range.clone(),
                    match name {
                        "math" => Loss::Formula,
                        _ => Loss::Element { element: name.to_owned() },
                    },
                );
                if let Some(text) = attribute(tag, "alttext").filter(|_| name == "math") {
                    push_text(&mut self.html, text);
                    self.hidden = Some((name.to_owned(), 1, range.clone()));
                    return true;
                }
            }
            Some((outer, depth)) if outer == name => *depth += usize::from(!tag.self_closing),
            Some(_) if is_block(name) && self.formula.is_in_formula() => {
                self.foreign = None;
                self.formula = Formula::default();
                return false;
            }
            Some((outer, _)) if outer == "math" => {}
            Some(_) => return false,
        }
        if self.foreign.as_ref().is_some_and(|(outer, _)| outer == "math") {
            if matches!(fate(name), Fate::Hidden) && !tag.self_closing {
                self.hidden = Some((name.to_owned(), 1, range.clone()));
                return true;
            }
            let before = self.formula.begin(name, tag.self_closing);
            self.html.push_str(&before);
        }
        true
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, depth, _)) = &mut self.hidden {
            *depth -= usize::from(hidden == name);
            if *depth > 0 {
                return;
            }
            self.hidden = None;
        }
        if self.ends_foreign(name) {
            return;
        }
        if name == "a" {
            self.is_in_link = false;
        }
        for open in [&mut self.linked, &mut self.playing] {
            open.take_if(|open| open == name);
        }
        match fate(name) {
            // Browsers read `</br>` as `<br>`.
            Fate::Kept(kept) if !is_void(kept) || name == "br" => self.close(kept),
            _ => {}
        }
    }

    fn ends_foreign(&mut self, name: &str) -> bool {
        let Some((outer, depth)) = &mut self.foreign else { return false };
        if outer == "math" {
            let after = self.formula.end(name);
            self.html.push_str(&after);
        }
        if outer == name {
            *depth -= 1;
            if *depth == 0 {
                self.foreign = None;
                self.formula = Formula::default();
            }
            return true;
        }
        let is_formula = outer == "math";
        // Separate texts of a drawing must not become one word.
        if matches!(name, "text" | "tspan" | "title" | "desc") {
            self.html.push(' ');
        }
        is_formula
    }

    fn open(&mut self, kept: &str, tag: &Tag, range: Range<usize>) {
        self.html.push('<');
        self.html.push_str(kept);
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, &*attribute.value);
            if !is_kept(kept, name) {
                continue;
            }
            if !matches!(name, "href" | "cite") {
                push_attribute(&mut self.html, name, value);
                continue;
            }
            if let Some(address) = self.resolve(value, &range) {
                push_attribute(&mut self.html, name, &address);
            }
        }
        self.html.push('>');
        if self.foreign.is_some() && tag.self_closing && !is_void(kept) {
            return self.close(kept);
        }
        self.is_in_link |= kept == "a";
        if kept == "pre" {
            self.pre_begun = self.html.len();
        }
    }

    fn close(&mut self, kept: &str) {
        self.html.push_str("</");
        self.html.push_str(kept);
        self.html.push('>');
    }

    /// Names an element as missed, once for all that have its name.
    fn miss(&mut self, name: &str, range: Range<usize>) {
        // Within a drawing, the drawing is what is missed.
        let is_named =
            self.lost.iter().any(|lost| matches!(&lost.loss, Loss::Element { element } if element == name));
        if self.foreign.is_none() && !is_named {
            self.lose(range, Loss::Element { element: name.to_owned() });
        }
    }

    fn hide(&mut self, tag: &Tag, range: Range<usize>) {
        let name = &*tag.name;
        match (&self.foreign, name) {
            // The title of a drawing is a text like others.
            (Some(_), "title") => return,
            (_, "iframe") => self.media(tag, range.clone()),
            // Rules about looks and the data of a drawing are no text.
            (_, "style" | "metadata") | (Some(_), "annotation" | "annotation-xml") => {}
            _ => self.lose(range.clone(), Loss::Hidden { element: name.to_owned() }),
        }
        if !(self.foreign.is_some() && tag.self_closing) {
            self.hidden = Some((name.to_owned(), 1, range));
        }
    }

    /// Turns what another address shows into a link to it.
    fn media(&mut self, tag: &Tag, range: Range<usize>) {
        let element = tag.name.to_string();
        let alt = attribute(tag, "alt");
        let is_pixel = ["width", "height"].iter().any(|side| matches!(attribute(tag, side), Some("0" | "1")));
        // A picture with an empty text is an ornament, and one of a pixel counts readers.
        if element == "img" && (alt.is_some_and(|alt| alt.trim().is_empty()) || is_pixel) {
            return;
        }
        // The sources of a video come in elements of their own, and a picture has several sizes.
        let candidates = sources(tag);
        let is_given_elsewhere = matches!(&*element, "area" | "audio" | "source" | "video");
        if matches!(&*element, "audio" | "video") {
            self.playing = Some(element.clone());
        }
        if (candidates.is_empty() && is_given_elsewhere) || self.linked.is_some() {
            return;
        }
        let known = self.lost.len();
        let address = candidates.iter().find_map(|typed| self.resolve(typed, &range));
        let added = self.lost.split_off(known);
        self.lost.extend(added.into_iter().filter(|lost| matches!(lost.loss, Loss::Slip { .. })));
        let label = [alt, attribute(tag, "title"), attribute(tag, "aria-label")];
        let label = label.into_iter().flatten().map(str::trim).find(|label| !label.is_empty());
        let label = label.or(address.as_deref().filter(|_| !matches!(&*element, "img" | "area")));
        let Some(label) = label else { return self.lose(range, Loss::Media { element }) };
        let Some(address) = &address else {
            push_text(&mut self.html, label);
            return self.lose(range, Loss::Media { element });
        };
        match self.is_in_link {
            true => push_text(&mut self.html, label),
            false => self.link(address, label),
        }
        match &*element {
            "audio" | "video" => self.linked = Some(element.clone()),
            "source" => self.linked = self.playing.take(),
            _ => {}
        }
        self.lose(range, Loss::MediaAsLink { element });
    }

    fn link(&mut self, address: &str, label: &str) {
        self.html.push_str("<a");
        push_attribute(&mut self.html, "href", address);
        self.html.push('>');
        push_text(&mut self.html, label);
        self.html.push_str("</a>");
    }

    fn comment(&mut self, text: &str, range: Range<usize>) {
        // `<![if …]>` and `<?xml …?>` come from word processors.
        let is_code = text.starts_with("[CDATA[") || (text.starts_with('?') && !text.starts_with("?xml"));
        if self.hidden.is_none() && is_code {
            let beginning =
                text.graphemes(true).take_while(|part| !part.trim().is_empty()).take(20).collect();
            self.lose(range, Loss::Comment { beginning });
        }
    }

    /// The address that a link leads to, as it is sent.
    fn resolve(&mut self, typed: &str, range: &Range<usize>) -> Option<String> {
        match resolved(typed, self.base.as_ref()) {
            Ok(Target::Web { address, slips }) => {
                for slip in slips {
                    self.lose(range.clone(), Loss::Slip { slip, sent: address.clone() });
                }
                Some(address.to_string())
            }
            Ok(Target::Mail(address)) => Some(address),
            Err(why) => {
                self.lose(range.clone(), Loss::Link { typed: typed.to_owned(), why });
                None
            }
        }
    }

    fn finish(mut self) -> (String, Vec<Lost>) {
        if let Some((element, _, range)) = self.hidden.take() {
            self.lose(range, Loss::Unclosed { element });
        }
        self.lost.sort_by_key(|lost| lost.range.start);
        (self.html, self.lost)
    }
}

enum Target {
    Web { address: WebAddress, slips: Vec<Slip> },
    Mail(String),
}

fn resolved(typed: &str, base: Option<&Url>) -> Result<Target, BadLink> {
    let trimmed = typed.trim();
    let web = |text: &str| {
        let read = read_address(text).map_err(BadLink::Invalid)?;
        Ok(Target::Web { address: read.address, slips: read.slips })
    };
    match Url::parse(trimmed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => web(typed),
        Ok(url) if url.scheme() == "mailto" => Ok(Target::Mail(url.into())),
        Ok(_) => Err(BadLink::Scheme),
        Err(url::ParseError::RelativeUrlWithoutBase) if trimmed.starts_with("www.") => Err(BadLink::NoScheme),
        Err(url::ParseError::RelativeUrlWithoutBase) => match base {
            Some(base) => {
                let url = base.join(trimmed).map_err(|error| BadLink::Invalid(error.to_string()))?;
                web(url.as_str())
            }
            None if trimmed.starts_with("//") => web(&format!("https:{trimmed}")),
            None => Err(BadLink::Relative),
        },
        Err(error) => Err(BadLink::Invalid(error.to_string())),
    }
}

fn is_kept(element: &str, attribute: &str) -> bool {
    POLICY.attributes.contains(attribute)
        || POLICY.attributes_of.get(element).is_some_and(|own| own.contains(attribute))
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// The addresses that an element may show, the best first. Pages that load pictures late keep the real address in
/// `data-src`.
fn sources(tag: &Tag) -> Vec<&str> {
    let set = attribute(tag, "srcset").and_then(|set| set.split_whitespace().next());
    let first_of_set = set.map(|first| first.trim_end_matches(','));
    let named = ["src", "data-src", "href"].into_iter().filter_map(|name| attribute(tag, name));
    named.chain(first_of_set).filter(|source| !source.trim().is_empty()).collect()
}

/// Whether the value of an attribute contains a tag.
fn contains_tag(value: &str) -> bool {
    let mut after = value.split('<').skip(1);
    after.any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
}

fn push_text(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}

fn push_attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    html.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::plain_text;
    use super::*;

    const PAGE: &str = "https://example.org/reports/7/";

    fn page() -> WebAddress {
        WebAddress::of(PAGE)
    }

    fn cleaned(html: &str) -> String {
        clean(html, Some(&page())).0.replace(" rel=\"noopener noreferrer\"", "")
    }

    /// What is lost, each with its source.
    fn losses(html: &str) -> Vec<(&str, Loss)> {
        let lost = lost(html, Some(&page()));
        assert_eq!(lost.is_empty(), !clean(html, Some(&page())).1, "{html}");
        lost.into_iter().map(|lost| (&html[lost.range], lost.loss)).collect()
    }

    #[test]
    fn what_could_act_is_gone() {
        let (clean, _) = clean(
            "<p onclick=x()>Hi <script>alert(1)</script><a href='javascript:x'>a</a> \
             <a href='https://example.org/'>c</a><img src=https://t.example/p width=1></p>",
            None,
        );
        assert_eq!(
            clean,
            "<p>Hi <a rel=\"noopener noreferrer\">a</a> \
             <a href=\"https://example.org/\" rel=\"noopener noreferrer\">c</a></p>"
        );
    }

    #[test]
    fn a_relative_link_leads_to_where_it_led_on_the_page_of_the_report() {
        for (href, resolved) in [
            ("annex.pdf", "https://example.org/reports/7/annex.pdf"),
            ("../8/?a=1&amp;b=2", "https://example.org/reports/8/?a=1&amp;b=2"),
            ("/Año 1.pdf", "https://example.org/A%C3%B1o%201.pdf"),
            ("#part-2", "https://example.org/reports/7/#part-2"),
            ("//other.example/x", "https://other.example/x"),
            ("https://año.example/a|b", "https://xn--ao-zja.example/a%7Cb"),
            ("mailto:me@example.org", "mailto:me@example.org"),
        ] {
            let html = format!("<a href=\"{href}\">x</a>");
            assert_eq!(cleaned(&html), format!("<a href=\"{resolved}\">x</a>"));
            assert_eq!(losses(&html), []);
        }
        let based = "<base href=\"/annexes/\"><a href=\"1.pdf\">x</a>";
        assert_eq!(cleaned(based), "<a href=\"https://example.org/annexes/1.pdf\">x</a>");
    }

    #[test]
    fn the_text_of_every_element_that_cannot_be_shown_is_kept() {
        for (html, text) in [
            (
                "<svg viewBox='0 0 1 1'><title>Arrivals</title><path d='M0'/><text>2015</text></svg>",
                "Arrivals 2015",
            ),
            ("a <form><label>b <input></label><button>c</button></form>", "a b c"),
            ("<select><option>a</option><option>b</option></select>", "a\n\nb"),
            ("<section>a</section><section>b</section>", "a\n\nb"),
            ("<unknown>a <my-element>b</my-element></unknown>", "a b"),
            ("<video>a <source>film</video>", "a film"),
            ("<object data='x.swf'>a</object>", "a"),
            ("<noscript><p>a</p></noscript>", "a"),
            ("<textarea>a <b></textarea>", "a <b>"),
            ("<xmp>a <b></xmp>", "a <b>"),
            ("<svg><foreignObject><p>a</p></foreignObject></svg><p>b</p>", "a\n\nb"),
            ("<math><mtext>a</mtext></math> b", "a b"),
        ] {
            assert_eq!(plain_text(&cleaned(html)), text, "{html}");
        }
    }

    #[test]
    fn what_is_clean_stays_as_it_is() {
        for html in [
            "<pre>\n\nx</pre>",
            "<pre><!-- a -->\nx</pre>",
            "<plaintext>\n\nx",
            "<pre dir=rtl>\n\n<b>\nx</b></pre>",
            "<svg><pre>\n\nx</pre></svg>",
            "<math><mtext>a &lt; b</mtext></math>",
            "<a href='?a=1&b=2'><img src=a.png alt='\"x\"'></a>",
        ] {
            let once = cleaned(html);
            assert_eq!(cleaned(&once), once, "{html}");
        }
    }

    #[test]
    fn a_formula_keeps_its_meaning_as_text() {
        for (mathml, text) in [
            ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
            ("<mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>", "E=mc^2"),
            ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"),
            ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
            ("<msqrt><mi>x</mi></msqrt>", "√(x)"),
            (
                "<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\x</annotation></semantics>",
                "x",
            ),
        ] {
            let html = format!("<p>a <math>{mathml}</math> b</p>");
            assert_eq!(cleaned(&html), format!("<p>a {text} b</p>"), "{html}");
            assert_eq!(losses(&html), [("<math>", Loss::Formula)]);
        }
        assert_eq!(cleaned("<math alttext='a &lt; b'><mi>a</mi></math>c"), "a &lt; bc");
    }

    #[test]
    fn what_another_address_shows_becomes_a_link() {
        let base = PAGE;
        for (html, link) in [
            ("<img src='a.png' alt='A chart'>", format!("<a href=\"{base}a.png\">A chart</a>")),
            (
                "<img srcset='a.png 1x, b.png 2x' alt='A chart'>",
                format!("<a href=\"{base}a.png\">A chart</a>"),
            ),
            (
                "<img src='data:image/gif;base64,R0' data-src='a.png' alt='A'>",
                format!("<a href=\"{base}a.png\">A</a>"),
            ),
            (
                "<iframe src='https://v.example/1' title='A film'>no frames</iframe>",
                "<a href=\"https://v.example/1\">A film</a>".to_owned(),
            ),
            (
                "<video src='a.mp4' title='A film'>No video?</video>",
                format!("<a href=\"{base}a.mp4\">A film</a>"),
            ),
            (
                "<video><source src='a.webm'><source src='a.mp4'>No video?</video>",
                format!("<a href=\"{base}a.webm\">{base}a.webm</a>"),
            ),
            (
                "<a href='/x'><img src='a.png' alt='A'></a>",
                "<a href=\"https://example.org/x\">A</a>".to_owned(),
            ),
        ] {
            assert_eq!(cleaned(html), link, "{html}");
            let losses = losses(html);
            assert!(matches!(losses[..], [(_, Loss::MediaAsLink { .. })]), "{html}: {losses:?}");
        }
        for ornament in ["<img src='a.png' alt=''>", "<img src='https://t.example/p' height=1>"] {
            assert_eq!((cleaned(ornament), losses(ornament)), (String::new(), vec![]), "{ornament}");
        }
    }

    #[test]
    fn whatever_is_lost_is_named_where_it_stands() {
        let element = |name: &str| name.to_owned();
        for (html, source, loss) in [
            ("a <script>x()</script>", "<script>", Loss::Hidden { element: element("script") }),
            ("<template><p>a</p></template>", "<template>", Loss::Hidden { element: element("template") }),
            ("<head><title>a</title></head>", "<title>", Loss::Hidden { element: element("title") }),
            ("<svg><text>a</text></svg>", "<svg>", Loss::Element { element: element("svg") }),
            ("<math><script>a</script></math>", "<math>", Loss::Formula),
            (
                "<p><button>a</button><button>b</button>",
                "<button>",
                Loss::Element { element: element("button") },
            ),
            ("<img src='a.png'>", "<img src='a.png'>", Loss::Media { element: element("img") }),
            ("<img alt='a'>", "<img alt='a'>", Loss::Media { element: element("img") }),
            (
                "<img src='data:x' alt='a'>",
                "<img src='data:x' alt='a'>",
                Loss::Media { element: element("img") },
            ),
            ("<p>a<b", "<b", Loss::CutShort),
            ("a <!-- b", "<!-- b", Loss::CutShort),
            ("<script>a", "<script>", Loss::Hidden { element: element("script") }),
            ("<b><![CDATA[a]]></b>", "<![CDATA[a]]>", Loss::Comment { beginning: "[CDATA[a]]".into() }),
            (
                "<a href=\"x>a</a> <a href=\"y\">b</a>",
                "<a href=\"x>a</a> <a href=\"y\">",
                Loss::Quote { attribute: "href".into() },
            ),
        ] {
            assert_eq!(losses(html).first(), Some(&(source, loss)), "{html}");
        }
        for hidden in ["<svg><script>a</script></svg>", "<svg><template>a</template></svg>"] {
            let lost = losses(hidden).pop().map(|(_, loss)| loss);
            assert!(matches!(lost, Some(Loss::Hidden { .. })), "{hidden}: {lost:?}");
        }
        for (href, why) in [
            ("javascript:x", BadLink::Scheme),
            ("data:text/html,x", BadLink::Scheme),
            ("www.example.org/a", BadLink::NoScheme),
            ("https://", BadLink::Invalid("empty host".into())),
        ] {
            let html = format!("<a href=\"{href}\">x</a>");
            let (source, loss) = losses(&html).pop().expect("a loss");
            assert_eq!(
                (source.to_owned(), loss),
                (format!("<a href=\"{href}\">"), Loss::Link { typed: href.into(), why })
            );
        }
        assert_eq!(
            lost("<a href='a.pdf'>x</a>", None).pop().map(|lost| lost.loss),
            Some(Loss::Link { typed: "a.pdf".into(), why: BadLink::Relative })
        );
    }

    #[test]
    fn what_is_only_about_looks_is_not_worth_a_word() {
        for html in [
            "<p class=a style='color:red'>a <font color=red>b</font> <span>c</span></p>",
            "<style>p { color: red }</style><!-- a --><p>a",
            "<!DOCTYPE html><html><body><section>a</section><o:p></o:p></body></html>",
            "<![if !supportLists]>a<![endif]>",
            "<table><tr><td colspan=2>a</table><ol reversed type=a start=3><li value=2>a</ol>",
            "<p>1 < 2 & 3 > 2 &copy",
        ] {
            assert_eq!(losses(html), [], "{html}");
        }
        assert_eq!(
            cleaned("<p dir=rtl>a</p><ol reversed><li value=\"2\">b</ol>"),
            "<p dir=\"rtl\">a</p><ol reversed=\"\"><li value=\"2\">b</li></ol>"
        );
    }

    /// The text that browsers show is the text that is kept, if nothing is named as lost.
    #[test]
    fn without_a_loss_every_word_is_kept() {
        use proptest::prelude::*;
        let part = "[a-z]{3}|<(p|b|svg|math|mi|form|section|unknown|td|li|a|script|template|select|option)>|</(p|b|svg|math|mi|form|section|a|script|template|select)>|<br>";
        proptest!(|(parts in proptest::collection::vec(part, 0..16))| {
            let html = parts.concat();
            let named = lost(&html, None);
            let is_dropping = |lost: &Lost| matches!(lost.loss, Loss::Hidden { .. } | Loss::Unclosed { .. } | Loss::CutShort | Loss::Formula);
            if !named.iter().any(is_dropping) {
                let text: String = plain_text(&clean(&html, None).0).split_whitespace().collect();
                let words: String = parts.iter().filter(|part| !part.contains(['<', '>'])).cloned().collect();
                prop_assert_eq!(text, words, "{}", html);
            }
        });
    }
}

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
mod tests;

//! The tags of a page that consumers look for.
//!
//! The page is read as a sequence of tokens, not as a tree. Consumers work with tags too, most of them by regular
//! expressions. A tree would move a misplaced tag to the right place.

use std::cell::RefCell;

use html5ever::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use url::Url;

/// The tags of a page, in order.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The base of relative addresses.
    base: Option<Url>,
    title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) metas: Vec<Meta>,
    pub(super) links: Vec<Link>,
    /// The attributes of each iframe, in order.
    pub(super) frames: Vec<Vec<(String, String)>>,
    /// The text of all inline scripts.
    pub(super) script: String,
    /// Whether the page also loads scripts from elsewhere.
    pub(super) has_foreign_script: bool,
}

#[derive(Debug)]
pub(super) struct Meta {
    pub(super) key: String,
    pub(super) by: By,
    pub(super) content: String,
    pub(super) place: Place,
}

/// The attribute that names a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    FactName,
    Property,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    Head,
    Body,
}

#[derive(Debug)]
pub(super) struct Link {
    rels: String,
    pub(super) href: String,
    pub(super) media_type: Option<String>,
    pub(super) title: Option<String>,
    pub(super) place: Place,
}

impl Link {
    /// Relations are separated by spaces. Case does not matter.
    pub(super) fn has_rel(&self, rel: &str) -> bool {
        self.rels.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(rel))
    }

    pub(super) fn is_typed(&self, media_type: &str) -> bool {
        let known = self.media_type.as_deref().and_then(|known| known.split(';').next());
        known.is_some_and(|known| known.trim().eq_ignore_ascii_case(media_type))
    }
}

impl Page {
    pub(super) fn read(address: &str, html: &[u8]) -> Page {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from_slice(&String::from_utf8_lossy(html)));
        let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
        // The tokenizer pauses at the end of each script.
        while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
        tokenizer.end();
        let Reading { mut page, base, .. } = tokenizer.sink.0.into_inner();
        let address = Url::parse(address).ok();
        page.base = base.and_then(|base| resolve(address.as_ref(), &base)).or(address);
        page
    }

    /// Whether the page has scripts, inline or loaded.
    pub(super) fn has_script(&self) -> bool {
        self.has_foreign_script || !self.script.trim().is_empty()
    }

    /// The text of `<title>`, in one line.
    pub(super) fn title(&self) -> Option<String> {
        self.title.as_deref().and_then(said)
    }

    /// The first tag in the head with that name and a content that is not empty, whichever attribute names it.
    pub(super) fn meta(&self, key: &str) -> Option<String> {
        self.all(key).next()
    }

    /// The contents of all tags with that name.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = String> {
        self.metas
            .iter()
            .filter(move |meta| meta.place == Place::Head && meta.key.eq_ignore_ascii_case(key))
            .filter_map(|meta| said(&meta.content))
    }

    /// The full address; `None` if it cannot be resolved.
    pub(super) fn resolve(&self, href: &str) -> Option<String> {
        resolve(self.base.as_ref(), href).map(String::from)
    }
}

/// Whether an address is absolute, with http or https.
pub(super) fn is_whole(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn resolve(base: Option<&Url>, href: &str) -> Option<Url> {
    match base {
        Some(base) => base.join(href).ok(),
        None => Url::parse(href).ok(),
    }
}

/// The text in one line; `None` if it is empty.
fn said(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Collects the tags.
#[derive(Default)]
struct Tags(RefCell<Reading>);

#[derive(Default)]
struct Reading {
    page: Page,
    base: Option<String>,
    place: Place,
    within: Within,
}

/// The element whose text comes next.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Other,
    Title,
    Script,
}

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reading = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => return reading.tag(&tag),
            Token::CharacterTokens(text) => match reading.within {
                Within::Title => reading.page.title.get_or_insert_default().push_str(&text),
                Within::Script => reading.page.script.push_str(&text),
                Within::Other => {}
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Reading {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let value = |name: &str| {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            found.map(|attribute| attribute.value.to_string())
        };
        self.within = Within::Other;
        if tag.kind == TagKind::EndTag {
            if &*tag.name == "head" {
                self.place = Place::Body;
            }
            return TokenSinkResult::Continue;
        }
        match &*tag.name {
            "html" => self.page.language = value("lang"),
            "body" => self.place = Place::Body,
            "base" if self.base.is_none() => self.base = value("href"),
            "meta" => {
                let named = value("property").map(|key| (key, By::Property));
                if let Some((key, by)) = named.or_else(|| Some((value("name")?, By::FactName))) {
                    let content = value("content").unwrap_or_default();
                    self.page.metas.push(Meta { key, by, content, place: self.place });
                }
            }
            "link" => {
                if let Some(href) = value("href") {
                    self.page.links.push(Link {
                        rels: value("rel").unwrap_or_default(),
                        href,
                        media_type: value("type"),
                        title: value("title").as_deref().and_then(said),
                        place: self.place,
                    });
                }
            }
            // A `title` in a picture (SVG) is not the page's.
            "title" if self.page.title.is_none() && self.place == Place::Head => {
                self.within = Within::Title;
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "script" => {
                self.within = Within::Script;
                self.page.has_foreign_script |= value("src").is_some();
                return TokenSinkResult::RawData(RawKind::ScriptData);
            }
            "title" | "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
            "iframe" => {
                let said =
                    |attribute: &Attribute| (attribute.name.local.to_string(), attribute.value.to_string());
                self.page.frames.push(tag.attrs.iter().map(said).collect());
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "style" | "xmp" | "noembed" | "noframes" => {
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Page {
        Page::read("https://example.org/topics/a", html.as_bytes())
    }

    #[test]
    fn what_stands_within_a_script_or_a_comment_is_no_tag() {
        let page = read(
            "<head><script>'<meta name=a content=1>'</script><!-- <meta name=b content=2> -->\
             <style><meta name=c content=3></style><title><meta name=d content=4></title></head>",
        );

        assert!(page.metas.is_empty(), "{page:?}");
        assert_eq!(page.title().as_deref(), Some("<meta name=d content=4>"));
        assert_eq!(page.script, "'<meta name=a content=1>'");
    }

    #[test]
    fn a_tag_after_the_head_stands_in_the_body() {
        let page = read("<head><meta name=a content=1></head><meta name=b content=2><body><meta name=c>");
        let places: Vec<_> = page.metas.iter().map(|meta| meta.place).collect();

        assert_eq!(places, [Place::Head, Place::Body, Place::Body]);
        assert_eq!(page.meta("a").as_deref(), Some("1"));
        assert_eq!(page.meta("b"), None);
    }

    #[test]
    fn addresses_are_relative_to_the_page_or_to_what_it_says() {
        assert_eq!(read("").resolve("feed.atom").as_deref(), Some("https://example.org/topics/feed.atom"));
        assert_eq!(
            read("<base href=/other/>").resolve("feed.atom").as_deref(),
            Some("https://example.org/other/feed.atom")
        );
        assert_eq!(read("").resolve("http://["), None);
    }

    #[test]
    fn relations_and_types_are_compared_as_they_should_be() {
        let page = read("<link rel='Home ALTERNATE' type='Application/Atom+XML; charset=utf-8' href=a>");

        assert!(page.links[0].has_rel("alternate") && page.links[0].is_typed("application/atom+xml"));
        assert!(!page.links[0].has_rel("altern"));
    }
}

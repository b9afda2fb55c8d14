//! Parses pages as browsers do.

use std::cell::RefCell;
use std::collections::BTreeMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

/// An element with all the text in it.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
}

impl Element {
    /// The value of an attribute; empty where there is none.
    pub(crate) fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }
}

/// All elements in the order in which they begin.
pub(crate) fn elements(html: &str) -> Vec<Element> {
    let tokenizer = Tokenizer::new(Seen::default(), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.elements.into_inner()
}

/// Those of one name.
pub(crate) fn named(html: &str, name: &str) -> Vec<Element> {
    elements(html).into_iter().filter(|element| element.name == name).collect()
}

#[derive(Default)]
struct Seen {
    elements: RefCell<Vec<Element>>,
    /// Places of the elements that have not ended.
    open: RefCell<Vec<usize>>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let (mut elements, mut open) = (self.elements.borrow_mut(), self.open.borrow_mut());
        match token {
            Token::CharacterTokens(text) => open.iter().for_each(|at| elements[*at].text += &text),
            Token::TagToken(Tag { kind: TagKind::StartTag, name, attrs, .. }) => {
                let pairs =
                    attrs.into_iter().map(|pair| (pair.name.local.to_string(), pair.value.to_string()));
                let element =
                    Element { name: name.to_string(), attributes: pairs.collect(), text: String::new() };
                if !VOID.contains(&&*element.name) {
                    open.push(elements.len());
                }
                let raw = match &*element.name {
                    "script" => Some(RawKind::ScriptData),
                    "style" => Some(RawKind::Rawtext),
                    "title" | "textarea" => Some(RawKind::Rcdata),
                    _ => None,
                };
                elements.push(element);
                return raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData);
            }
            Token::TagToken(tag) => {
                if let Some(at) = open.iter().rposition(|at| elements[*at].name == *tag.name) {
                    open.truncate(at);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

const VOID: [&str; 8] = ["meta", "link", "img", "br", "hr", "input", "source", "wbr"];

//! Splits HTML into tokens as browsers do, and finds the place of each.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A part of HTML, and its range in the source if places were asked for. The range of a text may be off by one.
pub(super) struct Piece {
    pub(super) part: Part,
    pub(super) range: Range<usize>,
}

pub(super) enum Part {
    Text(StrTendril),
    Tag(Tag),
    /// A comment, or something that browsers read as one.
    Comment(StrTendril),
    /// The end of the source, within a tag or comment that never ends.
    CutShort,
}

/// The pieces of HTML, without their places.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    split(html, std::iter::once(html))
}

/// The pieces of HTML with their places.
///
/// The tokenizer does not give the place of a token. It gets the source character by character, so that a token ends
/// where it is given out. That takes longer, and only HTML with a loss needs it.
pub(super) fn pieces_with_places(html: &str) -> Vec<Piece> {
    let mut rest = html;
    let characters = std::iter::from_fn(|| {
        let (character, after) = rest.split_at(rest.chars().next()?.len_utf8());
        rest = after;
        Some(character)
    });
    split(html, characters)
}

fn split<'h>(html: &'h str, chunks: impl Iterator<Item = &'h str>) -> Vec<Piece> {
    let input = BufferQueue::default();
    let tokenizer = Tokenizer::new(Collect::default(), TokenizerOpts::default());
    for chunk in chunks {
        let fed = &tokenizer.sink.fed;
        fed.set(fed.get() + chunk.len());
        input.push_back(StrTendril::from_slice(chunk));
        while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    }
    tokenizer.end();
    let mut pieces = tokenizer.sink.pieces.into_inner();
    for piece in pieces.iter_mut().filter(|piece| !matches!(piece.part, Part::Text(_))) {
        let start = piece.range.start;
        let gap = html[start..].find('<').unwrap_or_default();
        piece.range.start = match html[..start].ends_with('<') && gap > 0 {
            // A character reference without a semicolon ends with the character after it, which begins this tag.
            true => start - 1,
            // The second half of a line break is skipped only when the tag begins.
            false => start + gap,
        };
    }
    pieces
}

#[derive(Default)]
struct Collect {
    pieces: RefCell<Vec<Piece>>,
    fed: Cell<usize>,
    /// Where the last token ended.
    ended: Cell<usize>,
    /// How many `<svg>` and `<math>` are open: within them, no element contains raw text.
    foreign: Cell<usize>,
}

impl Collect {
    fn push(&self, part: Part) {
        let range = self.ended.replace(self.fed.get())..self.fed.get();
        self.pieces.borrow_mut().push(Piece { part, range });
    }

    /// How the tokenizer must read what follows a tag (HTML Standard §13.2.6.4).
    fn after(&self, tag: &Tag) -> TokenSinkResult<()> {
        let is_start = tag.kind == TagKind::StartTag;
        match &*tag.name {
            "svg" | "math" if is_start && !tag.self_closing => self.foreign.set(self.foreign.get() + 1),
            "svg" | "math" if !is_start => self.foreign.set(self.foreign.get().saturating_sub(1)),
            _ => {}
        }
        if !is_start || self.foreign.get() > 0 {
            return TokenSinkResult::Continue;
        }
        match &*tag.name {
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

impl TokenSink for Collect {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.push(Part::Text(text)),
            Token::CommentToken(text) => self.push(Part::Comment(text)),
            Token::TagToken(tag) => {
                let after = self.after(&tag);
                self.push(Part::Tag(tag));
                return after;
            }
            // html5ever reports the end of the source within a tag or comment only in this way. The end after a
            // single `<` is an error too, but loses nothing.
            Token::ParseError(why) if why.starts_with("Saw EOF in") && !why.ends_with("TagOpen") => {
                self.push(Part::CutShort);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.foreign.get() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(html: &str) -> Vec<&str> {
        let pieces = pieces_with_places(html);
        let marked = pieces.into_iter().filter(|piece| !matches!(piece.part, Part::Text(_)));
        marked.map(|piece| &html[piece.range]).collect()
    }

    #[test]
    fn each_tag_has_its_place() {
        for (html, tags) in [
            ("ä<b>x</b> &amp; <a href=\"&lt;\">y</a>", &["<b>", "</b>", "<a href=\"&lt;\">", "</a>"][..]),
            ("&copy<b>x &copy y<!-- c --><i>", &["<b>", "<!-- c -->", "<i>"]),
            ("a < b <b\n c='>'>\r\n<br/>", &["<b\n c='>'>", "<br/>"]),
            ("a<?php x ?>b", &["<?php x ?>"]),
            ("<script>if (a < b) '<b>'</script>", &["<script>", "</script>"]),
            ("a <b and no end", &["<b and no end"]),
        ] {
            assert_eq!(sources(html), tags, "{html}");
        }
    }

    #[test]
    fn pieces_are_the_same_with_places_and_without() {
        use proptest::prelude::*;
        let part = "[a<>/&;'\"! -]|<(b|svg|math|p|title|script|br)( a='x')?/?>|</(svg|script|title|b)>|&amp;|&copy|<!--|-->";
        let shown = |pieces: Vec<Piece>| {
            let mut shown = String::new();
            for Piece { part, .. } in pieces {
                match part {
                    Part::Text(text) => shown.push_str(&text),
                    Part::Tag(tag) => shown.push_str(&format!("\u{1}{tag:?}")),
                    Part::Comment(text) => shown.push_str(&format!("\u{2}{text}")),
                    Part::CutShort => shown.push('\u{3}'),
                }
            }
            shown
        };
        proptest!(|(parts in proptest::collection::vec(part, 0..20))| {
            let html = parts.concat();
            let placed = pieces_with_places(&html);
            let marked = placed.iter().filter(|piece| !matches!(piece.part, Part::Text(_)));
            prop_assert!(marked.map(|piece| piece.range.start).is_sorted());
            prop_assert_eq!(shown(placed), shown(pieces(&html)));
        });
    }
}

//! The words of sanitized HTML, for formats that need plain text.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// The text of sanitized HTML, with blank lines between its blocks.
pub fn plain_text(html: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.into_inner().text.trim().to_owned()
}

/// Collects the text and the gaps between words.
#[derive(Default)]
struct Words(RefCell<Gathered>);

#[derive(Default)]
struct Gathered {
    text: String,
    gap: Gap,
}

/// The gap between two words. If several gaps meet, the widest is used.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    BlankLine,
}

impl Gap {
    /// The gap before and after an element with this name. Unlisted elements are inline.
    fn of(element: &str) -> Gap {
        match element {
            "td" | "th" => Gap::Space,
            "br" | "dd" | "dt" | "li" | "summary" | "tr" => Gap::Line,
            "article" | "aside" | "blockquote" | "caption" | "center" | "details" | "div" | "dl"
            | "figcaption" | "figure" | "footer" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header"
            | "hgroup" | "hr" | "nav" | "ol" | "p" | "pre" | "table" | "ul" => Gap::BlankLine,
            _ => Gap::None,
        }
    }
}

impl Gathered {
    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn push(&mut self, c: char) {
        if c.is_ascii_whitespace() {
            return self.widen(Gap::Space);
        }
        let gap = std::mem::take(&mut self.gap);
        if !self.text.is_empty() {
            self.text += match gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Line => "\n",
                Gap::BlankLine => "\n\n",
            };
        }
        self.text.push(c);
    }
}

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut gathered = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => text.chars().for_each(|c| gathered.push(c)),
            Token::TagToken(tag) => gathered.widen(Gap::of(&tag.name)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_keeps_words_and_blocks() {
        let text = plain_text(
            "<p>One &amp; <b>two</b>\nthree &lt;i&gt;</p><p>four<br>five</p><ul><li>six</li></ul>",
        );
        assert_eq!(text, "One & two three <i>\n\nfour\nfive\n\nsix");
    }

    #[test]
    fn no_two_words_of_different_blocks_run_together() {
        for (html, text) in [
            ("a<hr>b", "a\n\nb"),
            ("<details><summary>a</summary>b</details>", "a\nb"),
            ("<article>a</article><figure>b<figcaption>c</figcaption></figure>", "a\n\nb\n\nc"),
            ("<dl><dt>a</dt><dd>b</dd></dl>", "a\nb"),
            (
                "<table><caption>a</caption><tr><th>b</th><td>c</td></tr><tr><td>d</td></tr></table>",
                "a\n\nb c\nd",
            ),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }

    #[test]
    fn the_words_themselves_stay_as_they_are() {
        for (html, text) in [
            ("<s>a</s><del>b</del><sup>2</sup>", "ab2"),
            ("a\u{200b}b\u{3000}c\u{2028}d\u{a0}e&nbsp;f", "a\u{200b}b\u{3000}c\u{2028}d\u{a0}e\u{a0}f"),
            ("&amp;lt; &lt;b&gt; <a href=\"https://example.org/?a>b\">c</a>", "&lt; <b> c"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}

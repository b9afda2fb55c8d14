//! HTML of a curator: made safe when it is loaded, and read as plain text where a format wants that.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use html2text::render::TrivialDecorator;

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        // Neither pages nor feeds may hold a relative address, and there is nothing it could be relative to.
        .url_relative(UrlRelative::Deny)
        .url_schemes(["http", "https", "mailto"].into())
        // A picture from another site would tell that site who reads here.
        .rm_tags(["img", "map", "area"]);
    builder
});

/// What is left of `html` once everything that could act, load or mislead is gone.
pub(super) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// The words of sanitised HTML, blank lines between its blocks.
pub fn plain_text(html: &str) -> String {
    // Wide enough that no line is ever wrapped.
    const WIDTH: usize = 1_000_000;
    html2text::config::with_decorator(TrivialDecorator::new())
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(html.as_bytes(), WIDTH)
        .map(|text| text.trim().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_is_gone() {
        let clean = sanitise(
            "<p onclick=x()>Hi <script>alert(1)</script><a href='javascript:x'>a</a> \
             <a href='/here'>b</a> <a href='https://example.org/'>c</a><img src=https://t.example/p></p>",
        );
        assert_eq!(
            clean,
            "<p>Hi <a rel=\"noopener noreferrer\">a</a> <a rel=\"noopener noreferrer\">b</a> \
             <a href=\"https://example.org/\" rel=\"noopener noreferrer\">c</a></p>"
        );
    }

    #[test]
    fn plain_text_keeps_words_and_blocks() {
        let text = plain_text(
            "<p>One &amp; <b>two</b>\nthree &lt;i&gt;</p><p>four<br>five</p><ul><li>six</li></ul>",
        );
        assert_eq!(text, "One & two three <i>\n\nfour\nfive\nsix");
    }
}

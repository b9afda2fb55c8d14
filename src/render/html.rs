//! Plain texts as HTML.

use std::borrow::Cow;

use quick_xml::escape::partial_escape;

/// A plain text as HTML. Only `&`, `<` and `>` are escaped, because quotation marks have no meaning between tags.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    partial_escape(text)
}

/// A plain text for a field that some readers show as it is and others parse as HTML.
///
/// It is escaped only if the latter would otherwise lose words or change characters: if it contains what looks like
/// a tag (`<b>`, `</b>`, `<!--`) or a character reference (`&amp;`).
pub(super) fn plain_or_escaped(text: &str) -> Cow<'_, str> {
    let opens_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    let is_reference = |rest: &str| {
        let name = rest.split(';').next().filter(|name| name.len() < rest.len());
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
        name.is_some_and(|name| !name.is_empty() && is_name(name))
    };
    let is_html = text.split('<').skip(1).any(opens_tag) || text.split('&').skip(1).any(is_reference);
    if is_html { escaped(text) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_escaped_only_if_a_reader_would_lose_part_of_it() {
        for text in ["R&D", "a < b & c > d", "\"x\" 'y'", "1 <2", "& ;", "&;", "a<"] {
            assert_eq!(plain_or_escaped(text), text);
        }
        for (text, html) in [
            ("R&D <b>bold</b>", "R&amp;D &lt;b&gt;bold&lt;/b&gt;"),
            ("fish &amp; chips", "fish &amp;amp; chips"),
            ("&#38;", "&amp;#38;"),
            ("<!-- x", "&lt;!-- x"),
        ] {
            assert_eq!(plain_or_escaped(text), html);
        }
    }
}

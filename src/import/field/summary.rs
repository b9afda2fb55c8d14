//! Abstracts and titles that may be HTML.

use crate::collection::{RawReport, Text, clean_html, plain_text};

use super::{allowed, paragraphs};

/// An abstract: as plain text, or as HTML if it has more than paragraphs.
pub(in crate::import) enum Summary {
    Text(Text<'static>),
    Html(Text<'static>),
}

/// The abstract in a text that may contain HTML. It is cleaned as `abstract_html` is.
pub(in crate::import) fn summary(html: &str) -> Option<Summary> {
    if !html.contains(['<', '&']) {
        return paragraphs(html).map(Summary::Text);
    }
    let clean = clean_html(&allowed(html));
    let plain = plain_text(&clean);
    match has_only_paragraphs(&clean) {
        true => paragraphs(&plain).map(Summary::Text),
        false if plain.trim().is_empty() => None,
        false => Some(Summary::Html(clean.trim().to_owned().into())),
    }
}

/// Writes an abstract into a report.
pub(in crate::import) fn set_abstract(report: &mut RawReport<'_>, summary: Option<Summary>) {
    match summary {
        Some(Summary::Text(text)) => report.abstract_text = Some(text),
        Some(Summary::Html(html)) => report.abstract_html = Some(html),
        None => {}
    }
}

/// Whether clean HTML says no more than its plain text.
fn has_only_paragraphs(html: &str) -> bool {
    html.split('<').skip(1).all(|tag| {
        let name = tag.split(['>', ' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        let attributes = tag.split('>').next().unwrap_or_default().contains('=');
        matches!(name, "p" | "br" | "div" | "span") && !attributes
    })
}

/// The words of a text that may be HTML: titles often have tags or entities in them. What is in angle brackets and is
/// no tag of HTML is text.
pub(in crate::import) fn without_markup(text: &str) -> String {
    const TAGS: [&str; 20] = [
        "a", "abbr", "b", "br", "cite", "code", "div", "em", "font", "i", "mark", "p", "q", "small", "span",
        "strong", "sub", "sup", "tt", "u",
    ];
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut html = String::with_capacity(text.len());
    for (nth, part) in text.split('<').enumerate() {
        let name = part.strip_prefix('/').unwrap_or(part);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_tag = TAGS.contains(&name.to_ascii_lowercase().as_str()) && part.contains('>');
        match nth {
            0 => {}
            _ if is_tag => html.push('<'),
            _ => html.push_str("&lt;"),
        }
        html.push_str(part);
    }
    plain_text(&html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_of_html_are_taken_out_of_a_title() {
        assert_eq!(without_markup("A <em>T</em> &amp; B<br/>C"), "A T & B\nC");
        assert_eq!(without_markup("Floods & <droughts>, 3 < 4"), "Floods & <droughts>, 3 < 4");
        assert_eq!(without_markup("a <b"), "a <b");
    }

    #[test]
    fn html_with_nothing_but_paragraphs_becomes_plain_text() {
        let plain = |html: &str| match summary(html) {
            Some(Summary::Text(text)) => text.0.into_owned(),
            _ => String::new(),
        };
        assert_eq!(plain("<p>One &amp; two.</p>\n<p>Three.</p>"), "One & two.\n\nThree.");
        assert_eq!(plain("One.\r\n\r\nTwo."), "One.\n\nTwo.");
        let html = |html: &str| match summary(html) {
            Some(Summary::Html(html)) => html.0.into_owned(),
            _ => String::new(),
        };
        assert_eq!(
            html("<p onclick='x()'>One <em>two</em>.<script>alert(1)</script></p>"),
            "<p>One <em>two</em>.</p>"
        );
        assert!(summary("<p> </p><img src=x>").is_none());
    }
}

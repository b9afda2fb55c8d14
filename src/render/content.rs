//! The content of an entry as HTML: the picture with its credit, the abstract, then links to the report itself.

use std::borrow::Cow;

use askama::Template;
use url::quirks::domain_to_unicode;
use url::{Host, Url};

use crate::collection::{File, paragraphs};
use crate::feed::{Body, Entry};
use crate::words::{Language, Words};

use super::html::escaped;
use super::picture::figure;

#[derive(Template)]
#[template(
    ext = "html",
    source = "\
{% if let Some(figure) = figure %}{{ figure|safe }}{% endif %}\
{% match body %}\
{% when Body::Empty %}\
{% when Body::Text(text) %}{% for paragraph in self::paragraphs(text) %}<p>{{ self::escaped(paragraph)|safe }}</p>{% endfor %}\
{% when Body::Html(html) %}{{ html|safe }}\
{% endmatch %}\
{% if let Some(url) = url %}<p><a href=\"{{ url }}\">{{ self::escaped(source)|safe }}</a></p>{% endif %}\
{% for file in files %}{% if loop.first %}<ul>{% endif %}\
<li><a href=\"{{ *file.url }}\">{{ self::escaped(&self::file_label(file))|safe }}</a></li>\
{% if loop.last %}</ul>{% endif %}{% endfor %}"
)]
struct Content<'e> {
    figure: Option<String>,
    body: &'e Body<'e>,
    url: Option<&'e str>,
    source: Cow<'e, str>,
    files: &'e [File],
}

/// The content of an entry. If there is nothing else, the title, because JSON Feed requires content on every item.
pub(super) fn html(entry: &Entry<'_>, words: &Words) -> String {
    let content = Content {
        figure: entry.image.and_then(|image| figure(image, words)),
        body: &entry.body,
        url: entry.url,
        source: source(entry),
        files: entry.files,
    };
    let text = match &entry.body {
        Body::Empty => 0,
        Body::Text(text) => text.len(),
        Body::Html(html) => html.len(),
    };
    // Capacity for the text with some characters escaped, and for the links after it.
    let mut html = String::with_capacity(text + text / 8 + 512);
    content.render_into(&mut html).expect("writing to a string cannot fail");
    match html.is_empty() {
        true => escaped(&entry.title).into_owned(),
        false => html,
    }
}

/// The name of the site that the entry's publisher link leads to.
fn source<'e>(entry: &'e Entry<'_>) -> Cow<'e, str> {
    if let Some(publisher) = entry.publishers.first() {
        return Cow::Borrowed(&publisher.name);
    }
    let host = entry.url.and_then(|url| Url::parse(url).ok()).and_then(|url| match url.host()? {
        Host::Domain(domain) => Some(domain_to_unicode(domain)),
        address => Some(address.to_string()),
    });
    host.map_or(Cow::Borrowed(&entry.title), Cow::Owned)
}

/// The label of a file, with type and size if they are known.
fn file_label(file: &File) -> String {
    let name = file_name(file);
    let media_type = file.media_type.as_deref().map(media_type_name);
    let size = file.bytes.map(size);
    match (media_type, size) {
        (Some(media_type), Some(size)) => format!("{name} ({media_type}, {size})"),
        (None, None) => name,
        (media_type, size) => format!("{name} ({})", media_type.or(size).unwrap_or_default()),
    }
}

/// The title of a file, or its name if it has no title.
pub(crate) fn file_name(file: &File) -> String {
    match &file.title {
        Some(title) => title.to_string(),
        None => file.url.file_name().into_owned(),
    }
}

/// The usual name of a media type: `PDF`.
pub(crate) fn media_type_name(media_type: &str) -> String {
    match media_type.split_once('/') {
        Some(("application", subtype @ ("pdf" | "zip" | "json" | "xml" | "epub+zip"))) => {
            subtype.trim_end_matches("+zip").to_uppercase()
        }
        _ => media_type.to_owned(),
    }
}

/// A size in English, with a plain space: not every reader shows another.
fn size(bytes: u64) -> String {
    Language::English.words().size(bytes).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_the_unit_that_fits() {
        for (bytes, told) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_999, "1 kB"),
            (1_000_000, "1.0 MB"),
            (1_249_999, "1.2 MB"),
            (1_250_000, "1.3 MB"),
            (2_400_000_000, "2.4 GB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }
}

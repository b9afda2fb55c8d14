//! Where a picture is, its credit, and the picture as the content of an entry shows it.
//!
//! A license or credit of a picture is never a statement about the metadata or the report next to it.

use std::borrow::Cow;

use askama::Template;

use crate::address::{Address, Site};
use crate::collection::{About, Image, Picture};
use crate::words::{Language, Value, Words};

use super::html::escaped;

/// What the file name of the collection's picture begins with.
pub(crate) const PICTURE: &str = "picture";

/// The whole address of a picture: where it is on the web, or where the gateway serves its file.
pub(crate) fn image_url<'i>(image: &'i Image, site: &Site) -> Option<Cow<'i, str>> {
    let served = |file: &Picture| site.url(&Address::Asset(file.file_name(PICTURE))).into();
    image.url.as_deref().map(Cow::Borrowed).or_else(|| image.file.as_ref().map(served))
}

/// The whole address of a picture for feed readers, few of which show SVG: RSS 2.0 allows GIF, JPEG and PNG only.
pub(super) fn raster_url(image: &Image, site: &Site) -> Option<String> {
    let is_drawing = image.file.as_ref().is_some_and(Picture::is_drawing);
    image_url(image, site).filter(|_| !is_drawing).map(Cow::into_owned)
}

/// Whom to thank for a picture, and its license.
pub(super) struct Credit<'i> {
    /// `“Immigration” by Paul_the_Seeker`.
    pub(super) work: Option<String>,
    /// Name of the license, or its address if it has no name.
    pub(super) license: Option<&'i str>,
    pub(super) license_url: Option<&'i str>,
}

impl<'i> Credit<'i> {
    pub(super) fn of(image: &'i Image, words: &Words) -> Credit<'i> {
        let work = match (&image.title, &image.creator) {
            (Some(title), Some(creator)) => {
                let values = [("title", Value::Text(title)), ("creator", Value::Text(creator))];
                Some(words.tell("credit-work", &values))
            }
            (Some(title), None) => Some(words.tell("credit-title", &[("title", Value::Text(title))])),
            (None, creator) => creator.as_deref().map(str::to_owned),
        };
        let license_url = image.license_url.as_deref();
        Credit { work, license: image.license.as_deref().or(license_url), license_url }
    }

    fn is_empty(&self) -> bool {
        self.work.is_none() && self.license.is_none()
    }
}

/// Whom to thank for the collection's picture, in the language of its feeds.
pub(super) fn feed_credit(about: &About) -> Option<String> {
    credit(about.image.as_ref()?, Language::of_collection(&about.language).words())
}

/// Whom to thank for a picture, in one line: `“Immigration” by Paul_the_Seeker, CC BY 2.0, https://…`.
pub(crate) fn credit(image: &Image, words: &Words) -> Option<String> {
    let Credit { work, license, license_url } = Credit::of(image, words);
    let address = license_url.filter(|url| license != Some(*url));
    let license = license.into_iter().chain(address).map(str::to_owned);
    let parts: Vec<String> = work.into_iter().chain(license).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

// A link is an element of its own, so that a license without an address stays plain text.
#[derive(Template)]
#[template(
    ext = "html",
    source = "<figure><img src=\"{{ url }}\" alt=\"{{ alt }}\"\
{% if let Some((width, height)) = size %} width=\"{{ width }}\" height=\"{{ height }}\"{% endif %}>\
{% if !credit.is_empty() %}<figcaption>\
{% if let Some(work) = credit.work %}{{ self::escaped(work)|safe }}{% endif %}\
{% if credit.work.is_some() && credit.license.is_some() %}, {% endif %}\
{% if let Some(license) = credit.license %}\
{% if let Some(url) = credit.license_url %}<a href=\"{{ url }}\">{{ self::escaped(license)|safe }}</a>\
{% else %}{{ self::escaped(license)|safe }}{% endif %}\
{% endif %}</figcaption>{% endif %}</figure>"
)]
struct Figure<'i> {
    url: &'i str,
    alt: &'i str,
    size: Option<(u32, u32)>,
    credit: Credit<'i>,
}

/// A picture with its credit as HTML; `None` if only the credit is known.
pub(super) fn figure(image: &Image, words: &Words) -> Option<String> {
    let figure = Figure {
        url: image.url.as_deref()?,
        alt: image.alt.as_deref().unwrap_or_default(),
        size: image.size,
        credit: Credit::of(image, words),
    };
    Some(figure.render().expect("writing to a string cannot fail"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::WebAddress;

    fn image(url: Option<&str>, title: Option<&str>, license: [Option<&str>; 2]) -> Image {
        let boxed = |text: Option<&str>| text.map(Box::from);
        Image {
            url: url.map(WebAddress::of),
            file: None,
            alt: Some("A \"river\"".into()),
            title: boxed(title),
            creator: Some("Cleo & Co".into()),
            license: boxed(license[0]),
            license_url: license[1].map(WebAddress::of),
            size: Some((600, 400)),
        }
    }

    #[test]
    fn a_figure_shows_the_credit_below_the_picture() {
        let words = Language::English.words();
        let url = Some("https://a.example/b.jpg?c=1&d");
        let start = "<figure><img src=\"https://a.example/b.jpg?c=1&#38;d\" alt=\"A &#34;river&#34;\" \
                     width=\"600\" height=\"400\"><figcaption>";
        let by = "https://creativecommons.org/licenses/by/4.0/";
        for (title, license, caption) in [
            (None, [None, None], "Cleo &amp; Co".to_owned()),
            (Some("It's"), [Some("CC BY"), None], "“It's” by Cleo &amp; Co, CC BY".to_owned()),
            (None, [Some("CC BY"), Some(by)], format!("Cleo &amp; Co, <a href=\"{by}\">CC BY</a>")),
            (None, [None, Some(by)], format!("Cleo &amp; Co, <a href=\"{by}\">{by}</a>")),
        ] {
            let figure = figure(&image(url, title, license), words);
            assert_eq!(figure, Some(format!("{start}{caption}</figcaption></figure>")));
        }
        assert_eq!(figure(&image(None, None, [None, None]), words), None);
    }

    #[test]
    fn an_address_of_a_license_is_told_once() {
        let words = Language::English.words();
        let told = |license| credit(&image(None, None, license), words);
        assert_eq!(told([Some("CC BY"), None]).as_deref(), Some("Cleo & Co, CC BY"));
        assert_eq!(
            told([None, Some("https://l.example/")]).as_deref(),
            Some("Cleo & Co, https://l.example/")
        );
        assert_eq!(
            told([Some("CC BY"), Some("https://l.example/")]).as_deref(),
            Some("Cleo & Co, CC BY, https://l.example/")
        );
    }
}

//! Elements of other XML namespaces, which the crates `rss` and `atom_syndication` represent as nested maps.

use std::collections::{BTreeMap, BTreeSet};

use crate::collection::Image;

/// The namespaces that feeds may use, by prefix: Atom (in RSS), Dublin Core and its terms, Media RSS, RFC 5005 and
/// RFC 6721. The W3C feed validator knows all but the last.
const NAMESPACES: [(&str, &str); 6] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("fh", "http://purl.org/syndication/history/1.0"),
    ("at", "http://purl.org/atompub/tombstones/1.0"),
];

/// The namespaces with these prefixes, in the form in which both crates declare them.
pub(super) fn namespaces<'p>(prefixes: impl Iterator<Item = &'p String>) -> BTreeMap<String, String> {
    let used: BTreeSet<&str> = prefixes.map(String::as_str).collect();
    let used = NAMESPACES.into_iter().filter(|(prefix, _)| used.contains(prefix));
    used.map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect()
}

/// A picture as Media RSS describes it (<https://www.rssboard.org/media-rss>).
pub(super) struct Media<'i> {
    /// Of `media:content` and of `media:thumbnail`.
    pub(super) attributes: BTreeMap<String, String>,
    /// The elements within `media:content`.
    pub(super) texts: Vec<MediaText<'i>>,
}

/// An element with a text.
pub(super) struct MediaText<'i> {
    pub(super) local_name: &'static str,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: &'i str,
}

impl<'i> Media<'i> {
    /// The picture; `None` if only its credit is known.
    ///
    /// The license is in `media:copyright`: the specification has `media:license` too, but the W3C feed validator
    /// takes that for an error. The texts are inside `media:content`, so that they apply to the picture and not to the
    /// report.
    pub(super) fn of(image: &'i Image) -> Option<Media<'i>> {
        let attribute = |name: &str, value: String| (name.to_owned(), value);
        let mut attributes = BTreeMap::from([attribute("url", image.url.as_ref()?.to_string())]);
        if let Some((width, height)) = image.size {
            attributes.insert("width".to_owned(), width.to_string());
            attributes.insert("height".to_owned(), height.to_string());
        }
        let element = |local_name, text: Option<&'i str>, attributes| {
            text.map(|text| MediaText { local_name, attributes, text })
        };
        let plain = || BTreeMap::from([attribute("type", "plain".to_owned())]);
        let license_url = image.license_url.as_deref();
        let terms = license_url.map(|url| attribute("url", url.to_owned()));
        let texts = [
            element("title", image.title.as_deref(), plain()),
            element("description", image.alt.as_deref(), plain()),
            element("credit", image.creator.as_deref(), BTreeMap::new()),
            element("copyright", image.license.as_deref().or(license_url), terms.into_iter().collect()),
        ];
        Some(Media { attributes, texts: texts.into_iter().flatten().collect() })
    }
}

/// The value of an attribute, for a crate that escapes it itself.
pub(super) fn as_it_is(value: String) -> String {
    value
}

/// The value of an attribute, for a crate that writes it as it is.
pub(super) fn escaped_attribute(value: String) -> String {
    quick_xml::escape::escape(value).into_owned()
}

/// Each crate has its own `Extension` and `ExtensionMap`, with the same fields. `rss` escapes the attributes of an
/// extension; `atom_syndication` 0.12 does not.
macro_rules! extensions {
    ($krate:ident, $attribute:path) => {
        use $krate::extension::{Extension, ExtensionMap};

        /// Adds an element.
        fn extend(map: &mut ExtensionMap, prefix: &str, local_name: &str, extension: Extension) {
            let elements = match map.get_mut(prefix) {
                Some(elements) => elements,
                None => map.entry(prefix.to_owned()).or_default(),
            };
            let extension = Extension { name: [prefix, ":", local_name].concat(), ..extension };
            let extension = with_ready_attributes(extension);
            match elements.get_mut(local_name) {
                Some(same) => same.push(extension),
                None => drop(elements.insert(local_name.to_owned(), vec![extension])),
            }
        }

        /// The element with the values of all attributes, also of the elements within it, as the crate needs them.
        fn with_ready_attributes(mut extension: Extension) -> Extension {
            extension.attrs.values_mut().for_each(|value| *value = $attribute(std::mem::take(value)));
            let children = extension.children.values_mut().flatten();
            children.for_each(|child| *child = with_ready_attributes(std::mem::take(child)));
            extension
        }

        /// Adds an element that holds a text.
        fn extend_text(map: &mut ExtensionMap, prefix: &str, local_name: &str, text: String) {
            extend(map, prefix, local_name, Extension { value: Some(text), ..Extension::default() });
        }

        /// Adds bibliographic data that the format has no element for.
        ///
        /// The publication date is in `dcterms:available`, the date on which something became available.
        /// `dcterms:issued` would fit as well, but feedparser takes it for the entry's date. A report of 2010 that
        /// joined today would then look like old news.
        fn extend_with_bibliography(map: &mut ExtensionMap, entry: &crate::feed::Entry<'_>) {
            for publisher in entry.publishers {
                extend_text(map, "dc", "publisher", publisher.name.to_string());
            }
            if let Some(doi) = entry.doi {
                extend_text(map, "dc", "identifier", format!("doi:{doi}"));
            }
            if let Some(media) = entry.image.and_then(Media::of) {
                extend_with_media(map, media);
            }
            if let Some(issued) = entry.issued {
                extend_text(map, "dcterms", "available", issued.to_string());
            }
        }

        /// Adds a picture: once with all that is known of it, and once as the preview that many readers look for.
        fn extend_with_media(map: &mut ExtensionMap, media: Media<'_>) {
            let child = |of: MediaText<'_>| Extension {
                name: ["media:", of.local_name].concat(),
                value: Some(of.text.to_owned()),
                attrs: of.attributes,
                ..Extension::default()
            };
            let children = media.texts.into_iter().map(|of| (of.local_name.to_owned(), vec![child(of)]));
            let medium = ("medium".to_owned(), "image".to_owned());
            let content = Extension {
                attrs: media.attributes.clone().into_iter().chain([medium]).collect(),
                children: children.collect(),
                ..Extension::default()
            };
            let thumbnail = Extension { attrs: media.attributes, ..Extension::default() };
            extend(map, "media", "content", content);
            extend(map, "media", "thumbnail", thumbnail);
        }
    };
}
pub(super) use extensions;

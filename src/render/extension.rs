//! Elements of other XML namespaces, which the crates `rss` and `atom_syndication` represent as nested maps.

use std::collections::BTreeMap;

use crate::collection::Image;

/// The namespaces that feeds may use: Dublin Core, its terms, Media RSS, RFC 5005, RFC 6721 and, in RSS, Atom.
pub(super) const DC: (&str, &str) = ("dc", "http://purl.org/dc/elements/1.1/");
pub(super) const DCTERMS: (&str, &str) = ("dcterms", "http://purl.org/dc/terms/");
pub(super) const MEDIA: (&str, &str) = ("media", "http://search.yahoo.com/mrss/");
pub(super) const HISTORY: (&str, &str) = ("fh", "http://purl.org/syndication/history/1.0");
pub(super) const TOMBSTONES: (&str, &str) = ("at", "http://purl.org/atompub/tombstones/1.0");
pub(super) const ATOM: (&str, &str) = ("atom", "http://www.w3.org/2005/Atom");

/// The namespaces with these prefixes, in the form in which both crates declare them.
pub(super) fn namespaces<'p>(prefixes: impl Iterator<Item = &'p String>) -> BTreeMap<String, String> {
    let uri = |prefix: &str| {
        let known = [DC, DCTERMS, MEDIA, HISTORY, TOMBSTONES, ATOM];
        let (_, uri) = known.into_iter().find(|(known, _)| *known == prefix).expect("a prefix from above");
        uri.to_owned()
    };
    prefixes.map(|prefix| (prefix.clone(), uri(prefix))).collect()
}

/// A picture as Media RSS describes it (<https://www.rssboard.org/media-rss>): attributes of `media:content` and of
/// `media:thumbnail`, and the texts within `media:content`.
pub(super) struct Media<'i> {
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) texts: Vec<MediaText<'i>>,
}

/// An element within `media:content`.
pub(super) struct MediaText<'i> {
    pub(super) name: &'static str,
    pub(super) attribute: Option<(&'static str, &'i str)>,
    pub(super) text: &'i str,
}

impl<'i> Media<'i> {
    /// The picture; `None` if only its credit is known.
    ///
    /// The license is in `media:copyright`: the specification has `media:license` too, but validators do not know it.
    /// The texts are inside `media:content`, so that they apply to the picture and not to the report.
    pub(super) fn of(image: &'i Image) -> Option<Media<'i>> {
        let url = ("url", image.url.as_ref()?.to_string());
        let size =
            image.size.map(|(width, height)| [("width", width.to_string()), ("height", height.to_string())]);
        let plain = |name, text: &'i Option<Box<str>>| {
            let attribute = Some(("type", "plain")).filter(|_| name != "credit");
            text.as_deref().map(|text| MediaText { name, attribute, text })
        };
        let license_url = image.license_url.as_deref();
        let license = image.license.as_deref().or(license_url);
        let copyright = license.map(|text| MediaText {
            name: "copyright",
            attribute: license_url.map(|url| ("url", url)),
            text,
        });
        let texts = [
            plain("title", &image.title),
            plain("description", &image.alt),
            plain("credit", &image.creator),
            copyright,
        ];
        Some(Media {
            attributes: [url].into_iter().chain(size.into_iter().flatten()).collect(),
            texts: texts.into_iter().flatten().collect(),
        })
    }
}

/// Each crate has its own `Extension` and `ExtensionMap`, with the same fields.
macro_rules! extensions {
    ($krate:ident) => {
        use $krate::extension::{Extension, ExtensionMap};

        /// Adds an element.
        fn extend(map: &mut ExtensionMap, prefix: &str, local_name: &str, extension: Extension) {
            let elements = match map.get_mut(prefix) {
                Some(elements) => elements,
                None => map.entry(prefix.to_owned()).or_default(),
            };
            let extension = Extension { name: [prefix, ":", local_name].concat(), ..extension };
            match elements.get_mut(local_name) {
                Some(same) => same.push(extension),
                None => drop(elements.insert(local_name.to_owned(), vec![extension])),
            }
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
            let own = |(name, value): (&str, String)| (name.to_owned(), value);
            let mut children = std::collections::BTreeMap::new();
            for MediaText { name, attribute, text } in media.texts {
                let child = Extension {
                    name: ["media:", name].concat(),
                    value: Some(text.to_owned()),
                    attrs: attribute
                        .map(|(name, value)| (name, value.to_owned()))
                        .map(own)
                        .into_iter()
                        .collect(),
                    ..Extension::default()
                };
                children.insert(name.to_owned(), vec![child]);
            }
            let attrs: std::collections::BTreeMap<_, _> = media.attributes.into_iter().map(own).collect();
            let thumbnail = Extension { attrs: attrs.clone(), ..Extension::default() };
            let medium = own(("medium", "image".to_owned()));
            let content = Extension {
                attrs: attrs.into_iter().chain([medium]).collect(),
                children,
                ..Extension::default()
            };
            extend(map, "media", "content", content);
            extend(map, "media", "thumbnail", thumbnail);
        }
    };
}
pub(super) use extensions;

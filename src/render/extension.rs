//! Elements of other XML namespaces, which the crates `rss` and `atom_syndication` represent as nested maps.

/// The namespaces that feeds declare: Dublin Core, its terms, PRISM, RFC 5005 and RFC 6721.
pub(super) const DC: (&str, &str) = ("dc", "http://purl.org/dc/elements/1.1/");
pub(super) const DCTERMS: (&str, &str) = ("dcterms", "http://purl.org/dc/terms/");
pub(super) const PRISM: (&str, &str) = ("prism", "http://prismstandard.org/namespaces/basic/2.0/");
pub(super) const HISTORY: (&str, &str) = ("fh", "http://purl.org/syndication/history/1.0");
pub(super) const TOMBSTONES: (&str, &str) = ("at", "http://purl.org/atompub/tombstones/1.0");
pub(super) const ATOM: (&str, &str) = ("atom", "http://www.w3.org/2005/Atom");

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

        /// Adds bibliographic data that the format has no element for, in the elements that Zotero reads.
        ///
        /// `dcterms:issued` could hold the publication date, but feedparser takes it for the entry's date. A
        /// report of 2010 that joined today would then look like old news.
        fn extend_with_bibliography(map: &mut ExtensionMap, entry: &crate::feed::Entry<'_>) {
            for publisher in entry.publishers {
                extend_text(map, "dc", "publisher", publisher.name.to_string());
            }
            if let Some(doi) = entry.doi {
                extend_text(map, "dc", "identifier", format!("doi:{doi}"));
            }
            if let Some(issued) = entry.issued {
                extend_text(map, "prism", "publicationDate", issued.to_string());
            }
        }
    };
}
pub(super) use extensions;

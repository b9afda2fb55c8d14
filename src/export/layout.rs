//! The file of an address.
//!
//! A folder cannot hold both a file `topics/water` and a folder `topics/water/`. So a page is the file
//! `topics/water.html`, and JSON without an extension is `topics/water/oembed.json`. Web servers that hide extensions
//! find them: Netlify and Cloudflare Pages by themselves, nginx with the rules in `rules`. The path of the public URL is
//! part of the file's path, so the folder is the root of a host.

use crate::address::{Address, Localized, Site};

/// The path of the file below the folder.
pub(super) fn file_of(site: &Site, localized: &Localized) -> String {
    let Localized { address, language } = localized;
    let target = site.target_in(address, *language);
    // A file cannot have a query; the address of a preview image has one only to be new when the image is.
    let path = target.split('?').next().unwrap_or_default().trim_start_matches('/');
    let is_home = *address == Address::home() && language.is_none();
    let last = path.rsplit('/').next().unwrap_or_default();
    match (is_home, last.contains('.')) {
        (true, _) => format!("{path}index.html"),
        (false, true) => path.to_owned(),
        (false, false) if address.rules().has_words => format!("{path}.html"),
        (false, false) => format!("{path}.json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_a_file_that_leaves_room_for_the_folder_of_the_same_name() {
        let files = |url: &str| {
            let site = Site::new(url.parse().expect("a URL"));
            move |target: &str| {
                let address = Localized::parse(target, "").expect("an address");
                file_of(&site, &address)
            }
        };
        let file = files("https://example.org/");
        for (target, path) in [
            ("/", "index.html"),
            ("/es", "es.html"),
            ("/page/2", "page/2.html"),
            ("/topics/a", "topics/a.html"),
            ("/es/topics/a/page/2", "es/topics/a/page/2.html"),
            ("/topics/a/feed.atom", "topics/a/feed.atom"),
            ("/topics/a/oembed", "topics/a/oembed.json"),
            ("/topics/a/oembed.xml", "topics/a/oembed.xml"),
            ("/topics/a/embed", "topics/a/embed.html"),
            ("/topics/a/embed/list", "topics/a/embed/list.html"),
            ("/reports/a.csl.json", "reports/a.csl.json"),
            ("/reports/a/card.png", "reports/a/card.png"),
            ("/api", "api.html"),
            ("/api/v1", "api/v1.json"),
            ("/api/v1/reports/a", "api/v1/reports/a.json"),
            ("/.well-known/api-catalog", ".well-known/api-catalog.json"),
        ] {
            assert_eq!(file(target), path, "{target}");
        }
        let below = files("https://example.org/gate");
        assert_eq!(below("/"), "gate/index.html");
        assert_eq!(below("/es"), "gate/es.html");
        assert_eq!(below("/feed.rss"), "gate/feed.rss");
    }
}

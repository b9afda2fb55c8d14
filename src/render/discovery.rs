//! How software finds the share card of a page (<https://oembed.com/#section4>).

use crate::address::{Address, CardFormat, CardOptions};

use super::{Link, Options};

/// The links for oEmbed discovery on a page. The card's address has only `url` and `format` as parameters.
pub fn discovery(page: &Address, title: &str, options: &Options) -> [Link; 2] {
    let url = options.site.url(page);
    [CardFormat::Json, CardFormat::Xml].map(|format| {
        let card = Address::CardFor(url.clone(), CardOptions { format, ..CardOptions::default() });
        Link {
            title: Some(title.to_owned()),
            ..Link::new("alternate", options.site.url(&card), format.discovery_type())
        }
    })
}

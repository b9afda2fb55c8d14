//! How software finds the share card of a page (<https://oembed.com/#section4>).

use crate::address::{Address, CardFormat, CardOptions, EmbedOptions};

use super::{Link, Options};

/// The links for oEmbed discovery on a page.
///
/// A gateway names the address that takes the URL of any page, because some consumers register it once. Among files, a
/// card has an address of its own, which a page with a query has not.
pub fn discovery(page: &Address, title: &str, options: &Options) -> [Link; 2] {
    let rules = page.rules();
    let is_plain = rules.query.is_none() && rules.card == Some(EmbedOptions::default());
    let is_of_file = is_plain && !options.site.is_live();
    [CardFormat::Json, CardFormat::Xml].map(|format| {
        let how = CardOptions { format, ..CardOptions::default() };
        let card = match is_of_file {
            true => Address::Card(page.subject(), how),
            false => Address::CardFor(options.site.url(page), how),
        };
        Link {
            title: Some(title.to_owned()),
            ..Link::new("alternate", options.site.url(&card), format.discovery_type())
        }
    })
}

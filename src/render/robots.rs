//! `robots.txt` (RFC 9309): what crawlers are asked to leave alone, and where the sitemap is.
//!
//! Crawlers look for it at the root of a host and nowhere else: of a gateway whose public URL has a path it
//! counts only where the web server at the root says the same.

use crate::address::{Address, Site};
use crate::query::Facet;

use super::{Document, Kind, Options};

/// Programs that show a card of what somebody shared. They look at one page, which may be a search, and follow
/// nothing; some of them ask here first.
const SHOW_CARDS: [&str; 6] =
    ["facebookexternalhit", "Twitterbot", "LinkedInBot", "Slackbot", "Discordbot", "TelegramBot"];

/// All is open but searches and the API's lists, of which there is no end.
///
/// A list's pages stay open, and so do the feeds of searches: no crawler finds them without a search, and
/// some feed readers ask here before they fetch what somebody subscribed to.
pub fn render(options: &Options) -> Document {
    Document {
        media_type: "text/plain; charset=utf-8",
        body: text(&options.site).into_bytes(),
        last_modified: None,
        links: Vec::new(),
        kind: Kind::Data,
    }
}

fn text(site: &Site) -> String {
    let home = site.target(&Address::home());
    // A parameter each, by which a canonical address can begin: a rule that ended with its question mark would
    // mean every page to readers that drop it, as Python's own does.
    let parameters = ["q"].into_iter().chain(Facet::ALL.map(Facet::name)).chain(["sort", "view"]);
    let searches: String = parameters.map(|name| format!("Disallow: {home}?{name}=\n")).collect();
    let suggestions = site.target(&Address::Suggest("".into()));
    let sitemap = site.url(&Address::Sitemap(None));
    let mut text: String = SHOW_CARDS.iter().map(|name| format!("User-agent: {name}\n")).collect();
    text.push_str("Allow: /\n\n");
    text + &format!(
        "User-agent: *\n\
         {searches}\
         Disallow: {suggestions}\n\
         Disallow: {home}api/*?\n\
         \n\
         Sitemap: {sitemap}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_begins_with_the_path_of_the_public_url() {
        let site = Site::new("https://example.org/gate/".parse().expect("a URL"));
        let text = text(&site);
        let closed: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
        assert_eq!(closed.first(), Some(&"/gate/?q="));
        assert_eq!(closed.last(), Some(&"/gate/api/*?"));
        assert!(closed.iter().all(|path| path.starts_with("/gate/")), "{text}");
        assert!(text.ends_with("\nSitemap: https://example.org/gate/sitemap.xml\n"), "{text}");
    }
}

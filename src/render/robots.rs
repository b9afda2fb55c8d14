//! `robots.txt` (RFC 9309): what crawlers are asked to leave alone, and where the sitemap is.
//!
//! Crawlers look for it at the root of a host and nowhere else: of a gateway whose public URL has a path it
//! counts only where the web server at the root says the same.

use crate::address::{Address, Site};

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
    let suggestions = site.target(&Address::Suggest("".into()));
    let sitemap = site.url(&Address::Sitemap(None));
    let mut text: String = SHOW_CARDS.iter().map(|name| format!("User-agent: {name}\n")).collect();
    text.push_str("Allow: /\n\n");
    text + &format!(
        "User-agent: *\n\
         Allow: {home}?page=\n\
         Disallow: {home}?\n\
         Disallow: {suggestions}\n\
         Disallow: {home}api/v1/reports?\n\
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
        let paths: Vec<&str> =
            text.lines().filter_map(|line| line.split_once("llow: ")).map(|(_, path)| path).collect();
        let paths = paths.strip_prefix(&["/"]).expect("all for those who show cards");
        assert_eq!(paths, ["/gate/?page=", "/gate/?", "/gate/search/suggest", "/gate/api/v1/reports?"]);
        assert!(text.ends_with("\nSitemap: https://example.org/gate/sitemap.xml\n"), "{text}");
    }
}

//! `robots.txt` (RFC 9309): what crawlers are asked to leave alone, and where the sitemap is.
//!
//! Crawlers look for it at the root of a host and nowhere else: of a gateway whose public URL has a path it
//! counts only where the web server at the root says the same.

use crate::address::{Address, EmbedOptions, ShareOptions, Site, Subject};
use crate::query::Facet;

use super::{Document, Kind, Options};

/// Programs that show a card of what somebody shared. They look at one page, which may be a search, and follow
/// nothing; some of them ask here first.
const SHOW_CARDS: [&str; 6] =
    ["facebookexternalhit", "Twitterbot", "LinkedInBot", "Slackbot", "Discordbot", "TelegramBot"];

/// All is open but searches, the ways to share, and the API's lists, of which there is no end.
///
/// A list's pages stay open, and so do the feeds of searches: no crawler finds them without a search, and
/// some feed readers ask here before they fetch what somebody subscribed to.
pub fn render(options: &Options) -> Document {
    Document {
        media_type: "text/plain; charset=utf-8",
        body: text(&options.site).into_bytes(),
        links: Vec::new(),
        kind: Kind::Data,
    }
}

fn text(site: &Site) -> String {
    let home = site.target(&Address::home());
    let embed = site.target(&Address::Embed(Subject::Collection, EmbedOptions::default()));
    let share = site.target(&Address::Share(Subject::Collection, ShareOptions::default()));
    let searches = closed(&home, &["sort", "view"])
        + &closed(&embed, &["style", "count", "theme"])
        + &closed(&share, &["style", "count", "theme", "width", "form"]);
    let suggestions = site.target(&Address::Suggest("".into()));
    let sitemap = site.url(&Address::Sitemap(None));
    let mut text: String = SHOW_CARDS.iter().map(|name| format!("User-agent: {name}\n")).collect();
    text.push_str("Allow: /\n\n");
    text + &format!(
        "User-agent: *\n\
         {searches}\
         Disallow: {home}topics/*/embed?\n\
         Disallow: {home}topics/*/share?\n\
         Disallow: {home}reports/*/embed?\n\
         Disallow: {home}reports/*/share?\n\
         Disallow: {suggestions}\n\
         Disallow: {home}api/*?\n\
         \n\
         Sitemap: {sitemap}\n"
    )
}

/// A rule for each parameter by which a canonical address of searches can begin: a rule that ended with its
/// question mark would mean every page to readers that drop it, as Python's own does.
fn closed(path: &str, others: &[&str]) -> String {
    let names = ["q"].into_iter().chain(Facet::ALL.map(Facet::name)).chain(others.iter().copied());
    names.map(|name| format!("Disallow: {path}?{name}=\n")).collect()
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

//! `robots.txt` (RFC 9309): which addresses crawlers should not visit, and where the sitemap is.
//!
//! Crawlers read only the file at the root of a host. If the gateway's public URL has a path, the web server at
//! the root must serve the same rules.

use crate::address::{Address, EmbedOptions, ShareOptions, Site, Subject};
use crate::query::Facet;
use crate::words::Language;

use super::{Document, DocumentKind, Options};

/// Programs that show a preview card of a shared link. They fetch a single page, which may be a search, and follow
/// no links. Some of them check `robots.txt` first.
const CARD_CRAWLERS: [&str; 6] =
    ["facebookexternalhit", "Twitterbot", "LinkedInBot", "Slackbot", "Discordbot", "TelegramBot"];

/// Everything is open except searches, embeds and share pages with parameters, suggestions, and lists of the API and of
/// OAI-PMH with parameters: there is no end of them.
///
/// The pages of a list and the feeds of searches stay open. Crawlers do not find a search's feed without the
/// search, and some feed readers check `robots.txt` before they fetch a feed.
pub fn render(options: &Options) -> Document {
    Document {
        media_type: "text/plain; charset=utf-8",
        body: text(&options.site).into_bytes(),
        links: Vec::new(),
        kind: DocumentKind::Data,
    }
}

fn text(site: &Site) -> String {
    let languages = [None].into_iter().chain(Language::ALL.map(Some));
    let pages: String = languages.map(|language| of_pages(site, language)).collect();
    let base = site.path();
    let sitemap = site.url(&Address::Sitemap(None));
    let mut text: String = CARD_CRAWLERS.iter().map(|name| format!("User-agent: {name}\n")).collect();
    text.push_str("Allow: /\n\n");
    text + &format!(
        "User-agent: *\n\
         {pages}\
         Disallow: {base}/api/*?\n\
         \n\
         Sitemap: {sitemap}\n"
    )
}

/// The rules for addresses that have words, in one of their spellings: in a chosen language, or in none.
fn of_pages(site: &Site, language: Option<Language>) -> String {
    let target = |address| site.target_in(&address, language);
    let embed = target(Address::Embed(Subject::Collection, EmbedOptions::default()));
    let share = target(Address::Share(Subject::Collection, ShareOptions::default()));
    let searches = disallowed(&target(Address::home()), &["sort", "view"])
        + &disallowed(&embed, &["count", "theme"])
        + &disallowed(&share, &["style", "count", "theme", "width", "form"]);
    let start = embed.trim_end_matches("/embed");
    let suggestions = target(Address::Suggest("".into()));
    format!(
        "{searches}\
         Disallow: {embed}/\n\
         Disallow: {start}/topics/*/embed?\n\
         Disallow: {start}/topics/*/embed/\n\
         Disallow: {start}/topics/*/share?\n\
         Disallow: {start}/reports/*/embed?\n\
         Disallow: {start}/reports/*/embed/\n\
         Disallow: {start}/reports/*/share?\n\
         Disallow: {suggestions}\n\
         Disallow: {start}/oai?\n"
    )
}

/// One rule for each parameter that a search's canonical address can begin with. A rule that ended at the question
/// mark would match every page in parsers that drop it, such as Python's own.
fn disallowed(path: &str, others: &[&str]) -> String {
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

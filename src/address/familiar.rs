//! Addresses by the conventions of other software, where the gateway has the same thing at another address.
//!
//! A collection that was published with WordPress or a site generator before keeps its followers: their readers go
//! on asking for `/?feed=rss2`, `/category/water/feed/` or `/rss.xml`, and are redirected. What a single site had is
//! a setting (`moved`).

use super::NoAddress;
use super::parse::Parameters;

/// The segments of the gateway's own path for a path by a convention of other software; `None` if there is no such
/// convention.
///
/// # Errors
/// The path is that of a feed of comments, which the gateway does not have.
pub(super) fn own_path<'p>(
    segments: &[&'p str],
    parameters: &'p Parameters<'_>,
) -> Result<Option<Vec<&'p str>>, NoAddress> {
    // WordPress and Joomla on servers that cannot rewrite paths.
    let (is_php, segments) = match segments {
        ["index.php", rest @ ..] => (true, rest),
        all => (false, all),
    };
    match segments {
        ["comments", "feed", ..] | ["wp-commentsrss2.php"] => Err(NoAddress::Comments),
        [] => of_parameters(parameters).map(|own| own.or(is_php.then(Vec::new))),
        // Hugo says `categories` and `tags`.
        ["topic" | "category" | "categories" | "tag" | "tags", rest @ ..] => {
            let own = of_category(rest);
            // The feed of a category on a server that cannot rewrite paths: `/category/water/?feed=rss2`.
            Ok(match (own, of_parameters(parameters)?.as_deref()) {
                (Some(topic), Some([.., file])) if topic.len() == 2 => Some([topic, vec![file]].concat()),
                (own, _) => own,
            })
        }
        ["topics", topic] => Ok(match of_parameters(parameters)?.as_deref() {
            Some([.., file]) => Some(vec!["topics", topic, file]),
            _ => None,
        }),
        ["topics", topic, rest @ ..] => Ok(feed_file(rest).map(|file| vec!["topics", topic, file])),
        rest => Ok(feed_file(rest).map(|file| vec![file]).or(is_php.then(|| rest.to_vec()))),
    }
}

/// A category of WordPress, with its parents before it, or the feed of one.
fn of_category<'p>(rest: &[&'p str]) -> Option<Vec<&'p str>> {
    let end = rest.iter().position(|segment| *segment == "feed").unwrap_or(rest.len());
    let (names, feed) = rest.split_at(end);
    // Hugo: `/tags/water/index.xml`.
    if let ([.., topic, file], []) = (names, feed)
        && let Some(own) = feed_file(&[file]).filter(|_| file.contains('.'))
    {
        return Some(vec!["topics", *topic, own]);
    }
    // A later page of a category: `/category/water/page/2`.
    if let ([.., topic, "page", number], []) = (names, feed) {
        return Some(vec!["topics", *topic, "page", *number]);
    }
    let topic = vec!["topics", *names.last()?];
    match feed {
        [] => Some(topic),
        ["feed"] => Some([topic, vec!["feed"]].concat()),
        feed => feed_file(feed).map(|file| [topic, vec![file]].concat()),
    }
}

/// The last segment of a feed's path.
fn feed_file(rest: &[&str]) -> Option<&'static str> {
    match rest {
        ["feed", format] => feed_of(format),
        // WordPress, Jekyll, Hugo, Ghost, Drupal, and WordPress before 2005.
        ["rss" | "rss.xml" | "rss2.xml" | "feed.xml" | "index.xml" | "index.rss"]
        | ["index.rdf" | "wp-rss.php" | "wp-rss2.php" | "wp-rdf.php" | "wp-feed.php"] => Some("feed.rss"),
        ["atom" | "atom.xml" | "index.atom" | "wp-atom.php"] => Some("feed.atom"),
        // Pelican.
        ["feeds", "all.rss.xml"] => Some("feed.rss"),
        ["feeds", "all.atom.xml"] => Some("feed.atom"),
        // Blogger.
        ["feeds", "posts", "default"] => Some("feed.atom"),
        _ => None,
    }
}

/// The feed that WordPress calls by a name.
fn feed_of(name: &str) -> Option<&'static str> {
    match name {
        "rss2" | "rss" | "rdf" | "feed" => Some("feed.rss"),
        "atom" => Some("feed.atom"),
        "json" => Some("feed.json"),
        _ => None,
    }
}

/// What the parameters at `/` name: `?feed=` of WordPress, `?format=feed&type=` of Joomla.
fn of_parameters<'p>(parameters: &'p Parameters<'_>) -> Result<Option<Vec<&'p str>>, NoAddress> {
    let file = match (parameters.first("feed"), parameters.first("format")) {
        (Some(feed), _) if feed.starts_with("comments") => return Err(NoAddress::Comments),
        // A follower of any other feed, such as one of podcasts, gets the usual one.
        (Some(feed), _) => Some(feed_of(feed).unwrap_or("feed.rss")),
        (None, Some("feed")) => Some(parameters.first("type").and_then(feed_of).unwrap_or("feed.rss")),
        _ => None,
    };
    let Some(file) = file else { return Ok(None) };
    let category = parameters.first("category_name").or(parameters.first("tag"));
    let topic = category.and_then(|names| names.rsplit('/').find(|name| !name.is_empty()));
    Ok(Some(match topic {
        Some(topic) => vec!["topics", topic, file],
        None => vec![file],
    }))
}

#[cfg(test)]
mod tests {
    use super::super::{Localized, NoAddress};

    fn parse(target: &str) -> Result<String, NoAddress> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Localized::parse(path, query).map(|address| address.to_string())
    }

    #[test]
    fn feeds_of_other_software_have_an_address_here() {
        for (old, own) in [
            // WordPress.
            ("/feed/", "/feed"),
            ("/feed/rss2/", "/feed.rss"),
            ("/feed/rss", "/feed.rss"),
            ("/feed/rdf/", "/feed.rss"),
            ("/feed/atom/", "/feed.atom"),
            ("/?feed=rss2", "/feed.rss"),
            ("/?feed=feed", "/feed.rss"),
            ("/?feed=atom", "/feed.atom"),
            ("/?feed=podcast", "/feed.rss"),
            ("/?feed=rss2&category_name=water/dams", "/topics/dams/feed.rss"),
            ("/?tag=dams&feed=atom", "/topics/dams/feed.atom"),
            ("/index.php?feed=rss2", "/feed.rss"),
            ("/index.php/feed/", "/feed"),
            ("/index.php/feed/atom/", "/feed.atom"),
            ("/index.php/category/dams/feed/", "/topics/dams/feed"),
            ("/index.php", "/"),
            ("/topic/dams/feed/", "/topics/dams/feed"),
            ("/topics/dams/feed/rss2/", "/topics/dams/feed.rss"),
            ("/category/dams/feed/", "/topics/dams/feed"),
            ("/category/water/dams/feed/rss2/", "/topics/dams/feed.rss"),
            ("/tag/dams/feed/atom", "/topics/dams/feed.atom"),
            ("/category/dams/", "/topics/dams"),
            ("/category/water/dams/page/2/", "/topics/dams/page/2"),
            ("/es/category/dams/", "/es/topics/dams"),
            ("/es/category/dams/feed/atom/", "/topics/dams/feed.atom"),
            ("/tag/dams", "/topics/dams"),
            ("/category/dams/?feed=rss2", "/topics/dams/feed.rss"),
            ("/tag/dams?feed=atom", "/topics/dams/feed.atom"),
            ("/topics/dams?feed=rss2", "/topics/dams/feed.rss"),
            ("/?s=water&feed=rss2", "/feed.rss?q=water"),
            ("/?s=water", "/?q=water"),
            ("/?s=water&q=dams", "/?q=dams"),
            ("/wp-rss2.php", "/feed.rss"),
            ("/wp-atom.php", "/feed.atom"),
            // Jekyll, Hugo, Ghost, Drupal, Joomla, Blogger.
            ("/feed.xml", "/feed.rss"),
            ("/rss.xml?", "/feed.rss"),
            ("/index.xml", "/feed.rss"),
            ("/index.rdf", "/feed.rss"),
            ("/tags/dams/index.xml", "/topics/dams/feed.rss"),
            ("/categories/dams/", "/topics/dams"),
            ("/feeds/all.atom.xml", "/feed.atom"),
            ("/atom.xml", "/feed.atom"),
            ("/rss/", "/feed.rss"),
            ("/topics/dams/index.xml", "/topics/dams/feed.rss"),
            ("/topics/dams/rss.xml", "/topics/dams/feed.rss"),
            ("/?format=feed&type=rss", "/feed.rss"),
            ("/index.php?format=feed&type=atom", "/feed.atom"),
            ("/?format=feed", "/feed.rss"),
            ("/feeds/posts/default", "/feed.atom"),
            // What is searched stays.
            ("/rss.xml?q=dams", "/feed.rss?q=dams"),
        ] {
            assert_eq!(parse(old).as_deref(), Ok(own), "{old}");
        }
    }

    #[test]
    fn a_feed_of_comments_is_told_from_what_never_was() {
        for target in
            ["/comments/feed/", "/comments/feed/atom/", "/?feed=comments-rss2", "/index.php/comments/feed/"]
        {
            assert_eq!(parse(target), Err(NoAddress::Comments), "{target}");
        }
    }

    #[test]
    fn what_only_looks_familiar_is_read_as_always() {
        for target in [
            "/category",
            "/tag/feed",
            "/category/feed",
            "/feed/x",
            "/feed/rss/2",
            "/rss.xml/x",
            "/reports/r/rss.xml",
        ] {
            assert_eq!(parse(target), Err(NoAddress::Unknown), "{target}");
        }
        for (target, own) in [("/?format=xml", "/"), ("/?feed=", "/")] {
            assert_eq!(parse(target).as_deref(), Ok(own), "{target}");
        }
    }
}

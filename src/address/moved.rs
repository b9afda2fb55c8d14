//! Old addresses of a collection, from before it moved to this gateway, and where each leads now.
//!
//! The setting `addresses.moved` maps an old path, or path and query, to an address of the gateway or to a URL. It is
//! checked at the start: every target exists as an address, and none leads back to itself.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

use crate::settings::{FromSettings, Reader};

use super::{Basis, Localized, Site};

/// Where old addresses lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedAddresses {
    /// The rules for each path. A rule with more parameters comes first.
    by_path: BTreeMap<String, Vec<Rule>>,
}

/// An old address with a certain path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// The parameters that a request must have. It may have others too.
    parameters: Parameters,
    to: MovedTo,
}

type Parameters = Vec<(String, String)>;

/// Where an old address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MovedTo {
    /// An address of this gateway.
    Here(Localized),
    /// Anywhere else.
    Elsewhere(Url),
}

impl MovedTo {
    /// The whole URL.
    pub fn url(&self, site: &Site) -> String {
        match self {
            MovedTo::Here(to) => site.url_in(&to.address, to.language),
            MovedTo::Elsewhere(url) => url.to_string(),
        }
    }
}

impl FromSettings for MovedAddresses {
    fn from_settings(reader: &mut Reader) -> MovedAddresses {
        reader.optional("addresses.moved", MovedAddresses::new, "none").unwrap_or_default()
    }
}

impl MovedAddresses {
    /// Checks a table of old addresses and their targets.
    ///
    /// # Errors
    /// Everything that is wrong with the table.
    fn new(table: BTreeMap<String, String>) -> Result<MovedAddresses, String> {
        let faults: Vec<String> = table.keys().filter_map(|old| fault_of_old(old)).collect();
        if !faults.is_empty() {
            return Err(faults.join("; "));
        }
        let mut by_path = BTreeMap::<String, Vec<(Parameters, &str)>>::new();
        for (old, to) in &table {
            let (path, parameters) = split(old);
            let rules = by_path.entry(path).or_default();
            if rules.iter().any(|(others, _)| *others == parameters) {
                return Err(format!("{old:?} is there twice"));
            }
            rules.push((parameters, to));
            rules.sort_by_key(|(parameters, _)| std::cmp::Reverse(parameters.len()));
        }
        let mut faults = Vec::new();
        let mut resolved = |to: &str| match resolve(to, &by_path) {
            Ok(to) => Some(to),
            Err(fault) => {
                faults.push(fault);
                None
            }
        };
        let mut moved = MovedAddresses::default();
        for (path, rules) in &by_path {
            let rule = |(parameters, to): &(Parameters, &str)| {
                Some(Rule { parameters: parameters.clone(), to: resolved(to)? })
            };
            moved.by_path.insert(path.clone(), rules.iter().filter_map(rule).collect());
        }
        faults.dedup();
        if faults.is_empty() { Ok(moved) } else { Err(faults.join("; ")) }
    }

    /// All old addresses: the path without its first slash, decoded, the parameters that a request must have, and where the
    /// address leads. For each path, those with more parameters come first.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[(String, String)], &MovedTo)> {
        self.by_path.iter().flat_map(|(path, rules)| {
            rules.iter().map(|rule| (path.as_str(), rule.parameters.as_slice(), &rule.to))
        })
    }

    /// Where an old address leads, by its path below the public URL and its query; `None` if it is none.
    pub fn find(&self, path: &str, query: &str) -> Option<&MovedTo> {
        if self.by_path.is_empty() {
            return None;
        }
        let rules = self.by_path.get(&plain(path))?;
        let asked = parameters(query);
        rules.iter().find(|rule| is_within(&rule.parameters, &asked)).map(|rule| &rule.to)
    }
}

fn fault_of_old(old: &str) -> Option<String> {
    if !old.starts_with('/') {
        return Some(format!("{old:?} must begin with a slash"));
    }
    if old.contains('#') {
        return Some(format!("{old:?} must have no fragment: browsers do not send it"));
    }
    let (path, query) = old.split_once('?').unwrap_or((old, ""));
    let read = Localized::parse(path, query).ok()?;
    let is_always_there = matches!(read.address.rules().basis, Basis::Program | Basis::Collection);
    (is_always_there && read.to_string() == old).then(|| format!("{old:?} is an address of this gateway"))
}

/// Follows a target through the table to its end, so that clients are redirected once.
fn resolve(to: &str, by_path: &BTreeMap<String, Vec<(Parameters, &str)>>) -> Result<MovedTo, String> {
    let next = |target: &str| {
        let (path, parameters) = split(target);
        let rules = by_path.get(&path)?;
        rules.iter().find(|(wanted, _)| is_within(wanted, &parameters)).map(|(_, to)| (*to).to_owned())
    };
    let mut target = to.to_owned();
    // More steps than there are rules go around in a circle.
    for _ in 0..=by_path.values().map(Vec::len).sum() {
        if !target.starts_with('/') {
            let url = Url::parse(&target).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            let why = || {
                format!("{target:?} is neither an address of this gateway, such as \"/feed.rss\", nor a URL")
            };
            return url.map(MovedTo::Elsewhere).ok_or_else(why);
        }
        if let Some(further) = next(&target) {
            target = further;
            continue;
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let read = Localized::parse(path, query);
        let read = read.map_err(|_| format!("{target:?} is no address of this gateway"))?;
        match next(&read.to_string()) {
            Some(further) => target = further,
            None => return Ok(MovedTo::Here(read)),
        }
    }
    Err(format!("{to:?} leads back to itself"))
}

fn split(address: &str) -> (String, Parameters) {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut parameters = parameters(query);
    parameters.sort();
    (plain(path), parameters)
}

/// A path in one spelling: decoded, and without empty segments.
fn plain(path: &str) -> String {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    segments.join("/")
}

fn parameters(query: &str) -> Parameters {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn is_within(wanted: &Parameters, asked: &Parameters) -> bool {
    wanted.iter().all(|parameter| asked.contains(parameter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new<const N: usize>(table: [(&str, &str); N]) -> Result<MovedAddresses, String> {
        MovedAddresses::new(table.map(|(old, to)| (old.to_owned(), to.to_owned())).into())
    }

    fn found(moved: &MovedAddresses, target: &str) -> Option<String> {
        let site = Site::new("https://example.org/gate/".parse().expect("a URL"));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        moved.find(path, query).map(|to| to.url(&site))
    }

    #[test]
    fn an_old_address_leads_on_however_it_is_spelled() {
        let moved = new([
            ("/index.php/blog-feed", "/feed.rss"),
            ("/?option=com_content&view=category&id=7", "/topics/dams/feed.rss"),
            ("/?option=com_content", "/feed.atom"),
            ("/node/12", "/reports/el-agua"),
            ("/archive/old.xml", "https://elsewhere.example/feed?a=b"),
            ("/año/feed", "/feed/"),
            ("/reports/old-id", "/reports/new-id"),
        ])
        .expect("a good table");
        for (target, to) in [
            ("/index.php/blog-feed", "https://example.org/gate/feed.rss"),
            ("//index.php//blog-feed/", "https://example.org/gate/feed.rss"),
            ("/index.php/blog%2Dfeed?utm_source=x", "https://example.org/gate/feed.rss"),
            ("/?id=7&x=&view=category&option=com_content", "https://example.org/gate/topics/dams/feed.rss"),
            ("/?option=com_content&id=8", "https://example.org/gate/feed.atom"),
            ("/node/12", "https://example.org/gate/reports/el-agua"),
            ("/archive/old.xml", "https://elsewhere.example/feed?a=b"),
            ("/a%C3%B1o/feed/", "https://example.org/gate/feed"),
            ("/reports/old-id", "https://example.org/gate/reports/new-id"),
        ] {
            assert_eq!(found(&moved, target).as_deref(), Some(to), "{target}");
        }
        for other in ["/", "/?option=com_users", "/node/13", "/node/12/x", "/feed.rss", "/%FF"] {
            assert_eq!(found(&moved, other), None, "{other}");
        }
    }

    #[test]
    fn a_target_that_has_moved_too_is_followed_at_the_start() {
        let moved = new([
            ("/a", "/b/"),
            ("/b", "/c?x=1"),
            ("/c", "/rss.xml"),
            ("/d", "/category/x"),
            ("/topics/x", "/topics/y"),
        ]);
        let moved = moved.expect("a good table");
        for old in ["/a", "/b", "/c"] {
            assert_eq!(found(&moved, old).as_deref(), Some("https://example.org/gate/feed.rss"), "{old}");
        }
        assert_eq!(found(&moved, "/d").as_deref(), Some("https://example.org/gate/topics/y"));
    }

    #[test]
    fn a_table_that_cannot_be_meant_is_refused() {
        for (old, to, why) in [
            ("feed", "/feed.rss", "\"feed\" must begin with a slash"),
            ("https://old.example/feed", "/feed.rss", "must begin with a slash"),
            ("/old#top", "/", "must have no fragment"),
            ("/", "/feed.rss", "\"/\" is an address of this gateway"),
            ("/feed.rss", "/feed.atom", "\"/feed.rss\" is an address of this gateway"),
            ("/robots.txt", "/feed.atom", "is an address of this gateway"),
            ("/old", "/nowhere", "\"/nowhere\" is no address of this gateway"),
            ("/old", "/?page=0", "is no address of this gateway"),
            ("/old", "feed.rss", "is neither an address of this gateway"),
            ("/old", "ftp://elsewhere.example/feed", "is neither an address of this gateway"),
            ("/old", "", "is neither an address of this gateway"),
            ("/old", "/old", "\"/old\" leads back to itself"),
            ("/old", "/old/?x=1", "leads back to itself"),
            ("/topics/x", "/category/x", "leads back to itself"),
        ] {
            let fault = new([(old, to)]).expect_err(old);
            assert!(fault.contains(why), "{old} = {to}: {fault}");
        }
        assert!(new([("/a", "/b"), ("/b", "/a")]).is_err_and(|fault| fault.contains("leads back to itself")));
        assert!(new([("/a", "/"), ("/a/", "/feed")]).is_err_and(|fault| fault.contains("is there twice")));
        assert_eq!(new([("a", "/"), ("/", "/")]).map_err(|fault| fault.matches("; ").count()), Err(1));
    }
}

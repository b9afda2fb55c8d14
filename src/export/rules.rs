//! What web servers must be told, because a file cannot say it: content types, header fields, redirects, and what is gone.
//!
//! The same rules are written three times: for nginx, for hosts that read `_headers` and `_redirects` (Netlify, Cloudflare
//! Pages), and as JSON for a function at a CDN.

use std::fmt::Write;

use serde::Serialize;

use crate::address::{
    Address, CardFormat, CardOptions, CitationFormat, EmbedOptions, Endpoint, Format, Localized,
    PreviewOptions, Scope, Subject,
};
use crate::http::fields_of_file;
use crate::page;
use crate::resource::{self, Found};
use crate::snapshot::Standing;
use crate::words::{Language, Preferences};

use super::place::{OWN, Target};
use super::{ExportError, Exported};

/// As many ids are in one pattern, so that no line is too long for a web server.
const IDS: usize = 50;

/// The paths of pages that have no other shape: the home page, and all others.
const HOME: &str = "/";
const PAGE: &str = "/[^.]*[^./]";
/// How the path of an embed ends.
const EMBED: &str = "/embed(?:/[a-z]+)?";

/// Addresses whose files are sent with the same header fields.
#[derive(Debug, Serialize)]
struct Shape {
    /// A regular expression for the path, without the path of the public URL.
    #[serde(rename = "match")]
    pattern: String,
    /// What follows the path in the name of the file.
    file_suffix: &'static str,
    content_type: &'static str,
    headers: Vec<(String, String)>,
    /// The same paths as `_headers` names them, where it can.
    #[serde(skip)]
    paths: &'static [&'static str],
}

/// A path that leads elsewhere.
#[derive(Debug, Serialize)]
struct Redirect {
    #[serde(rename = "match")]
    pattern: String,
    to: String,
    status: u16,
    #[serde(skip)]
    from_topic: String,
    #[serde(skip)]
    to_topic: String,
}

#[derive(Debug, Serialize)]
struct Rules<'r> {
    /// The path of the public URL, which is in front of every path.
    base: &'r str,
    files: Vec<Shape>,
    redirects: Vec<Redirect>,
    /// Paths that answer 410.
    gone: Vec<String>,
}

/// Writes the rules for each kind of host.
pub(super) fn write(exported: &Exported<'_>, target: &dyn Target) -> Result<(), ExportError> {
    let base = exported.options.render.site.path();
    let rules = Rules { base, files: shapes(exported), redirects: redirects(exported), gone: gone(exported) };
    let json = serde_json::to_string_pretty(&rules).expect("writing to memory cannot fail");
    target.write_if_changed(&format!("{OWN}/nginx.conf"), &nginx(&rules))?;
    target.write_if_changed(&format!("{OWN}/rules.json"), &json)?;
    target.write_if_changed("_headers", &headers(&rules))?;
    target.write_if_changed("_redirects", &redirects_file(&rules))
}

/// A language at the beginning of a path.
fn language() -> String {
    format!("(?:/(?:{}))?", Language::ALL.map(Language::tag).join("|"))
}

/// The shapes, each before those that match more.
fn shapes(exported: &Exported<'_>) -> Vec<Shape> {
    const TOPIC: &str = "(?:/topics/[a-z0-9-]+)?";
    const SUBJECT: &str = "(?:/(?:topics|reports)/[a-z0-9-]+)?";
    let language = language();
    let card = |format| Address::Card(Subject::Collection, CardOptions { format, ..CardOptions::default() });
    let api = |endpoint| Address::Api(endpoint);
    let feed = |format: Format| {
        let paths: &'static [&'static str] = match format {
            Format::Atom => &["/feed.atom", "/topics/:topic/feed.atom"],
            Format::Rss => &["/feed.rss", "/topics/:topic/feed.rss"],
            Format::JsonFeed => &["/feed.json", "/topics/:topic/feed.json"],
        };
        let pattern = format!("{TOPIC}/(?:feed|archive/[0-9]+)\\.{}", format.extension());
        (pattern, "", Address::Feed(Scope::Collection, format), paths)
    };
    let mut all: Vec<(String, &'static str, Address, &'static [&'static str])> = Format::ALL.map(feed).into();
    let report = exported.snapshot.collection().reports.iter().next();
    all.extend(report.into_iter().flat_map(|report| {
        CitationFormat::ALL.map(|format| {
            let pattern = format!("/reports/[a-z0-9-]+\\.{}", format.extension().replace('.', "\\."));
            (pattern, "", Address::Citation(report.id.clone(), format), &[][..])
        })
    }));
    let embed = Address::Embed(Subject::Collection, EmbedOptions::default());
    let picture = Address::PreviewImage(Subject::Collection, PreviewOptions::default());
    let plain: [(&str, &'static str, Address, &'static [&'static str]); 14] = [
        ("/oembed\\.json", "", card(CardFormat::Json), &["/oembed.json"]),
        ("/(?:topics|reports)/[a-z0-9-]+/oembed", ".json", card(CardFormat::Json), &[]),
        ("/api/v1/openapi\\.json", "", api(Endpoint::Description), &["/api/v1/openapi.json"]),
        ("/api/v1(?:/[^.]*)?", ".json", api(Endpoint::Root), &["/api/v1/reports/:report"]),
        ("/\\.well-known/api-catalog", ".json", api(Endpoint::Catalog), &["/.well-known/api-catalog"]),
        ("/feeds\\.opml", "", Address::Outline, &["/feeds.opml"]),
        ("/sitemap(?:/[0-9]+)?\\.xml", "", Address::Sitemap(None), &["/sitemap.xml"]),
        ("/robots\\.txt", "", Address::Robots, &["/robots.txt"]),
        ("/favicon\\.svg", "", Address::Icon, &["/favicon.svg"]),
        ("/manifest\\.webmanifest", "", Address::Manifest, &["/manifest.webmanifest"]),
        ("/embed\\.js", "", Address::EmbedScript, &["/embed.js"]),
        ("(?:/(?:topics|reports)/[a-z0-9-]+)?/oembed\\.xml", "", card(CardFormat::Xml), &["/oembed.xml"]),
        ("(?:/(?:topics|reports)/[a-z0-9-]+)?/card\\.png", "", picture, &["/card.png"]),
        ("/opensearch\\.xml", "", Address::SearchDescription, &["/opensearch.xml"]),
    ];
    all.extend(plain.map(|(pattern, suffix, sample, paths)| (pattern.to_owned(), suffix, sample, paths)));
    all.extend(page::assets(exported.snapshot, &exported.options.look).into_iter().map(|name| {
        let extension = name.rsplit('.').next().unwrap_or_default();
        (format!("/assets/[^/]+\\.{extension}"), "", Address::Asset(name), &[][..])
    }));
    all.push((
        format!("{language}{SUBJECT}{EMBED}"),
        ".html",
        embed,
        &["/embed", "/topics/:topic/embed", "/reports/:report/embed"],
    ));
    all.push((HOME.to_owned(), "index.html", Address::home(), &["/"]));
    all.push((
        PAGE.to_owned(),
        ".html",
        Address::home(),
        &["/page/:page", "/topics/:topic", "/reports/:report", "/feed", "/topics/:topic/feed", "/api"],
    ));
    all.into_iter()
        .filter_map(|(pattern, suffix, sample, paths)| shape(exported, (pattern, suffix, paths), sample))
        .collect()
}

/// A shape with the header fields of one of its documents; `None` if there is no such document.
fn shape(
    exported: &Exported<'_>,
    (pattern, file_suffix, paths): (String, &'static str, &'static [&'static str]),
    sample: Address,
) -> Option<Shape> {
    let Exported { snapshot, now, options, freshness, .. } = *exported;
    let found = resource::find(snapshot, &Localized::from(sample), &Preferences::default(), now, options);
    let Found::Resource(resource) = found else { return None };
    let document = resource.document(snapshot, now, options)?;
    let fields = fields_of_file(&document, freshness, &options.look);
    let text = |value: &hyper::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers = fields.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    Some(Shape { pattern, file_suffix, content_type: document.media_type, headers, paths })
}

/// Former ids of topics lead to the current ones.
fn redirects(exported: &Exported<'_>) -> Vec<Redirect> {
    let Exported { snapshot, now, .. } = *exported;
    let language = language();
    let aliases = snapshot.open_topics(now).flat_map(|(_, topic)| {
        topic.aliases.iter().map(move |alias| (alias.to_string(), topic.id.to_string()))
    });
    aliases
        .map(|(from_topic, to_topic)| Redirect {
            pattern: format!("({language}|/api/v1)/topics/{from_topic}(/.*)?"),
            to: format!("$1/topics/{to_topic}$2"),
            status: 301,
            from_topic,
            to_topic,
        })
        .collect()
}

/// The addresses of withdrawn reports and of closed topics.
fn gone(exported: &Exported<'_>) -> Vec<String> {
    let Exported { snapshot, now, .. } = *exported;
    let collection = snapshot.collection();
    let language = language();
    let reports: Vec<&str> = collection.withdrawn.iter().map(|left| &*left.id).collect();
    let closed = (0..collection.topics.len()).filter_map(|at| {
        let topic = &collection.topics[at];
        let index = snapshot.named(&topic.id)?.topic();
        (snapshot.standing(index, now) == Standing::Closed).then_some(&*topic.id)
    });
    let closed: Vec<&str> = closed.collect();
    let pattern = |folder: &'static str| {
        let language = language.clone();
        move |ids: &[&str]| format!("(?:{language}|/api/v1)/{folder}/(?:{})(?:[./].*)?", ids.join("|"))
    };
    reports.chunks(IDS).map(pattern("reports")).chain(closed.chunks(IDS).map(pattern("topics"))).collect()
}

/// For the `server` block of nginx.
fn nginx(rules: &Rules<'_>) -> String {
    let Rules { base, files, redirects, gone } = rules;
    let languages = Language::ALL.map(Language::tag).join("|");
    let mut text = format!(
        "# Made by `feedgate export`. Include this file in a `server` block whose `root` is the exported folder.\n\
         location ^~ /{OWN}/ {{ return 404; }}\n"
    );
    let mut line = |args: std::fmt::Arguments<'_>| {
        text.write_fmt(args).expect("writing to memory cannot fail");
    };
    for pattern in gone {
        line(format_args!("location ~ \"^{base}{pattern}$\" {{ return 410; }}\n"));
    }
    for Redirect { pattern, to, status, .. } in redirects {
        line(format_args!("location ~ \"^{base}{pattern}$\" {{ return {status} {base}{to}; }}\n"));
    }
    line(format_args!("location ~ \"^(?<bare>{base}/.+)/$\" {{ return 301 $bare; }}\n"));
    for Shape { pattern, file_suffix, content_type, headers, .. } in files {
        line(format_args!("location ~ \"^{base}(?<below>{pattern})$\" {{\n"));
        // The address of the same page without a query.
        let is_home = pattern == HOME;
        if is_home || pattern == PAGE {
            let (below, uri) = if is_home { ("", *base) } else { ("$below", "$uri") };
            line(format_args!(
                "    if ($arg_lang ~ \"^({languages})$\") {{ return 301 {base}/$arg_lang{below}; }}\n    \
                 if ($arg_page ~ \"^[0-9]+$\") {{ return 301 {uri}/page/$arg_page; }}\n"
            ));
        }
        if pattern.ends_with(EMBED) {
            line(format_args!(
                "    if ($arg_style ~ \"^(list|headline)$\") {{ return 301 $uri/$arg_style; }}\n"
            ));
        }
        line(format_args!("    types {{ }}\n    default_type \"{}\";\n", quoted(content_type)));
        for (name, value) in headers {
            line(format_args!("    add_header {name} \"{}\";\n", quoted(value)));
        }
        let uri = if file_suffix.is_empty() { "$uri".to_owned() } else { format!("${{uri}}{file_suffix}") };
        line(format_args!("    try_files {uri} =404;\n}}\n"));
    }
    text
}

/// A text between quotation marks in nginx's configuration.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// For hosts that read `_headers`. The type of a file comes from its name there, where no rule can name the file.
fn headers(rules: &Rules<'_>) -> String {
    let mut text = format!("# Made by `feedgate export`.\n/{OWN}/*\n  X-Robots-Tag: noindex\n");
    for Shape { content_type, headers, paths, .. } in &rules.files {
        for path in *paths {
            write!(text, "{}{path}\n  content-type: {content_type}\n", rules.base)
                .expect("writing to memory cannot fail");
            for (name, value) in headers {
                writeln!(text, "  {name}: {value}").expect("writing to memory cannot fail");
            }
        }
    }
    text
}

/// For hosts that read `_redirects`.
fn redirects_file(rules: &Rules<'_>) -> String {
    let base = rules.base;
    let mut text = String::from("# Made by `feedgate export`.\n");
    for Redirect { from_topic, to_topic, status, .. } in &rules.redirects {
        for before in ["", "/api/v1"]
            .into_iter()
            .map(str::to_owned)
            .chain(Language::ALL.into_iter().map(|language| format!("/{}", language.tag())))
        {
            let (from, to) =
                (format!("{base}{before}/topics/{from_topic}"), format!("{base}{before}/topics/{to_topic}"));
            writeln!(text, "{from} {to} {status}\n{from}/* {to}/:splat {status}")
                .expect("writing to memory cannot fail");
        }
    }
    text
}

//! What web servers must be told, because a file cannot say it: content types, header fields, redirects, and what is gone.
//!
//! The same rules are written three times: for nginx, for hosts that read `_headers` and `_redirects` (Netlify, Cloudflare
//! Pages), and as JSON for a function at a CDN.

mod hosts;
mod nginx;
mod shapes;

use serde::Serialize;

use crate::page::{self, Visit};
use crate::resource;
use crate::snapshot::Standing;
use crate::words::{Language, Preferences};

use super::error::ExportError;
use super::exported::Exported;
use super::place::{NewFile, OWN, Target};
use shapes::{Shape, shapes};

/// As many ids are in one pattern, so that no line is too long for a web server.
const IDS: usize = 50;

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

/// An old address of the collection, from before it moved.
#[derive(Debug, Serialize)]
struct Moved {
    /// Decoded, and without the path of the public URL.
    path: String,
    /// The parameters that a request must have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    query: Vec<(String, String)>,
    to: String,
    status: u16,
}

/// The pages for addresses without a file, by status.
const ERRORS: [(u16, &str); 2] = [(404, "404.html"), (410, "410.html")];

#[derive(Debug, Serialize)]
struct Rules<'r> {
    /// The path of the public URL, which is in front of every path.
    base: &'r str,
    files: Vec<Shape>,
    redirects: Vec<Redirect>,
    /// Those with more parameters come first.
    moved: Vec<Moved>,
    /// Paths that answer 410.
    gone: Vec<String>,
}

/// Writes the rules for each kind of host.
pub(super) fn write(exported: &Exported<'_>, target: &dyn Target) -> Result<(), ExportError> {
    let base = exported.options.render.site.path();
    let rules = Rules {
        base,
        files: shapes(exported),
        redirects: redirects(exported),
        moved: moved(exported),
        gone: gone(exported),
    };
    let json = serde_json::to_string_pretty(&rules).expect("writing to memory cannot fail");
    let site = &exported.options.render.site;
    for (status, name) in ERRORS {
        let path = format!("{}/{name}", site.path());
        let html = page::no_file(&visit(exported), status);
        target.write_if_changed(NewFile {
            content_type: "text/html; charset=utf-8",
            cache_control: "public, max-age=300",
            ..NewFile::of_text(path.trim_start_matches('/'), &html)
        })?;
    }
    for (name, text) in [
        (&*format!("{OWN}/nginx.conf"), &nginx::print(&rules)),
        (&*format!("{OWN}/rules.json"), &json),
        ("_headers", &hosts::headers(&rules)),
        ("_redirects", &hosts::redirects(&rules)),
    ] {
        target.write_if_changed(NewFile::of_text(name, text))?;
    }
    Ok(())
}

/// A visit in the collection's language.
fn visit<'e>(exported: &Exported<'e>) -> Visit<'e> {
    let Exported { snapshot, now, options, .. } = *exported;
    let locale = Preferences::default().locale(None, &snapshot.collection().about.language);
    let resource::Options { render, look, .. } = options;
    Visit { snapshot, now, locale, is_chosen: false, options: render, look }
}

/// A language at the beginning of a path.
fn language() -> String {
    format!("(?:/(?:{}))?", Language::ALL.map(Language::tag).join("|"))
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
            pattern: format!("({language}|/api/v1)/topics/{from_topic}(/[A-Za-z0-9/_.-]*)?"),
            to: format!("$1/topics/{to_topic}$2"),
            status: 301,
            from_topic,
            to_topic,
        })
        .collect()
}

/// The old addresses that the settings name.
fn moved(exported: &Exported<'_>) -> Vec<Moved> {
    let resource::Options { moved, render, .. } = exported.options;
    let moved = moved.all().map(|(path, query, to)| Moved {
        path: format!("/{path}"),
        query: query.to_vec(),
        to: to.url(&render.site),
        status: 301,
    });
    moved.collect()
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

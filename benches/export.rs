//! Exports: all files of a collection, next to Hugo making pages and feeds from the same reports, and the files that one
//! changed report touches.
//!
//! `cargo bench --bench export -- 10000`, or `FEEDGATE_BENCH_REPORTS=10000`. Needs `hugo`, and space for some twenty
//! files for each report.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant as Timer;

use anyhow::{Context, ensure};
use feedgate::address::Site;
use feedgate::collection::{self, Collection, Report};
use feedgate::config::Config;
use feedgate::export::{ExportOutcome, ExportPlace, Exported, Writing, export};
use feedgate::gateway;
use feedgate::outgoing;
use feedgate::resource;
use feedgate::snapshot::Snapshot;
use mimalloc::MiMalloc;
use serde_json::json;
use stages::{Stage, changed, made_collection, megabytes, print, ratio, run_all, timed};

mod generator;
#[allow(dead_code, unused_imports, reason = "other benches use the rest of it")]
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 1;
const STAGES: [(&str, Stage); 2] = [("feedgate", all_and_changed), ("hugo", hugo)];
const ALL: &str = "all files ms";
const HUGO: &str = "the pages and feeds by Hugo ms";

fn main() -> anyhow::Result<()> {
    if let Some(reports) = stages::asked(&STAGES)? {
        let figures = run_all(&STAGES, RUNS, &made_collection(reports)?)?;
        print(&figures);
        ratio("Hugo, times feedgate", |of| of(&figures[HUGO]) / of(&figures[ALL]), None);
    }
    Ok(())
}

/// A folder that is deleted at the end. It is next to the collection, because memory would be too small.
fn folder(path: &Path) -> anyhow::Result<tempfile::TempDir> {
    Ok(tempfile::tempdir_in(path.parent().context("a file is in a folder")?)?)
}

fn all_and_changed(path: &Path) -> anyhow::Result<()> {
    let folder = folder(path)?;
    let config = Config::default();
    let site = Site::of_files("https://reports.example.org/".parse()?, None);
    let options = gateway::resource_options(&config, site)?;
    let place = ExportPlace::Folder(folder.path().to_owned());
    let before = collection::load(path, u64::MAX)?;
    let snapshot = Snapshot::build(before.as_of(gateway::now()));
    println!("memory before MB\t{}", megabytes("VmRSS")?);
    let outcome = timed("all files", || write(&config, &options, &place, &snapshot))?;
    println!("all files\t{}", outcome.files);
    println!("memory after all files, most MB\t{}", megabytes("VmHWM")?);
    let outcome = timed("nothing changed", || write(&config, &options, &place, &snapshot))?;
    ensure!(outcome.written == 0, "{outcome:?}");
    // The first of these has a new report as well, so only the second is one change.
    let file = fs::read_to_string(changed(path))?;
    let two = file.replacen("Changed: ", "Changed again: ", 1);
    ensure!(two != file, "no report was changed");
    let next = folder.path().with_extension("json");
    fs::write(&next, &file)?;
    let added = Snapshot::build(
        collection::load_again(&next, u64::MAX, snapshot.collection())?.as_of(gateway::now()),
    );
    let outcome = timed("a new report and a changed one", || write(&config, &options, &place, &added))?;
    println!("files written for both\t{}", outcome.written);
    fs::write(&next, &two)?;
    let again = timed("loading the collection again", || -> anyhow::Result<Snapshot> {
        let collection = collection::load_again(&next, u64::MAX, added.collection())?;
        Ok(Snapshot::build(collection.as_of(gateway::now())))
    })?;
    let outcome = timed("one changed report", || write(&config, &options, &place, &again))?;
    println!("files written for it\t{}", outcome.written);
    println!("memory at the end, most MB\t{}", megabytes("VmHWM")?);
    fs::remove_file(next)?;
    Ok(())
}

fn write(
    config: &Config,
    options: &resource::Options,
    place: &ExportPlace,
    snapshot: &Snapshot,
) -> anyhow::Result<ExportOutcome> {
    let freshness = config.freshness;
    let exported = Exported { snapshot, now: gateway::now(), options, freshness, program: 1 };
    let concurrency = thread::available_parallelism()?.get();
    let outgoing = outgoing::Options::default();
    let writing = Writing { concurrency, most_deleted_percent: 20, all: false, gzip: false, outgoing };
    Ok(export(&exported, place, &writing, &|_| {})?)
}

/// Lets Hugo make one page for each report, pages and feeds for each topic and for all reports, in one language.
fn hugo(path: &Path) -> anyhow::Result<()> {
    let folder = folder(path)?;
    let collection = collection::load(path, u64::MAX)?;
    let write = |name: &str, text: &str| -> anyhow::Result<()> {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().context("it is in a folder")?)?;
        Ok(fs::write(path, text)?)
    };
    write("config.json", &hugo_config().to_string())?;
    for (name, template) in HUGO_TEMPLATES {
        write(name, template)?;
    }
    for report in collection.reports.iter() {
        write(&format!("content/reports/{}.md", report.id), &hugo_page(&collection, report))?;
    }
    let begun = Timer::now();
    let ran =
        Command::new("hugo").arg("--quiet").current_dir(folder.path()).stdout(Stdio::null()).status()?;
    println!("{HUGO}\t{}", begun.elapsed().as_secs_f64() * 1e3);
    ensure!(ran.success(), "hugo: {ran}");
    println!("files by Hugo\t{}", count(&folder.path().join("public"))?);
    Ok(())
}

fn hugo_config() -> serde_json::Value {
    let formats = |names: [&str; 4]| json!(names);
    json!({
        "baseURL": "https://reports.example.org/", "title": "Generated", "paginate": 25,
        "taxonomies": { "topic": "topics" },
        "outputFormats": {
            "Atom": { "mediaType": "application/atom+xml", "baseName": "feed" },
            "Feed": { "mediaType": "application/feed+json", "baseName": "feed" },
        },
        "mediaTypes": {
            "application/atom+xml": { "suffixes": ["atom"] },
            "application/feed+json": { "suffixes": ["json"] },
        },
        "outputs": {
            "home": formats(["HTML", "RSS", "Atom", "Feed"]), "term": formats(["HTML", "RSS", "Atom", "Feed"]),
            "section": [], "taxonomy": [], "page": ["HTML"],
        },
    })
}

fn hugo_page(collection: &Collection, report: &Report) -> String {
    let topics: Vec<_> = report.topics.iter().map(|topic| &*collection.topic(*topic).id).collect();
    let front = json!({
        "title": &*report.title, "date": report.added.to_string(), "topics": topics,
        "link": report.url.as_ref().map(ToString::to_string), "summary": summary(report),
    });
    format!("{front}\n\n{}\n", summary(report))
}

fn summary(report: &Report) -> String {
    let body = report.summary.as_ref().map(|summary| summary.plain_text().into_owned());
    body.unwrap_or_default()
}

const HUGO_TEMPLATES: [(&str, &str); 6] = [
    (
        "layouts/_default/baseof.html",
        r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Params.summary }}"><link rel="canonical" href="{{ .Permalink }}">
{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}
</head><body><h1>{{ .Title }}</h1>{{ block "main" . }}{{ end }}</body></html>"#,
    ),
    (
        "layouts/_default/single.html",
        r#"{{ define "main" }}{{ .Content }}<p><a href="{{ .Params.link }}">{{ .Params.link }}</a></p>
<ul>{{ range .GetTerms "topics" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
<h2>More</h2><ul>{{ range first 5 (.Site.RegularPages.Related .) }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}"#,
    ),
    (
        "layouts/_default/list.html",
        r#"{{ define "main" }}<ol>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>
<time>{{ .Date.Format "2 January 2006" }}</time><p>{{ .Params.summary }}</p></li>{{ end }}</ol>
{{ template "_internal/pagination.html" . }}{{ end }}"#,
    ),
    (
        "layouts/_default/list.rss.xml",
        r#"{{ printf "<?xml version=\"1.0\" encoding=\"utf-8\"?>" | safeHTML }}<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
{{ range first 50 .RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><description>{{ .Content | html }}</description></item>{{ end }}
</channel></rss>"#,
    ),
    (
        "layouts/_default/list.atom.atom",
        r#"{{ printf "<?xml version=\"1.0\" encoding=\"utf-8\"?>" | safeHTML }}<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title><id>{{ .Permalink }}</id>
{{ range first 50 .RegularPages }}<entry><title>{{ .Title }}</title><id>{{ .Permalink }}</id><updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated><content type="html">{{ .Content | html }}</content></entry>{{ end }}</feed>"#,
    ),
    (
        "layouts/_default/list.feed.json",
        r#"{"version":"https://jsonfeed.org/version/1.1","title":{{ .Title | jsonify }},"items":[{{ range $at, $page := first 50 .RegularPages }}{{ if $at }},{{ end }}{"id":{{ .Permalink | jsonify }},"title":{{ .Title | jsonify }},"content_html":{{ .Content | jsonify }}}{{ end }}]}"#,
    ),
];

fn count(folder: &PathBuf) -> anyhow::Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        files += if path.is_dir() { count(&path)? } else { 1 };
    }
    Ok(files)
}

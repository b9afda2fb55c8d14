//! `feedgate export`: the files are what a gateway sends, nginx serves them by the generated rules, and a run that is killed
//! leaves nothing wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use feedgate::address::Site;
use feedgate::config::Config;
use feedgate::export::{ExportOutcome, ExportPlace, Exported, Writing, export};
use feedgate::gateway;
use feedgate::outgoing;

use super::nginx::Nginx;
use super::program::{Ended, collection, feedgate, run};
use super::support::{SITE, TestGateway, at, root};

const SHIPPED: &str = "config/collection.json";

pub(crate) fn exported(folder: &Path, collection: &str, public_url: &str, more: &[&str]) -> Ended {
    let folder = folder.to_str().expect("UTF-8");
    let arguments = ["export", folder, "--public-url", public_url, "--collection", collection];
    run(&mut feedgate(arguments.into_iter().chain(more.iter().copied())))
}

/// Fails if the files differ. Assets of the version before stay, so they are left out.
#[track_caller]
pub(crate) fn assert_same_but_assets(
    mut left: BTreeMap<String, Vec<u8>>,
    mut wanted: BTreeMap<String, Vec<u8>>,
) {
    for files in [&mut left, &mut wanted] {
        files.retain(|path, _| !path.starts_with("assets/"));
    }
    assert_eq!(left.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    assert_eq!(left, wanted);
}

/// The exported files by path, without what feedgate keeps for itself.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(folder: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = format!("{below}{}", entry.file_name().to_str().expect("UTF-8"));
            match entry.path().is_dir() {
                true if name == ".feedgate" => {}
                true => add(&entry.path(), &format!("{name}/"), files),
                false => {
                    files.insert(name, fs::read(entry.path()).expect("a file"));
                }
            }
        }
    }
    let mut all = BTreeMap::new();
    add(folder, "", &mut all);
    all
}

#[tokio::test]
async fn every_file_is_what_a_gateway_sends_without_a_coding() {
    let now = || at("2024-06-01T12:00:00Z");
    let few = |config: &mut Config| config.feed.archive_entries = 3.try_into().expect("not 0");
    let gateway = TestGateway::with("../../config/collection.json", few, now).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut config = Config { collection: root().join(SHIPPED).into(), ..Config::default() };
    few(&mut config);
    let snapshot = gateway::load_once(&config, now()).expect("a collection");
    let options =
        gateway::resource_options(&config, Site::new(SITE.parse().expect("a URL"))).expect("a look");
    let freshness = config.freshness;
    let exported = Exported { snapshot: &snapshot, now: now(), options: &options, freshness, program: 1 };
    let (concurrency, outgoing) = (2, outgoing::Options::default());
    let writing = Writing { concurrency, most_deleted_percent: 20, all: false, gzip: false, outgoing };
    let place = ExportPlace::Folder(folder.path().to_owned());
    let write = || export(&exported, &place, &writing, &|_| {}).expect("an export");

    let ExportOutcome { files: count, written, deleted } = write();
    assert_eq!((written, deleted), (count, 0));
    let files = files(folder.path());
    // Not addresses of the gateway.
    let files: Vec<_> = files.iter().filter(|(path, _)| !path.starts_with(['_', '4'])).collect();
    assert_eq!(files.len(), count);
    for (path, bytes) in files {
        let bare = path.strip_suffix(".html").or(path.strip_suffix(".json"));
        let mut targets = vec![format!("/{path}")];
        targets.extend(bare.map(|bare| format!("/{}", bare.trim_end_matches("index"))));
        let mut sent = Vec::new();
        for target in targets {
            // `/feed` is the page only for browsers.
            let reply = gateway.get_with(&target, &[("accept", "text/html,*/*;q=0.1")]).await;
            sent.extend(Some(reply.body.to_vec()).filter(|_| reply.status == 200));
        }
        assert!(sent.iter().any(|body| body == bytes), "{path} is not what the gateway sends");
    }
    let again = write();
    assert_eq!(again, ExportOutcome { files: count, written: 0, deleted: 0 });
}

#[tokio::test]
async fn nginx_serves_the_folder_by_the_generated_rules() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nginx = serve_files(folder.path(), |url| {
        exported(folder.path(), SHIPPED, url, &[]).assert_code(0);
    });

    for (target, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/es", "text/html; charset=utf-8"),
        ("/page/2", "text/html; charset=utf-8"),
        ("/es/topics/women", "text/html; charset=utf-8"),
        ("/reports/ending-mandatory-detention", "text/html; charset=utf-8"),
        ("/topics/women/embed", "text/html; charset=utf-8"),
        ("/es/topics/women/embed/list", "text/html; charset=utf-8"),
        ("/feed", "text/html; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/topics/women/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/topics/women/feed.json", "application/feed+json"),
        ("/topics/women/oembed", "application/json"),
        ("/oembed.json", "application/json"),
        ("/reports/ending-mandatory-detention/oembed.xml", "text/xml; charset=utf-8"),
        ("/reports/ending-mandatory-detention/card.png", "image/png"),
        ("/reports/ending-mandatory-detention.csl.json", "application/vnd.citationstyles.csl+json"),
        ("/api/v1", "application/json"),
        ("/api/v1/all-reports/1", "application/json"),
        ("/api/v1/reports/ending-mandatory-detention", "application/json"),
        ("/api/v1/openapi.json", "application/openapi+json;version=3.1"),
        (
            "/.well-known/api-catalog",
            "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"",
        ),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
    ] {
        let reply = nginx.get(target).await;
        reply.assert_status(200).assert_header("content-type", media_type);
        reply.assert_header("access-control-allow-origin", "*");
        reply.assert_header("x-content-type-options", "nosniff");
        reply.assert_header("cache-control", "public, max-age=300");
    }
    let page = nginx.get("/topics/women").await;
    page.assert_header("x-frame-options", "DENY");
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("form-action")));
    let embed = nginx.get("/topics/women/embed").await;
    embed.assert_no_header("x-frame-options");
    for (target, to) in [
        ("/topics/women/", "/topics/women"),
        ("/?lang=es", "/es"),
        ("/?page=2", "/page/2"),
        ("/topics/women?page=2", "/topics/women/page/2"),
        ("/es/", "/es"),
        ("/topics/women?lang=es", "/es/topics/women"),
        ("/topics/women/embed?style=list", "/topics/women/embed/list"),
    ] {
        let reply = nginx.get(target).await;
        let location = reply.assert_status(301).header("location").expect("a location");
        assert_eq!(location, to, "{target}");
    }
    for target in [
        "/es/a%0d%0aX-Injected:%20x?page=2",
        "/es%0aX-Injected:%20x?page=2",
        "/a%0d%0aX-Injected:%20x/",
        "/a%0d%0a?lang=es",
    ] {
        nginx
            .get(target)
            .await
            .assert_status(404)
            .assert_no_header("x-injected")
            .assert_no_header("location");
    }
    nginx.get("/topics/women.html").await.assert_status(404);
    let both = nginx.get("/?page=2&lang=es").await;
    both.assert_status(301).assert_header("location", "/es/page/2");
    nginx.get("/?page=1").await.assert_status(200);
    for target in ["/nothing", "/.feedgate/manifest.json", "/.feedgate/nginx.conf", "/oai", "/404.html"] {
        let reply = nginx.get(target).await;
        reply.assert_status(404).assert_header("content-type", "text/html; charset=utf-8");
        assert!(reply.text().contains("Page not found"), "{target}: {}", reply.text());
        assert!(!reply.text().contains("<form"), "{target}: {}", reply.text());
        reply.assert_header("x-content-type-options", "nosniff");
    }
}

#[tokio::test]
async fn every_link_on_an_exported_page_leads_somewhere() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nginx = serve_files(folder.path(), |url| {
        exported(folder.path(), SHIPPED, url, &[]).assert_code(0);
    });

    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut waiting: Vec<String> = seen.iter().cloned().collect();
    while let Some(target) = waiting.pop() {
        let reply = nginx.get(&target).await;
        reply.assert_status(200);
        if !reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        let attributes = [" href=\"", " src=\"", " action=\""];
        let links = attributes.iter().flat_map(|name| reply.text().split(*name).skip(1));
        for link in links.filter_map(|rest| rest.split('"').next()) {
            let own = link.strip_prefix(nginx.url().trim_end_matches('/')).unwrap_or(link);
            let own = own.split('#').next().unwrap_or_default().replace("&amp;", "&");
            if own.starts_with('/') && seen.insert(own.clone()) {
                waiting.push(own);
            }
        }
    }
    assert!(seen.len() > 200, "only {} links: {seen:?}", seen.len());
    let queries: Vec<_> =
        seen.iter().filter(|link| link.contains('?') && !link.contains("/card.png?v=")).collect();
    assert!(queries.is_empty(), "{queries:?}");
}

#[tokio::test]
async fn a_reader_reads_the_feeds_and_finds_each_report() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nginx = serve_files(folder.path(), |url| {
        exported(folder.path(), SHIPPED, url, &[]).assert_code(0);
    });
    for (feed, entries) in
        [("/feed.atom", 26), ("/feed.rss", 26), ("/feed.json", 26), ("/topics/women/feed.atom", 1)]
    {
        let reply = nginx.get(feed).await;
        let parsed = feed_rs::parser::parse(&*reply.body).expect("a feed");
        assert_eq!(parsed.entries.len(), entries, "{feed}");
        for entry in parsed.entries {
            let page = entry.links.iter().find_map(|link| link.href.strip_prefix(&nginx.url()));
            nginx.get(&format!("/{}", page.expect("its page"))).await.assert_status(200);
        }
    }
}

#[tokio::test]
async fn what_was_renamed_is_redirected_and_what_left_is_gone() {
    for (file, target, status) in [
        ("two_topics.json", "/topics/weirs", 301),
        ("two_topics.json", "/es/topics/weirs/feed", 301),
        ("two_topics.json", "/topics/weirs/feed.rss", 301),
        ("withdrawn.json", "/reports/latest", 410),
        ("withdrawn.json", "/reports/latest.bib", 410),
        ("withdrawn.json", "/api/v1/reports/latest", 410),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let nginx = serve_files(folder.path(), |url| {
            exported(folder.path(), &collection(file), url, &[]).assert_code(0);
        });
        nginx.get(target).await.assert_status(status);
    }
}

#[tokio::test]
async fn addresses_that_moved_lead_on_and_feeds_name_outside_hubs() {
    let (folder, settings) =
        (tempfile::tempdir().expect("a folder"), tempfile::NamedTempFile::new().expect("a file"));
    let text = "addresses.moved = { \"/node/1\" = \"/topics/women\", \"/?p=12&x=a%20b\" = \"/feed.rss\", \
                \"/año\" = \"https://elsewhere.example/?a=$b\", \"/old?f=1\" = \"/feed.atom\" }\n\
                hub.others = [\"https://hub.example/\"]\n";
    fs::write(settings.path(), text).expect("a file");
    let nginx = serve_files(folder.path(), |url| {
        let settings = settings.path().to_str().expect("UTF-8");
        exported(folder.path(), SHIPPED, url, &["--config", settings]).assert_code(0);
    });
    let url = nginx.url();
    for (target, to) in [
        ("/node/1", format!("{url}topics/women")),
        ("/node/1/", "/node/1".to_owned()),
        ("/?p=12&x=a%20b", format!("{url}feed.rss")),
        ("/a%C3%B1o", "https://elsewhere.example/?a=%24b".to_owned()),
        ("/old?f=1", format!("{url}feed.atom")),
    ] {
        let reply = nginx.get(target).await;
        let location = reply.assert_status(301).header("location").expect("a location").to_owned();
        assert_eq!(location, to, "{target}");
    }
    nginx.get("/?p=13").await.assert_status(200);
    nginx.get("/old?f=2").await.assert_status(404);
    let redirects = fs::read_to_string(folder.path().join("_redirects")).expect("rules");
    assert!(redirects.contains(&format!("/node/1 {url}topics/women 301\n")), "{redirects}");

    let link = format!("<https://hub.example/>; rel=\"hub\", <{url}topics/women/feed.atom>; rel=\"self\"");
    nginx.get("/topics/women/feed.atom").await.assert_header("link", &link);
    nginx.get("/topics/women").await.assert_no_header("link");
}

#[test]
fn a_gateway_that_is_named_gets_the_searches() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("UTF-8");
    let arguments = ["export", path, "--public-url", "https://files.example", "--collection", SHIPPED];
    let mut command = feedgate(arguments);
    command.env("FEEDGATE_EXPORT__GATEWAY", "https://live.example/gate");
    run(&mut command).assert_code(0);

    let home = fs::read_to_string(folder.path().join("es.html")).expect("a page");
    assert!(home.contains("action=\"https://live.example/gate/es\""), "{home}");
    assert!(home.contains("href=\"https://live.example/gate/es/oai\""), "{home}");
    assert!(home.contains("href=\"/es/topics/women\""), "{home}");
    let headers = fs::read_to_string(folder.path().join("_headers")).expect("rules");
    assert!(headers.contains("form-action 'self' https://files.example https://live.example"), "{headers}");
}

#[test]
fn only_what_changed_is_written_and_only_what_feedgate_wrote_is_deleted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let made = |file: &str, more: &[&str]| {
        let ended = exported(folder.path(), file, SITE, more);
        (ended.text().to_owned(), ended)
    };
    made(SHIPPED, &[]).1.assert_code(0);
    let before = files(folder.path());
    fs::write(folder.path().join("reports/mine.html"), "mine").expect("a file");
    // Next to the picture that it names.
    let own = tempfile::tempdir().expect("a temporary folder");
    fs::copy(root().join("config/immigration.svg"), own.path().join("immigration.svg")).expect("the picture");
    let file = own.path().join("collection.json");
    let text = fs::read_to_string(root().join(SHIPPED)).expect("the collection");
    let changed = text.replacen("\"title\": \"Ending", "\"title\": \"Now ending", 1);
    assert_ne!(text, changed);
    fs::write(&file, changed).expect("a file");
    let (told, ended) = made(file.to_str().expect("UTF-8"), &[]);
    ended.assert_code(0);
    assert!(told.contains(" 0 deleted"), "{told}");
    let after = files(folder.path());
    let written: BTreeSet<_> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes))
        .map(|(path, _)| &**path)
        .collect();
    assert!(told.contains(&format!(" {} written", written.len() - 1)), "{told}: {written:?}");
    assert!(written.contains("reports/ending-mandatory-detention.html"), "{written:?}");
    let others = written.iter().filter(|path| path.ends_with(".bib")).count();
    assert_eq!(others, 1, "{written:?}");

    // Another collection: nearly everything would leave.
    let (_, refused) = made(&collection("one_report.json"), &[]);
    refused.assert_code(1).assert_tells("add --yes");
    assert!(folder.path().join("reports/ending-mandatory-detention.html").exists());
    made(&collection("one_report.json"), &["--yes"]).1.assert_code(0);
    let fresh = tempfile::tempdir().expect("a temporary folder");
    exported(fresh.path(), &collection("one_report.json"), SITE, &[]).assert_code(0);
    let mut left = files(folder.path());
    assert_eq!(left.remove("reports/mine.html").as_deref(), Some(&b"mine"[..]));
    assert_same_but_assets(left, files(fresh.path()));
}

#[test]
fn however_often_a_run_is_killed_the_next_one_reaches_the_same_state() {
    let (folder, fresh) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    exported(fresh.path(), SHIPPED, SITE, &[]).assert_code(0);
    // Two collections in turn, so that there are files to write and files to delete.
    let others = collection("two_topics.json");
    for delay in (0..24).map(|step| step * 15) {
        let file = if delay % 30 == 0 { SHIPPED } else { &*others };
        let path = folder.path().to_str().expect("UTF-8");
        let arguments = ["export", path, "--yes", "--public-url", SITE, "--collection", file];
        let mut command = feedgate(arguments);
        let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a program");
        std::thread::sleep(Duration::from_millis(delay));
        running.kill().expect("it runs or has ended");
        running.wait().expect("it has ended");
    }

    for file in [&*others, SHIPPED] {
        exported(folder.path(), file, SITE, &["--yes"]).assert_code(0);
    }
    assert_same_but_assets(files(folder.path()), files(fresh.path()));
}

#[test]
fn a_folder_with_files_of_others_and_a_missing_public_url_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("index.html"), "mine").expect("a file");
    exported(folder.path(), SHIPPED, SITE, &[]).assert_code(1).assert_tells("choose an empty place");
    let path = folder.path().to_str().expect("UTF-8");
    run(&mut feedgate(["export", path])).assert_code(2).assert_tells("--public-url");
    assert_eq!(fs::read(folder.path().join("index.html")).expect("a file"), b"mine");
}

/// Lets `fill` fill a folder for the URL of a server, and serves it by the generated rules.
fn serve_files(folder: &Path, fill: impl FnOnce(&str)) -> Nginx {
    Nginx::start(|address| {
        fill(&format!("http://{address}/"));
        let folder = folder.display();
        format!(
            "server {{ listen {address}; root {folder}; absolute_redirect off; include {folder}/.feedgate/nginx.conf; }}"
        )
    })
}

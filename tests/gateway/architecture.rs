//! The code keeps to the map in `src/lib.rs`: which module uses which, who writes response headers, who opens
//! connections, what names mean.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::Sources;
use super::support::root;

/// Public types of one name that are one idea, each with the reason.
const SAME_IDEA: [(&str, &str); 1] = [("Options", "the checked settings of the stage that declares them")];

/// Public types that share a name without being one idea, and how many there are of each. To be renamed: this
/// list gets shorter and never longer.
const CLASHES: [(&str, usize); 0] = [];

#[test]
fn a_stage_uses_only_stages_above_it() {
    let sources = sources();
    let seen = sources.uses().len();
    assert!(seen > 500, "only {seen} uses were found: the test no longer reads the code");
    assert_none(&out_of_order(&sources, &Map::of_crate()));
}

#[test]
fn every_module_of_the_crate_stands_on_the_map() {
    let map = Map::of_crate();
    let modules = top_modules(&sources());
    let on_map: BTreeSet<String> = map.order().cloned().collect();
    assert_eq!(modules, on_map, "src/ on the left, the map in src/lib.rs on the right");
    assert!(map.stages.len() > 10 && map.edge.len() > 5, "the test no longer reads src/lib.rs");
}

#[test]
fn every_file_is_read() {
    let read = sources().files();
    let is_for_tests = |file: &str| file.ends_with("/tests.rs") || file.contains("/tests/");
    let missed: Vec<String> =
        files().into_iter().filter(|file| !read.contains(file) && !is_for_tests(file)).collect();
    // The program is a crate of its own.
    assert_eq!(missed, ["main.rs"]);
}

#[test]
fn files_use_each_other_only_where_the_map_says_why() {
    assert_none(&unexplained_circles(&sources(), &Map::of_crate()));
}

#[test]
fn only_the_named_files_write_response_headers() {
    let (sources, map) = (sources(), Map::of_crate());
    assert!(!map.header_writers.is_empty(), "src/lib.rs no longer says who writes response headers");
    assert_none(&unexpected_headers(&sources, &map));
}

#[test]
fn only_the_named_modules_open_connections() {
    let (sources, map) = (sources(), Map::of_crate());
    assert!(!map.connecting.is_empty(), "src/lib.rs no longer says who opens connections");
    assert_none(&unexpected_connections(&sources, &map));
}

#[test]
fn no_two_public_types_share_a_name() {
    assert_none(&clashes(&sources(), &SAME_IDEA, &CLASHES));
}

#[test]
fn a_use_of_a_stage_below_is_found_wherever_it_is_written() {
    let map = Map::parse("//! 1. [`a`]: one.\n//! 2. [`b`]: two.\n//!\n//! The edge: [`c`] last.\n");
    let below = |a: &str| {
        let library = "pub mod a; pub mod b; pub mod c;";
        let b = "mod inner; pub use inner::Inner; pub struct Two;";
        let inner = "pub struct Inner; pub fn run() {}";
        let files = [("lib.rs", library), ("a.rs", a), ("b/mod.rs", b), ("b/inner.rs", inner), ("c.rs", "")];
        out_of_order(&Sources::of_files(&files), &map).len()
    };

    for a in [
        "use crate::b::Two;",
        "use crate::{b::{self, Two}};",
        "fn f() -> crate::b::Inner { loop {} }",
        "fn f() { use super::b; b::Inner; }",
        "fn f() { assert!(!x(crate::b::Two)); }",
        "#[cfg(test)] mod tests; fn f() { crate::b::Two; }",
        "#[cfg(test)] mod tests { use crate::c; } mod one { use super::super::b::Two; }",
        "#[cfg(not(test))] use crate::b::Two;",
    ] {
        assert!(below(a) > 0, "{a}");
    }
    for a in [
        "#[cfg(test)] mod tests { use crate::b::Two; }",
        "#[test] fn f() { crate::b::Two; }",
        "use b::Two;",
        "fn f() { self::g(); } fn g() {}",
        "/// [`crate::b::Two`]\nfn f() {}",
    ] {
        assert_eq!(below(a), 0, "{a}");
    }
}

#[test]
fn a_circle_of_files_is_found_and_may_be_explained() {
    let faults = |map: &str, two: &str| {
        let files = [
            ("lib.rs", "pub mod a;"),
            ("a/mod.rs", "mod one; mod two; mod three; pub struct Shared; pub use two::Two;"),
            ("a/one.rs", "use super::Shared; use super::Two; pub struct One;"),
            ("a/two.rs", two),
            ("a/three.rs", "use super::one::One; pub struct Three;"),
        ];
        unexplained_circles(&Sources::of_files(&files), &Map::parse(map))
    };
    const EXPLAINED: &str = "//! - `a/one.rs`, `a/three.rs`, `a/two.rs`: they are one.\n";
    const UNEXPLAINED: &str = "//! - `a/one.rs`, `a/three.rs`, `a/two.rs`:\n";
    let circle = "pub struct Two(super::three::Three);";

    assert_eq!(faults("", circle).len(), 1);
    assert_eq!(faults(UNEXPLAINED, circle).len(), 1);
    assert_eq!(faults(EXPLAINED, circle), [""; 0]);
    assert_eq!(faults(EXPLAINED, "pub struct Two;").len(), 1, "what is explained must be there");
    assert_eq!(faults("", "pub struct Two(super::Shared);"), [""; 0]);
}

#[test]
fn response_headers_are_seen_however_they_are_written() {
    let map = Map::parse("//! - Only `respond/` writes response headers, and `raw.rs` whole replies.\n");
    let faults = |a: &str, raw: &str| {
        let library = "pub mod a; pub mod raw; pub mod respond;";
        let inner = "fn f(reply: R) { reply.headers_mut(); }";
        let files = [
            ("lib.rs", library),
            ("a.rs", a),
            ("raw.rs", raw),
            ("respond/mod.rs", "mod i;"),
            ("respond/i.rs", inner),
        ];
        unexpected_headers(&Sources::of_files(&files), &map)
    };
    const RAW: &str = "const RAW: &[u8] = b\"HTTP/1.1 408 Request Timeout\\r\\n\\r\\n\";";

    for a in [
        RAW,
        "fn f() -> String { format!(\"HTTP/1.1 503 {}\", 1) }",
        "fn f(reply: R) { reply.headers_mut().insert(1, 2); }",
        "fn f() { let headers = hyper::HeaderMap::new(); }",
        "fn f() { Response::builder(); }",
        "fn f(headers: &mut HeaderMap) {}",
        "#[cfg(test)] mod tests; fn f(reply: R) { reply.headers_mut(); }",
    ] {
        assert_eq!(faults(a, RAW).len(), 1, "{a}");
    }
    assert_eq!(faults("fn f(headers: &HeaderMap) {}", RAW), [""; 0]);
    assert_eq!(faults("#[cfg(test)] mod tests { fn f() { HeaderMap::new(); } }", RAW), [""; 0]);
    assert_eq!(faults("", "").len(), 1, "who is named must write");
}

#[test]
fn connections_are_seen_however_they_are_written() {
    let map = Map::parse("//! - Only `out` opens connections to others.\n");
    let faults = |a: &str, out: &str| {
        let files = [("lib.rs", "pub mod a; pub mod out;"), ("a.rs", a), ("out.rs", out)];
        unexpected_connections(&Sources::of_files(&files), &map)
    };
    const OUT: &str = "async fn f() { tokio::net::TcpStream::connect(1).await; }";

    for a in [
        OUT,
        "use std::net::TcpStream; fn f() { TcpStream::connect_timeout(1, 2); }",
        "fn f() { assert!(UnixStream::connect(1)); }",
        "use hyper_util::client::legacy::Client;",
        "fn f() { hyper::client::conn::http1::handshake(1); }",
        "use std::net::{IpAddr, ToSocketAddrs};",
        "use tokio::net; async fn f() { net::lookup_host(1).await; }",
        "fn f() -> reqwest::Client { loop {} }",
        "use rustls_acme::{AcmeConfig as Config};",
        "use tokio_rustls::TlsConnector;",
    ] {
        assert_eq!(faults(a, OUT).len(), 1, "{a}");
    }
    assert_eq!(faults("use crate::http::client::Limits; fn f(stream: TcpStream) {}", OUT), [""; 0]);
    assert_eq!(faults("#[cfg(test)] mod tests { fn f() { TcpStream::connect(1); } }", OUT), [""; 0]);
    assert_eq!(faults("", "").len(), 1, "who is named must connect");
}

#[test]
fn types_of_one_name_are_found() {
    let files = |two: &'static str| {
        Sources::of_files(&[
            ("lib.rs", "pub mod a; pub mod b; mod c { struct Words; }"),
            ("a.rs", "pub struct Words; pub(crate) struct Hidden;"),
            ("b.rs", two),
        ])
    };
    let twice = files("pub enum Words {} struct Hidden;");
    let once = files("#[cfg(test)] pub struct Words; pub use crate::a::Words;");

    assert_eq!(clashes(&twice, &[], &[]).len(), 1);
    assert_eq!(clashes(&twice, &[("Words", "one idea")], &[]), [""; 0]);
    assert_eq!(clashes(&twice, &[], &[("Words", 2)]), [""; 0]);
    assert_eq!(clashes(&twice, &[], &[("Words", 3)]).len(), 1, "the list gets shorter");
    assert_eq!(clashes(&once, &[], &[]), [""; 0]);
    assert_eq!(clashes(&once, &[], &[("Words", 2)]).len(), 1, "what is renamed leaves the list");
    assert_eq!(clashes(&once, &[("Words", "one idea")], &[]).len(), 1);
}

/// What `src/lib.rs` says.
#[derive(Default)]
struct Map {
    /// In order: each may use those before it.
    stages: Vec<String>,
    /// After the stages, in order too.
    edge: Vec<String>,
    /// Files, and folders with a slash at the end.
    header_writers: Vec<String>,
    /// Modules.
    connecting: BTreeSet<String>,
    /// Files that use each other, where a reason is given.
    circles: BTreeSet<BTreeSet<String>>,
}

impl Map {
    fn of_crate() -> Map {
        Map::parse(&std::fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs"))
    }

    fn parse(library: &str) -> Map {
        let docs: Vec<&str> = library.lines().filter_map(|line| line.strip_prefix("//!")).collect();
        let mut map = Map::default();
        // A paragraph or a point of a list.
        for block in blocks(&docs) {
            let starts_with_number =
                block.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
            if starts_with_number {
                map.stages.extend(linked(&block).into_iter().take(1));
            } else if block.starts_with("The edge:") {
                map.edge.extend(linked(&block));
            } else if block.contains("writes response headers") {
                map.header_writers.extend(quoted(&block));
            } else if block.contains("connections to others") {
                map.connecting.extend(quoted(&block));
            } else if let Some((files, reason)) = block.split_once("`: ")
                && !reason.trim().is_empty()
            {
                let files: BTreeSet<String> = quoted(&format!("{files}`")).into_iter().collect();
                if files.len() > 1 && files.iter().all(|file| file.ends_with(".rs")) {
                    map.circles.insert(files);
                }
            }
        }
        map
    }

    fn order(&self) -> impl Iterator<Item = &String> {
        self.stages.iter().chain(&self.edge)
    }
}

/// Paragraphs and points of lists, each in one line.
fn blocks(docs: &[&str]) -> Vec<String> {
    let mut blocks: Vec<String> = vec![String::new()];
    for line in docs.iter().map(|line| line.trim()) {
        let is_point =
            line.starts_with("- ") || line.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok());
        if line.is_empty() || is_point {
            blocks.push(String::new());
        }
        let block = blocks.last_mut().expect("there is one");
        if !block.is_empty() {
            block.push(' ');
        }
        block.push_str(line);
    }
    blocks
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Names that are links to modules.
fn linked(text: &str) -> Vec<String> {
    let links = text.split("[`").skip(1).filter_map(|rest| rest.split_once("`]"));
    links.map(|(name, _)| name.to_owned()).collect()
}

fn out_of_order(sources: &Sources, map: &Map) -> Vec<String> {
    let place = |name: &str| map.order().position(|known| known == name);
    let mut faults = Vec::new();
    for used in sources.uses() {
        let own = top_of_file(&used.from);
        // An item may be named by way of a module that exports it.
        let by_way_of = used.path.split("::").nth(1).unwrap_or_default();
        for other in BTreeSet::from([top_of_file(&used.to), by_way_of]) {
            let (Some(own), Some(other)) = (place(own), place(other)) else { continue };
            if other > own {
                faults.push(format!("{} uses {}, which is below it", used.from, used.path));
            }
        }
    }
    faults
}

fn unexplained_circles(sources: &Sources, map: &Map) -> Vec<String> {
    let found: BTreeSet<BTreeSet<String>> = sources.circles().into_iter().collect();
    let within = |circle: &BTreeSet<String>| {
        let uses = sources.uses().into_iter();
        let uses = uses.filter(|used| circle.contains(&used.from) && circle.contains(&used.to));
        uses.map(|used| format!("\n  {} uses {} of {}", used.from, used.path, used.to)).collect::<String>()
    };
    let new = found.difference(&map.circles).map(|circle| format!("in a circle: {}", within(circle)));
    let gone = map
        .circles
        .difference(&found)
        .map(|circle| format!("src/lib.rs explains what is not there: {circle:?}"));
    new.chain(gone).collect()
}

fn unexpected_headers(sources: &Sources, map: &Map) -> Vec<String> {
    let writers = sources.header_writers();
    let is_named = |file: &str, name: &str| file == name || (name.ends_with('/') && file.starts_with(name));
    let wrong =
        writers.iter().filter(|(file, _)| !map.header_writers.iter().any(|name| is_named(file, name)));
    let idle = map.header_writers.iter().filter(|name| !writers.keys().any(|file| is_named(file, name)));
    let wrong = wrong.map(|(file, how)| format!("{file} writes response headers: {how}"));
    wrong
        .chain(idle.map(|name| format!("{name} writes no response headers, though src/lib.rs says so")))
        .collect()
}

fn unexpected_connections(sources: &Sources, map: &Map) -> Vec<String> {
    let connecting = sources.connecting();
    let wrong = connecting.iter().filter(|(file, _)| !map.connecting.contains(top_of_file(file)));
    let wrong = wrong.map(|(file, how)| format!("{file} opens connections: {how}"));
    let is_idle = |module: &&String| !connecting.keys().any(|file| top_of_file(file) == *module);
    let idle = map.connecting.iter().filter(is_idle);
    wrong.chain(idle.map(|name| format!("{name} opens no connections, though src/lib.rs says so"))).collect()
}

fn clashes(sources: &Sources, same_idea: &[(&str, &str)], known: &[(&str, usize)]) -> Vec<String> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in sources.public_types() {
        files.entry(one.name).or_default().push(one.file);
    }
    files.retain(|_, files| files.len() > 1);
    let mut faults = Vec::new();
    for (name, files) in &files {
        let is_same_idea = same_idea.iter().any(|(same, reason)| same == name && !reason.is_empty());
        let is_known = known.contains(&(name.as_str(), files.len()));
        if !is_same_idea && !is_known {
            faults.push(format!("{} public types are called {name}: {files:?}", files.len()));
        }
    }
    let listed = same_idea.iter().map(|(name, _)| name).chain(known.iter().map(|(name, _)| name));
    let gone = listed.filter(|name| !files.contains_key(**name));
    faults.extend(gone.map(|name| format!("{name} is listed, but no longer the name of two public types")));
    faults
}

/// The module of the crate that a file belongs to.
fn top_of_file(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn top_modules(sources: &Sources) -> BTreeSet<String> {
    let files = sources.files();
    files.iter().map(|file| top_of_file(file).to_owned()).filter(|name| name != "lib").collect()
}

fn sources() -> Sources {
    Sources::of_folder(&root().join("src"))
}

/// All files of Rust below `src/`.
fn files() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(root().join("src")).expect("below src/");
                files.push(below.to_str().expect("a plain name").to_owned());
            }
        }
    }
    files
}

#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

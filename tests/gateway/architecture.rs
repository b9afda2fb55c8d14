//! The map of the house holds: a stage uses only stages above it, and no stage knows the edge.

use std::path::Path;

use super::support::root;

/// Top to bottom, as `src/lib.rs` has it. Each may use those before it and itself.
const STAGES: [&str; 15] = [
    "collection",
    "words",
    "query",
    "search",
    "address",
    "snapshot",
    "feed",
    "compare",
    "render",
    "page",
    "api",
    "doctor",
    "resource",
    "representation",
    "http",
];
/// The edge knows the stages; who of the edge may know whom is said here too.
const EDGE: [&str; 8] =
    ["telemetry", "config", "source", "reload", "certificates", "admin", "gateway", "command"];

#[test]
fn a_stage_uses_only_stages_above_it() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (at, stage) in STAGES.iter().chain(&EDGE).enumerate() {
        for (file, used) in uses(stage) {
            seen += 1;
            let above = STAGES.iter().chain(&EDGE).take(at + 1).any(|known| *known == used);
            if !above {
                wrong.push(format!("{file} uses {used}"));
            }
        }
    }
    assert!(seen > 50, "only {seen} uses were found: the test no longer reads the code");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_of_the_house_stands_on_the_map() {
    let map = std::fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    for entry in std::fs::read_dir(root().join("src")).expect("src") {
        let name = entry.expect("an entry").file_name().into_string().expect("a plain name");
        let room = name.trim_end_matches(".rs");
        if !matches!(room, "lib" | "main") {
            assert!(STAGES.contains(&room) || EDGE.contains(&room), "{name} is in no order");
            assert!(map.contains(&format!("pub mod {room};")), "{name} is not in lib.rs");
        }
    }
}

#[test]
fn only_replies_write_response_headers() {
    let mut writers = 0;
    for stage in STAGES.iter().chain(&EDGE) {
        for (path, text) in sources(stage) {
            let writes = text.contains("headers_mut()") || text.contains("Response::builder");
            assert!(!writes || path.contains("http/reply/"), "{path} writes response headers");
            writers += usize::from(writes);
        }
    }
    assert!(writers > 0, "nobody writes response headers: the test no longer reads the code");
}

/// Modules that a module's code names as `crate::…`, with the file.
fn uses(stage: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, text) in sources(stage) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let names = group.split('}').next().unwrap_or_default().split(',');
                let first = |name: &str| name.trim().split("::").next().unwrap_or_default().to_owned();
                found.extend(
                    names.map(first).filter(|name| !name.is_empty()).map(|name| (path.clone(), name)),
                );
            } else {
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((path.clone(), name));
            }
        }
    }
    found
}

fn sources(module: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("src").join(module), &mut files);
    let alone = root().join("src").join(format!("{module}.rs"));
    if alone.exists() {
        files.push(alone);
    }
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source file");
        (path.display().to_string(), text)
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

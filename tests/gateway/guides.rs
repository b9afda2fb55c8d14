//! The guides for developers name only files that exist.

use super::support::root;

#[test]
fn every_path_in_the_guides_exists() {
    for guide in ["docs/architecture.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root().join(guide)).expect(guide);
        let named = paths(&text);
        assert!(named.len() > 10, "only {} paths were found in {guide}", named.len());
        let missing: Vec<_> = named.into_iter().filter(|path| !root().join(path).exists()).collect();
        assert!(missing.is_empty(), "{guide} names what does not exist: {missing:?}");
    }
}

#[test]
fn a_path_is_found_wherever_it_stands() {
    let text = "`src/a.rs`, src/b and (tests/c/d.rs). [e](docs/e.md); `README.md`, `src/render/NAME.rs`, and/or `x.rs`";

    assert_eq!(paths(text), ["src/a.rs", "src/b", "tests/c/d.rs", "docs/e.md", "README.md"]);
}

/// Paths from the root of the repository. A path with a word in capitals is an example.
fn paths(text: &str) -> Vec<&str> {
    const FOLDERS: [&str; 5] = ["src/", "tests/", "docs/", "config/", "benches/"];
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-./".contains(c));
    let words = words.map(|word| word.trim_end_matches(['.', '/']));
    let is_example = |path: &str| path.split(['/', '.']).any(|part| part == "NAME");
    let is_path = |path: &&str| FOLDERS.iter().any(|folder| path.starts_with(folder)) || *path == "README.md";
    words.filter(is_path).filter(|path| !is_example(path)).collect()
}

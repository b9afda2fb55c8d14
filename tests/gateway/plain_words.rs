//! Texts for people hold none of the phrases that `tests/ruled_out.txt` lists, and no very long sentence.
//!
//! The texts are the messages of pages and replies, the documents, the settings file, the help of all commands and
//! the man page. Code in them is left out: text in backticks, code blocks, addresses and `{ $arguments }`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::program::{COMMANDS, feedgate, run};
use super::support::root;

/// The code makes ids of messages from these parts and names of its own. Those of the API are checked with its
/// description.
const MADE_FROM_PARTS: [&str; 23] = [
    "api-",
    "desk-abstract-",
    "desk-did-",
    "desk-done-",
    "desk-field-",
    "desk-follows-",
    "desk-help-",
    "desk-inbox-event-",
    "desk-inbox-state-",
    "desk-matters-",
    "desk-part-",
    "desk-row-",
    "form-",
    "kind-",
    "language-",
    "one-",
    "readers-",
    "refused-",
    "share-code-",
    "style-",
    "suggest-fault-",
    "suggest-state-",
    "theme-",
];

/// A sentence of a message is at most this long.
const MOST_WORDS: usize = 25;

/// A phrase that no text may hold, and why.
struct Rule {
    words: Vec<String>,
    why: String,
}

/// A text with its name, in lines.
struct Text {
    name: String,
    lines: Vec<String>,
}

/// The rules for a language. A line of the list is a phrase, ` | ` and what to write instead, or why; `[en]` begins the
/// rules for English.
fn rules(language: &str) -> Vec<Rule> {
    let list = fs::read_to_string(root().join("tests/ruled_out.txt")).expect("the list of phrases");
    let mut rules = Vec::new();
    let mut section = "";
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            continue;
        }
        let (phrases, why) = line.split_once(" | ").unwrap_or_else(|| panic!("no reason: {line}"));
        let new = phrases.split(", ").map(|phrase| Rule { words: words(phrase), why: why.to_owned() });
        rules.extend(new.filter(|_| section == language));
    }
    assert!(rules.len() > 20, "{language} has only {} rules", rules.len());
    rules
}

fn words(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    let words = text.split(|c| !is_part(c)).map(|word| word.trim_matches(['\'', '’', '-']));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Each place where a text holds a phrase that is ruled out.
fn found(text: &Text, rules: &[Rule]) -> Vec<String> {
    // A phrase may go on in the next line.
    let numbered = text.lines.iter().zip(1..);
    let all: Vec<(String, usize)> =
        numbered.flat_map(|(line, number)| words(line).into_iter().map(move |word| (word, number))).collect();
    let mut found = Vec::new();
    for (at, (_, line)) in all.iter().enumerate() {
        for rule in rules {
            let here = all[at..].iter().map(|(word, _)| word).take(rule.words.len());
            if here.eq(&rule.words) {
                found.push(format!("{}:{line}: “{}”: {}", text.name, rule.words.join(" "), rule.why));
            }
        }
    }
    found
}

/// Leaves out what is code, which need not be plain. A number takes its place, so that the words around it make no
/// phrase.
fn without_code(line: &str) -> String {
    let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" 0 ");
    let is_code = |word: &str| word.contains("://") || word.starts_with('/') || word.contains('$');
    prose.split(' ').map(|word| if is_code(word) { "0" } else { word }).collect::<Vec<_>>().join(" ")
}

/// The messages of a language; each line has the text alone.
fn messages(language: &str) -> Text {
    let name = format!("src/words/{language}.ftl");
    let file = fs::read_to_string(root().join(&name)).expect("the messages");
    let text_of = |line: &str| match line.split_once(" = ") {
        Some((_, text)) if !line.starts_with([' ', '#']) => without_code(text),
        _ => without_code(line),
    };
    Text { name, lines: file.lines().map(text_of).collect() }
}

/// A document in Markdown, without its blocks of code.
fn document(name: &str) -> Text {
    let file = fs::read_to_string(root().join(name)).expect("a document");
    let mut in_code = false;
    let mut line_of = |line: &str| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        if in_code || is_fence { String::new() } else { without_code(line) }
    };
    Text { name: name.to_owned(), lines: file.lines().map(&mut line_of).collect() }
}

/// The documents, by their paths.
fn documents() -> BTreeSet<String> {
    let in_docs = fs::read_dir(root().join("docs")).expect("the documents");
    let in_docs = in_docs.map(|entry| entry.expect("a document").file_name().into_string().expect("UTF-8"));
    let markdown = in_docs.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}"));
    markdown.chain(["CONTRIBUTING.md", "README.md", "CHANGELOG.md"].map(str::to_owned)).collect()
}

/// The comments of the settings file.
fn settings_file() -> Text {
    let name = "config/feedgate.toml";
    let file = fs::read_to_string(root().join(name)).expect("the settings file");
    let comment = |line: &str| without_code(line.split_once('#').map_or("", |(_, comment)| comment));
    Text { name: name.to_owned(), lines: file.lines().map(comment).collect() }
}

/// What a command prints.
fn printed(arguments: &[&str]) -> Text {
    let ended = run(&mut feedgate(arguments.iter().copied()));
    ended.assert_code(0);
    let lines = ended.text().lines().map(without_code).collect();
    Text { name: format!("feedgate {}", arguments.join(" ")), lines }
}

fn assert_plain(texts: impl IntoIterator<Item = Text>, language: &str) {
    let rules = rules(language);
    let found: Vec<String> = texts.into_iter().flat_map(|text| found(&text, &rules)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn messages_hold_no_phrase_that_is_ruled_out() {
    assert_plain([messages("en")], "en");
    assert_plain([messages("es")], "es");
}

#[test]
fn documents_and_the_settings_file_hold_no_phrase_that_is_ruled_out() {
    assert_plain(documents().iter().map(|name| document(name)).chain([settings_file()]), "en");
}

#[test]
fn commands_print_no_phrase_that_is_ruled_out() {
    let helps = COMMANDS.map(|command| printed(&[command, "--help"]));
    assert_plain(
        helps.into_iter().chain([printed(&["--help"]), printed(&["man"]), printed(&["schema"])]),
        "en",
    );
}

#[test]
fn no_sentence_of_a_message_is_very_long() {
    let mut long = Vec::new();
    for language in ["en", "es"] {
        let text = messages(language);
        for (line, number) in text.lines.iter().zip(1..).filter(|(line, _)| !line.starts_with('#')) {
            let sentences = line.split_inclusive(['.', ':', ';', '?']);
            let most = sentences.map(|sentence| words(sentence).len()).max().unwrap_or(0);
            if most > MOST_WORDS {
                long.push(format!("{}:{number}: {most} words: {line}", text.name));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn a_phrase_is_found_wherever_it_stands_in_a_text() {
    let rules = [Rule { words: words("of which"), why: "why".to_owned() }];
    let found_in = |lines: &[&str]| {
        let lines = lines.iter().map(|line| without_code(line)).collect();
        found(&Text { name: "a".to_owned(), lines }, &rules)
    };
    assert_eq!(found_in(&["x", "y of Which z"]), ["a:2: “of which”: why"]);
    assert_eq!(found_in(&["some, of", "which two"]).len(), 1);
    assert_eq!(found_in(&["of `x` which"]), [""; 0]);
    assert_eq!(found_in(&["`of which`", "https://of.which/ x"]), [""; 0]);
    assert_eq!(found_in(&["often which", "of whichever"]), [""; 0]);
}

/// A message that nothing shows would be translated for nothing.
#[test]
fn every_message_is_used() {
    let mut sources = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "html") {
                sources.push(fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let is_used = |id: &str| {
        let quoted = [format!("\"{id}\""), format!("'{id}'")];
        let is_made = MADE_FROM_PARTS.iter().any(|part| id.starts_with(part));
        is_made || sources.iter().any(|source| quoted.iter().any(|id| source.contains(id)))
    };
    let file = fs::read_to_string(root().join("src/words/en.ftl")).expect("the messages");
    let ids =
        file.lines().filter(|line| !line.starts_with([' ', '#'])).filter_map(|line| line.split_once(" ="));
    let unused: Vec<&str> = ids.map(|(id, _)| id).filter(|id| !is_used(id)).collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn every_language_has_a_list_of_phrases() {
    let files: Vec<PathBuf> = fs::read_dir(root().join("src/words"))
        .expect("the messages")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ftl"))
        .collect();
    assert_eq!(files.len(), 2);
    for file in files {
        rules(file.file_stem().and_then(|stem| stem.to_str()).expect("a language"));
    }
}

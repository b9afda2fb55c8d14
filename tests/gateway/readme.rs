//! The documents tell the truth: their addresses answer, their settings, defaults and commands are the real ones, and
//! their links lead somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use feedgate::config::{self, Config};
use feedgate::settings::SettingDefault;

use super::support::{SITE, TestGateway, at, root};

/// The tables of addresses, each in a document below a heading.
const ADDRESSES: [(&str, &str); 4] = [
    ("docs/clients.md", "### Pages"),
    ("docs/clients.md", "### Feed addresses"),
    ("docs/clients.md", "### Data"),
    ("docs/embedding.md", "## Addresses"),
];

#[tokio::test]
async fn every_address_of_the_tables_answers() {
    // Archives of three, so that a topic of a collection of 26 reports has some.
    let few = |config: &mut Config| config.feed.archive_entries = 3.try_into().expect("not 0");
    let gateway = TestGateway::with("../../config/collection.json", few, || at("2024-06-01T12:00:00Z")).await;
    for (document, heading) in ADDRESSES {
        let cells = column(document, heading, 0);
        let addresses: Vec<_> = cells.iter().flat_map(|cell| in_backticks(cell)).collect();
        assert!(addresses.len() > 8, "only {} addresses below {heading} in {document}", addresses.len());
        for address in addresses {
            let target = address
                .replace("{topic}", "refugees-asylum-seekers")
                .replace("{report}", "ending-mandatory-detention")
                .replace("{n}", "1")
                .replace("{page}", SITE)
                .replace("{search}", &format!("{SITE}/%3Fq=asylum"));
            gateway.get(&target).await.assert_status(200);
        }
    }
}

#[test]
fn settings_and_defaults_are_those_that_the_stages_declare() {
    let declared = config::settings().into_iter().map(|setting| match setting.default {
        SettingDefault::Value(value) => (setting.name.to_owned(), value.trim_matches('"').to_owned()),
        SettingDefault::NotSet(words) => (setting.name.to_owned(), words.to_owned()),
    });

    let cells = |at| column("docs/operators.md", "## Settings", at).into_iter();
    let bare = |cell: String| cell.trim_matches('`').to_owned();
    let told: BTreeMap<String, String> = cells(0).map(bare).zip(cells(1).map(bare)).collect();
    assert_eq!(told, declared.collect());
}

#[test]
fn commands_are_those_that_the_program_has() {
    let help = Command::new(env!("CARGO_BIN_EXE_feedgate")).arg("help").output().expect("it can be run");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| line.starts_with("  "));
    // A line that goes on is indented further.
    let commands = commands.filter(|line| !line.starts_with("   "));
    let mut real: BTreeSet<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(real.remove("help"), "no commands in:\n{help}");

    let cells = column("docs/operators.md", "## Commands", 0);
    let told = cells.iter().filter_map(|cell| cell.trim_matches('`').split(' ').nth(1));
    assert_eq!(told.collect::<BTreeSet<_>>(), real);
}

#[test]
fn every_relative_link_in_the_documents_leads_to_a_file_and_a_heading() {
    let mut followed = 0;
    for document in documents() {
        let text = read(&document);
        for link in links(&text) {
            let link = link.as_str();
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            followed += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = document.parent().expect("a folder");
            let target = if file.is_empty() { document.clone() } else { folder.join(file) };
            assert!(target.exists(), "{} links to {link}: no such file", document.display());
            let leads = anchor.is_empty() || anchors(&read(&target)).contains(anchor);
            assert!(leads, "{} links to {link}: no such heading", document.display());
        }
    }
    assert!(followed > 50, "only {followed} links were found");
}

#[test]
fn links_are_found_in_text_pictures_and_tables_but_not_in_code() {
    let text = "![a](b.svg) and [c](d.md#e-f), [g\nh](i)\n| [j](k) | `[l](m)` |\n```sh\n[n](o)\n```\n[p](https://q.example/)";

    assert_eq!(links(text), ["b.svg", "d.md#e-f", "i", "k", "https://q.example/"]);
}

#[test]
fn an_anchor_is_what_is_made_of_a_heading() {
    let text = "# What it does\n## TLS\n### A `code`, and more: this\n```sh\n# no heading\n```\n## TLS\n";

    let expected = ["what-it-does", "tls", "a-code-and-more-this", "tls-1"].map(str::to_owned);
    assert_eq!(anchors(text), BTreeSet::from(expected));
}

/// All documents for people.
fn documents() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("docs")).expect("docs");
    let guides = folder.map(|entry| entry.expect("an entry").path());
    let guides = guides.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    guides.chain(["README.md", "CONTRIBUTING.md"].map(|name| root().join(name))).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text without blocks of code.
fn without_blocks(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// Where the links and pictures of a text lead.
fn links(text: &str) -> Vec<String> {
    let prose: String = without_blocks(text).split('`').step_by(2).collect();
    let ends = prose.split("](").skip(1).filter_map(|after| after.split_once(')'));
    ends.map(|(link, _)| link.to_owned()).collect()
}

/// The anchors of a text's headings, as GitHub makes them: the second of two equal ones ends with -1.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let prose = without_blocks(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    for heading in headings {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let again = (1..).map(|count| format!("{anchor}-{count}"));
        let free = std::iter::once(anchor.clone()).chain(again).find(|name| !anchors.contains(name));
        anchors.extend(free);
    }
    anchors
}

/// The cells of a column of the first table below a heading of a document, without its head.
fn column(document: &str, heading: &str, at: usize) -> Vec<String> {
    let text = read(&root().join(document));
    let missing = || panic!("no {heading} in {document}");
    let section = text.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(missing).to_owned();
    let rows =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cell = |row: &str| row.split('|').nth(at + 1).unwrap_or_default().trim().to_owned();
    rows.skip(2).map(cell).collect()
}

/// The texts in backticks.
fn in_backticks(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

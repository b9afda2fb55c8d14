//! The README tells the truth: its addresses answer, its settings and defaults are the real ones.

use std::collections::BTreeMap;

use feedgate::config::Config;

use super::support::{SITE, TestGateway, at, root};

#[tokio::test]
async fn every_address_of_the_table_answers() {
    // Archives of three, so that a topic of a collection of 26 reports has some.
    let few = |config: &mut Config| config.feed.window.archive_entries = 3.try_into().expect("not 0");
    let gateway = TestGateway::with("../../config/collection.json", few, || at("2024-06-01T12:00:00Z")).await;
    let mut asked = 0;
    for cell in column("## Addresses", 0) {
        let mut before = String::new();
        for written in in_backticks(&cell) {
            let address = match written.strip_prefix('.') {
                Some(extension) => {
                    format!("{}.{extension}", &before[..before.rfind('.').expect("an extension")])
                }
                None => written,
            };
            let target = address
                .replace("{topic}", "refugees-asylum-seekers")
                .replace("{report}", "ending-mandatory-detention")
                .replace("{n}", "1")
                .replace("{page}", SITE)
                .replace("{search}", &format!("{SITE}/%3Fq=asylum"));
            gateway.get(&target).await.assert_status(200);
            asked += 1;
            before = address;
        }
    }
    assert!(asked > 20, "only {asked} addresses were found in the table");
}

#[test]
fn settings_and_defaults_are_those_of_the_settings_file() {
    let file = std::fs::read_to_string(root().join("config/feedgate.toml")).expect("the settings file");
    let mut real = BTreeMap::new();
    let mut section = String::new();
    for line in file.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((key, value)) = line.trim_start_matches("# ").split_once(" = ")
            && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            real.insert(format!("{section}{key}"), value.trim_matches('"').to_owned());
        }
    }
    // What the README says in words: nothing is listened on publicly unless that is set, and the path
    // is written as seen from where feedgate runs.
    real.insert("public_url".into(), "what is listened on".into());
    real.insert("workers".into(), "one for each core".into());
    for files_or_acme in ["tls.certificate", "tls.key", "tls.acme_domains"] {
        real.insert(files_or_acme.into(), "plain HTTP".into());
    }
    real.insert("tls.acme_contact".into(), "nobody".into());
    real.insert("tls.acme_cache".into(), "must be set for ACME".into());
    real.insert("tls.acme_directory".into(), "Let's Encrypt".into());
    real.insert("tls.acme_root".into(), "whom browsers trust".into());
    for (name, told) in [
        ("name", "the collection's title"),
        ("accent", "feedgate's own"),
        ("accent_dark", "feedgate's own"),
        ("logo", "none"),
        ("links", "none"),
        ("footer", "none"),
        ("stylesheet", "none"),
        ("templates", "feedgate's own"),
    ] {
        real.insert(format!("look.{name}"), told.into());
    }
    real.insert("api.cursor_key".into(), "made from the collection's id".into());
    real.insert("collection".into(), "config/collection.json".into());
    // Their numbers are an example: those of the preset count if nothing is set.
    real.insert("rate.per_minute".into(), "the preset's".into());
    real.insert("rate.burst".into(), "the preset's".into());

    let names = column("## Settings", 0).into_iter().map(|cell| cell.trim_matches('`').to_owned());
    let defaults = column("## Settings", 1).into_iter().map(|cell| cell.trim_matches('`').to_owned());
    let told: BTreeMap<String, String> = names.zip(defaults).collect();
    assert_eq!(told, real);
}

/// The cells of a column of the first table under a heading, without its head.
fn column(heading: &str, at: usize) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let section = readme.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no {heading}"));
    let rows =
        section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cell = |row: &str| row.split('|').nth(at + 1).unwrap_or_default().trim().to_owned();
    rows.skip(2).map(cell).collect()
}

/// The texts in backticks.
fn in_backticks(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

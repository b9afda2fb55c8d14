//! The README tells the truth: its addresses answer, its settings and defaults are the real ones.

use std::collections::BTreeMap;

use feedgate::config::{self, Config};
use feedgate::settings::SettingDefault;

use super::support::{SITE, TestGateway, at, root};

#[tokio::test]
async fn every_address_of_the_table_answers() {
    // Archives of three, so that a topic of a collection of 26 reports has some.
    let few = |config: &mut Config| config.feed.archive_entries = 3.try_into().expect("not 0");
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
fn settings_and_defaults_are_those_that_the_stages_declare() {
    let declared = config::settings().into_iter().map(|setting| match setting.default {
        SettingDefault::Value(value) => (setting.name.to_owned(), value.trim_matches('"').to_owned()),
        SettingDefault::NotSet(words) => (setting.name.to_owned(), words.to_owned()),
    });

    let names = column("## Settings", 0).into_iter().map(|cell| cell.trim_matches('`').to_owned());
    let defaults = column("## Settings", 1).into_iter().map(|cell| cell.trim_matches('`').to_owned());
    let told: BTreeMap<String, String> = names.zip(defaults).collect();
    assert_eq!(told, declared.collect());
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

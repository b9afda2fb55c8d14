//! The documents tell the truth: their addresses answer, their examples are good, and their settings, defaults, commands,
//! fields and metrics are the real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use feedgate::config::{self, Config, Flags};
use feedgate::settings::SettingDefault;
use serde_json::Value;

use super::program::{feedgate, run};
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
    let help = run(&mut feedgate(["help"]));
    let help = help.assert_code(0).text();
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
fn options_are_those_that_the_program_has() {
    let mut real = BTreeSet::new();
    for command in [&["--help"][..], &["check", "--help"]] {
        let help = run(&mut feedgate(command.iter().copied()));
        let lines = help.assert_code(0).text().lines();
        let names =
            lines.filter_map(|line| line.trim_start().split("--").nth(1).filter(|_| line.contains("  --")));
        real.extend(names.filter_map(|name| name.split_whitespace().next()).map(str::to_owned));
    }

    let cells = column_of("docs/operators.md", "| option |", 0);
    let told = cells.iter().flat_map(|cell| in_backticks(cell));
    let told = told.filter_map(|option| Some(option.strip_prefix("--")?.split(' ').next()?.to_owned()));
    assert_eq!(told.collect::<BTreeSet<_>>(), real);
}

#[tokio::test]
async fn metrics_and_fields_of_health_are_those_that_operators_get() {
    let gateway = TestGateway::shipped().await;
    let metrics = gateway.operator("/metrics").await;
    let types = metrics.text().lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let real: BTreeSet<_> = types.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();

    let told = column("docs/operators.md", "## Metrics", 0);
    // A counter's name ends in `_total` where its value is.
    let told = told.iter().map(|cell| cell.trim_matches('`').trim_end_matches("_total").to_owned());
    assert_eq!(told.collect::<BTreeSet<_>>(), real);

    let health = gateway.operator("/healthz").await.json();
    let told = column_of("docs/operators.md", "| field |", 0);
    let told: BTreeSet<&str> = told.iter().map(|cell| cell.trim_matches('`')).collect();
    for field in health.as_object().expect("an object").keys() {
        assert!(told.contains(field.as_str()), "{field} is not told");
    }
}

/// The tables of fields of the collection file, and where the JSON Schema has the same.
const FIELDS: [(&str, &[&str]); 8] = [
    ("### Fields of the collection", &[""]),
    ("### Fields of a topic", &["/$defs/Topic"]),
    ("### Fields of a report", &["/$defs/Report"]),
    ("### Fields of a withdrawal", &["/$defs/Withdrawal"]),
    ("### Fields of people and organizations", &["/$defs/Curator", "/$defs/Author", "/$defs/Publisher"]),
    ("### Fields of a file", &["/$defs/File"]),
    ("### Fields of a picture", &["/$defs/Image"]),
    ("### Fields of rights", &["/$defs/Rights"]),
];

#[test]
fn fields_of_the_collection_file_are_those_of_its_schema() {
    let schema = run(&mut feedgate(["schema"])).assert_code(0).json();
    for (heading, places) in FIELDS {
        let (mut all, mut required) = (BTreeSet::new(), BTreeSet::new());
        for place in places {
            let object = schema.pointer(place).unwrap_or_else(|| panic!("no {place} in the schema"));
            all.extend(object["properties"].as_object().expect("fields").keys().cloned());
            let names = object["required"].as_array().into_iter().flatten();
            required.extend(names.map(|name| name.as_str().expect("a name").to_owned()));
        }

        let cells = column("docs/curators.md", heading, 0);
        let marked = cells.iter().filter(|cell| cell.ends_with("\\*"));
        let told: BTreeSet<String> = cells.iter().flat_map(|cell| in_backticks(cell)).collect();
        assert_eq!(told, all, "{heading}");
        let marked: BTreeSet<String> = marked.flat_map(|cell| in_backticks(cell)).collect();
        assert_eq!(marked, required, "{heading}");
    }
}

#[test]
fn examples_of_the_collection_file_are_good() {
    let text = read(&root().join("docs/curators.md"));
    let examples = blocks(&text, "json");
    let whole: Value = serde_json::from_str(examples[0]).expect("a whole file");
    assert!(examples.len() > 3, "{examples:?}");
    for example in &examples {
        // The others are parts of a file, as they stand between its braces.
        let part: Value = match example.trim_start().starts_with('{') {
            true => serde_json::from_str(example),
            false => serde_json::from_str(&format!("{{{example}}}")),
        }
        .unwrap_or_else(|error| panic!("{error}: {example}"));
        let mut collection = whole.clone();
        for (field, value) in part.as_object().expect("an object") {
            collection[field] = value.clone();
        }
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), collection.to_string()).expect("it can be written to");

        run(&mut feedgate(["check", file.path().to_str().expect("a plain path")])).assert_code(0);
    }
}

#[tokio::test]
async fn every_address_of_an_example_answers() {
    // What `feedgate init` writes is what the README goes on with.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let init = folder.path().to_str().expect("a plain path");
    run(&mut feedgate(["init", init])).assert_code(0);
    let begun = format!("{init}/config/collection.json");
    for (shown, collection) in [("README.md", begun.as_str()), ("docs", "../../config/collection.json")] {
        let gateway = TestGateway::with(collection, |_| {}, || at("2027-01-01T12:00:00Z")).await;
        let texts = documents().into_iter().filter(|path| path.starts_with(root().join(shown)));
        let mut asked = 0;
        for text in texts.map(|path| read(&path)) {
            for target in examples_of_addresses(&text) {
                let target = target.replace(EXAMPLE, SITE).replacen(SITE, "", 1);
                let reply = gateway.get(&target).await;
                match target.as_str() {
                    // The only one that is only posted to.
                    "/api/v1/suggestions" => reply.assert_status(405).assert_header("allow", "POST, OPTIONS"),
                    _ => reply.assert_status(200),
                };
                asked += 1;
            }
        }
        assert!(asked > 4, "{shown} has only {asked} addresses");
    }
}

#[test]
fn examples_of_settings_are_good() {
    let text = read(&root().join("docs/operators.md"));
    let examples = blocks(&text, "toml");
    assert!(examples.len() > 3, "{examples:?}");
    for example in examples {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), example).expect("it can be written to");

        let read = config::read(Some(file.path()), &Flags::default());

        assert!(read.is_ok(), "{}: {example}", read.expect_err("a fault"));
    }
}

/// The gateway of the examples.
const EXAMPLE: &str = "http://127.0.0.1:8080";

/// The addresses at the gateway of the examples, as a client sends them.
fn examples_of_addresses(text: &str) -> Vec<String> {
    let is_end = |c: char| c.is_whitespace() || "<>\"'`)".contains(c);
    let words = text.split(is_end).filter(|word| word.starts_with(&format!("{EXAMPLE}/")));
    words.map(|word| word.trim_end_matches('.').replace("&amp;", "&")).collect()
}

/// The blocks of code in a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

/// All documents for people.
pub(super) fn documents() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("docs")).expect("docs");
    let guides = folder.map(|entry| entry.expect("an entry").path());
    let guides = guides.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    guides.chain(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name))).collect()
}

pub(super) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cells of a column of the first table below a heading of a document, without its head.
fn column(document: &str, heading: &str, at: usize) -> Vec<String> {
    let text = read(&root().join(document));
    let (_, section) =
        text.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading} in {document}"));
    cells(section, at)
}

/// The cells of a column of the table whose head begins with `head`, without the head.
fn column_of(document: &str, head: &str, at: usize) -> Vec<String> {
    let text = read(&root().join(document));
    let start = text.find(&format!("\n{head}")).unwrap_or_else(|| panic!("no {head} in {document}"));
    cells(&text[start..], at)
}

/// The cells of a column of the first table of a text, without its head.
fn cells(text: &str, at: usize) -> Vec<String> {
    let rows =
        text.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cell = |row: &str| row.split('|').nth(at + 1).unwrap_or_default().trim().to_owned();
    rows.skip(2).map(cell).collect()
}

/// The texts in backticks.
fn in_backticks(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

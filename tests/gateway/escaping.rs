//! Pages show all texts of a collection as text. A page has no element or attribute besides those of its
//! templates, and a browser reads the text unchanged.

use std::collections::BTreeSet;
use std::sync::Arc;

use feedgate::address::Localized;
use feedgate::page::{Look, TEMPLATES};
use feedgate::resource::{self, Found};
use feedgate::snapshot::Snapshot;
use feedgate::words::Preferences;
use serde_json::Value;

use super::arbitrary::{file_of_texts, for_all, one_line};
use super::html::{Element, elements};
use super::reading::{render_options, snapshot};
use super::support::{SITE, at};

/// Names that begin after a sign in any template, or in what is to be pasted elsewhere.
fn names(begins: char, ends: &str) -> BTreeSet<String> {
    let sources =
        TEMPLATES.iter().map(|(_, source)| *source).chain([include_str!("../../src/render/share.rs")]);
    let after = sources.flat_map(|source| source.split(begins).skip(1));
    let name =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let named = after.filter_map(|rest| {
        let name = name(rest);
        (!name.is_empty() && (ends.is_empty() || rest[name.len()..].starts_with(ends))).then_some(name)
    });
    named.collect()
}

fn page(snapshot: &Snapshot, options: &resource::Options, target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let address = Localized::parse(path, query).unwrap_or_else(|reason| panic!("{target}: {reason:?}"));
    let now = at("2024-06-01T12:00:00Z");
    match resource::find(snapshot, &address, &Preferences::default(), now, options) {
        Found::Resource(resource) => {
            let document = resource.document(snapshot, now, options).expect("a page");
            String::from_utf8(document.body).expect("UTF-8")
        }
        other => panic!("{target}: {other:?}"),
    }
}

fn text_of<'e>(elements: &'e [Element], name: &str) -> &'e str {
    &elements.iter().find(|element| element.name == name).unwrap_or_else(|| panic!("no {name}")).text
}

#[test]
fn whatever_a_collection_says_a_page_shows_it_as_text() {
    let known = names('<', "");
    // Those that stand alone, such as `checked`, have no value that could hold anything.
    let mut attributes = names(' ', "=\"");
    attributes.extend(
        ["defer", "async", "readonly", "required", "checked", "selected", "download", "hidden"]
            .map(str::to_owned),
    );
    assert!(known.len() > 40 && !known.contains("b"), "{known:?}");
    let options = resource::Options {
        hosted: Default::default(),
        moved: Default::default(),
        look: Arc::new(Look::own(&render_options(SITE).site)),
        render: render_options(SITE),
        feed: Default::default(),
        api: Default::default(),
        oai: Default::default(),
    };
    for_all(96, file_of_texts(), |file| {
        let snapshot = snapshot(&file);
        snapshot.build_index(None);
        let title = |value: &Value| one_line(value["title"].as_str().expect("a title"));
        let (collection, topic) = (title(&file), title(&file["topics"][0]));
        let report = title(&file["reports"][0]);
        for (target, heading) in [
            ("/", Some(&collection)),
            ("/es", Some(&collection)),
            ("/?q=x&view=grid", Some(&collection)),
            ("/topics/t0", Some(&topic)),
            ("/reports/r0", Some(&report)),
            ("/es/reports/r0", Some(&report)),
            ("/feed", None),
            ("/topics/t0/feed", None),
            ("/share", None),
            ("/share?form=html", None),
            ("/topics/t0/share?style=list", None),
            ("/reports/r0/share", None),
            ("/embed", Some(&collection)),
            ("/topics/t0/embed/list", Some(&topic)),
            ("/reports/r0/embed", Some(&report)),
            ("/share/doctor?url=https%3A%2F%2Freports.example.org%2Freports%2Fr0", None),
        ] {
            let html = page(&snapshot, &options, target);
            let seen = elements(&html);
            for element in &seen {
                assert!(known.contains(&element.name), "<{}> on {target}: {html}", element.name);
                for name in element.attributes.keys() {
                    assert!(attributes.contains(name), "{name} of {} on {target}: {html}", element.name);
                }
            }
            if let Some(heading) = heading {
                assert_eq!(one_line(text_of(&seen, "h1")), **heading, "{target}: {html}");
                assert!(one_line(text_of(&seen, "title")).contains(&**heading), "{target}: {html}");
            }
        }
    });
}

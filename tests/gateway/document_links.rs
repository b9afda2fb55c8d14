//! Every link within the documents leads somewhere.

use std::collections::BTreeSet;

use super::documents::{documents, read};

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

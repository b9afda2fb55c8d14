//! Rules for hosts that read `_headers` and `_redirects`, such as Netlify and Cloudflare Pages. They cannot say that
//! something is gone, and know no parameters.

use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::words::Language;

use super::super::place::OWN;
use super::shapes::{PATH, Shape};
use super::{Moved, Redirect, Rules};

/// What would end a path.
const PATHS: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'%').add(b'?');

/// For hosts that read `_headers`. The type of a file comes from its name there, where no rule can name the file.
pub(super) fn headers(rules: &Rules<'_>) -> String {
    let mut text = format!("# Made by `feedgate export`.\n/{OWN}/*\n  X-Robots-Tag: noindex\n");
    for Shape { content_type, headers, paths, .. } in &rules.files {
        for path in *paths {
            write!(text, "{}{path}\n  content-type: {content_type}\n", rules.base)
                .expect("writing to memory cannot fail");
            // They cannot name the path of a file.
            for (name, value) in headers.iter().filter(|(_, value)| !value.contains(PATH)) {
                writeln!(text, "  {name}: {value}").expect("writing to memory cannot fail");
            }
        }
    }
    text
}

/// For hosts that read `_redirects`.
pub(super) fn redirects(rules: &Rules<'_>) -> String {
    let base = rules.base;
    let mut text = String::from("# Made by `feedgate export`.\n");
    for Moved { path, to, status, .. } in rules.moved.iter().filter(|moved| moved.query.is_empty()) {
        writeln!(text, "{base}{} {to} {status}", utf8_percent_encode(path, PATHS))
            .expect("writing to memory cannot fail");
    }
    for Redirect { from_topic, to_topic, status, .. } in &rules.redirects {
        for before in ["", "/api/v1"]
            .into_iter()
            .map(str::to_owned)
            .chain(Language::ALL.into_iter().map(|language| format!("/{}", language.tag())))
        {
            let (from, to) =
                (format!("{base}{before}/topics/{from_topic}"), format!("{base}{before}/topics/{to_topic}"));
            writeln!(text, "{from} {to} {status}\n{from}/* {to}/:splat {status}")
                .expect("writing to memory cannot fail");
        }
    }
    text
}

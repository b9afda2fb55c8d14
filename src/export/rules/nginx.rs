//! Rules for the `server` block of nginx.

use std::collections::BTreeSet;
use std::fmt::Write;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::words::Language;

use super::super::place::OWN;
use super::shapes::{EMBED, HOME, PAGE, PATH, Shape};
use super::{ERRORS, Moved, Redirect, Rules};

/// What browsers encode in the value of a parameter, and what would end a text in nginx's configuration.
const QUERY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'$').add(b'&').add(b'+').add(b'<').add(b'>').add(b'\\');

/// The number of a page that has an address of its own.
const LATER_PAGE: &str = "(?:[2-9]|[1-9][0-9]+)";

/// The rules as an include file.
pub(super) fn print(rules: &Rules<'_>) -> String {
    let Rules { base, files, redirects, moved, gone } = rules;
    let languages = Language::ALL.map(Language::tag).join("|");
    let mut text = format!(
        "# Made by `feedgate export`. Include this file in a `server` block whose `root` is the exported folder.\n\
         location ^~ /{OWN}/ {{ return 404; }}\n"
    );
    let mut line = |args: std::fmt::Arguments<'_>| {
        text.write_fmt(args).expect("writing to memory cannot fail");
    };
    for (status, page) in ERRORS {
        let fields = files.iter().filter(|shape| shape.pattern == PAGE).flat_map(|shape| &shape.headers);
        let fields: String =
            fields.map(|(name, value)| format!(" add_header {name} \"{}\" always;", quoted(value))).collect();
        line(format_args!(
            "error_page {status} {base}/{page};\nlocation = {base}/{page} {{ internal; types {{ }} default_type \"text/html; charset=utf-8\";{fields} }}\n"
        ));
    }
    // The paths of the home page are below.
    for path in moved.iter().map(|moved| &*moved.path).filter(|path| *path != HOME).collect::<BTreeSet<_>>() {
        line(format_args!(
            "location = \"{base}{}\" {{\n{}    return 404;\n}}\n",
            quoted(path),
            redirects_from(moved, path)
        ));
    }
    for pattern in gone {
        line(format_args!("location ~ \"^{base}{pattern}$\" {{ return 410; }}\n"));
    }
    for Redirect { pattern, to, status, .. } in redirects {
        line(format_args!("location ~ \"^{base}{pattern}$\" {{ return {status} {base}{to}; }}\n"));
    }
    // What a redirect repeats of a path has no character that could end a line.
    line(format_args!("location ~ \"^(?<bare>{base}/[A-Za-z0-9/_.-]+)/$\" {{ return 301 $bare; }}\n"));
    for Shape { pattern, file_suffix, content_type, headers, .. } in files {
        line(format_args!("location ~ \"^{base}(?<below>{pattern})$\" {{\n"));
        // The address of the same page without a query.
        let is_home = pattern == HOME;
        if is_home || pattern == PAGE {
            let below = if is_home { "" } else { "$below" };
            line(format_args!(
                "    set $asked \"$arg_lang,$arg_page\";\n    \
                 if ($asked ~ \"^({languages}),{LATER_PAGE}$\") {{ return 301 {base}/$arg_lang{below}/page/$arg_page; }}\n    \
                 if ($arg_lang ~ \"^({languages})$\") {{ return 301 {base}/$arg_lang{below}; }}\n    \
                 if ($arg_page ~ \"^{LATER_PAGE}$\") {{ return 301 {base}{below}/page/$arg_page; }}\n"
            ));
        }
        if is_home {
            line(format_args!("{}", redirects_from(moved, HOME)));
        }
        if pattern.ends_with(EMBED) {
            line(format_args!(
                "    if ($arg_style ~ \"^(list|headline)$\") {{ return 301 {base}$below/$arg_style; }}\n"
            ));
        }
        line(format_args!("    types {{ }}\n    default_type \"{}\";\n", quoted(content_type)));
        for (name, value) in headers {
            let value = quoted(value).replace(PATH, "$below");
            line(format_args!("    add_header {name} \"{value}\";\n"));
        }
        let uri = if file_suffix.is_empty() { "$uri".to_owned() } else { format!("${{uri}}{file_suffix}") };
        line(format_args!("    try_files {uri} =404;\n}}\n"));
    }
    // The same pages under the names of their files.
    line(format_args!("location ~ \"[.]html$\" {{ return 404; }}\n"));
    text
}

/// A text between quotation marks in nginx's configuration.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The redirects of an old path, those with more parameters first. Parameters whose names nginx does not know are left out.
fn redirects_from(moved: &[Moved], path: &str) -> String {
    let mut text = String::new();
    let is_known = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let of_path = moved.iter().filter(|moved| moved.path == path);
    for Moved { query, to, status, .. } in
        of_path.filter(|moved| moved.query.iter().all(|(name, _)| is_known(name)))
    {
        // A variable cannot be written otherwise.
        let to = quoted(to).replace('$', "%24");
        let line = match query.as_slice() {
            [] => format!("    return {status} \"{to}\";\n"),
            parameters => {
                // nginx has no "and".
                let names = parameters.iter().map(|(name, _)| format!("$arg_{name}"));
                let values =
                    parameters.iter().map(|(_, value)| utf8_percent_encode(value, QUERY).to_string());
                let (names, values) =
                    (names.collect::<Vec<_>>().join("&"), values.collect::<Vec<_>>().join("&"));
                format!(
                    "    set $asked \"{names}\";\n    if ($asked = \"{values}\") {{ return {status} \"{to}\"; }}\n"
                )
            }
        };
        text.push_str(&line);
    }
    text
}

//! What feeds put around an abstract: links to the report and its files, the picture with its credit.

/// The HTML of an entry without the links at its end that only lead to the report itself, its files or more of it, and
/// without the picture at its start.
pub(super) fn without_frame(html: &str, leads_to_report: impl Fn(&str) -> bool) -> &str {
    let mut rest = html.trim();
    if let Some(after) = rest.strip_prefix("<figure").and_then(|figure| figure.split_once("</figure>")) {
        rest = after.1.trim_start();
    }
    loop {
        let shorter = ["p", "ul"].into_iter().find_map(|name| {
            let without_end = rest.strip_suffix(&format!("</{name}>"))?;
            let start = without_end.rfind(&format!("<{name}>"))?;
            let inner = &without_end[start + name.len() + 2..];
            holds_only_links(inner, &leads_to_report).then(|| rest[..start].trim_end())
        });
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// Whether a piece of HTML is nothing but links that lead to the report.
fn holds_only_links(html: &str, leads_to_report: impl Fn(&str) -> bool) -> bool {
    let mut rest = html.trim();
    let mut links = 0;
    while !rest.is_empty() {
        rest = rest.strip_prefix("<li>").unwrap_or(rest);
        let Some((address, after)) = rest.strip_prefix("<a href=\"").and_then(|link| link.split_once('"'))
        else {
            return false;
        };
        let Some((_, after)) = after.split_once("</a>") else { return false };
        let address = quick_xml::escape::unescape(address).unwrap_or_default();
        if !leads_to_report(&address) {
            return false;
        }
        links += 1;
        rest = after.strip_prefix("</li>").unwrap_or(after).trim_start();
    }
    links > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_the_report_itself_are_left_out() {
        let without = |html| without_frame(html, |address| address.starts_with("https://a.example/?b&c"));
        assert_eq!(
            without(
                "<figure><img src=\"x\"></figure><p>One.</p><p><a href=\"https://a.example/?b&amp;c\">A</a></p>\
                 <ul><li><a href=\"https://a.example/?b&amp;c=d\">F</a></li></ul>"
            ),
            "<p>One.</p>"
        );
        for kept in [
            "<p>See <a href=\"https://a.example/?b&amp;c\">A</a></p>",
            "<p><a href=\"https://b.example/\">A</a></p>",
            "<p>One.</p><ul><li>Two</li></ul>",
            "<p></p>",
        ] {
            assert_eq!(without(kept), kept);
        }
    }
}

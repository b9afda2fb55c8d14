//! Addresses, DOIs and titles in the form in which equal ones mean the same report.

use url::Url;

/// Addresses are the same with http and https, with `www.`, with a slash at the end and with what campaigns add. One
/// page may have several reports, each at a fragment. `None` if the text is no address of a host.
pub(crate) fn same_address(address: &str) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| {
            !name.starts_with("utm_") && !matches!(&**name, "fbclid" | "gclid" | "mc_cid" | "mc_eid")
        })
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    match kept.is_empty() {
        true => url.set_query(None),
        false => drop(url.query_pairs_mut().clear().extend_pairs(kept)),
    }
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = plainly_encoded(url.path().trim_end_matches('/'));
    let query = url.query().unwrap_or_default();
    Some(format!("{host}{port}{path}?{query}#{}", url.fragment().unwrap_or_default()))
}

/// A path in which nothing is encoded that need not be (RFC 3986 §6.2.2).
fn plainly_encoded(path: &str) -> String {
    let mut parts = path.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.map(char::from) {
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') => {
                plain.push(c);
                plain.push_str(&part[2..]);
            }
            Some(_) => plain.extend(["%", &part[..2].to_ascii_uppercase(), &part[2..]]),
            None => plain.extend(["%", part]),
        }
    }
    plain
}

/// DOIs are the same in upper and lower case.
pub(crate) fn same_doi(doi: &str) -> String {
    doi.to_ascii_lowercase()
}

/// The letters and digits of a title, in lower case and in Latin script.
pub(crate) fn same_title(title: &str) -> String {
    let letters = deunicode::deunicode(title).to_lowercase();
    letters
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_lead_to_the_same_page_are_the_same() {
        let one = same_address("https://www.example.org/a/b?x=1&y=2");
        for same in [
            "http://example.org/a/b?x=1&y=2",
            "https://example.org:443/a/b/?x=1&y=2",
            "https://EXAMPLE.org/a/b?utm_source=mail&x=1&y=2",
            "https://example.org/%61/b?x=1&y=2",
        ] {
            assert_eq!(same_address(same), one, "{same}");
        }
        for other in [
            "https://example.org/a/B?x=1&y=2",
            "https://example.org/a%2Fb?x=1&y=2",
            "https://example.org/a/b",
            "https://example.org/a/b?x=1&y=2#part",
            "https://example.org:8443/a/b?x=1&y=2",
        ] {
            assert_ne!(same_address(other), one, "{other}");
        }
        assert_eq!(same_address("no address"), None);
    }

    #[test]
    fn titles_are_compared_by_their_words() {
        assert_eq!(same_title("  Él’ Agua — 2023! "), same_title("el agua 2023"));
        assert_ne!(same_title("Report 1"), same_title("Report 2"));
    }
}

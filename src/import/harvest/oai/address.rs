//! The addresses of a repository: what one that was given asks for, and those of its lists.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::HarvestError;

/// The format of records that every repository has (OAI-PMH §2.4), and the one that feedgate reads.
const PREFIX: &str = "oai_dc";
/// The arguments of OAI-PMH. All others belong to the address of the repository, as in `index.php?page=oai`.
const ARGUMENTS: [&str; 7] =
    ["verb", "metadataPrefix", "resumptionToken", "set", "from", "until", "identifier"];
/// All that is not unreserved (RFC 3986 §2.3). A token may contain anything, and `+` is not a space everywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What an address asks a repository for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Intent {
    /// Nothing that OAI-PMH knows: it may be the address of a repository or of anything else.
    Unsaid,
    /// One record, which is one page.
    OneRecord,
    /// A list of records, or something about the repository, whose records are meant then.
    List,
}

/// Reads what an address asks for.
///
/// # Errors
/// It asks for a format of records that feedgate does not read.
pub(in super::super) fn intent(address: &Url) -> Result<Intent, HarvestError> {
    let Some(verb) = argument(address, "verb") else { return Ok(Intent::Unsaid) };
    match argument(address, "metadataPrefix") {
        Some(prefix) if prefix != PREFIX => {
            Err(HarvestError::Prefix { address: address.to_string(), prefix })
        }
        _ if verb == "GetRecord" => Ok(Intent::OneRecord),
        _ => Ok(Intent::List),
    }
}

/// The address at which a repository says who it is.
pub(in super::super) fn identify(address: &Url) -> Url {
    with(&repository(address), &[("verb", "Identify")])
}

/// An argument of OAI-PMH in an address.
pub(super) fn argument(address: &Url, name: &str) -> Option<String> {
    let found = address.query_pairs().find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
}

/// The address of the repository: without the arguments of OAI-PMH.
pub(super) fn repository(address: &Url) -> Url {
    let mut repository = address.clone();
    repository.set_fragment(None);
    let pairs = address.query().unwrap_or_default().split('&');
    let is_own =
        |pair: &&str| !pair.is_empty() && !ARGUMENTS.contains(&pair.split('=').next().unwrap_or(pair));
    let own: Vec<&str> = pairs.filter(is_own).collect();
    repository.set_query((!own.is_empty()).then(|| own.join("&")).as_deref());
    repository
}

/// Where the list begins.
pub(super) fn first_page(repository: &Url, selection: &[(&str, Option<&str>)]) -> Url {
    let selection = selection.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    let arguments = [("verb", "ListRecords"), ("metadataPrefix", PREFIX)];
    with(repository, &arguments.into_iter().chain(selection).collect::<Vec<_>>())
}

/// Where the list goes on. A token excludes all other arguments (OAI-PMH §3.5).
pub(super) fn next_page(repository: &Url, token: &str) -> Url {
    with(repository, &[("verb", "ListRecords"), ("resumptionToken", token)])
}

fn with(repository: &Url, arguments: &[(&str, &str)]) -> Url {
    let own = repository.query().map(str::to_owned);
    let arguments =
        arguments.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ENCODED)));
    let pairs: Vec<String> = own.into_iter().chain(arguments).collect();
    let mut address = repository.clone();
    address.set_query(Some(&pairs.join("&")));
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn an_address_tells_what_it_asks_for() {
        let intent = |text: &str| intent(&url(text)).expect("a format that is read");
        assert_eq!(intent("https://a.example/oai"), Intent::Unsaid);
        assert_eq!(intent("https://a.example/feed?verbose=1&set=x"), Intent::Unsaid);
        assert_eq!(intent("https://a.example/oai?verb=Identify"), Intent::List);
        assert_eq!(intent("https://a.example/oai?verb=ListRecords&metadataPrefix=oai_dc"), Intent::List);
        let one = "https://a.example/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a:1";
        assert_eq!(intent(one), Intent::OneRecord);
        assert!(super::intent(&url("https://a.example/oai?verb=ListRecords&metadataPrefix=marc21")).is_err());
    }

    #[test]
    fn a_repository_keeps_arguments_of_its_own() {
        let given = url("https://a.example/index.php?page=oai&verb=ListRecords&from=2024-01-01&x=a%2Fb#top");
        assert_eq!(repository(&given).as_str(), "https://a.example/index.php?page=oai&x=a%2Fb");
        assert_eq!(repository(&url("https://a.example/oai?verb=Identify")).as_str(), "https://a.example/oai");
        let identify = "https://a.example/index.php?page=oai&x=a%2Fb&verb=Identify";
        assert_eq!(super::identify(&given).as_str(), identify);
    }

    #[test]
    fn a_token_is_sent_as_it_came_whatever_it_contains() {
        let token = "a b+c&d=e#f/g?h%20:;é\"'<>|\\{}";
        let address = next_page(&url("https://a.example/oai"), token);
        assert_eq!(argument(&address, "resumptionToken").as_deref(), Some(token));
        let query = address.query().expect("a query");
        let (_, sent) = query.split_once("resumptionToken=").expect("a token");
        assert!(sent.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{sent}");
        assert!(sent.starts_with("a%20b%2Bc%26d"), "{sent}");
    }

    #[test]
    fn a_list_is_selected_by_what_is_given() {
        let selection = [("from", None), ("until", Some("2024-12-31")), ("set", Some("a:b"))];
        assert_eq!(
            first_page(&url("https://a.example/oai?k=v"), &selection).as_str(),
            "https://a.example/oai?k=v&verb=ListRecords&metadataPrefix=oai_dc&until=2024-12-31&set=a%3Ab"
        );
    }
}

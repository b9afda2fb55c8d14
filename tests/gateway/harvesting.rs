//! Sources at addresses are read to their end: pages that name each other, and repositories that speak OAI-PMH, also
//! those that are busy, break, forget their tokens or never end.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use feedgate::import::{Harvest, HarvestError, HarvestLimits, HarvestNote, HarvestOptions, Protocol};
use feedgate::outgoing::Bounds;
use url::Url;

use super::elsewhere::{Asked, Elsewhere, Step, answer, head};

/// Patient enough for what happens here, and not much more.
const LIMITS: HarvestLimits = HarvestLimits {
    of_page: Bounds {
        whole: Duration::from_secs(20),
        connect: Duration::from_secs(5),
        idle: Duration::from_secs(5),
        head: 16 << 10,
        body: 1 << 20,
    },
    requests: 500,
    bytes: 4 << 20,
    tries: 3,
    pause: Duration::from_millis(10),
    most_pause: Duration::from_secs(5),
};

fn options() -> HarvestOptions {
    HarvestOptions { allow_private: true, limits: LIMITS, ..HarvestOptions::default() }
}

/// The pages of a source that nobody follows, as texts, and how it ended.
async fn pages(mut harvest: Harvest) -> (Vec<String>, Option<HarvestError>, Harvest) {
    let mut pages = Vec::new();
    loop {
        match harvest.next_page().await {
            Ok(Some(page)) => pages.push(String::from_utf8(page).expect("UTF-8")),
            Ok(None) => return (pages, None, harvest),
            Err(error) => return (pages, Some(error), harvest),
        }
    }
}

async fn harvest(address: &str, options: HarvestOptions) -> (Vec<String>, Option<HarvestError>, Harvest) {
    pages(Harvest::new(address, options).expect("an address")).await
}

/// A record of a repository.
#[derive(Clone)]
struct Kept {
    id: usize,
    datestamp: String,
    is_deleted: bool,
}

/// Records that changed one day after the other.
fn daily(count: usize) -> Vec<Kept> {
    let record = |id| {
        let datestamp = format!("2024-{:02}-{:02}", id / 28 + 1, id % 28 + 1);
        Kept { id, datestamp, is_deleted: id % 7 == 3 }
    };
    (0..count).map(record).collect()
}

/// A repository of records in pages of three. Its tokens say where they lead, with characters that need care.
#[derive(Clone)]
struct Repository(Arc<Vec<Kept>>);

const PAGE: usize = 3;
const ODD: &str = "a b+c&d=e%20f#g/é?\"<h>'";

impl Repository {
    fn answer(&self, asked: &Asked) -> Vec<Step> {
        match self.list(asked) {
            Some(list) => xml(&list),
            None => xml(&error("badVerb", "no such verb")),
        }
    }

    /// The answer to a request for a list.
    fn list(&self, asked: &Asked) -> Option<String> {
        if argument(asked, "verb").as_deref() != Some("ListRecords") {
            return None;
        }
        let (from, start) = match argument(asked, "resumptionToken") {
            Some(token) => {
                let mut parts = token.strip_prefix(ODD).expect("the token as it was given").split('|');
                let (from, start) = (parts.next().expect("a date"), parts.next().expect("a number"));
                (from.to_owned(), start.parse().expect("a number"))
            }
            None => {
                assert_eq!(argument(asked, "metadataPrefix").as_deref(), Some("oai_dc"));
                (argument(asked, "from").unwrap_or_default(), 0)
            }
        };
        if from.len() > 10 {
            return Some(error("badArgument", "days only"));
        }
        let selected: Vec<&Kept> = self.0.iter().filter(|record| record.datestamp >= from).collect();
        if selected.is_empty() {
            return Some(error("noRecordsMatch", "nothing"));
        }
        let page: String = selected.iter().skip(start).take(PAGE).map(|record| written(record)).collect();
        let next = start + PAGE;
        let token = format!("{ODD}{from}|{next}").replace('&', "&amp;").replace('<', "&lt;");
        let token = if next < selected.len() { token } else { String::new() };
        let size = selected.len();
        let token = format!("<resumptionToken completeListSize=\"{size}\">{token}</resumptionToken>");
        Some(format!("<ListRecords>{page}{token}</ListRecords>"))
    }
}

fn written(record: &Kept) -> String {
    let Kept { id, datestamp, is_deleted } = record;
    let header = format!("<identifier>oai:a:{id:04}</identifier><datestamp>{datestamp}</datestamp>");
    match is_deleted {
        true => format!("<record><header status=\"deleted\">{header}</header></record>"),
        false => format!("<record><header>{header}</header><metadata>A title</metadata></record>"),
    }
}

fn argument(asked: &Asked, name: &str) -> Option<String> {
    let address = Url::parse(&format!("http://example.org{}", asked.target)).expect("a target");
    address.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

fn error(code: &str, message: &str) -> String {
    format!("<error code=\"{code}\">{message}</error>")
}

fn document(content: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">\
         <responseDate>2025-01-02T03:04:05Z</responseDate><request/>{content}</OAI-PMH>"
    )
}

fn xml(content: &str) -> Vec<Step> {
    answer("200 OK", &[("Content-Type", "text/xml")], document(content))
}

/// The ids of records on pages, each once.
fn ids(pages: &[String]) -> BTreeSet<usize> {
    all_ids(pages).into_iter().collect()
}

fn all_ids(pages: &[String]) -> Vec<usize> {
    let after = pages.iter().flat_map(|page| page.split("oai:a:").skip(1));
    after.map(|rest| rest[..4].parse().expect("an id")).collect()
}

fn everything(count: usize) -> BTreeSet<usize> {
    (0..count).collect()
}

#[tokio::test]
async fn a_list_of_records_is_read_to_its_end() {
    let repository = Repository(Arc::new(daily(20)));
    let server = Elsewhere::start(move |_, asked| repository.answer(asked)).await;
    let address = server.at("/index.php?page=oai&verb=Identify");
    let (pages, error, harvest) = harvest(&address, options()).await;

    assert!(error.is_none(), "{error:?}");
    assert_eq!(all_ids(&pages), Vec::from_iter(0..20), "each record once, in order, the deleted too");
    assert_eq!(pages.len(), 7);
    assert!(harvest.is_oai());
    assert_eq!(harvest.expected(), Some(20));
    assert_eq!(harvest.next_from(), Some("2025-01-02"), "the day, as this repository has days only");
    let asked = server.asked();
    assert_eq!(
        (asked.len(), server.connections()),
        (7, 1),
        "nothing more is asked, one request after the other"
    );
    assert!(asked.iter().all(|asked| argument(asked, "page").as_deref() == Some("oai")));
    let excludes = |asked: &Asked| argument(asked, "metadataPrefix").is_none();
    assert!(asked[1..].iter().all(excludes), "a token excludes other arguments");
}

#[tokio::test]
async fn a_set_and_a_date_select() {
    let repository = Repository(Arc::new(daily(20)));
    let server = Elsewhere::start(move |_, asked| repository.answer(asked)).await;
    let select = |set: Option<&str>, from: Option<&str>| HarvestOptions {
        protocol: Protocol::Oai,
        set: set.map(str::to_owned),
        from: from.map(str::to_owned),
        ..options()
    };
    let (pages, ..) = harvest(&server.at("/oai"), select(Some("a:b c"), Some("2024-01-15"))).await;
    assert_eq!(ids(&pages), (14..20).collect());
    assert_eq!(argument(&server.asked()[0], "set").as_deref(), Some("a:b c"));

    // What the address says holds too, and less than what is said beside it.
    let address = server.at("/oai?verb=ListRecords&metadataPrefix=oai_dc&set=x&from=2024-01-20");
    let before = server.asked().len();
    let (pages, ..) = harvest(&address, HarvestOptions { set: Some("y".into()), ..options() }).await;
    assert_eq!(ids(&pages), BTreeSet::from([19]));
    assert_eq!(argument(&server.asked()[before], "set").as_deref(), Some("y"));
}

#[tokio::test]
async fn a_time_is_cut_to_a_day_for_a_repository_that_knows_only_days() {
    let repository = Repository(Arc::new(daily(20)));
    let server = Elsewhere::start(move |_, asked| repository.answer(asked)).await;
    let from = Some("2024-01-19T12:30:00Z".to_owned());
    let (pages, error, _) =
        harvest(&server.at("/oai"), HarvestOptions { protocol: Protocol::Oai, from, ..options() }).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids(&pages), BTreeSet::from([18, 19]));
}

#[tokio::test]
async fn no_records_is_a_page_without_records() {
    let repository = Repository(Arc::new(daily(20)));
    let server = Elsewhere::start(move |_, asked| repository.answer(asked)).await;
    let from = Some("2030-01-01".to_owned());
    let (pages, error, harvest) =
        harvest(&server.at("/oai"), HarvestOptions { protocol: Protocol::Oai, from, ..options() }).await;
    assert!(error.is_none(), "{error:?}");
    assert!(pages.len() == 1 && pages[0].contains("noRecordsMatch"));
    assert_eq!(harvest.next_from(), Some("2025-01-02T03:04:05Z"));
}

#[tokio::test]
async fn a_repository_is_known_by_what_it_answers() {
    let repository = Repository(Arc::new(daily(4)));
    let server = Elsewhere::start(move |_, asked| {
        let verb = argument(asked, "verb");
        match (asked.target.as_str(), verb.as_deref()) {
            ("/people", None) => {
                answer("200 OK", &[("Content-Type", "text/html")], "<h1>Our repository</h1>")
            }
            ("/refuses", None) => answer("422 Unprocessable Content", &[], "{}"),
            (_, Some("Identify")) => xml("<Identify/>"),
            _ => repository.answer(asked),
        }
    })
    .await;
    // Asked without a verb, one says badVerb, one shows a page for people, one refuses.
    for (path, requests) in [("/oai", 3), ("/people", 4), ("/refuses", 4)] {
        let before = server.asked().len();
        let (pages, error, harvest) = harvest(&server.at(path), options()).await;
        assert!(error.is_none() && harvest.is_oai(), "{path}: {error:?}");
        assert_eq!(all_ids(&pages), [0, 1, 2, 3], "{path}");
        assert_eq!(server.asked().len() - before, requests, "{path}");
    }
}

#[tokio::test]
async fn one_record_is_one_page() {
    let record = format!("<GetRecord>{}</GetRecord>", written(&daily(1)[0]));
    let server = Elsewhere::start(move |_, _| xml(&record)).await;
    let address = server.at("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a:0000");
    let (pages, error, _) = harvest(&address, HarvestOptions { protocol: Protocol::Oai, ..options() }).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((all_ids(&pages), server.asked().len()), (vec![0], 1));
}

#[tokio::test]
async fn what_is_no_repository_is_told() {
    let server = Elsewhere::start(|_, asked| match asked.target.contains("/refuses") {
        true => xml(&error("noSetHierarchy", "This repository has no sets")),
        false => answer("200 OK", &[], "<html><body>Hello</body></html>"),
    })
    .await;
    let oai = || HarvestOptions { protocol: Protocol::Oai, ..options() };
    let (_, error, _) = harvest(&server.at("/page"), oai()).await;
    assert!(matches!(error, Some(HarvestError::NotOai { .. })), "{error:?}");
    assert_eq!(server.asked().len(), 1, "it is not asked again");

    let (_, error, _) = harvest(&server.at("/refuses"), oai()).await;
    let told = error.expect("an error").to_string();
    assert!(told.ends_with("refuses: noSetHierarchy: This repository has no sets"), "{told}");

    for from in ["yesterday", "2024-13-01", "2024-05-31T12:00:00+02:00"] {
        let error = Harvest::new(&server.at("/"), HarvestOptions { from: Some(from.into()), ..oai() }).err();
        assert!(matches!(error, Some(HarvestError::Date { .. })), "{from}");
    }
    let other = server.at("/oai?verb=ListRecords&metadataPrefix=marc21");
    assert!(matches!(Harvest::new(&other, options()).err(), Some(HarvestError::Prefix { .. })));
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_given_the_time() {
    let repository = Repository(Arc::new(daily(5)));
    let server = Elsewhere::start(move |before, asked| match before {
        1 => answer("503 Service Unavailable", &[("Retry-After", "1")], ""),
        2 => answer("429 Too Many Requests", &[("Retry-After", "1")], ""),
        _ => repository.answer(asked),
    })
    .await;
    let notes: Arc<Mutex<Vec<HarvestNote>>> = Arc::default();
    let log = notes.clone();
    let tell = Arc::new(move |note: &HarvestNote| log.lock().expect("not poisoned").push(note.clone()));
    let start = Instant::now();
    let (pages, error, _) =
        harvest(&server.at("/oai?verb=ListRecords"), HarvestOptions { tell, ..options() }).await;

    assert!(error.is_none(), "{error:?}");
    assert_eq!(all_ids(&pages), [0, 1, 2, 3, 4]);
    assert!(start.elapsed() >= Duration::from_secs(2));
    let notes = notes.lock().expect("not poisoned");
    assert_eq!(notes.len(), 2);
    let told = notes[0].to_string();
    assert!(told.ends_with("answers 503 Service Unavailable; trying again in 1 second"), "{told}");
}

#[tokio::test]
async fn a_server_that_asks_to_wait_too_long_is_told() {
    let server =
        Elsewhere::start(|_, _| answer("503 Service Unavailable", &[("Retry-After", "86400")], "")).await;
    let (_, error, _) = harvest(&server.at("/oai?verb=ListRecords"), options()).await;
    assert!(matches!(error, Some(HarvestError::Busy { .. })), "{error:?}");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn failures_that_pass_lose_nothing() {
    let repository = Repository(Arc::new(daily(20)));
    let server = Elsewhere::start(move |before, asked| match before {
        0 | 3 => answer("500 Internal Server Error", &[], ""),
        4 => vec![Step::Close],
        6 => answer("502 Bad Gateway", &[], "<html>"),
        // Without a length, only the document tells that it is not whole.
        7 => {
            let whole = document(&repository.list(asked).expect("a list"));
            let half = whole.as_bytes()[..whole.len() * 2 / 3].to_vec();
            vec![Step::Send(head("200 OK", &[])), Step::Send(half), Step::Close]
        }
        9 => answer("200 OK", &[("Content-Type", "text/html")], "<html>Back soon</html>"),
        _ => repository.answer(asked),
    })
    .await;
    let (pages, error, _) = harvest(&server.at("/oai?verb=ListRecords"), options()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(all_ids(&pages), Vec::from_iter(0..20), "no page is asked for from the start");
}

#[tokio::test]
async fn a_failure_that_stays_is_an_error_after_some_tries() {
    let server = Elsewhere::start(|_, asked| match asked.target.starts_with("/gone") {
        true => answer("410 Gone", &[], ""),
        false => answer("500 Internal Server Error", &[], ""),
    })
    .await;
    for (path, status, requests) in [("/oai?verb=ListRecords", 500, 3), ("/gone?verb=ListRecords", 410, 1)] {
        let before = server.asked().len();
        let (_, error, _) = harvest(&server.at(path), options()).await;
        let Some(HarvestError::Status { status: found, .. }) = error else { panic!("{error:?}") };
        assert_eq!((found.as_u16(), server.asked().len() - before), (status, requests), "{path}");
    }
}

/// A repository that forgets, with this answer, each token of a list after so many pages.
async fn forgetful(records: Vec<Kept>, pages: usize, forgotten: fn() -> Vec<Step>) -> Elsewhere {
    let repository = Repository(Arc::new(records));
    let since_start = Mutex::new(0);
    Elsewhere::start(move |_, asked| {
        let mut since_start = since_start.lock().expect("not poisoned");
        if argument(asked, "resumptionToken").is_none() {
            *since_start = 0;
        }
        *since_start += 1;
        if *since_start > pages { forgotten() } else { repository.answer(asked) }
    })
    .await
}

#[tokio::test]
async fn a_dead_token_loses_no_record() {
    let ways: [fn() -> Vec<Step>; 4] = [
        || xml(&error("badResumptionToken", "expired")),
        || answer("410 Gone", &[], ""),
        || answer("400 Bad Request", &[], "no such token"),
        || answer("500 Internal Server Error", &[], "no such token"),
    ];
    for (index, way) in ways.into_iter().enumerate() {
        let server = forgetful(daily(60), 5, way).await;
        let (pages, error, _) = harvest(&server.at("/oai?verb=ListRecords"), options()).await;
        assert!(error.is_none(), "{index}: {error:?}");
        assert_eq!(ids(&pages), everything(60), "{index}");
        let froms: Vec<_> = server.asked().iter().filter_map(|asked| argument(asked, "from")).collect();
        assert_eq!(froms[..2], ["2024-01-15", "2024-02-01"], "{index}: it goes on where it was");
    }
}

#[tokio::test]
async fn a_list_in_no_order_is_read_again_from_its_start() {
    // The newest first, and the largest list that comes without a token dying the second time.
    let mut records = daily(30);
    records.reverse();
    let repository = Repository(Arc::new(records));
    let server = Elsewhere::start(move |before, asked| match before {
        4 => xml(&error("badResumptionToken", "expired")),
        _ => repository.answer(asked),
    })
    .await;
    let (pages, error, _) = harvest(&server.at("/oai?verb=ListRecords"), options()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids(&pages), everything(30));
    assert!(server.asked().iter().all(|asked| argument(asked, "from").is_none()));
}

#[tokio::test]
async fn tokens_that_always_die_are_told() {
    let server = forgetful(daily(30), 1, || xml(&error("badResumptionToken", "expired"))).await;
    let (pages, error, _) = harvest(&server.at("/oai?verb=ListRecords"), options()).await;
    assert!(matches!(error, Some(HarvestError::Tokens { .. })), "{error:?}");
    assert_eq!(ids(&pages), everything(3), "what came is there");
    assert!(server.asked().len() < 20);
}

#[tokio::test]
async fn a_token_that_comes_twice_ends_a_harvest() {
    let server = Elsewhere::start(|before, _| {
        let token = ["a", "b", "a"][before % 3];
        xml(&format!("<ListRecords><resumptionToken>{token}</resumptionToken></ListRecords>"))
    })
    .await;
    let (pages, error, mut harvest) = harvest(&server.at("/oai?verb=ListRecords"), options()).await;
    assert!(matches!(error, Some(HarvestError::Loop { .. })), "{error:?}");
    assert_eq!((pages.len(), server.asked().len()), (2, 3));
    assert!(matches!(harvest.next_page().await, Ok(None)), "it stays at its end");
}

#[tokio::test]
async fn a_list_without_end_is_bounded() {
    let server = Elsewhere::start(|before, _| {
        let token = format!("<resumptionToken>{before}</resumptionToken>");
        xml(&format!("<ListRecords>{}{token}</ListRecords>", "<!-- -->".repeat(10_000)))
    })
    .await;
    let few = HarvestLimits { requests: 10, ..LIMITS };
    let (pages, error, _) =
        harvest(&server.at("/oai?verb=ListRecords"), HarvestOptions { limits: few, ..options() }).await;
    assert!(matches!(error, Some(HarvestError::Requests { most: 10 })), "{error:?}");
    assert_eq!(pages.len(), 10);
    let small = HarvestLimits { bytes: 500_000, ..LIMITS };
    let (pages, error, _) =
        harvest(&server.at("/oai?verb=ListRecords"), HarvestOptions { limits: small, ..options() }).await;
    assert!(matches!(error, Some(HarvestError::Bytes { most: 500_000 })), "{error:?}");
    assert_eq!(pages.len(), 6);
}

#[tokio::test]
async fn a_private_source_needs_to_be_allowed() {
    let server = Elsewhere::start(|_, _| answer("200 OK", &[], "{}")).await;
    let public = HarvestOptions { limits: LIMITS, ..HarvestOptions::default() };
    let (_, error, _) = harvest(&server.at("/feed"), public).await;
    let told = error.expect("refused").to_string();
    assert_eq!(told, "127.0.0.1 may not be connected to: it is this machine itself");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_plain_address_is_one_request() {
    let feed = "<rss><channel/></rss>";
    let server =
        Elsewhere::start(move |_, _| answer("200 OK", &[("Content-Type", "application/rss+xml")], feed))
            .await;
    let (pages, error, harvest) = harvest(&server.at("/feed?a=b"), options()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(pages, [feed]);
    assert_eq!((harvest.is_oai(), harvest.next_from(), harvest.expected()), (false, None, None));
    assert_eq!(server.asked().len(), 1);

    let set = Some("a".to_owned());
    let error =
        Harvest::new(&server.at("/feed"), HarvestOptions { set, protocol: Protocol::Pages, ..options() });
    assert!(matches!(error.err(), Some(HarvestError::Selection { .. })));
}

#[tokio::test]
async fn pages_that_name_each_other_are_followed() {
    let server = Elsewhere::start(|_, asked| match asked.target.as_str() {
        "/start" => answer("301 Moved Permanently", &[("Location", "/feeds/1")], ""),
        page => answer("200 OK", &[], page),
    })
    .await;
    let mut harvest = Harvest::new(&server.at("/start"), options()).expect("an address");
    let mut seen = Vec::new();
    // Relative to where the page was in the end.
    for next in ["2?x=y", "/feeds/3#part", &server.at("/feeds/4"), ""] {
        seen.push(harvest.next_page().await.expect("a page").expect("one more"));
        if !next.is_empty() {
            harvest.follow(next).expect("an address");
        }
    }
    assert!(harvest.next_page().await.expect("the end").is_none());
    assert_eq!(seen, [&b"/feeds/1"[..], b"/feeds/2?x=y", b"/feeds/3", b"/feeds/4"]);
}

#[tokio::test]
async fn a_page_leads_to_no_page_before_it_and_out_of_the_web() {
    let server = Elsewhere::start(|_, _| answer("200 OK", &[], "")).await;
    let mut harvest = Harvest::new(&server.at("/1"), options()).expect("an address");
    harvest.next_page().await.expect("a page");
    for next in ["file:///etc/passwd", "javascript:alert(1)", "http://me:secret@127.0.0.1/", "http://"] {
        let error = harvest.follow(next).expect_err(next);
        assert!(matches!(error, HarvestError::Next { .. }), "{next}: {error}");
    }
    assert!(matches!(harvest.follow("/1#other"), Err(HarvestError::Loop { .. })));
    assert!(harvest.next_page().await.expect("the end").is_none());
}

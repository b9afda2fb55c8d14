//! Generates collection files of any size for the benches.
//!
//! The collections are like real ones in everything that costs time. Words, names, topics and keywords follow
//! Zipf's law. Several scripts are mixed, texts contain escapes, and reports are nearly but not quite sorted,
//! newest first. The files are always valid. The same number of reports and the same seed give the same bytes on
//! every machine, so no floats are rounded.

mod language;
mod pool;

use std::collections::HashSet;
use std::io::{self, Write};

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

use language::Language;
use pool::Pool;

const TOPICS: usize = 1_000;
const AUTHORS: usize = 20_000;
const PUBLISHERS: usize = 2_000;
const PLACES: usize = 3_000;
const KEYWORDS: usize = 10_000;
const WITHDRAWN: usize = 25;

const DAY: i64 = 24 * 60 * 60;
/// 2024-12-31T00:00:00Z, about when the newest report joined.
const NEWEST: i64 = 1_735_603_200;
/// Twenty years earlier, about when the oldest report joined.
const OLDEST: i64 = NEWEST - 20 * 365 * DAY;

type Random = Xoshiro256PlusPlus;

/// Writes a collection of `reports` reports, each one line of about 600 bytes.
///
/// # Errors
/// Writing to `out` fails.
pub(crate) fn write_collection(reports: usize, seed: u64, mut out: impl Write) -> io::Result<()> {
    let mut random = Random::seed_from_u64(seed);
    let stock = Stock::made(&mut random);
    let topics = serde_json::to_string(&stock.topics.items)?;
    write!(
        out,
        r#"{{"id":"generated","authority":"example.org,2023","title":"Generated","language":"en","topics":{topics},"reports":["#
    )?;
    let mut line = Vec::new();
    for at in 0..reports {
        line.clear();
        line.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut line, &stock.report(at, reports, &mut random))?;
        out.write_all(&line)?;
    }
    let withdrawn: Vec<_> = (0..WITHDRAWN).map(|at| stock.withdrawal(at, &mut random)).collect();
    writeln!(out, "\n],\"withdrawn\":{}}}", serde_json::to_string(&withdrawn)?)?;
    out.flush()
}

#[derive(Serialize)]
struct Report<'g> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    guid: Option<String>,
    title: String,
    published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<[File; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<&'g Author>,
    publishers: [&'g Publisher; 1],
    topics: Vec<&'g str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<&'g String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'g String>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doi: Option<String>,
}

#[derive(Serialize)]
struct File {
    url: String,
    r#type: &'static str,
    bytes: u32,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    orcid: Option<String>,
}

#[derive(Serialize)]
struct Publisher {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The address of its reports and files.
    #[serde(skip)]
    site: String,
}

#[derive(Serialize)]
struct Topic {
    id: String,
    title: String,
}

#[derive(Serialize)]
struct Withdrawal {
    id: String,
    when: String,
    reason: &'static str,
}

/// The material from which reports are made.
struct Stock {
    languages: Pool<Language>,
    topics: Pool<Topic>,
    authors: Pool<Author>,
    publishers: Pool<Publisher>,
    places: Pool<String>,
    keywords: Pool<String>,
    kinds: Pool<&'static str>,
    /// Media types, each with a file extension.
    media_types: Pool<(&'static str, &'static str)>,
}

impl Stock {
    fn made(random: &mut Random) -> Stock {
        let languages = language::all(random);
        let english = &languages.items[0];
        let mut slugs = HashSet::new();
        let mut slug = |random: &mut Random| {
            loop {
                let slug = format!("{}-{}", english.word(random), english.word(random));
                if slugs.insert(slug.clone()) {
                    return slug;
                }
            }
        };
        let topics = (0..TOPICS).map(|_| Topic { id: slug(random), title: english.name(2, random) });
        let topics = Pool::zipf(topics.collect());
        let publishers = (0..PUBLISHERS).map(|_| {
            let site = format!("https://{}.example", slug(random));
            Publisher {
                name: format!("{} Institute", languages.pick(random).name(2, random)),
                url: random.random_ratio(1, 2).then(|| site.clone()),
                site,
            }
        });
        let publishers = Pool::zipf(publishers.collect());
        let authors = (0..AUTHORS).map(|_| Author {
            name: languages.pick(random).name(2, random),
            orcid: random.random_ratio(1, 4).then(|| orcid(random.random_range(0..1_000_000_000))),
        });
        let authors = Pool::zipf(authors.collect());
        let places = (0..PLACES).map(|_| languages.pick(random).name(1, random)).collect();
        let keywords = (0..KEYWORDS).map(|_| languages.pick(random).word(random).to_owned()).collect();
        Stock {
            topics,
            authors,
            publishers,
            places: Pool::zipf(places),
            keywords: Pool::zipf(keywords),
            kinds: Pool::zipf(vec!["report", "brief", "evaluation", "case-study", "white-paper", "dataset"]),
            media_types: Pool::zipf(vec![("application/pdf", "pdf"), ("text/html", "html")]),
            languages,
        }
    }

    fn report(&self, at: usize, of: usize, random: &mut Random) -> Report<'_> {
        let language = self.languages.pick(random);
        let id = self.id(at, random);
        let publisher = self.publishers.pick(random);
        let dates = Dates::of(at, of, random);
        let (author_count, topic_count, place_count, keyword_count) = (
            random.random_range(0..=2),
            random.random_range(1..=3),
            random.random_range(0..=2),
            random.random_range(0..=4),
        );
        Report {
            guid: random.random_ratio(1, 100).then(|| format!("{}/?p={at}", publisher.site)),
            title: language.title(random.random_range(20..80), random),
            published: dates.published,
            added: dates.added,
            updated: dates.updated,
            summary: random
                .random_ratio(19, 20)
                .then(|| language.paragraphs(random.random_range(20..180), random)),
            url: format!("{}/reports/{id}", publisher.site),
            files: random.random_ratio(1, 2).then(|| [self.file(&publisher.site, &id, random)]),
            authors: self.authors.several(author_count, random),
            publishers: [publisher],
            topics: self.topics.several(topic_count, random).into_iter().map(|topic| &*topic.id).collect(),
            places: self.places.several(place_count, random),
            keywords: self.keywords.several(keyword_count, random),
            kind: self.kinds.pick(random),
            language: (language.tag != "en").then_some(language.tag),
            doi: random.random_ratio(1, 8).then(|| format!("10.{}/{id}", random.random_range(1_000..60_000))),
            id,
        }
    }

    /// A few words and a number that no other report has.
    fn id(&self, number: usize, random: &mut Random) -> String {
        let english = &self.languages.items[0];
        let mut id = String::new();
        for _ in 0..random.random_range(1..=3) {
            id.push_str(english.word(random));
            id.push('-');
        }
        id + &number.to_string()
    }

    fn file(&self, site: &str, id: &str, random: &mut Random) -> File {
        let (media_type, ending) = *self.media_types.pick(random);
        File {
            url: format!("{site}/files/{id}.{ending}"),
            r#type: media_type,
            bytes: random.random_range(20_000..8_000_000),
        }
    }

    fn withdrawal(&self, at: usize, random: &mut Random) -> Withdrawal {
        Withdrawal {
            id: format!("withdrawn-{at}"),
            when: time(random.random_range(OLDEST..NEWEST)),
            reason: "The publisher took it back.",
        }
    }
}

/// A report's dates, as the file contains them.
struct Dates {
    published: String,
    added: Option<String>,
    updated: Option<String>,
}

impl Dates {
    /// Most reports are sorted, newest first, to within about two months. Some are anywhere.
    fn of(at: usize, of: usize, random: &mut Random) -> Dates {
        let in_order = NEWEST - (NEWEST - OLDEST) / of as i64 * at as i64;
        let joined = match random.random_ratio(1, 20) {
            true => random.random_range(OLDEST..NEWEST),
            false => in_order - random.random_range(0..60 * DAY),
        };
        let out_for = match random.random_range(0..4) {
            0 => 0,
            1 | 2 => random.random_range(0..90 * DAY),
            _ => random.random_range(0..10 * 365 * DAY),
        };
        let published = day(joined - out_for);
        let published = match random.random_range(0..10) {
            0 => published.strftime("%Y").to_string(),
            1 => published.strftime("%Y-%m").to_string(),
            2 => time(joined - out_for),
            _ => published.to_string(),
        };
        let added = match random.random_ratio(1, 2) {
            true => day(joined).to_string(),
            false => time(joined),
        };
        let updated = random.random_ratio(1, 12).then(|| time(joined + random.random_range(DAY..400 * DAY)));
        Dates { published, added: (out_for > 0).then_some(added), updated }
    }
}

fn time(unix: i64) -> String {
    at(unix).to_string()
}

fn day(unix: i64) -> civil::Date {
    at(unix).to_zoned(TimeZone::UTC).date()
}

fn at(unix: i64) -> Timestamp {
    Timestamp::from_second(unix).expect("between the years 1990 and 2030")
}

/// An ORCID with its check digit (ISO 7064 MOD 11-2).
fn orcid(number: u64) -> String {
    let digits = format!("0000000{number:09}");
    let digits = &digits[digits.len() - 15..];
    let total = digits.bytes().fold(0, |total, digit| (total + u32::from(digit - b'0')) * 2);
    let check = match (12 - total % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    format!("{}-{}-{}-{}{check}", &digits[..4], &digits[4..8], &digits[8..12], &digits[12..])
}

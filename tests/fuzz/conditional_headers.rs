//! Conditions and preferences of a request, over a socket of the real gateway: whatever bytes they are, the
//! answer is a reply that a simple reading of the same bytes agrees with.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::Duration;

use bolero::{TypeGenerator, check};
use feedgate::config::Config;
use tokio::runtime;

use super::TEST_TIME;
use super::pool::{Input, Pool, Recipe};
use super::support::{TestClock, TestGateway};

const TARGETS: [&str; 5] = ["/feed.atom", "/feed", "/feed.json", "/", "/feeds.opml"];
/// Longer values would only make the same refusal of more bytes.
const MOST_BYTES_OF_A_VALUE: usize = 6 * 1024;
/// Longer than any reply takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

#[rustfmt::skip]
const WORDS: [&str; 52] = [
    "*", ",", ";", "\"", "\"\"", "W/", "w/", "\\", "\"\\\"", " ", "\t", ", ", "\0", "\x7f", "é", "q=0", "q=1", ";q=0.5",
    ";q=0.0001", ";q=-1", ";q=nan", ";q=1e9", "gzip", "x-gzip", "GZIP", "br", "zstd", "deflate", "identity",
    "identity;q=0", "*;q=0", "application/atom+xml", "application/rss+xml", "application/feed+json", "text/html",
    "application/*", "*/*", "text/", "/", "a/b;c=\"d,e\"", "Thu", "Thursday, ", "01 Jan 1970 00:00:00 GMT",
    "31 Feb 2024", "99999999999999999999", "-1", "GMT", "+0100", "2024", "24", "Jun", "23:59:60",
];

/// A request: one of the targets, and fields that may repeat.
#[derive(Clone, Debug, TypeGenerator)]
struct Wanted {
    target: u8,
    /// 0 to leave in what cannot be in a field; it is always refused, so most requests have none.
    #[generator(0u8..16)]
    clean: u8,
    #[generator(Vec::produce().with().len(0usize..5))]
    fields: Vec<(Field, Recipe)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, TypeGenerator)]
enum Field {
    IfNoneMatch,
    IfModifiedSince,
    IfMatch,
    AcceptEncoding,
    Accept,
}

impl Field {
    const ALL: [Field; 5] =
        [Field::IfNoneMatch, Field::IfModifiedSince, Field::IfMatch, Field::AcceptEncoding, Field::Accept];

    fn name(self) -> &'static str {
        match self {
            Field::IfNoneMatch => "If-None-Match",
            Field::IfModifiedSince => "If-Modified-Since",
            Field::IfMatch => "If-Match",
            Field::AcceptEncoding => "Accept-Encoding",
            Field::Accept => "Accept",
        }
    }
}

#[test]
fn any_conditions_and_preferences_get_the_reply_that_they_mean() {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    static CLOCK: TestClock = TestClock::new();
    let gateway = runtime.block_on(TestGateway::with("every_field.json", |_| {}, || CLOCK.now()));
    // Until the next second nothing is dated.
    CLOCK.advance(1);
    let wire = Wire { address: gateway.base.replace("http://", ""), open: Mutex::new(None) };
    let known = known(&wire);
    let pools = TARGETS.map(|target| pools(target, &known));
    let judge = &known;
    check!()
        .with_test_time(TEST_TIME)
        .with_type::<Wanted>()
        .map(move |wanted| Asked::of(&wanted, &pools))
        .for_each(|asked| asked.assert_answered_rightly(wire.exchange(&asked.request()), judge));
    assert!(self::known(&wire) == known, "the gateway serves something else than it did");
}

/// What a target is, by the entity tag of what was sent.
type Known = HashMap<(&'static str, Vec<u8>), Sent>;

#[derive(Debug, PartialEq)]
struct Sent {
    body: Vec<u8>,
    /// Seconds since 1970.
    last_modified: Option<i64>,
    last_modified_text: Vec<u8>,
}

/// Everything that the targets send, in each coding and type.
fn known(wire: &Wire) -> Known {
    let types = ["application/atom+xml", "application/rss+xml", "application/feed+json", "text/html"];
    let mut known = Known::new();
    for target in TARGETS {
        for (coding, media_type) in
            ["identity", "gzip", "br", "zstd"].iter().flat_map(|coding| types.map(|kind| (coding, kind)))
        {
            let fields = [(Field::AcceptEncoding, *coding), (Field::Accept, media_type)];
            let fields = fields.map(|(field, value)| (field, Input(value.as_bytes().to_vec()))).into();
            let reply = wire.exchange(&Asked { target, fields }.request()).expect("a reply");
            assert_eq!(reply.status, 200, "{reply:?}");
            let etag = reply.field("etag").expect("a tag").to_vec();
            let last_modified_text = reply.field("last-modified").unwrap_or_default().to_vec();
            let last_modified = seconds(&last_modified_text);
            known.insert((target, etag), Sent { body: reply.body, last_modified, last_modified_text });
        }
    }
    assert!(known.len() > 4 * TARGETS.len(), "{:?}", known.keys());
    known
}

/// Good values of each field for a target, in the order of [`Field::ALL`].
fn pools(target: &str, known: &Known) -> [Pool; 5] {
    let texts =
        |texts: &[&str]| -> Vec<Vec<u8>> { texts.iter().map(|text| text.as_bytes().to_vec()).collect() };
    let of_target = || known.iter().filter(|((known, _), _)| *known == target);
    let mut tags: Vec<Vec<u8>> = of_target().map(|((_, tag), _)| tag.clone()).collect();
    // In the same order in every run, so that a seed means the same request.
    tags.sort();
    tags.extend(tags.clone().iter().map(|tag| [b"W/", &tag[..]].concat()));
    tags.extend([tags[..tags.len().min(3)].join(&b", "[..]), b"*".to_vec(), b"\"other\"".to_vec()]);
    let mut dates: Vec<Vec<u8>> = of_target().map(|(_, sent)| sent.last_modified_text.clone()).collect();
    dates.retain(|date| !date.is_empty());
    dates.sort();
    dates.extend(texts(&[
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thursday, 02-May-24 10:00:00 GMT",
        "Thu May  2 10:00:00 2024",
    ]));
    let codings = texts(&[
        "gzip, deflate, br, zstd",
        "gzip;q=1.0, identity; q=0.5, *;q=0",
        "identity;q=0",
        "br;q=0.2 , zstd; q=0.9",
        "*",
        "",
    ]);
    let types = texts(&[
        "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "application/feed+json;version=1.1",
        "application/atom+xml;q=0",
        "image/png",
        "*/*",
    ]);
    [tags.clone(), dates, tags, codings, types].map(|seeds| Pool { seeds, words: texts(&WORDS) })
}

/// A request as it is sent.
#[derive(Debug)]
struct Asked {
    target: &'static str,
    fields: Vec<(Field, Input)>,
}

impl Asked {
    fn of(wanted: &Wanted, pools: &[[Pool; 5]; TARGETS.len()]) -> Asked {
        let target = usize::from(wanted.target) % TARGETS.len();
        let value = |(field, recipe): &(Field, Recipe)| {
            let at = Field::ALL.iter().position(|known| known == field).expect("one of all");
            let mut value = pools[target][at].input(recipe);
            value.0.truncate(MOST_BYTES_OF_A_VALUE);
            // The ends of lines would make other fields of it.
            value.0.retain(|byte| !matches!(byte, b'\r' | b'\n') && (wanted.clean == 0 || !is_control(byte)));
            (*field, value)
        };
        Asked { target: TARGETS[target], fields: wanted.fields.iter().map(value).collect() }
    }

    fn request(&self) -> Vec<u8> {
        let mut request = format!("GET {} HTTP/1.1\r\nHost: a.example\r\n", self.target).into_bytes();
        for (field, value) in &self.fields {
            request.extend([field.name().as_bytes(), b": ", &value.0, b"\r\n"].concat());
        }
        request.extend(b"\r\n");
        request
    }

    fn values(&self, wanted: Field) -> Vec<&[u8]> {
        let of_it = self.fields.iter().filter(|(field, _)| *field == wanted);
        of_it.map(|(_, value)| value.0.trim_ascii()).collect()
    }

    fn assert_answered_rightly(&self, reply: io::Result<Reply>, known: &Known) {
        let is_no_field = self.fields.iter().any(|(_, value)| value.0.iter().any(is_control));
        let reply = match reply {
            Ok(reply) => reply,
            // The gateway may close while the rest of what it refuses is still under way.
            Err(_) if is_no_field => return,
            Err(error) => panic!("no reply: {error}"),
        };
        assert_eq!(reply.status == 400, is_no_field, "{reply:?}");
        match reply.status {
            400 => {}
            431 => {
                let bytes = self.request().len();
                assert!(bytes > Config::default().limits.header_bytes, "{bytes} bytes: {reply:?}");
            }
            406 => {
                let coding = self.values(Field::AcceptEncoding).iter().any(|line| names(line, "q"));
                let of_types = self.target == "/feed" && !self.values(Field::Accept).is_empty();
                assert!(coding || of_types, "{reply:?}");
            }
            412 => {
                let lines = self.values(Field::IfMatch);
                assert!(!lines.is_empty() && lines != [b"*"], "{reply:?}");
            }
            304 => {
                assert!(self.holds(&reply, known), "{reply:?}");
                assert!(reply.body.is_empty(), "{reply:?}");
            }
            200 => self.assert_is_what_was_wanted(&reply, known),
            _ => panic!("{reply:?}"),
        }
    }

    /// Whether the client has said that it has what the reply is about.
    fn holds(&self, reply: &Reply, known: &Known) -> bool {
        let tag = reply.field("etag").expect("a 304 has the tag that a 200 had");
        let sent = known.get(&(self.target, tag.to_vec())).expect("a tag of this target");
        let tags = self.values(Field::IfNoneMatch);
        if !tags.is_empty() {
            let together = tags.join(&b", "[..]);
            let opaque = &tag[1..tag.len() - 1];
            return tags.iter().chain([&&together[..]]).any(|line| *line == b"*" || quotes(line, opaque));
        }
        match self.values(Field::IfModifiedSince).as_slice() {
            [date] => seconds(date) >= sent.last_modified && sent.last_modified.is_some(),
            _ => false,
        }
    }

    fn assert_is_what_was_wanted(&self, reply: &Reply, known: &Known) {
        let tag = reply.field("etag").expect("a tag");
        let sent = known.get(&(self.target, tag.to_vec())).expect("a tag of this target");
        assert!(reply.body == sent.body, "{reply:?}");
        if let Some(coding) = reply.field("content-encoding") {
            let coding = String::from_utf8_lossy(coding);
            let lines = self.values(Field::AcceptEncoding);
            assert!(lines.iter().any(|line| names(line, &coding) || names(line, "*")), "{reply:?}");
        }
        assert_ne!(self.values(Field::IfNoneMatch), [tag], "{reply:?}");
        assert_ne!(self.values(Field::IfNoneMatch), [b"*"], "{reply:?}");
    }
}

/// What no field can hold (RFC 9110 §5.5).
fn is_control(byte: &u8) -> bool {
    byte.is_ascii_control() && *byte != b'\t'
}

/// Whether a word stands in a line, in letters of any case.
fn names(line: &[u8], word: &str) -> bool {
    line.to_ascii_lowercase().windows(word.len()).any(|part| part == word.as_bytes())
}

/// Whether a tag stands in a list of tags: within quotes there is none.
fn quotes(line: &[u8], opaque: &[u8]) -> bool {
    line.split(|byte| *byte == b'"').skip(1).step_by(2).any(|quoted| quoted == opaque)
}

/// A date in any of the three forms (RFC 9110 §5.6.7), by its words alone.
fn seconds(date: &[u8]) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = std::str::from_utf8(date).ok()?;
    let words: Vec<&str> =
        date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (day, month, year, time) = match words[..] {
        [_, day, month, year, hour, minute, second, "GMT"] => (day, month, year, [hour, minute, second]),
        [_, month, day, hour, minute, second, year] => (day, month, year, [hour, minute, second]),
        _ => return None,
    };
    let month = MONTHS.iter().position(|known| *known == month)? as i8 + 1;
    let year: i16 = match year.parse().ok()? {
        year @ 0..70 if words[3].len() == 2 => 2000 + year,
        year @ 70..100 if words[3].len() == 2 => 1900 + year,
        year => year,
    };
    let [hour, minute, second] = time.map(|number| number.parse::<i64>().ok());
    let first = jiff::civil::Date::new(year, month, 1).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    let days = day.parse::<i64>().ok()? - 1;
    Some(first.timestamp().as_second() + ((days * 24 + hour?) * 60 + minute?) * 60 + second?)
}

/// A connection that is kept as long as the gateway keeps it.
struct Wire {
    address: String,
    open: Mutex<Option<BufReader<TcpStream>>>,
}

impl Wire {
    /// Sends a request and reads its reply. On a connection that has been used before a request is tried
    /// once more on a new one, because the gateway may have closed the old one meanwhile.
    fn exchange(&self, request: &[u8]) -> io::Result<Reply> {
        let mut open = self.open.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let used = open.take().and_then(|mut stream| Some((Reply::ask(&mut stream, request).ok()?, stream)));
        let (reply, stream) = match used {
            Some(done) => done,
            None => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                let mut stream = BufReader::new(stream);
                (Reply::ask(&mut stream, request)?, stream)
            }
        };
        *open = reply.field("connection").is_none().then_some(stream);
        Ok(reply)
    }
}

#[derive(Debug)]
struct Reply {
    status: u16,
    fields: Vec<(String, Input)>,
    body: Vec<u8>,
}

impl Reply {
    fn ask(stream: &mut BufReader<TcpStream>, request: &[u8]) -> io::Result<Reply> {
        // What is refused early may be closed before it has been sent, and answered all the same.
        let _ = stream.get_mut().write_all(request);
        let invalid = |line: &[u8]| io::Error::new(ErrorKind::InvalidData, line.escape_ascii().to_string());
        let first = line(stream)?;
        let status =
            first.strip_prefix(b"HTTP/1.1 ").and_then(|rest| std::str::from_utf8(rest.get(..3)?).ok());
        let status = status.and_then(|status| status.parse().ok()).ok_or_else(|| invalid(&first))?;
        let mut reply = Reply { status, fields: Vec::new(), body: Vec::new() };
        loop {
            let line = line(stream)?;
            if line.is_empty() {
                break;
            }
            let colon = line.iter().position(|byte| *byte == b':').ok_or_else(|| invalid(&line))?;
            let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
            reply.fields.push((name, Input(line[colon + 1..].trim_ascii().to_vec())));
        }
        let length = reply.field("content-length").filter(|_| status != 304);
        let length = length.and_then(|length| std::str::from_utf8(length).ok()?.parse().ok());
        reply.body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut reply.body)?;
        Ok(reply)
    }

    fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| &value.0[..])
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line)?;
    match line.strip_suffix(b"\r\n") {
        Some(line) => Ok(line.to_vec()),
        None => Err(io::Error::new(ErrorKind::UnexpectedEof, line.escape_ascii().to_string())),
    }
}

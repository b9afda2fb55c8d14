//! The time and the memory that importing many records takes, by format.
//!
//! `cargo bench --bench import -- 100000`, or `FEEDGATE_BENCH_REPORTS=100000`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, ensure};
use feedgate::collection::Instant;
use feedgate::edit::{FileForEdit, draft_with};
use feedgate::gateway;
use feedgate::import::{Merge, MergeOptions, Outcome, Similar, merge_document};
use mimalloc::MiMalloc;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use stages::{MEGABYTE, Stage, made_collection, megabytes, timed};

mod generator;
#[allow(dead_code, unused_imports, reason = "other benches use the rest of it")]
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 3;
/// Seconds that an import may take, for 100,000 records.
const TIME_ASKED: f64 = 10.0;
/// The memory that it may take, as a multiple of the file that results.
const MEMORY_ASKED: f64 = 2.0;

const STAGES: [(&str, Stage); 11] = [
    ("ris", |path| import("ris", path)),
    ("bib", |path| import("bib", path)),
    ("csl", |path| import("csl", path)),
    ("csv", |path| import("csv", path)),
    ("xlsx", |path| import("xlsx", path)),
    ("rss", |path| import("rss", path)),
    ("atom", |path| import("atom", path)),
    ("jsonfeed", |path| import("jsonfeed", path)),
    ("wxr", |path| import("wxr", path)),
    ("oai", |path| import("oai", path)),
    ("collection", |path| import("collection", path)),
];

fn main() -> anyhow::Result<()> {
    if std::env::args().len() == 1 && std::env::var_os("FEEDGATE_BENCH_REPORTS").is_none() {
        return compare(100_000);
    }
    match stages::asked(&STAGES)? {
        Some(reports) => compare(reports),
        None => Ok(()),
    }
}

// — the stages —

/// As `feedgate import --write` does it, and then once more.
fn import(format: &str, path: &Path) -> anyhow::Result<()> {
    let (source, target) = (path.with_extension(format), path.with_extension("imported.json"));
    fs::write(&target, empty(path)?)?;
    let first = timed(format, || once(&source, &target))?;
    println!("{format}, peak MB\t{}", megabytes("VmHWM")?);
    let size = fs::metadata(&target)?.len() as f64 / MEGABYTE;
    println!("{format}, file MB\t{size}");
    ensure!(first.broken.is_empty(), "broken: {:?}", first.broken.first());
    println!("{format}, new\t{}", first.new.len());
    let again = timed(&format!("{format} again"), || once(&source, &target))?;
    ensure!(again.new.is_empty() && again.changed.is_empty(), "the second import changes something");
    Ok(fs::remove_file(target)?)
}

fn once(source: &Path, target: &Path) -> anyhow::Result<Outcome> {
    let bytes = fs::read(source)?;
    let file = FileForEdit::open(target, u64::MAX)?;
    let now: Instant = gateway::now();
    let options = MergeOptions { now, site: None, topics: &[], similar: Similar::Add, subjects: "" };
    let mut merge = Merge::new(file.text(), &options)?;
    merge.set_source("bench");
    merge_document(&bytes, None, &[], &Arc::from("bench"), &mut merge, &mut || {})?;
    drop(bytes);
    let (new, updates, outcome) = merge.finish();
    let draft = draft_with(file.text(), new, &updates)?;
    if !draft.is_empty() {
        let new = draft.finish();
        drop(draft);
        file.write(&new)?;
    }
    Ok(outcome)
}

// — the sources —

/// The collection without its reports.
fn empty(path: &Path) -> anyhow::Result<String> {
    let mut head = String::new();
    BufReader::new(File::open(path)?).read_line(&mut head)?;
    Ok(format!("{head}\n]}}"))
}

/// Writes the collection in each format.
fn write_sources(path: &Path) -> anyhow::Result<()> {
    let out = |format: &str| anyhow::Ok(BufWriter::new(File::create(path.with_extension(format))?));
    let (mut ris, mut bib, mut csl) = (out("ris")?, out("bib")?, out("csl")?);
    let (mut csv, mut rss, mut atom) = (csv::Writer::from_writer(out("csv")?), out("rss")?, out("atom")?);
    let (mut feed, mut wxr, mut oai, mut sheet) = (out("jsonfeed")?, out("wxr")?, out("oai")?, Vec::new());
    fs::copy(path, path.with_extension("collection"))?;
    let titles = topic_titles(path)?;
    csv.write_record(["Title", "Authors", "Date", "Abstract", "URL", "Keywords", "Id"])?;
    write!(rss, "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>")?;
    write!(atom, "<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
    write!(feed, "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[")?;
    write!(csl, "[")?;
    write!(
        wxr,
        "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
    )?;
    write!(oai, "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><ListRecords>")?;
    write!(
        sheet,
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
    )?;
    row(&mut sheet, &["Title", "Authors", "Date", "Abstract", "URL"])?;
    for (nth, line) in BufReader::new(File::open(path)?).lines().skip(1).enumerate() {
        let line = line?;
        let Ok(report) = serde_json::from_str::<Value>(line.trim_end_matches(',')) else { continue };
        let text = |name: &str| report[name].as_str().unwrap_or_default().to_owned();
        let names = |name: &str, field: &str| -> Vec<String> {
            let items = report[name].as_array().cloned().unwrap_or_default();
            items
                .iter()
                .filter_map(|item| item.get(field).unwrap_or(item).as_str().map(str::to_owned))
                .collect()
        };
        let (id, title, date) = (text("id"), text("title"), text("published"));
        let summary = if report["abstract"].is_string() { text("abstract") } else { text("abstract_html") };
        let url = format!("https://reports.example/{id}");
        let authors = names("authors", "name");
        let topics = names("topics", "");
        let mut subjects: Vec<String> =
            topics.iter().map(|id| titles[id].as_str().unwrap_or_default().to_owned()).collect();
        subjects.extend(names("keywords", ""));
        let one = summary.split_whitespace().collect::<Vec<_>>().join(" ");
        let escaped = |text: &str| quick_xml::escape::escape(text).into_owned();
        let tags = |name: &str, values: &[String]| -> String {
            values.iter().map(|value| format!("<{name}>{}</{name}>", escaped(value))).collect()
        };
        write!(ris, "TY  - RPRT\r\nID  - {id}\r\nTI  - {title}\r\n")?;
        authors.iter().try_for_each(|author| write!(ris, "AU  - {author}\r\n"))?;
        subjects.iter().try_for_each(|subject| write!(ris, "KW  - {subject}\r\n"))?;
        write!(ris, "DA  - {date}\r\nUR  - {url}\r\nAB  - {one}\r\nER  - \r\n")?;
        let tex = |text: &str| {
            text.replace(['\\', '{', '}', '%', '$', '~', '"'], "").replace(['&', '#', '_', '^'], "-")
        };
        let people: Vec<String> = authors.iter().map(|author| format!("{{{}}}", tex(author))).collect();
        writeln!(
            bib,
            "@report{{{id},\n  title = {{{}}},\n  author = {{{}}},\n  date = {{{date}}},\n  url = {{{url}}},\n  keywords = {{{}}},\n  abstract = {{{}}}\n}}\n",
            tex(&title),
            people.join(" and "),
            tex(&subjects.join(", ")),
            tex(&one)
        )?;
        let comma = if nth == 0 { "" } else { "," };
        let parts: Vec<i64> = date.split(['-', 'T']).take(3).filter_map(|part| part.parse().ok()).collect();
        let literal: Vec<Value> = authors.iter().map(|name| json!({ "literal": name })).collect();
        write!(
            csl,
            "{comma}\n{}",
            json!({
                "id": id, "type": "report", "title": title, "author": literal, "URL": url, "abstract": summary,
                "issued": {"date-parts": [parts]}, "keyword": subjects.join(","),
            })
        )?;
        csv.write_record([&title, &authors.join("; "), &date, &summary, &url, &subjects.join("; "), &id])?;
        row(&mut sheet, &[&title, &authors.join("; "), &date, &summary, &url])?;
        writeln!(
            rss,
            "<item><title>{}</title><link>{url}</link><guid isPermaLink=\"false\">urn:bench:{nth}</guid><pubDate>{date}</pubDate>{}{}<description>{}</description></item>",
            escaped(&title),
            tags("dc:creator", &authors),
            tags("category", &subjects),
            escaped(&summary)
        )?;
        let people: Vec<String> =
            authors.iter().map(|name| format!("<author><name>{}</name></author>", escaped(name))).collect();
        let terms: Vec<String> =
            subjects.iter().map(|subject| format!("<category term=\"{}\"/>", escaped(subject))).collect();
        writeln!(
            atom,
            "<entry><id>urn:bench:{nth}</id><title>{}</title><link href=\"{url}\"/><published>{date}</published>{}{}<content type=\"html\">{}</content></entry>",
            escaped(&title),
            people.concat(),
            terms.concat(),
            escaped(&summary)
        )?;
        let people: Vec<Value> = authors.iter().map(|name| json!({ "name": name })).collect();
        write!(
            feed,
            "{comma}\n{}",
            json!({
                "id": format!("urn:bench:{nth}"), "url": url, "title": title, "content_html": summary, "date_published": date,
                "authors": people, "tags": subjects,
            })
        )?;
        writeln!(
            wxr,
            "<item><title>{}</title><link>{url}</link><guid isPermaLink=\"false\">https://reports.example/?p={nth}</guid><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><wp:post_date_gmt>{} 10:00:00</wp:post_date_gmt><content:encoded>{}</content:encoded></item>",
            escaped(&title),
            &format!("{date}-01-01")[..10],
            escaped(&summary)
        )?;
        writeln!(
            oai,
            "<record><header><identifier>oai:bench:{nth}</identifier></header><metadata><oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:date>{date}</dc:date><dc:identifier>{url}</dc:identifier>{}{}<dc:description>{}</dc:description></oai_dc:dc></metadata></record>",
            escaped(&title),
            tags("dc:creator", &authors),
            tags("dc:subject", &subjects),
            escaped(&one)
        )?;
    }
    write!(rss, "</channel></rss>")?;
    write!(atom, "</feed>")?;
    write!(feed, "]}}")?;
    write!(csl, "]")?;
    write!(wxr, "</channel></rss>")?;
    write!(oai, "</ListRecords></OAI-PMH>")?;
    write!(sheet, "</sheetData></worksheet>")?;
    for mut out in [ris, bib, csl, rss, atom, feed, wxr, oai] {
        out.flush()?;
    }
    csv.flush()?;
    fs::write(path.with_extension("xlsx"), workbook(&sheet)?)?;
    Ok(())
}

fn topic_titles(path: &Path) -> anyhow::Result<Value> {
    let head: Value = serde_json::from_str(&empty(path)?)?;
    let topics = head["topics"].as_array().context("topics")?;
    Ok(topics
        .iter()
        .map(|topic| (topic["id"].as_str().unwrap_or_default().to_owned(), topic["title"].clone()))
        .collect())
}

fn row(sheet: &mut Vec<u8>, cells: &[&str]) -> anyhow::Result<()> {
    write!(sheet, "<row>")?;
    for cell in cells {
        write!(sheet, "<c t=\"inlineStr\"><is><t>{}</t></is></c>", quick_xml::escape::escape(*cell))?;
    }
    Ok(write!(sheet, "</row>")?)
}

/// A workbook with one sheet, as small as one can be.
fn workbook(sheet: &[u8]) -> anyhow::Result<Vec<u8>> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relationships = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("_rels/.rels", relationships("officeDocument", "xl/workbook.xml").into_bytes()),
        ("xl/_rels/workbook.xml.rels", relationships("worksheet", "worksheets/sheet1.xml").into_bytes()),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            )
            .into_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_vec()),
    ] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(&content)?;
    }
    Ok(zip.finish()?.into_inner())
}

// — the comparison —

fn compare(reports: usize) -> anyhow::Result<()> {
    let path: PathBuf = made_collection(reports)?;
    write_sources(&path)?;
    let figures = stages::run_all(&STAGES, RUNS, &path)?;
    println!("{reports} records, {} cores, {RUNS} runs of each stage\n", thread::available_parallelism()?);
    stages::print(&figures);
    let scale = 100_000.0 / reports as f64;
    for (name, _) in STAGES {
        let time = &figures[&format!("{name} ms")];
        stages::ratio(&format!("{name}: seconds for 100,000"), |of| of(time) / 1e3 * scale, Some(TIME_ASKED));
        let (peak, file) = (&figures[&format!("{name}, peak MB")], &figures[&format!("{name}, file MB")]);
        stages::ratio(&format!("{name}: peak memory / file"), |of| of(peak) / of(file), Some(MEMORY_ASKED));
        fs::remove_file(path.with_extension(name))?;
    }
    Ok(())
}

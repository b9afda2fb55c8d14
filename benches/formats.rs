//! Times how long rendering a feed of 50 entries, compressing a feed of 100 KB and drawing a preview image take, each
//! next to its target.
//!
//! `cargo bench --bench formats`

mod generator;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use feedgate::address::{Format, PreviewSize, Site};
use feedgate::feed;
use feedgate::render::{preview_image, shown::Shown};
use feedgate::representation::Coding;
use feedgate::snapshot::Snapshot;
use feedgate::{collection, gateway, render};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The entries in a live document; the collection is made with the same number of reports.
const ENTRIES: usize = 50;

fn main() {
    let snapshot = made(ENTRIES);
    let site = Site::new("https://reports.example.org/".parse().expect("a URL"));
    let options = render::Options {
        site,
        refresh: render::Refresh { ttl_minutes: 60, card_cache_age_secs: 86_400 },
        push: Default::default(),
        takes_suggestions: false,
        preview: Default::default(),
    };
    let feed = feed::live(&snapshot, None, gateway::now(), &feed::Options::default());
    assert_eq!(feed.entries.len(), ENTRIES);

    println!("Rendering a feed of {ENTRIES} entries:");
    for (format, figure) in [(Format::Atom, 150), (Format::Rss, 150), (Format::JsonFeed, 100)] {
        let figure = Duration::from_micros(figure);
        report(
            &format.to_string(),
            figure,
            median(|| drop(black_box(render::feed(&feed, format, &options)))),
        );
    }
    println!("Coding a feed of 100 KB:");
    let document = hundred_kilobytes(&options);
    for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd] {
        let coded = coding.encode(&document).len();
        let name = format!(
            "{coding} ({:.1} % of {} bytes)",
            100.0 * coded as f64 / document.len() as f64,
            document.len()
        );
        report(&name, Duration::from_millis(50), median(|| drop(black_box(coding.encode(&document)))));
    }

    println!("Drawing a preview image:");
    let report_shown = Shown::Report(&snapshot.collection().reports[0]);
    for size in PreviewSize::ALL {
        let draw = || preview_image::render(&snapshot, report_shown, size, &options).expect("a card");
        let name = format!("{} pixels wide ({} bytes)", size.name(), draw().body.len());
        report(&name, Duration::from_millis(20), median(|| drop(black_box(draw()))));
    }

    let mut criterion = Criterion::default().configure_from_args();
    for format in Format::ALL {
        criterion.bench_function(&format!("render {format}"), |b| {
            b.iter(|| render::feed(&feed, format, &options))
        });
    }
    for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd] {
        criterion.bench_function(&format!("code {coding}"), |b| b.iter(|| coding.encode(&document)));
    }
    criterion.final_summary();
}

/// A feed of 100 KB, give or take one entry.
fn hundred_kilobytes(options: &render::Options) -> Vec<u8> {
    let snapshot = made(99);
    let mut feed = feed::live(&snapshot, None, gateway::now(), &feed::Options::default());
    loop {
        let body = render::feed(&feed, Format::Atom, options).body;
        if body.len() <= 100_000 || feed.entries.pop().is_none() {
            return body;
        }
    }
}

fn made(reports: usize) -> Snapshot {
    let mut file = Vec::new();
    generator::write_collection(reports, 1, &mut file).expect("writing to memory cannot fail");
    let collection = collection::parse(file).unwrap_or_else(|(_, faults)| panic!("{faults:#?}"));
    Snapshot::build(collection)
}

fn report(name: &str, figure: Duration, measured: Duration) {
    let ratio = measured.as_secs_f64() / figure.as_secs_f64();
    println!("  {name:<40} {measured:>10.1?}   {ratio:.2} of the {figure:?} asked for");
}

fn median(mut work: impl FnMut()) -> Duration {
    const ROUNDS: usize = 101;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

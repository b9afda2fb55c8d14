//! `feedgate export`: writes the collection as files for web servers that have no gateway.

use std::process::ExitCode;
use std::time::{Duration, Instant as Timer};
use std::{env, fs, thread};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use xxhash_rust::xxh3::xxh3_128;

use crate::address::Site;
use crate::collection::{self, Instant};
use crate::config::Config;
use crate::export::{ExportError, ExportOutcome, ExportPlace, Exported, Progress, Writing, export};
use crate::gateway::{self, LookError, StartError};
use crate::outgoing;
use crate::resource;
use crate::snapshot::Snapshot;
use crate::source::{Meanwhile, Next, Source};

use super::{FAULTS, USAGE, print_load_error};

/// How often the clock is read while a date may change what the files show. A timer would not notice that the machine slept
/// or that its clock was set.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(1);
/// When an export that failed is tried again, unless the collection changes before.
const TRY_AGAIN: Duration = Duration::from_secs(30);

/// The arguments of `feedgate export`.
// Text that clap shows is written without a full stop.
#[derive(Args, Debug)]
pub struct ExportArguments {
    /// The folder to write to, created if it does not exist, or s3://bucket/prefix
    // The parser of arguments would repeat a place that is wrong, with keys in it.
    pub place: String,
    /// Keep the files in step with every change of the collection, until this program is stopped
    #[arg(long)]
    pub follow: bool,
    /// Delete what the collection no longer has, however many files that are
    #[arg(long)]
    pub yes: bool,
    /// Write all files, also those that should be there already, for example after some were lost
    #[arg(long, conflicts_with = "follow")]
    pub all: bool,
    /// How many files are written at the same time [default: one per core, or 32 to a bucket]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub concurrency: Option<u16>,
    /// Compress what can be compressed (buckets only, and every client has to understand gzip)
    #[arg(long)]
    pub gzip: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// What is the same in every run.
struct Exporter<'e> {
    place: ExportPlace,
    is_quiet: bool,
    config: &'e Config,
    options: resource::Options,
    writing: Writing,
    program: u128,
}

/// Brings the files of a place up to date with the collection.
pub fn run(config: &Config, arguments: &ExportArguments) -> ExitCode {
    let Some(public_url) = &config.public_url else {
        eprintln!("error: set --public-url to the address that the files will have: all links begin with it");
        return ExitCode::from(USAGE);
    };
    let place = match ExportPlace::parse(&arguments.place) {
        Ok(place) => place,
        Err(why) => {
            eprintln!("error: the place {why}");
            return ExitCode::from(USAGE);
        }
    };
    if arguments.gzip && matches!(place, ExportPlace::Folder(_)) {
        eprintln!("error: --gzip needs a bucket: a file in a folder cannot say that it is compressed");
        return ExitCode::from(USAGE);
    }
    let site = Site::of_files(public_url.clone(), config.export.gateway.as_ref());
    let options = match gateway::resource_options(config, site) {
        Ok(options) => options,
        Err(error) => return print_look_error(&error),
    };
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let usual = place.usual_concurrency(cores);
    let writing = Writing {
        concurrency: arguments.concurrency.map_or(usual, usize::from),
        most_deleted_percent: if arguments.yes { 100 } else { config.export.most_deleted_percent },
        all: arguments.all,
        gzip: arguments.gzip,
        outgoing: outgoing::Options::default(),
    };
    let is_quiet = arguments.quiet;
    let exporter = Exporter { place, is_quiet, config, options, writing, program: program() };
    match arguments.follow {
        true => exporter.follow(),
        false => exporter.once(),
    }
}

impl Exporter<'_> {
    fn once(&self) -> ExitCode {
        let now = gateway::now();
        let snapshot = match gateway::load_once(self.config, now) {
            Ok(snapshot) => snapshot,
            Err(StartError::Load(error)) => {
                print_load_error(&error);
                return FAULTS;
            }
            Err(error) => {
                eprintln!("error: {error}");
                return FAULTS;
            }
        };
        match self.export(&snapshot, now) {
            true => ExitCode::SUCCESS,
            false => FAULTS,
        }
    }

    /// Exports whenever the collection changes, or a date changes what it shows. What fails is told, and tried again.
    fn follow(&self) -> ExitCode {
        let config = self.config;
        let (remote, outgoing) = ((&config.remote, config.load.file_bytes), outgoing::Options::default());
        let mut source = match Source::new(&config.collection, config.source, remote, outgoing) {
            Ok(source) => source,
            Err(error) => {
                eprintln!("error: {error}");
                return FAULTS;
            }
        };
        let mut snapshot = match gateway::load_first(&mut source, config.load.file_bytes, gateway::now()) {
            Ok(snapshot) => snapshot,
            Err(error) => {
                print_load_error(&error);
                return FAULTS;
            }
        };
        let mut exported = None;
        let mut failed: Option<Timer> = None;
        loop {
            let now = gateway::now();
            let shown = (snapshot.revision(), snapshot.retirement_steps_passed(now));
            let is_to_wait = failed.is_some_and(|since| since.elapsed() < TRY_AGAIN);
            if exported != Some(shown) && !is_to_wait {
                let is_done = self.export(&snapshot, now);
                // After a failure the files are neither what they were nor what they should be.
                exported = is_done.then_some(shown);
                failed = (!is_done).then(Timer::now);
            }
            let depends_on_date = snapshot.collection().next_appearance().is_some()
                || snapshot.next_retirement_step(now).is_some();
            match source.wait((depends_on_date || failed.is_some()).then_some(LOOK_AT_CLOCK)) {
                Next::End => return ExitCode::SUCCESS,
                Next::Changed | Next::Asked => {
                    if let Some(changed) = self.load_again(&mut source, &snapshot) {
                        (snapshot, failed) = (changed, None);
                    }
                }
                Next::TimeOver | Next::Heard => {
                    let appeared = snapshot.collection().once_appeared(gateway::now());
                    snapshot = appeared.map_or(snapshot, Snapshot::build);
                }
            }
        }
    }

    /// Loads the collection that has changed; `None` if it has faults, which are told, or was written to meanwhile.
    fn load_again(&self, source: &mut Source, earlier: &Snapshot) -> Option<Snapshot> {
        let limit = self.config.load.file_bytes;
        let (loaded, meanwhile) =
            source.read(|path| collection::load_again(path, limit, earlier.collection()));
        match (loaded, meanwhile) {
            (_, Meanwhile::Rewritten) | (Err(_), Meanwhile::Replaced) => None,
            (Ok(collection), _) => {
                source.keep();
                Some(Snapshot::build(collection.as_of(gateway::now())))
            }
            (Err(error), _) => {
                print_load_error(&error);
                eprintln!("the files stay as they are until the collection has no faults");
                None
            }
        }
    }

    /// Brings the files up to date, and tells how that went.
    fn export(&self, snapshot: &Snapshot, now: Instant) -> bool {
        let exported = Exported {
            snapshot,
            now,
            options: &self.options,
            freshness: self.config.freshness,
            program: self.program,
        };
        // Shown on a terminal only.
        let bar = if self.is_quiet { ProgressBar::hidden() } else { ProgressBar::new(0) };
        let style = ProgressStyle::with_template("{bar:40} {percent} % {eta} left");
        bar.set_style(style.expect("the template is correct"));
        let told = |Progress { parts, done }| {
            bar.set_length(parts as u64);
            bar.set_position(done as u64);
        };
        let outcome = export(&exported, &self.place, &self.writing, &told);
        bar.finish_and_clear();
        match outcome {
            Ok(ExportOutcome { files, written, deleted }) => {
                if !self.is_quiet {
                    println!("{}: {files} files, {written} written, {deleted} deleted", self.place);
                }
                true
            }
            Err(error) => {
                match &error {
                    ExportError::File { source, .. } => eprintln!("error: {error}: {source}"),
                    _ => eprintln!("error: {error}"),
                }
                false
            }
        }
    }
}

fn print_look_error(error: &LookError) -> ExitCode {
    match std::error::Error::source(error) {
        Some(cause) => eprintln!("error: {error}: {cause}"),
        None => eprintln!("error: {error}"),
    }
    FAULTS
}

/// Identifies this program by its bytes.
fn program() -> u128 {
    let bytes = env::current_exe().and_then(fs::read).unwrap_or_default();
    xxh3_128(&bytes)
}
